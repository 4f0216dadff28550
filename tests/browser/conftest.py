"""The product as people meet it: real servers, a real browser, nothing but HTTP in between.

Runs in an environment of its own (.venv-tools), so nothing here imports Rasa or the project.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """The Rasa server and the action server of this checkout, on free loopback ports, with their own local state."""

    def __init__(self, folder: Path) -> None:
        """Set up.

        Args:
            folder: for logs and local state.
        """
        self._folder = folder
        self._port = free_port()
        self._action_port = free_port()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.address = f"http://127.0.0.1:{self._port}"
        self.chat = f"{self.address}/chat"

    def start(self) -> None:
        """Start both and wait until they answer."""
        self.start_actions()
        self._run("rasa", ".venv/bin/rasa", "run", "-i", "127.0.0.1", "--port", str(self._port))
        self._wait("rasa", f"{self.address}/webhooks/website/health/live")

    def start_actions(self) -> None:
        """Start the action server and wait until it answers."""
        port = str(self._action_port)
        self._run("actions", ".venv/bin/python", "-m", "rasa_sdk", "--actions", "actions", "--port", port)
        self._wait("actions", f"http://127.0.0.1:{port}/health")

    def stop_actions(self) -> None:
        """Stop the action server."""
        self._stop("actions")

    def stop(self) -> None:
        """Stop what was started here, and nothing else."""
        for name in list(self._processes):
            self._stop(name)

    def log(self, name: str) -> str:
        """What a process (`rasa` or `actions`) has printed."""
        return (self._folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _run(self, name: str, *command: str) -> None:
        environment = {
            **os.environ,
            "NSCP_ACTION_URL": f"http://127.0.0.1:{self._action_port}/webhook",
            "NSCP_VAR": str(self._folder / "var"),
            "RASA_TELEMETRY_ENABLED": "false",
            "SANIC_HOST": "127.0.0.1",
        }
        with (self._folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def _wait(self, name: str, url: str) -> None:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._processes[name].poll() is None:
            try:
                direct.open(url, timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise RuntimeError(f"{name} did not start:\n{self.log(name)[-3000:]}")

    def _stop(self, name: str) -> None:
        process = self._processes.pop(name)
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Both servers, running."""
    running = Server(tmp_path_factory.mktemp("server"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def server_without_actions(server: Server) -> Iterator[Server]:
    """The Rasa server alone, as when the action server is down."""
    server.stop_actions()
    yield server
    server.start_actions()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium from NSCP_CHROMIUM (or CHROMIUM, or PATH)."""
    path = os.environ.get("NSCP_CHROMIUM") or os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser on a phone that runs no JavaScript."""
    phone = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    phone.set_default_timeout(15_000)
    yield phone
    phone.close()


@pytest.fixture
def page(context: BrowserContext, server: Server) -> Page:
    """The chat page, just opened."""
    page = context.new_page()
    page.goto(server.chat)
    return page
