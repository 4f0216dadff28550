"""Connections to the mail server: TLS, STARTTLS, sign-in, and servers that cannot be trusted."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from console.handoffs.drafts import Details
from console.handoffs.mail import compose
from console.handoffs.smtp import reason_for, send
from tests.console_database import hand_off_settings

# aiosmtpd does not see that TLS was there from the start.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")

SAVED_AT = datetime.datetime(2026, 7, 1, tzinfo=datetime.timezone.utc)
USER, PASSWORD = "chat", "open sesame"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate that this machine has no reason to trust, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(1)
    )
    made = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    path = tmp_path / "certificate.pem"
    pem = serialization.Encoding.PEM
    path.write_bytes(
        made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


class Inbox:
    """Notes of each mail whether it came after a sign-in."""

    def __init__(self) -> None:
        self.came: list[bool] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.came.append(bool(session.authenticated))
        return "250 ok"


class Listener(Controller):
    """On a free port."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@pytest.fixture(params=["tls", "starttls"])
def secure(request: pytest.FixtureRequest, certificate: Path) -> Iterator[tuple[str, Listener]]:
    """A mail server that wants TLS and a sign-in."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    options = {"authenticator": check, "auth_required": True, "hostname": "127.0.0.1", "port": 0}
    if request.param == "tls":
        listener = Listener(Inbox(), ssl_context=context, auth_require_tls=False, **options)
    else:
        listener = Listener(Inbox(), tls_context=context, require_starttls=True, **options)
    listener.start()
    yield request.param, listener
    listener.stop()


def reason_after_sending(folder: Path, listener: Listener, security: str, **changes: object) -> str:
    """Send a mail; why it failed, or nothing."""
    changes = {
        "smtp_port": listener.port,
        "smtp_security": security,
        "smtp_user": USER,
        "smtp_password": PASSWORD,
        "smtp_timeout": 10,
        **changes,
    }
    with hand_off_settings(folder, **changes) as settings:
        mail = compose("NSCP-BCDF-GHJK", Details("hello", "a@b.org"), SAVED_AT, settings)
        try:
            send(mail, settings)
        except OSError as error:
            return reason_for(error)
    return ""


def test_a_trusted_server_gets_it_over_tls_after_the_sign_in(
    secure: tuple[str, Listener], certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    security, listener = secure
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    assert reason_after_sending(tmp_path, listener, security) == ""

    assert listener.handler.came == [True]


def test_a_server_that_cannot_be_trusted_gets_nothing(secure: tuple[str, Listener], tmp_path: Path) -> None:
    security, listener = secure

    assert reason_after_sending(tmp_path, listener, security) == "the mail server's certificate is not valid"

    assert not listener.handler.came


def test_a_wrong_password_is_said(
    secure: tuple[str, Listener], certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    security, listener = secure
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    reason = reason_after_sending(tmp_path, listener, security, smtp_password="wrong")

    assert reason == "the mail server answered 535 to the sign-in"


def test_a_server_without_starttls_gets_nothing_in_clear(tmp_path: Path) -> None:
    listener = Listener(Inbox(), hostname="127.0.0.1", port=0)
    listener.start()
    try:
        reason = reason_after_sending(tmp_path, listener, "starttls")
    finally:
        listener.stop()

    assert reason == "the mail server does not offer what NSCP_SMTP_SECURITY or the sign-in needs"
    assert not listener.handler.came


@pytest.mark.parametrize("encrypted_from", ["the start", "never"])
def test_a_server_that_greets_a_byte_now_and_then_is_cut_off(
    encrypted_from: str, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    def drip() -> None:
        connected, _ = listener.accept()
        with contextlib.suppress(OSError):
            if encrypted_from == "the start":
                connected = context.wrap_socket(connected, server_side=True)
            while True:
                connected.sendall(b"2")
                time.sleep(0.2)
        connected.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=drip)
        server.start()
        security = "tls" if encrypted_from == "the start" else "none"
        with hand_off_settings(
            tmp_path, smtp_port=listener.getsockname()[1], smtp_security=security, smtp_timeout=1
        ) as settings:
            mail = compose("NSCP-BCDF-GHJK", Details("hello", "a@b.org"), SAVED_AT, settings)

            with pytest.raises(TimeoutError):
                send(mail, settings)
        server.join()
