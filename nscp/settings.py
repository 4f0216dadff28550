"""The one place that reads the environment: every setting of the project, with its default and its unit."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nscp import setting_values as read
from nscp.console_settings import ConsoleSettings
from nscp.contacts import Contact
from nscp.hand_off_settings import HandOffSettings
from nscp.key_files import read_key
from nscp.private_files import private_file, private_folder
from nscp.setting_values import SettingsError

PROJECT = Path(__file__).resolve().parents[1]  # the folder that holds domain.yml and data/

# The packaged model's hash, as in assistant/nlu/encoder: repeated so that reading settings does not import ONNX Runtime.
PACKAGED_ENCODER_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"

SHORTEST_SESSION = 20  # hours; below that WCAG 2.2 SC 2.2.1 wants a warning and a way to extend the time

ACTION_PORT = 5055

SQLITE = "sqlite:///"
MODELS_URL = "http://127.0.0.1:5006/models/live"  # an example, for the words of an error

LOG_FORMATS = ("text", "json")


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
        action_url: where the action server listens; unset, on NSCP_ACTION_PORT of this machine.
        action_seconds: how long a family waits for an action at most.
        action_key: signs the Rasa server's calls of it; empty means `var/action.key`. See `shared_action_key`.
        models_url: where released models are fetched; empty means the console on this machine. See `models_address`.
        models_seconds: between two looks for a released model.
        models_key: lets a Rasa server fetch them; empty means `var/models.key`. See `shared_models_key`.
        database_url: an SQLAlchemy address; empty means `nscp.sqlite` in `var`. See `database`.
        origins: websites whose pages may use the API, such as `https://www.example.org`.
        trusted_proxies: how many proxies of ours stand in front and add to `X-Forwarded-For`.
        rate_session: messages of one session, in the notation of the library `limits`.
        rate_address: requests of one network address; hospitals and mobile networks share one.
        rate_hand_offs: messages for NSCP that are sent for one network address.
        rate_storage: where the counts are kept, in the notation of the library `limits`.
        paused: true answers with a notice instead of from the guide; messages about danger are helped all the same.
        log_format: `text` or `json`.
        production: true refuses to start with unchecked contacts.
        hand_off: where messages for NSCP go, and how.
        console: where the staff console is, how long somebody stays signed in, and how soon a review is due.
    """

    port: int = 5005
    var: Path = PROJECT / "var"
    secret_key: str = field(default="", repr=False)
    retention_days: int = 90
    session_hours: int = 24
    encoder_model: str = ""
    encoder_sha256: str = PACKAGED_ENCODER_SHA256
    action_url: str = f"http://127.0.0.1:{ACTION_PORT}/webhook"
    action_seconds: int = 2
    action_key: str = field(default="", repr=False)
    models_url: str = ""
    models_seconds: int = 10
    models_key: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    origins: tuple[str, ...] = ()
    trusted_proxies: int = 0
    rate_session: str = "20/minute"
    rate_address: str = "600/minute"
    rate_hand_offs: str = "5/hour"
    rate_storage: str = field(default="memory://", repr=False)
    paused: bool = False
    log_format: str = "text"
    production: bool = False
    hand_off: HandOffSettings = field(default_factory=HandOffSettings)
    console: ConsoleSettings = field(default_factory=ConsoleSettings)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings.

        Args:
            environ: usually `os.environ`.

        Raises:
            SettingsError: a value cannot be used.
        """
        production = read.yes_or_no(environ, "NSCP_PRODUCTION")
        hand_off, console = HandOffSettings.from_environment(environ, production), ConsoleSettings.from_environment(environ)
        action_port = read.whole_number(environ, "NSCP_ACTION_PORT", ACTION_PORT, least=1, most=65535)
        if production and console.alert_email:
            hand_off.refuse_local_mail("NSCP_ALERT_EMAIL is set", "somebody counts on being told of danger")
        return cls(
            port=read.whole_number(environ, "NSCP_PORT", cls.port, least=1, most=65535),
            var=PROJECT / (environ.get("NSCP_VAR") or "var"),
            secret_key=read.secret(environ, "NSCP_SECRET_KEY"),
            retention_days=read.whole_number(environ, "NSCP_RETENTION_DAYS", cls.retention_days, least=1, most=3650),
            session_hours=read.whole_number(
                environ, "NSCP_SESSION_HOURS", cls.session_hours, least=SHORTEST_SESSION, most=24 * 30
            ),
            encoder_model=environ.get("NSCP_ENCODER_MODEL", ""),
            encoder_sha256=read.sha256(environ, "NSCP_ENCODER_SHA256", cls.encoder_sha256),
            action_url=read.web_address(environ, "NSCP_ACTION_URL", f"http://127.0.0.1:{action_port}/webhook"),
            action_seconds=read.whole_number(environ, "NSCP_ACTION_SECONDS", cls.action_seconds, least=1, most=60),
            action_key=read.secret(environ, "NSCP_ACTION_KEY"),
            models_url=environ.get("NSCP_MODELS_URL", "").strip()
            and read.web_address(environ, "NSCP_MODELS_URL", MODELS_URL),
            models_seconds=read.whole_number(environ, "NSCP_MODELS_SECONDS", cls.models_seconds, least=1, most=60),
            models_key=read.secret(environ, "NSCP_MODELS_KEY"),
            database_url=read.database(environ, "NSCP_DATABASE_URL"),
            origins=read.origins(environ, "NSCP_ORIGINS"),
            trusted_proxies=read.whole_number(environ, "NSCP_TRUSTED_PROXIES", cls.trusted_proxies, least=0, most=10),
            rate_session=read.rate(environ, "NSCP_RATE_SESSION", cls.rate_session),
            rate_address=read.rate(environ, "NSCP_RATE_ADDRESS", cls.rate_address),
            rate_hand_offs=read.rate(environ, "NSCP_RATE_HANDOFFS", cls.rate_hand_offs),
            rate_storage=environ.get("NSCP_RATE_STORAGE", "").strip() or cls.rate_storage,
            paused=read.yes_or_no(environ, "NSCP_PAUSED"),
            log_format=read.one_of(environ, "NSCP_LOG_FORMAT", cls.log_format, LOG_FORMATS),
            production=production,
            hand_off=hand_off,
            console=console,
        )

    def folder(self) -> Path:
        """Return the folder for local state, made and closed to other users of the machine, as is all that is made later.

        Raises:
            SettingsError: it cannot be made, or stays open to others.
        """
        return private_folder(self.var, "NSCP_VAR")

    def database(self) -> str:
        """Return the database's address; make the default one's folder, and close files to other users of the machine.

        Raises:
            SettingsError: the folder cannot be made, or the files stay open to others.
        """
        if not self.database_url:
            return f"{SQLITE}{self.folder() / 'nscp.sqlite'}"
        if self.database_url.startswith(SQLITE):
            private_file(Path(self.database_url.removeprefix(SQLITE).partition("?")[0]), "NSCP_DATABASE_URL")
        return self.database_url

    def signing_key(self) -> str:
        """Return the key that signs session tokens; made on first use, readable by its owner only.

        Raises:
            SettingsError: the key file cannot be made or read, or is too short.
        """
        return self.secret_key or read_key(self.folder() / "secret.key", secrets.token_urlsafe(48), "NSCP_SECRET_KEY")

    def shared_action_key(self) -> str:
        """Return the key that signs calls of the action server; made on first use, readable by its owner only.

        Raises:
            SettingsError: the key file cannot be made or read, or is too short.
        """
        return self.action_key or read_key(self.folder() / "action.key", secrets.token_urlsafe(48), "NSCP_ACTION_KEY")

    def models_address(self) -> str:
        """Return where released models are fetched."""
        return self.models_url or f"http://127.0.0.1:{self.console.port}/models/live"

    def shared_models_key(self) -> str:
        """Return the key with which released models are fetched; made on first use, readable by its owner only.

        Raises:
            SettingsError: the key file cannot be made or read, or is too short.
        """
        return self.models_key or read_key(self.folder() / "models.key", secrets.token_urlsafe(48), "NSCP_MODELS_KEY")

    def hand_off_keys(self) -> tuple[str, ...]:
        """Return the keys that hand-offs are encrypted with, newest first; outside production one is made on first use.

        Raises:
            SettingsError: production has none, or the key file cannot be made or read.
        """
        if self.hand_off.keys:
            return self.hand_off.keys
        if self.production:
            raise SettingsError(
                "NSCP_PRODUCTION is on, so NSCP_HANDOFF_KEYS must name the key that hand-offs are encrypted with. "
                "`python -m console.manage new_hand_off_key` prints one."
            )
        new = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        return (read_key(self.folder() / "handoff.key", new, "NSCP_HANDOFF_KEYS"),)


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
