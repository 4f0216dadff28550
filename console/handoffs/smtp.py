"""Hands a mail to the mail server, in bounded time whatever the server does, and says why one was not taken."""

from __future__ import annotations

import contextlib
import errno
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage

from nscp.hand_off_settings import HandOffSettings

LONGEST = 4  # times the time that one answer may take


def longest_delivery(settings: HandOffSettings) -> float:
    """Return the seconds after which a delivery is cut off. A server that sends a byte now and then never times out."""
    return float(LONGEST * settings.smtp_timeout)


def send(mail: EmailMessage, settings: HandOffSettings, accepted: Callable[[], None] = lambda: None) -> None:
    """Send a mail, and call `accepted` at once after the server's 250, before the goodbye. What that raises comes through.

    Raises:
        OSError: the server cannot be reached or refuses; most of these are `smtplib.SMTPException`.
        TimeoutError: it took too long as a whole.
    """
    # Without our own name smtplib would ask a name server what this machine is called.
    place = (settings.smtp_host, settings.smtp_port, settings.mail_from.rpartition("@")[2])
    options: dict[str, Any] = {"timeout": settings.smtp_timeout}
    context = ssl.create_default_context()
    with _Deadline(longest_delivery(settings)) as deadline:
        if settings.smtp_security == "tls":
            client: smtplib.SMTP = _TlsClient(deadline, *place, context=context, **options)
        else:
            client = _Client(deadline, *place, **options)
        with contextlib.closing(client):
            if settings.smtp_security == "starttls":
                client.starttls(context=context)
            if settings.smtp_user and settings.smtp_password:
                client.login(settings.smtp_user, settings.smtp_password)
            client.sendmail(settings.mail_from, mail.recipients(), mail.message().as_bytes(linesep="\r\n"))
            accepted()
            with contextlib.suppress(OSError):
                client.putcmd("quit")  # the answer may take its time, so it is not waited for


class _Deadline:
    """Cuts a client's connection when time is up. What goes wrong in the `with` block by that is a TimeoutError."""

    def __init__(self, seconds: float) -> None:
        self.client: smtplib.SMTP | None = None
        self._seconds = seconds
        self._is_over = False
        self._has_ended = threading.Event()

    def __enter__(self) -> _Deadline:
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        self._has_ended.set()
        if self._is_over and isinstance(error, OSError):
            raise TimeoutError from None

    def _watch(self) -> None:
        if self._has_ended.wait(self._seconds):
            return
        self._is_over = True
        # More than once: the connection may only just be made, or change hands to be wrapped in TLS.
        while not self._has_ended.wait(0.1):
            connected = self.client and self.client.sock
            if connected:
                with contextlib.suppress(OSError):
                    # Not an SSLSocket's own method, which would let another thread go on in clear before it cuts.
                    socket.socket.shutdown(connected, socket.SHUT_RDWR)


class _Watched:
    """Makes itself known to the deadline before smtplib connects, which it does as soon as a client is made."""

    def __init__(self, deadline: _Deadline, *args: Any, **options: Any) -> None:
        deadline.client = self  # type: ignore[assignment]
        super().__init__(*args, **options)


class _Client(_Watched, smtplib.SMTP):
    """smtplib's client, watched by a deadline."""


class _TlsClient(_Watched, smtplib.SMTP_SSL):
    """smtplib's client over TLS, watched by a deadline."""


def reason_for(error: OSError) -> str:
    """Return why a mail was not sent, such as "the mail server answered 451".

    In our own words: a mail server's might repeat the mail, so they are never stored or logged.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted(str(code) for code, _ in error.recipients.values())
        return f"the mail server answered {', '.join(codes)} to the recipient"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"the mail server answered {error.smtp_code} to the sign-in"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server answered {error.smtp_code}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "the mail server does not offer what NSCP_SMTP_SECURITY or the sign-in needs"
    # smtplib says "disconnected" also when it waited in vain.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "the mail server did not answer in time"
    if isinstance(error, smtplib.SMTPException):
        return "the mail server closed the connection"
    if isinstance(error, socket.gaierror):
        return "the mail server's name was not found"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "the mail server's certificate is not valid"
    if isinstance(error, ssl.SSLError):
        return "no secure connection to the mail server could be made"
    code = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return f"the mail server could not be reached ({code})"
