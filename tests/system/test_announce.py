"""What `make run` prints before and after the server starts."""

from __future__ import annotations

import contextlib
import http.server
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


class Page(http.server.BaseHTTPRequestHandler):
    """/late is an error the first time, as a server is that has not loaded its model yet."""

    late_asked = 0

    def do_GET(self) -> None:
        type(self).late_asked += self.path == "/late"
        self.send_response(503 if self.path == "/late" and self.late_asked == 1 else 200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output quiet."""


@pytest.fixture
def port() -> Iterator[int]:
    Page.late_asked = 0
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, f"setup/{script}", *arguments],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_the_addresses_are_printed_only_when_every_page_is_served(port: int) -> None:
    page, late = f"http://127.0.0.1:{port}/page", f"http://127.0.0.1:{port}/late"
    result = run("announce.py", f"chat={page}", f"console={late}")
    assert f"The assistant is ready:\n  chat:    {page}\n  console: {late}\n" in result.stdout
    assert Page.late_asked == 2


def test_the_wait_ends_with_the_program_that_started_it() -> None:
    # The shell in between ends at once; what it left behind must notice. Its end closes the pipe that is read here.
    command = f"{sys.executable} setup/announce.py chat=http://127.0.0.1:1/chat & sleep 1"
    result = subprocess.run(
        ["sh", "-c", command], cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False
    )
    assert result.stdout == b""


def free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as probes:
        found = [probes.enter_context(socket.socket()) for _ in range(number)]
        for probe in found:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in found]


@pytest.mark.parametrize("name", ["NSCP_PORT", "NSCP_ACTION_PORT", "NSCP_CONSOLE_PORT"])
def test_a_port_in_use_is_named_in_one_sentence_with_a_command_that_works_when_typed(port: int, name: str) -> None:
    first, second = free_ports(2)
    names = ["NSCP_PORT", "NSCP_ACTION_PORT", "NSCP_CONSOLE_PORT"]
    names.remove(name)
    result = run("ports_free.py", f"{names[0]}={first}", f"{names[1]}={second}", f"{name}={port}")
    assert result.returncode == 1
    assert result.stderr.startswith(f"Port {port} is in use by another program: stop it, or type `make run ")
    assert result.stderr.count("\n") == 1

    settings = dict(re.findall(r"(NSCP_\w+)=(\d+)", result.stderr))
    assert settings.pop(name) != str(port)
    assert settings == {names[0]: str(first), names[1]: str(second)}  # which are not the usual ones either
    typed = re.findall(r"NSCP_\w+=\d+", result.stderr)
    assert run("ports_free.py", *typed).returncode == 0


def test_one_port_for_two_servers_and_what_is_no_port_are_said() -> None:
    (free,) = free_ports(1)
    twice = run("ports_free.py", f"NSCP_PORT={free}", f"NSCP_ACTION_PORT={free}")
    assert twice.stderr.startswith(f"Two of the ports are the same: type `make run NSCP_PORT={free} NSCP_ACTION_PORT=")
    assert run("ports_free.py", *re.findall(r"NSCP_\w+=\d+", twice.stderr)).returncode == 0

    for wrong in ("page", "0", "70000", ""):
        said = run("ports_free.py", f"NSCP_PORT={wrong}").stderr
        assert said == f"NSCP_PORT must be a whole number from 1 to 65535, not {wrong!r}.\n"


def test_free_ports_need_no_words() -> None:
    (free,) = free_ports(1)
    result = run("ports_free.py", f"NSCP_PORT={free}")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_the_shell_gets_ports_beside_those_that_are_in_use(port: int) -> None:
    first, second = map(int, run("ports_free.py", "--choose", str(port), str(port)).stdout.split())
    assert port < first < second


@pytest.mark.parametrize("target", ["run", "shell"])
def test_every_port_of_the_recipes_follows_a_setting(target: str) -> None:
    command = ["make", "--dry-run", target, "NSCP_PORT=6005", "NSCP_ACTION_PORT=6055", "NSCP_CONSOLE_PORT=6006"]
    printed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert not re.search(r"\b50\d\d\b", printed)
    assert "6055" in printed
    processes = (PROJECT / "Procfile").read_text()
    assert not re.search(r"(?<!:-)\b50\d\d\b", processes)
