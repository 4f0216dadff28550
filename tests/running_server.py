"""The product running: Rasa server, action server, mailer and console of this checkout, started and stopped by a test.

Used by tests in both environments, so nothing here imports Rasa or the project.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
START_SECONDS = 120
MANAGE = (".venv/bin/python", "-m", "console.manage")
CONSOLE = (".venv/bin/gunicorn", "--config", "python:console.config.gunicorn", "console.config.wsgi")


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """The processes of this checkout, on free loopback ports, with their own database and local state."""

    _migrated = b""  # an SQLite file with the console's tables and nothing in them

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
            action_address: where another server's action server listens, to share it; `settings` hold its key, unless both
                keep their state in the same folder.
        """
        self._folder = folder
        self._settings = dict(settings or {})
        self._options = options
        self._action_address = action_address
        self._port = free_port()
        self._action_port = free_port()
        self._console_port = free_port()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.address = f"http://127.0.0.1:{self._port}"
        self.chat = f"{self.address}/chat"
        self.api = f"{self.address}/webhooks/website"
        self.console = f"http://127.0.0.1:{self._console_port}"
        self.var = folder / "var"
        self.action_address = action_address or f"http://127.0.0.1:{self._action_port}/webhook"

    def start(self) -> None:
        """Make the tables, start both servers and wait until they answer."""
        self.migrate()
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

    def migrate(self) -> None:
        """Make the console's tables in the database. A new SQLite file is copied from the first that was made."""
        new = self.var / "nscp.sqlite" if "NSCP_DATABASE_URL" not in self.environment else None
        is_new = new is not None and not new.exists()
        if new and is_new and Server._migrated:
            self.var.mkdir(mode=0o700, exist_ok=True)
            new.touch(mode=0o600)
            new.write_bytes(Server._migrated)
            return
        self._run("migrate", *MANAGE, "migrate", "--verbosity", "0")
        if self._processes.pop("migrate").wait(timeout=START_SECONDS):
            raise RuntimeError(f"The tables could not be made:\n{self.log('migrate')[-3000:]}")
        if new and is_new and not new.with_name("nscp.sqlite-wal").exists():  # else part of it would be missing
            Server._migrated = new.read_bytes()

    def start_mailer(self, name: str = "mailer") -> None:
        """Start a mailer. Nothing tells when it is ready: what is saved is sent sooner or later.

        Args:
            name: of the process, for `stop_one`, `kill` and `log`; several may run.
        """
        self._run(name, *MANAGE, "mailer")

    def start_trainer(self) -> None:
        """Start a trainer worker. Nothing tells when it is ready: what waits is checked sooner or later."""
        self._run("trainer", *MANAGE, "trainer")

    def start_console(self) -> None:
        """Start the staff console and wait until it answers. Its tables must be there."""
        self._run("console", *CONSOLE)
        self._wait("console", f"{self.console}/sign-in/")

    def run_in_console(self, code: str) -> str:
        """What code prints that runs with the console's settings and this server's database.

        Raises:
            RuntimeError: it failed.
        """
        done = subprocess.run(
            (".venv/bin/python", "-c", f"import django; django.setup()\n{code}"),
            cwd=PROJECT,
            env={**self.environment, "DJANGO_SETTINGS_MODULE": "console.config.settings"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return done.stdout.strip()

    def stop_actions(self) -> None:
        """Stop the action server."""
        self.stop_one("actions")

    def stop(self) -> None:
        """Stop what was started here, and nothing else."""
        for name in list(self._processes):
            self.stop_one(name)

    def stop_one(self, name: str) -> int:
        """Ask a process to end (SIGTERM) and wait until it has.

        Args:
            name: `rasa`, `actions`, `console`, or a mailer's.

        Returns:
            Its exit status.
        """
        process = self._processes.pop(name)
        process.terminate()
        try:
            return process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
        return process.wait()

    def kill(self, name: str) -> None:
        """End a process as a power cut would (SIGKILL); names as for `stop_one`."""
        process = self._processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def kill_rasa(self) -> None:
        """End the Rasa server as a power cut would."""
        self.kill("rasa")

    def pid(self, name: str) -> int:
        """The number of a process that was started."""
        return self._processes[name].pid

    def is_running(self, name: str) -> bool:
        """Whether a process that was started has not ended by itself."""
        return self._processes[name].poll() is None

    def log(self, name: str) -> str:
        """What a process (`rasa`, `actions`, `migrate` or a mailer) has printed."""
        return (self._folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    @property
    def action_key(self) -> str:
        """What signs calls of its action server."""
        return (self.var / "action.key").read_text(encoding="ascii").strip()

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are started with, for others that are to share its database and keys."""
        return {
            **os.environ,
            "NSCP_ACTION_SECONDS": "20",  # a busy machine that tests in two lanes is no action server that hangs
            "NSCP_ACTION_URL": self.action_address,
            "NSCP_CONSOLE_PORT": str(self._console_port),
            "NSCP_RATE_HANDOFFS": "1000000/hour",  # all families of the tests share an address
            "NSCP_VAR": str(self.var),
            "SANIC_HOST": "127.0.0.1",
            **self._settings,
        }

    def _run(self, name: str, *command: str) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                command, cwd=PROJECT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
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


@contextmanager
def few_files(most: int) -> Iterator[None]:
    """Let what is started meanwhile open only so many files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def running(server: Server) -> Iterator[Server]:
    """Start a server, and stop it after the tests: the body of a fixture."""
    try:
        server.start()
        yield server
    finally:
        server.stop()
