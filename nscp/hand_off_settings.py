"""Settings of the hand-off: whether messages for NSCP are sent, where to, through which mail server, and how long kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nscp import setting_values as read
from nscp.setting_values import SettingsError

SECURITY = ("starttls", "tls", "none")
FERNET_KEY = 44  # characters, 32 bytes in base64
LONGEST_RETENTION = 3650  # days


@dataclass(frozen=True)
class HandOffSettings:
    """Read with the others by `Settings.from_environment`."""

    send: bool = True  # whether messages are offered; off in production until set: NSCP first confirms who reads them
    to: str = ""  # the address they go to; empty means the guide's
    mail_from: str = "assistant@localhost"  # its domain is also in each Message-ID
    keys: tuple[str, ...] = field(default=(), repr=False)  # of Fernet, newest first; empty: see `Settings.hand_off_keys`
    retention_days: int = 90  # after a message was sent or closed, until its details are removed
    smtp_host: str = ""  # empty means a local mailbox that keeps mail in `var/mail` and sends nothing
    smtp_port: int = 587
    smtp_user: str = ""  # empty for a server that wants no sign-in
    smtp_password: str = field(default="", repr=False)
    smtp_security: str = "starttls"  # or `tls` or `none`
    smtp_timeout: int = 15  # seconds that each answer of the mail server may take

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], production: bool) -> HandOffSettings:
        """Read the settings from `os.environ` or the like.

        Raises:
            SettingsError: a value cannot be used.
        """
        is_set = bool(environ.get("NSCP_HANDOFF_SEND", "").strip())
        settings = cls(
            send=read.yes_or_no(environ, "NSCP_HANDOFF_SEND") if is_set else not production,
            to=read.email(environ, "NSCP_HANDOFF_TO", cls.to),
            mail_from=read.email(environ, "NSCP_MAIL_FROM", cls.mail_from),
            keys=_keys(environ, "NSCP_HANDOFF_KEYS"),
            retention_days=read.whole_number(
                environ, "NSCP_HANDOFF_RETENTION_DAYS", cls.retention_days, least=1, most=LONGEST_RETENTION
            ),
            smtp_host=environ.get("NSCP_SMTP_HOST", "").strip(),
            smtp_port=read.whole_number(environ, "NSCP_SMTP_PORT", cls.smtp_port, least=1, most=65535),
            smtp_user=environ.get("NSCP_SMTP_USER", "").strip(),
            smtp_password=environ.get("NSCP_SMTP_PASSWORD", ""),
            smtp_security=read.one_of(environ, "NSCP_SMTP_SECURITY", cls.smtp_security, SECURITY),
            smtp_timeout=read.whole_number(environ, "NSCP_SMTP_TIMEOUT", cls.smtp_timeout, least=1, most=300),
        )
        if production and settings.send:
            settings.refuse_local_mail(
                "NSCP_HANDOFF_SEND is on", "messages that families are told are saved have to reach NSCP"
            )
        return settings

    def refuse_local_mail(self, because: str, what_for: str) -> None:
        """Stop a production start that would promise mail and has nowhere to send it.

        Raises:
            SettingsError: the mail server or the sender's address is not set.
        """
        wanted = {"NSCP_SMTP_HOST": bool(self.smtp_host), "NSCP_MAIL_FROM": self.mail_from != HandOffSettings.mail_from}
        missing = [name for name, is_set in wanted.items() if not is_set]
        if missing:
            raise SettingsError(f"NSCP_PRODUCTION is on and {because}, so {' and '.join(missing)} must be set: {what_for}.")


def _keys(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in environ.get(name, "").split(",") if key.strip())
    if any(len(key) != FERNET_KEY for key in keys):
        # The value is not repeated: it is a secret.
        raise SettingsError(
            f"{name} must hold keys of {FERNET_KEY} characters with commas between, the newest first. "
            "`python -m console.manage new_hand_off_key` prints one."
        )
    return keys
