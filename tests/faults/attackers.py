"""Strangers who try to keep a server from answering families, each from a network address of its own."""

from __future__ import annotations

import http.client
import random
import socket
import string
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.faults.chatting_families import SAVED, answer_to
from tests.system.api.client import Client, Reply, Session

LONGEST = 20_000  # characters of a message
OF_CHAT = 20  # messages a minute that a chat may send
AT_ONCE = 2  # requests of one attacker that wait for their answers
PAUSE = 0.2  # seconds before each: with AT_ONCE, just what an address may send
SILENT = 300  # connections, more than the server may open files
DRIP = 2.0  # seconds between two bytes of a head

DANGER = "i want to kill myself"
QUESTION = "How long does a review take?"
PUNCTUATION = "!?.,;:-_*()&%/'"
CONSONANTS = "bcdfghjklmnpqrstvwxz"
STORY = (
    "we lived with my grandmother when the social worker came and nobody explained what the meeting was about so my "
    "sister telephoned the school because the children were frightened and we wanted somebody to understand us "
)

_CHANCE = random.Random()  # noqa: S311  # nothing here is a secret


@dataclass
class Attackers:
    """All attackers.

    Attributes:
        api: the address of the server's API.
        statuses: of the answers that they got -> how often.
        cut_off: requests and connections that the server ended without an answer.
        saved: messages for NSCP that were taken.
    """

    api: str
    statuses: Counter[int] = field(default_factory=Counter)
    cut_off: int = 0
    saved: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Attack until the test is done with it."""
        ways: Sequence[Callable[[Client], None]] = (
            *[self._send_random_words] * 2,
            *[self._hide_danger] * 2,
            *[self._send_too_much] * 2,
            self._be_silent,
            self._leave_messages,
        )
        with ThreadPoolExecutor(len(ways) * AT_ONCE) as threads:
            attacks = [
                threads.submit(self._again_and_again, way, Client(self.api, self._count, source=f"127.0.0.{number}"))
                for number, way in enumerate(ways, start=2)
                for _ in range(AT_ONCE if way != self._be_silent else 1)
            ]
            try:
                yield
            finally:
                self._over.set()
        for attack in attacks:
            attack.result()

    def _again_and_again(self, way: Callable[[Client], None], client: Client) -> None:
        while not self._over.is_set():
            try:
                way(client)
            except (OSError, http.client.HTTPException):
                with self._lock:
                    self.cut_off += 1

    def _count(self, method: str, path: str, reply: Reply) -> None:
        with self._lock:
            self.statuses[reply.status] += 1
        self._over.wait(PAUSE)

    def _chat(self, client: Client) -> Session | None:
        """Start a chat; none if the address has asked too much."""
        opening = client.post("/sessions", {})
        return Session(client, opening.json["token"], opening) if opening.status == 201 else None

    def _send(self, client: Client, texts: Iterator[str], most: int) -> None:
        """Send so many messages of one chat."""
        chat = self._chat(client)
        for _ in range(most if chat else 0):
            if chat and not self._over.is_set():
                chat.send(next(texts))

    def _send_random_words(self, client: Client) -> None:
        self._send(client, random_words(), OF_CHAT)

    def _hide_danger(self, client: Client) -> None:
        self._send(client, danger_in_front(), OF_CHAT)

    def _send_too_much(self, client: Client) -> None:
        self._send(client, short_and_long(), 10 * OF_CHAT)

    def _leave_messages(self, client: Client) -> None:
        """Leave a message for NSCP in a new chat."""
        chat = self._chat(client)
        text: str | None = "Send NSCP a message for me"
        while chat and text and not self._over.is_set():
            reply = chat.send(text)
            said = reply.texts if reply.status == 200 else ""
            with self._lock:
                self.saved += any(words in said for words in SAVED)
            text = answer_to(said)

    def _be_silent(self, client: Client) -> None:
        """Hold connections on which nothing is said, or a byte now and then, and open others for those that are ended."""
        parts = urlsplit(self.api)
        connections: list[socket.socket] = []
        try:
            while not self._over.is_set():
                for _ in range(SILENT - len(connections)):
                    place = (parts.hostname or "", parts.port or 0)
                    with suppress(OSError):
                        connections.append(socket.create_connection(place, timeout=1, source_address=(client.source, 0)))
                        connections[-1].setblocking(False)
                for connection in connections[::2]:
                    with suppress(OSError):
                        connection.send(b"x")
                self._over.wait(DRIP)
                gone = [connection for connection in connections if _is_ended(connection)]
                for connection in gone:
                    connections.remove(connection)
                    connection.close()
                with self._lock:
                    self.cut_off += len(gone)
        finally:
            for connection in connections:
                connection.close()


def random_words() -> Iterator[str]:
    """Words of consonants, which are no words and are compared with all that are."""
    while True:
        yield " ".join(_letters(CONSONANTS, _CHANCE.randint(4, 9)) for _ in range(LONGEST // 5))[:LONGEST]


def danger_in_front() -> Iterator[str]:
    """Danger before letters or signs on end, and a long story with each word misspelt."""
    while True:
        for behind in (_letters(string.ascii_lowercase, LONGEST), _letters(PUNCTUATION, LONGEST), _misspelt(STORY)):
            yield f"{DANGER} {behind}"[:LONGEST]


def short_and_long() -> Iterator[str]:
    """Questions, and what costs more."""
    for text in random_words():
        yield QUESTION
        yield text


def _letters(of: str, count: int) -> str:
    return "".join(_CHANCE.choices(of, k=count))


def _misspelt(text: str) -> str:
    words = (LONGEST // len(text) + 1) * text.split()
    return " ".join("".join(_CHANCE.sample(word, len(word))) for word in words)


def _is_ended(connection: socket.socket) -> bool:
    try:
        return connection.recv(65_536) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
