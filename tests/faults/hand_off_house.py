"""The parts that a message for NSCP passes, each of which a test can break: a database, mailers, a process that saves."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.faults.report import Part
from tests.mail_server import MailServer
from tests.postgres import Postgres
from tests.running_server import PROJECT, Server

WAIT = 90  # seconds
NO_LIMIT = {"NSCP_RATE_SESSION": "1000000/minute", "NSCP_RATE_ADDRESS": "1000000/minute"}
SECRETS = ("Zebedee", "900123", "landline")  # stand in each message; see hand_offs.py


class Console:
    """A process of the console that does what the test asks; see hand_offs.py."""

    def __init__(self, environment: dict[str, str]) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            [PROJECT / ".venv/bin/python", PROJECT / "tests/faults/hand_offs.py"],
            cwd=PROJECT,
            env={**environment, "PYTHONPATH": str(PROJECT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, do: str, **arguments: object) -> Any:
        """Ask for something, and read the first line of the answer."""
        self.tell(do, **arguments)
        return self.answer()

    def tell(self, do: str, **arguments: object) -> None:
        """Ask for something that is answered in several lines, or later."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Any:
        """Read a line of an answer."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "The process that was asked has ended."
        return json.loads(line)

    def kill(self) -> None:
        """End it (SIGKILL)."""
        self._process.kill()
        self._process.communicate()


class House:
    """Everything but the mailers runs from the start.

    Attributes:
        server: starts, stops and kills mailers.
        mails: the mail server.
        postgres: the database, unless it is SQLite.
        console: saves.
        breaker: breaks connections and locks tables, also while `console` is busy.
        saved: references of what must arrive.
    """

    def __init__(self, folder: Path, postgres: Postgres | None, mails: MailServer) -> None:
        """Make the tables and start."""
        self._folder = folder
        self.mails = mails
        self.postgres = postgres
        self.server = self.with_patience(1)
        self.server.migrate()
        self.name = "PostgreSQL" if postgres else "SQLite"
        self.saved: list[str] = []
        self.console = self.another_console()
        self.breaker = self.another_console()

    def with_patience(self, seconds: int) -> Server:
        """A `server` whose mailers wait so long for each answer of the mail server."""
        return Server(self._folder, self._settings(seconds))

    def chat(self, action_address: str) -> Server:
        """A Rasa server on the same database, without limits on how much comes in.

        Args:
            action_address: of its action server, which is not started with it.
        """
        return Server(self._folder, {**self._settings(1), **NO_LIMIT}, action_address=action_address)

    def _settings(self, seconds: int) -> dict[str, str]:
        database = self.postgres.url if self.postgres else f"sqlite:///{self._folder / 'console.sqlite'}"
        smtp = {"NSCP_SMTP_HOST": "127.0.0.1", "NSCP_SMTP_PORT": str(self.mails.port), "NSCP_SMTP_SECURITY": "none"}
        return {"NSCP_DATABASE_URL": database, "NSCP_SMTP_TIMEOUT": str(seconds), **smtp}

    def another_console(self) -> Console:
        """One more process of the console, for the test to kill."""
        return Console(self.server.environment)

    def save(self, count: int = 1) -> None:
        """Save hand-offs."""
        self.console.tell("save", count=count, sender=f"family-{len(self.saved)}")
        self.saved += [self.console.answer() for _ in range(count)]

    def states(self) -> dict[str, Any]:
        """Reference -> state, number of tries and reason."""
        states: dict[str, Any] = self.console.ask("states")
        return states

    def tries(self) -> int:
        """How often mailers began to send."""
        return sum(tries for _, tries, _ in self.states().values())

    def check(self, part: Part, twice: int | None = 0, secrets: Sequence[str] = SECRETS) -> None:
        """Wait until all are noted as sent; check that all have arrived and that none can be read elsewhere; count.

        Args:
            part: of the report.
            twice: how many must have arrived twice and no more often; None if the test checks that.
            secrets: stand in each message.
        """
        until(lambda: all(self.states()[reference][0] == "sent" for reference in self.saved))
        times = {message_id.strip("<>").partition("@")[0]: count for message_id, count in self.mails.times.items()}
        part.counts["saved"] = len(self.saved)
        part.counts["arrived"] = sum(reference in times for reference in self.saved)
        part.counts["lost"] = len(set(self.saved) - set(times))
        part.counts["arrived again"] = sum(times.values()) - len(times)
        part.counts["tries"] = self.tries()
        assert part.counts["lost"] == 0
        assert twice is None or sorted(times.values()) == [1] * (len(times) - twice) + [2] * twice
        assert all(secret in mail.content.decode() for mail in self.mails.accepted for secret in secrets)
        assert not [secret for secret in secrets if secret in self._all_that_is_kept()]

    def close(self) -> None:
        """Stop everything."""
        self.server.stop()
        self.console.kill()
        self.breaker.kill()

    def _all_that_is_kept(self) -> str:
        files = [*self._folder.glob("*.log"), *self._folder.glob("*.sqlite*")]
        return "".join([self.console.ask("dump"), *(path.read_bytes().decode("latin-1") for path in files)])


class At:
    """Does things, once each, when the mail server comes to a step, and lets the test wait for the last of them."""

    def __init__(self, mails: MailServer, acts: dict[str, Callable[[], object]]) -> None:
        """Set up.

        Args:
            mails: the mail server.
            acts: step -> what to do.
        """
        self._mails = mails
        self._acts = acts
        self._done = threading.Event()
        mails.on_step = self._on_step

    def wait(self) -> None:
        """Wait until all is done.

        Raises:
            AssertionError: the mail server did not come to each of the steps.
        """
        assert self._done.wait(WAIT), f"The mail server never came to {', '.join(self._acts)}."

    def _on_step(self, step: str) -> None:
        if act := self._acts.pop(step, None):
            act()
            if not self._acts:
                self._done.set()


def until(is_so: Callable[[], object]) -> None:
    """Look again and again until something is so.

    Raises:
        AssertionError: it did not come to be so.
    """
    deadline = time.monotonic() + WAIT
    while not is_so():
        assert time.monotonic() < deadline, "It never came to be so."
        time.sleep(0.05)
