"""The product running: the Rasa server and the action server of this checkout, started and stopped by a test.

Used by tests in both environments, so nothing here imports Rasa or the project.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
START_SECONDS = 120


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """The Rasa server and the action server of this checkout, on free loopback ports, with their own local state."""

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str] | None = None,
        options: tuple[str, ...] = (),
        action_address: str | None = None,
    ) -> None:
        """Set up.

        Args:
            folder: for logs and local state.
            settings: environment variables to add, `NSCP_*` or others.
            options: further options of `rasa run`, such as `--debug`.
            action_address: where another server's action server listens, to share it.
        """
        self._folder = folder
        self._settings = dict(settings or {})
        self._options = options
        self._action_address = action_address
        self._port = free_port()
        self._action_port = free_port()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.address = f"http://127.0.0.1:{self._port}"
        self.chat = f"{self.address}/chat"
        self.api = f"{self.address}/webhooks/website"
        self.var = folder / "var"
        self.action_address = action_address or f"http://127.0.0.1:{self._action_port}/webhook"

    def start(self) -> None:
        """Start both and wait until they answer."""
        if self._action_address is None and "actions" not in self._processes:
            self.start_actions()
        self.start_rasa()

    def start_rasa(self) -> None:
        """Start the Rasa server and wait until it answers."""
        self._run("rasa", ".venv/bin/rasa", "run", "-i", "127.0.0.1", "--port", str(self._port), *self._options)
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

    def kill_rasa(self) -> None:
        """End the Rasa server as a power cut would (SIGKILL)."""
        process = self._processes.pop("rasa")
        process.send_signal(signal.SIGKILL)
        process.wait()

    def log(self, name: str) -> str:
        """What a process (`rasa` or `actions`) has printed."""
        return (self._folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _run(self, name: str, *command: str) -> None:
        environment = {
            **os.environ,
            "NSCP_ACTION_URL": self.action_address,
            "NSCP_VAR": str(self.var),
            "SANIC_HOST": "127.0.0.1",
            **self._settings,
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


def running(server: Server) -> Iterator[Server]:
    """Start a server, and stop it after the tests: the body of a fixture."""
    try:
        server.start()
        yield server
    finally:
        server.stop()
