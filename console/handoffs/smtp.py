"""A connection to the mail server that ends in time, whatever the server does."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import threading
from collections.abc import Iterator, Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from nscp.hand_off_settings import HandOffSettings

LONGEST = 4  # times the time that one answer may take


def longest_delivery(settings: HandOffSettings) -> float:
    """Seconds after which a delivery is cut off. A server that sends a byte now and then never times out by itself."""
    return float(LONGEST * settings.smtp_timeout)


@contextlib.contextmanager
def connection(settings: HandOffSettings) -> Iterator[EmailBackend]:
    """Connect and sign in; say goodbye at the end, whatever the server thinks of that.

    Yields:
        What sends mails, until time is up.

    Raises:
        OSError: the server cannot be reached or refuses; most of these are `smtplib.SMTPException`.
        TimeoutError: it took too long as a whole.
    """
    with _Deadline(longest_delivery(settings)) as deadline:
        server = _Server(deadline, settings)
        try:
            with deadline.named():
                server.open()
            yield server
        finally:
            with contextlib.suppress(OSError):
                server.close()


class _Deadline:
    """Cuts a connection when time is up. Harmless once the mail is accepted: then only the goodbye is cut."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None

    @contextlib.contextmanager
    def named(self) -> Iterator[None]:
        """Let what goes wrong because time is up be a TimeoutError."""
        try:
            yield
        except OSError:
            if self.is_over:
                raise TimeoutError from None
            raise

    def watch(self, connected: socket.socket) -> None:
        """Take charge of a connection. A second handle on it, since TLS takes the first one away."""
        with self._lock:
            self._socket = connected.dup()
        if self.is_over:
            self._cut()

    def _cut(self) -> None:
        self.is_over = True
        with self._lock, contextlib.suppress(OSError):
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)


class _Plain(smtplib.SMTP):
    """smtplib's client, whose connection is watched from the first byte on."""

    deadline: _Deadline

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self.deadline.watch(connected)
        return connected


class _Tls(smtplib.SMTP_SSL, _Plain):
    """The same over TLS. smtplib's class asks the next one for the plain connection, which is `_Plain`."""


class _Server(EmailBackend):
    """Django's SMTP client, with our settings and a watched connection."""

    connection: smtplib.SMTP | None

    def __init__(self, deadline: _Deadline, settings: HandOffSettings) -> None:
        super().__init__(
            host=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user,
            password=settings.smtp_password,
            use_tls=settings.smtp_security == "starttls",
            use_ssl=settings.smtp_security == "tls",
            timeout=settings.smtp_timeout,
        )
        self._deadline = deadline
        self._own_name = settings.mail_from.rpartition("@")[2]

    def open(self) -> bool:
        """Connect and sign in. Django's own way would first ask a name server what this machine is called.

        Returns:
            Whether it was not connected before.
        """
        if self.connection:
            return False
        # smtplib connects as soon as this is made, so the deadline has to be there already.
        kind = type("Smtp", (_Tls if self.use_ssl else _Plain,), {"deadline": self._deadline})
        over_tls = {"context": self.ssl_context} if self.use_ssl else {}
        server = kind(self.host, self.port, self._own_name, timeout=self.timeout, **over_tls)
        try:
            if self.use_tls:
                server.starttls(context=self.ssl_context)
            if self.username and self.password:
                server.login(self.username, self.password)
        except OSError:
            server.close()
            raise
        self.connection = server
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send them, and stay connected; errors as in `connection`."""
        with self._deadline.named():
            sent: int = super().send_messages(email_messages)
        return sent
