"""A mail server that a test drives: it speaks real SMTP on a loopback port and does what it is told.

Used by tests in both environments, so nothing here imports the project or a package.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from enum import Enum

# A client connects; announces a mail; the mail is here, and nothing is said of it yet; it is accepted, which the client does
# not know; the client was told; the client says goodbye.
STEPS = ("greeting", "envelope", "content", "accepted", "answered", "goodbye")


class Behaviour(Enum):
    """What becomes of a mail."""

    ACCEPT = "250"
    TRY_LATER = "451"
    REFUSE = "554"
    DROP = "accepts the mail, then closes the connection before it says so"
    DRIP = "answers with a byte now and then, and never ends"
    SILENT = "never answers"


@dataclass(frozen=True)
class Accepted:
    """A mail that was accepted.

    Attributes:
        sender: of the envelope.
        recipients: of the envelope.
        content: as it came, the doubled dots made single.
    """

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def mail(self) -> Message:
        """It, read."""
        return message_from_bytes(self.content)

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        return str(self.mail["Message-ID"])


class MailServer:
    """Accepts mail unless told otherwise.

    Attributes:
        port: where it listens on 127.0.0.1, also after it was down.
        plan: what becomes of the next mails, one after the other; when it is used up, `usually`.
        usually: what becomes of others.
        on_step: called at each of `STEPS`, in the connection's thread: the server waits for it.
    """

    def __init__(self) -> None:
        """Listen."""
        self.plan: deque[Behaviour] = deque()
        self.usually = Behaviour.ACCEPT
        self.on_step: Callable[[str], None] = lambda step: None
        self.connections = 0
        self.port = 0
        self._accepted: list[Accepted] = []
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._server: _Listener | None = None
        self.start()

    def start(self) -> None:
        """Listen, after it was down on the same port again."""
        self._closing.clear()
        self._server = _Listener(("127.0.0.1", self.port), _Talk)
        self._server.owner = self
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Go down: connections are refused, and those that are open are cut."""
        self._closing.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.cut()
            self._server.server_close()
            self._server = None

    @property
    def accepted(self) -> list[Accepted]:
        """The mails that were accepted, in order."""
        with self._changed:
            return list(self._accepted)

    @property
    def times(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        return Counter(accepted.message_id for accepted in self.accepted)

    def wait_for(self, mails: int, seconds: float = 60) -> list[Accepted]:
        """Wait until so many mails with different Message-IDs were accepted.

        Raises:
            AssertionError: there were not in time.
        """
        with self._changed:
            enough = self._changed.wait_for(lambda: len({mail.message_id for mail in self._accepted}) >= mails, seconds)
            assert enough, f"{len(self._accepted)} mails of {mails} came"
            return list(self._accepted)

    def keep(self, mail: Accepted) -> None:
        """Note a mail as accepted."""
        with self._changed:
            self._accepted.append(mail)
            self._changed.notify_all()

    def next_behaviour(self) -> Behaviour:
        """What becomes of the mail that is here."""
        with self._changed:
            return self.plan.popleft() if self.plan else self.usually

    def wait_until_down(self, seconds: float) -> bool:
        """Wait; True as soon as the server goes down."""
        return self._closing.wait(seconds)


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server, gone at the end."""
    server = MailServer()
    try:
        yield server
    finally:
        server.stop()


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64
    owner: MailServer

    def __init__(self, address: tuple[str, int], handler: type[socketserver.BaseRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(address, handler)

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        self._open.add(request)
        super().process_request(request, client_address)  # type: ignore[arg-type]

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that is killed is what the tests are about."""

    def cut(self) -> None:
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Talk(socketserver.StreamRequestHandler):
    server: _Listener

    def handle(self) -> None:
        owner = self.server.owner
        owner.connections += 1
        owner.on_step("greeting")
        self._say("220 test")
        sender, recipients = "", []
        while line := self.rfile.readline():
            word, _, rest = line.decode("ascii", "replace").strip().partition(" ")
            address = rest.partition("<")[2].partition(">")[0]
            if word.upper() in ("EHLO", "HELO"):
                self._say("250 test")
            elif word.upper() == "MAIL":
                owner.on_step("envelope")
                sender, recipients = address, []
                self._say("250 ok")
            elif word.upper() == "RCPT":
                recipients.append(address)
                self._say("250 ok")
            elif word.upper() == "DATA":
                self._say("354 go on")
                if not self._receive(owner, sender, recipients):
                    return
            elif word.upper() == "QUIT":
                owner.on_step("goodbye")
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _receive(self, owner: MailServer, sender: str, recipients: list[str]) -> bool:
        """Receive a mail and do what is planned; False if the connection is over."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b".") else line)
        mail = Accepted(sender, tuple(recipients), b"".join(lines))
        owner.on_step("content")
        behaviour = owner.next_behaviour()
        if behaviour in (Behaviour.ACCEPT, Behaviour.DROP):
            owner.keep(mail)
            owner.on_step("accepted")
        if behaviour is Behaviour.DROP:
            return False
        if behaviour in (Behaviour.DRIP, Behaviour.SILENT):
            self._drip(owner, b"2" if behaviour is Behaviour.DRIP else b"")
            return False
        # As some servers do, it repeats what was sent: that must not come out anywhere.
        self._say(f"{behaviour.value} {' '.join(mail.content.decode('ascii', 'replace').split())[-200:]}")
        if behaviour is Behaviour.ACCEPT:
            owner.on_step("answered")
        return True

    def _drip(self, owner: MailServer, byte: bytes) -> None:
        """Answer a byte now and then until the client has had enough."""
        deadline = time.monotonic() + 120
        self.connection.settimeout(0.2)
        while time.monotonic() < deadline and not owner.wait_until_down(0):
            with contextlib.suppress(TimeoutError):
                if not self.connection.recv(100):
                    return
            self.connection.sendall(byte)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
