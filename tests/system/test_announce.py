"""What `make run` prints before and after the server starts."""

from __future__ import annotations

import http.server
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


def test_a_port_in_use_is_named_in_one_sentence(port: int) -> None:
    result = run("ports_free.py", str(port))
    assert result.returncode == 1
    assert result.stderr.startswith(f"Port {port} is in use")
    assert result.stderr.count("\n") == 1


def test_free_ports_need_no_words() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    result = run("ports_free.py", str(free))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
