"""A console with made-up conversations, served as in production, on a database of its own."""

from __future__ import annotations

import contextlib
import http.client
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client

from console.conversations.facts import RECOMPUTE, go_through, recompute
from console.conversations.models import Conversation
from tests.console_database import console_on
from tests.running_server import PROJECT, free_port
from tools.seed.conversations import seed

START_SECONDS = 30
REQUEST_SECONDS = 60


@dataclass(frozen=True)
class House:
    """A console that runs.

    Attributes:
        port: on 127.0.0.1.
        cookie: of somebody who may open every page.
        starts_in: seconds from the start of the process to its first page.
        recomputed_in: seconds to compute the facts of all messages again.
    """

    port: int
    cookie: str
    starts_in: float
    recomputed_in: float

    def get(self, address: str) -> float:
        """Open a page; seconds until its last byte.

        Raises:
            RuntimeError: it is not there.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=REQUEST_SECONDS)
        start = time.perf_counter()
        connection.request("GET", address, headers={"Cookie": self.cookie})
        response = connection.getresponse()
        response.read()
        took = time.perf_counter() - start
        connection.close()
        if response.status != 200:
            raise RuntimeError(f"{address} answered {response.status}")
        return took


@contextlib.contextmanager
def house(url: str, messages: int, days: int) -> Iterator[House]:
    """Make the tables and the conversations, and serve the console; all this process does meanwhile goes to its database.

    Args:
        url: of an empty database.
        messages: how many of families.
        days: over how many.
    """
    with console_on(url):
        call_command("migrate", verbosity=0)
        if not Conversation.objects.exists():
            seed(0, days, messages)
        start = time.perf_counter()
        changed = sum(go_through(RECOMPUTE, recompute))
        if changed:
            raise RuntimeError(f"the facts of {changed} conversations are not those of their events")
        recomputed_in = time.perf_counter() - start
        port = free_port()
        environment = {**os.environ, "NSCP_DATABASE_URL": url, "NSCP_CONSOLE_PORT": str(port)}
        command = [".venv/bin/gunicorn", "--config", "python:console.config.gunicorn", "console.config.wsgi"]
        start = time.perf_counter()
        server = subprocess.Popen(command, cwd=PROJECT, env=environment)
        try:
            starts_in = _wait(port, start)
            yield House(port, _cookie(), starts_in, recomputed_in)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _cookie() -> str:
    user = User.objects.create_user("speed")
    user.groups.set(Group.objects.all())
    client = Client()
    client.force_login(user)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _wait(port: int, start: float) -> float:
    while time.perf_counter() - start < START_SECONDS:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=REQUEST_SECONDS)
            connection.request("GET", "/sign-in/")
            if connection.getresponse().status == 200:
                return time.perf_counter() - start
        time.sleep(0.02)
    raise RuntimeError("the console did not start")
