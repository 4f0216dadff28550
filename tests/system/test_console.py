"""The console as a process: fast to start, without Rasa, fit for production, also alone on Python 3.13."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.console_client import ConsoleClient
from tests.running_server import CONSOLE, PROJECT, Server, free_port
from tests.system.api.client import Client

PYTHON_313 = sorted(Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv").glob("versions/3.13*/bin/python3.13"))
TOO_HEAVY = {"rasa", "rasa_sdk", "assistant", "actions", "tensorflow", "numpy", "sqlalchemy", "sanic"}
# What an operator sets (README.md), as far as it has to do with the console.
PRODUCTION = {
    "NSCP_PRODUCTION": "true",
    "NSCP_HANDOFF_KEYS": Fernet.generate_key().decode(),
    "NSCP_CONSOLE_HOSTS": "console.example.org",
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A checkout with tables and nothing running yet."""
    server = Server(tmp_path)
    server.migrate()
    try:
        yield server
    finally:
        server.stop()


def test_every_page_is_there_without_rasa_and_what_it_brings(server: Server) -> None:
    code = (
        "import json, sys; import console.config.wsgi; from django.test import Client\n"
        "assert Client(SERVER_NAME='localhost').get('/sign-in/').status_code == 200\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    imported = set(json.loads(server.run_in_console(code)))

    assert "console" in imported
    assert TOO_HEAVY.isdisjoint(imported)


def test_it_listens_on_this_machine_alone(server: Server) -> None:
    server.start_console()
    port = f"{int(server.console.rpartition(':')[2]):04X}"

    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()]

    assert f"0100007F:{port}" in listening
    assert f"00000000:{port}" not in listening


def test_no_header_leads_to_another_page_than_the_address(server: Server) -> None:
    server.start_console()

    for header in ({"PATH_INFO": "/static/console/idle.js"}, {"SCRIPT_NAME": "/sign-in"}, {"SCRIPT_NAME": "/elsewhere"}):
        reply = Client(server.console).call("GET", "/sign-in/", headers=header)

        assert (reply.status, b"/sign-in/sign-in" in reply.body, b"csrfmiddlewaretoken" in reply.body) == (200, False, True)


def test_a_page_that_fails_says_so_and_logs_nothing_that_was_sent(server: Server) -> None:
    server.start_console()
    server.run_in_console("from django.db import connection; connection.cursor().execute('DROP TABLE axes_accessattempt')")
    with pytest.raises(urllib.error.HTTPError) as caught:
        ConsoleClient(server.console).sign_in("jane", "Zebedee")

    assert caught.value.code == 500
    assert "Something went wrong" in caught.value.read().decode()
    log = server.log("console")
    assert "OperationalError" in log
    assert not [word for word in ("Zebedee", "jane", "axes_access") if word in log]


def test_production_settings_pass_djangos_own_check(server: Server) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "console.manage", "check", "--deploy", "--fail-level", "INFO"],
        cwd=PROJECT,
        env={**server.environment, **PRODUCTION, "NSCP_HANDOFF_SEND": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_production_speaks_https_and_knows_its_names(tmp_path: Path) -> None:
    server = Server(tmp_path, {**PRODUCTION, "NSCP_HANDOFF_SEND": "false"})
    server.migrate()
    code = """
from django.test import Client
behind = Client(SERVER_NAME="console.example.org")
print(behind.get("/sign-in/")["Location"])
page = behind.get("/sign-in/", secure=True)
print(page.status_code, page["Strict-Transport-Security"])
print(sorted((name, bool(cookie["secure"])) for name, cookie in behind.cookies.items()))
print(Client(SERVER_NAME="evil.example.org").get("/sign-in/", secure=True).status_code)
"""
    assert server.run_in_console(code).splitlines() == [
        "https://console.example.org/sign-in/",
        "200 max-age=31536000; includeSubDomains; preload",
        "[('__Host-nscp_console_csrf', True)]",
        "400",
    ]


def test_a_proxy_on_this_machine_is_believed_about_https(tmp_path: Path) -> None:
    server = Server(tmp_path, {**PRODUCTION, "NSCP_HANDOFF_SEND": "false", "NSCP_CONSOLE_HOSTS": "127.0.0.1"})
    server.migrate()
    port = free_port()
    process = subprocess.Popen(CONSOLE, cwd=PROJECT, env={**server.environment, "NSCP_CONSOLE_PORT": str(port)})
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(f"http://127.0.0.1:{port}/sign-in/", headers={"X-Forwarded-Proto": "https"})
    try:
        assert until_answered(lambda: direct.open(request, timeout=5).status) == 200
    finally:
        process.terminate()
        process.wait()


def until_answered(ask: object, seconds: float = 20) -> object:
    """The answer, once there is one."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return ask()  # type: ignore[operator]
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@pytest.mark.skipif(not PYTHON_313, reason="pyenv has no Python 3.13 on this machine")
def test_it_runs_alone_on_python_313(tmp_path: Path) -> None:
    python = tmp_path / "venv" / "bin" / "python"
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "NSCP_VAR": str(tmp_path / "var")}
    # How this machine reaches its package index.
    network = {name: value for name, value in os.environ.items() if name.upper().endswith("_PROXY") or name[:4] == "PIP_"}

    def run(*command: str | Path) -> str:
        done = subprocess.run(
            command, cwd=PROJECT, env={**network, **environment}, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip()

    run(PYTHON_313[-1], "-m", "venv", tmp_path / "venv")
    run(
        *(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"),
        *("--require-hashes", "--requirement", "requirements-console.lock"),
    )
    run(python, "-m", "pip", "check")
    run(python, "-W", "error::DeprecationWarning:console", "-m", "console.manage", "check", "--fail-level", "INFO")
    run(python, "-m", "console.manage", "migrate", "--verbosity", "0")
    page = (
        "import console.config.wsgi, console.handoffs.management.commands.mailer\n"
        "from django.test import Client; print(Client(SERVER_NAME='localhost').get('/sign-in/').status_code)"
    )
    assert run(python, "-c", page) == "200"
