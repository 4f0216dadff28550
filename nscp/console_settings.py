"""Settings of the staff console: where it is served, how long somebody stays signed in, and how soon a review is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from nscp import setting_values as read


@dataclass(frozen=True)
class ConsoleSettings:
    """Read with the others by `Settings.from_environment`.

    Attributes:
        port: TCP port of the console, on 127.0.0.1.
        hosts: names under which a browser reaches it, such as `console.example.org`.
        idle_minutes: minutes without a page after which staff have to sign in again.
        session_hours: hours after which they have to in any case; WCAG 2.2 SC 2.2.1 wants 20 or more, or an extension.
        review_within: after which a conversation that waits for a review is overdue.
        alert_email: who is told of new danger and of messages that could not be sent; empty for nobody.
    """

    port: int = 5006
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    idle_minutes: int = 60
    session_hours: int = 24
    review_within: timedelta = timedelta(days=3)
    alert_email: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> ConsoleSettings:
        """Read the settings.

        Args:
            environ: usually `os.environ`.

        Raises:
            SettingsError: a value cannot be used.
        """
        days = read.whole_number(environ, "NSCP_REVIEW_WITHIN", cls.review_within.days, least=1, most=90)
        return cls(
            port=read.whole_number(environ, "NSCP_CONSOLE_PORT", cls.port, least=1, most=65535),
            hosts=read.host_names(environ, "NSCP_CONSOLE_HOSTS", cls.hosts),
            idle_minutes=read.whole_number(environ, "NSCP_CONSOLE_IDLE_MINUTES", cls.idle_minutes, least=5, most=24 * 60),
            session_hours=read.whole_number(environ, "NSCP_CONSOLE_SESSION_HOURS", cls.session_hours, least=1, most=24),
            review_within=timedelta(days=days),
            alert_email=read.email(environ, "NSCP_ALERT_EMAIL", cls.alert_email),
        )

    def address(self, production: bool) -> str:
        """Return where browsers reach the console, without a slash at the end: in production a proxy speaks HTTPS."""
        return f"https://{self.hosts[0]}" if production else f"http://{self.hosts[0]}:{self.port}"
