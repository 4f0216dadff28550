"""Action servers for tests: the product's own at DEBUG level, and one that fails as badly as one can."""

from __future__ import annotations

import http.server
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.running_server import PROJECT

START_SECONDS = 30


@contextmanager
def action_server_at_debug(port: int, log: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """The product's action server, printing into a file.

    Args:
        port: where it listens.
        log: the file.
        settings: environment variables to add.
    """
    command = [".venv/bin/python", "-m", "rasa_sdk", "--actions", "actions", "--debug", "--port", str(port)]
    with log.open("ab") as printed:
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env={**os.environ, "SANIC_HOST": "127.0.0.1", **settings},
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=printed,
        )
    try:
        _wait_for(port, process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=15)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the action server did not start")


@contextmanager
def quoting_action_server(port: int) -> Iterator[None]:
    """Answers every call with an error that quotes the whole call, as rasa_sdk does (rasa_sdk/endpoint.py)."""

    class Quoting(_Quiet):
        def do_POST(self) -> None:
            call = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(500)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b'{"error": "it failed", "request_body": ' + call + b"}")

    with _serving(port, Quoting):
        yield


@contextmanager
def hanging_action_server(port: int) -> Iterator[None]:
    """Takes calls and answers none."""
    over = threading.Event()

    class Hanging(_Quiet):
        def do_POST(self) -> None:
            over.wait()

    with _serving(port, Hanging):
        yield
        over.set()


class _Quiet(http.server.BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output quiet."""


@contextmanager
def _serving(port: int, handler: type[_Quiet]) -> Iterator[None]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
