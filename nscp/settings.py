"""The one place that reads the environment: every setting of the project, with its default and its unit."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from nscp.contacts import Contact

PROJECT = Path(__file__).resolve().parents[1]  # the folder that holds domain.yml and data/

# The packaged model's hash, as in nscp.encoder; repeated so that reading settings does not import ONNX Runtime.
PACKAGED_ENCODER_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"

SHORTEST_SECRET = 32  # characters
SHORTEST_SESSION = 20  # hours; below that WCAG 2.2 SC 2.2.1 wants a warning and a way to extend the time

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"", "0", "false", "no", "off"})
LOG_FORMATS = ("text", "json")
DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg2://")
RATE = re.compile(r"\d{1,9}/(second|minute|hour|day)")


class SettingsError(Exception):
    """An environment variable has a value that cannot be used; the message names it and says what would do."""


@dataclass(frozen=True)
class Settings:
    """What can be set from outside. The variable for `port` is `NSCP_PORT`, and so on.

    Attributes:
        port: TCP port of the Rasa server.
        var: folder for local state (key, databases).
        secret_key: signs session tokens; empty means the one kept in `var/secret.key`. See `signing_key`.
        retention_days: days a conversation is kept.
        session_hours: hours after the last message during which a session can be continued.
        encoder_model: path of another ONNX sentence encoder; empty means the packaged one.
        encoder_sha256: the encoder file's SHA-256, in hexadecimal.
        action_url: where the action server listens.
        database_url: an SQLAlchemy address; empty means `nscp.sqlite` in `var`. See `database`.
        origins: websites whose pages may use the API, such as `https://www.example.org`.
        trusted_proxies: how many proxies of ours stand in front and add to `X-Forwarded-For`.
        rate_session: messages of one session, in the notation of the library `limits`.
        rate_address: requests of one network address; hospitals and mobile networks share one.
        rate_storage: where the counts are kept, in the notation of the library `limits`.
        paused: true answers with a notice instead of from the guide; messages about danger are helped all the same.
        log_format: `text` or `json`.
        production: true refuses to start with unchecked contacts.
    """

    port: int = 5005
    var: Path = PROJECT / "var"
    secret_key: str = field(default="", repr=False)
    retention_days: int = 90
    session_hours: int = 24
    encoder_model: str = ""
    encoder_sha256: str = PACKAGED_ENCODER_SHA256
    action_url: str = "http://127.0.0.1:5055/webhook"
    database_url: str = field(default="", repr=False)
    origins: tuple[str, ...] = ()
    trusted_proxies: int = 0
    rate_session: str = "20/minute"
    rate_address: str = "600/minute"
    rate_storage: str = field(default="memory://", repr=False)
    paused: bool = False
    log_format: str = "text"
    production: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings.

        Args:
            environ: usually `os.environ`.

        Raises:
            SettingsError: a value cannot be used.
        """
        return cls(
            port=_whole_number(environ, "NSCP_PORT", cls.port, least=1, most=65535),
            var=PROJECT / (environ.get("NSCP_VAR") or "var"),
            secret_key=_secret(environ, "NSCP_SECRET_KEY"),
            retention_days=_whole_number(environ, "NSCP_RETENTION_DAYS", cls.retention_days, least=1, most=3650),
            session_hours=_whole_number(
                environ, "NSCP_SESSION_HOURS", cls.session_hours, least=SHORTEST_SESSION, most=24 * 30
            ),
            encoder_model=environ.get("NSCP_ENCODER_MODEL", ""),
            encoder_sha256=_sha256(environ, "NSCP_ENCODER_SHA256", cls.encoder_sha256),
            action_url=_web_address(environ, "NSCP_ACTION_URL", cls.action_url),
            database_url=_database(environ, "NSCP_DATABASE_URL"),
            origins=_origins(environ, "NSCP_ORIGINS"),
            trusted_proxies=_whole_number(environ, "NSCP_TRUSTED_PROXIES", cls.trusted_proxies, least=0, most=10),
            rate_session=_rate(environ, "NSCP_RATE_SESSION", cls.rate_session),
            rate_address=_rate(environ, "NSCP_RATE_ADDRESS", cls.rate_address),
            rate_storage=environ.get("NSCP_RATE_STORAGE", "").strip() or cls.rate_storage,
            paused=_yes_or_no(environ, "NSCP_PAUSED"),
            log_format=_one_of(environ, "NSCP_LOG_FORMAT", cls.log_format, LOG_FORMATS),
            production=_yes_or_no(environ, "NSCP_PRODUCTION"),
        )

    def database(self) -> str:
        """The database's address; the folder of the default one is made.

        Raises:
            SettingsError: the folder cannot be made.
        """
        if self.database_url:
            return self.database_url
        try:
            self.var.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"{self.var} cannot be made: {error}. Set NSCP_DATABASE_URL or NSCP_VAR.") from error
        return f"sqlite:///{self.var / 'nscp.sqlite'}"

    def signing_key(self) -> str:
        """The key that signs session tokens; made on first use, readable by its owner only.

        Raises:
            SettingsError: the key file cannot be made or read, or is too short.
        """
        if self.secret_key:
            return self.secret_key
        path = self.var / "secret.key"
        try:
            if not path.exists():
                _write_new_key(path)
            key = path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path} cannot be made or read: {error}. Set NSCP_SECRET_KEY or NSCP_VAR.") from error
        if len(key) < SHORTEST_SECRET:
            raise SettingsError(f"{path} is too short to be a key. Delete it and start again.")
        return key


def refuse_unchecked_contacts(settings: Settings, contacts: Mapping[str, Contact]) -> None:
    """Stop a production start while an address or number has not been rung or opened by a person.

    Args:
        settings: the settings.
        contacts: slot name -> contact.

    Raises:
        SettingsError: production is on and a contact is unchecked.
    """
    unchecked = sorted(slot for slot, contact in contacts.items() if not contact.is_checked)
    if settings.production and unchecked:
        raise SettingsError(
            f"NSCP_PRODUCTION is on but nobody has checked {', '.join(unchecked)}. Ring or open each one and fill in "
            "checked_by and checked_on in data/contacts.yml."
        )


def _write_new_key(path: Path) -> None:
    """Put a whole new key in place at once: two processes that start together end up with the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process was first; its key is used
    finally:
        draft.unlink()


def _whole_number(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise SettingsError(f"{name} must be a whole number from {least} to {most}, not {text!r}.")
    return int(text)


def _yes_or_no(environ: Mapping[str, str], name: str) -> bool:
    text = environ.get(name, "").strip().lower()
    if text not in YES | NO:
        raise SettingsError(f"{name} must be true or false, not {text!r}.")
    return text in YES


def _secret(environ: Mapping[str, str], name: str) -> str:
    text = environ.get(name, "").strip()
    if text and len(text) < SHORTEST_SECRET:
        raise SettingsError(f"{name} must have at least {SHORTEST_SECRET} characters, or be unset.")
    return text


def _sha256(environ: Mapping[str, str], name: str, default: str) -> str:
    text = environ.get(name, "").strip().lower() or default
    if len(text) != 64 or not set(text) <= set("0123456789abcdef"):
        raise SettingsError(f"{name} must be 64 hexadecimal digits, not {text!r}.")
    return text


def _web_address(environ: Mapping[str, str], name: str, default: str) -> str:
    text = environ.get(name, "").strip() or default
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"{name} must be an address such as {default}, not {text!r}.")
    return text


def _origins(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    origins = tuple(origin.strip() for origin in environ.get(name, "").split(",") if origin.strip())
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
            raise SettingsError(f"{name} must list origins such as https://www.example.org, without a path, not {origin!r}.")
    return tuple(origin.lower() for origin in origins)


def _database(environ: Mapping[str, str], name: str) -> str:
    text = environ.get(name, "").strip()
    if text and not text.startswith(DATABASES):
        # The value is not repeated: it may hold a password.
        raise SettingsError(f"{name} must start with one of {', '.join(DATABASES)}.")
    return text


def _rate(environ: Mapping[str, str], name: str, default: str) -> str:
    text = environ.get(name, "").strip() or default
    if not RATE.fullmatch(text):
        raise SettingsError(f"{name} must be a rate such as {default}, not {text!r}.")
    return text


def _one_of(environ: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    text = environ.get(name, "").strip().lower() or default
    if text not in allowed:
        raise SettingsError(f"{name} must be one of {', '.join(allowed)}, not {text!r}.")
    return text
