"""Families that leave messages for NSCP through the website's API and do not give up, and a wire that loses answers."""

from __future__ import annotations

import http.client
import http.server
import re
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.running_server import free_port
from tests.system.api.client import Client, Reply, Session, new_id

NAME, PHONE = "Zebedee Brown", "07700 900123"
SEND = "Send my message"
# What is asked -> what these families answer. The assistant may ask the same again after something failed, in other words.
ANSWERS: Mapping[str, str] = {
    "What would you like to tell NSCP": f"my name is {NAME}. When can we come?",
    "How would you like NSCP to reply?": PHONE,
    "What name should NSCP use": NAME,
    "When and how is it safe": "in the mornings",
    "What shall I pass on to NSCP?": f"my name is {NAME}. When can we come?",
    "safe for NSCP to reply to?": PHONE,
    "What should NSCP call you?": NAME,
    "Which time or way is safe": "in the mornings",
    "Shall I send it?": SEND,
    "Please try again: NSCP gets it only one time.": SEND,
    "You can start again": "Send NSCP a message for me",
}
SAVED = ("is saved and will be emailed to NSCP", "was emailed to NSCP")
REFERENCE = re.compile("NSCP-[A-Z]{4}-[A-Z]{4}")
PATIENCE = 120  # seconds
PAUSE = 0.2  # seconds before a message is sent again


def leave_message(api: str) -> str:
    """Leave one message, whatever it takes.

    Args:
        api: the API's address.

    Returns:
        The reference that the family was told.

    Raises:
        AssertionError: the family lost its patience, or read something that leads nowhere.
    """
    deadline = time.monotonic() + PATIENCE
    session = _until_answered(lambda: Client(api).start(), deadline)
    text = "Send NSCP a message for me"
    while True:
        said = say(session, text, deadline)
        if any(words in said for words in SAVED):
            found = REFERENCE.search(said)
            assert found, said
            return found.group()
        answer = answer_to(said)
        assert answer, said
        text = answer


def answer_to(said: str) -> str | None:
    """Return what these families answer to the last question in what was said; None if nothing is asked."""
    return next((answer for question, answer in reversed(ANSWERS.items()) if question in said), None)


def say(session: Session, text: str, deadline: float) -> str:
    """Send one message under one id until it is answered; all that was said."""
    id_ = new_id()

    def once() -> Reply:
        reply = session.send(text, id_)
        assert reply.status in (200, 503), (reply.status, reply.body[:300])
        if reply.status == 503:
            raise ConnectionError
        return reply

    return _until_answered(once, deadline).texts


def _until_answered(ask, deadline: float):  # type: ignore[no-untyped-def]
    while True:
        try:
            return ask()
        except (OSError, http.client.HTTPException):
            assert time.monotonic() < deadline, "The family lost its patience."
            time.sleep(PAUSE)


class LosingWire:
    """Stands between the Rasa server and an action server, and loses what a test wants lost.

    Attributes:
        address: where it listens.
        losses: for the next calls, one after the other: `call` (it never arrives), `answer` (the work is done, and nobody
            hears of it), or `` for nothing.
        lost: how many were lost.
    """

    def __init__(self, target: str) -> None:
        """Set up.

        Args:
            target: the action server's address.
        """
        self._target = urlsplit(target)
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/webhook"
        self.losses: deque[str] = deque()
        self.lost = 0

    @contextmanager
    def open(self) -> Iterator[LosingWire]:
        """Listen."""
        wire = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                call = self.rfile.read(int(self.headers["Content-Length"]))
                loss = wire.losses.popleft() if wire.losses else ""
                wire.lost += bool(loss)
                answer = None if loss == "call" else wire.hand_over(call, dict(self.headers.items()))
                if loss or answer is None:
                    self.close_connection = True
                    return
                status, body = answer
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Keep the test's output quiet."""

        with http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            try:
                yield self
            finally:
                server.shutdown()
                thread.join()

    def hand_over(self, call: bytes, headers: dict[str, str]) -> tuple[int, bytes] | None:
        """The action server's answer, or None if it is not there."""
        connection = http.client.HTTPConnection(str(self._target.hostname), self._target.port, timeout=30)
        try:
            connection.request("POST", self._target.path, call, headers)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
