"""Named in `endpoints.yml` as the event broker, so that `rasa export` says what to use in its place."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.shared.utils.cli import print_error_and_exit
from rasa.utils.endpoints import EndpointConfig

INSTEAD = (
    "Rasa exports no conversations here: what families type goes to no event broker. Download them in the staff console, "
    "under Conversations, with personal details hidden (docs/staff.md)."
)


class NoExport(EventBroker):
    """Publishes nothing."""

    @classmethod
    async def from_endpoint_config(
        cls, broker_config: EndpointConfig, event_loop: AbstractEventLoop | None = None
    ) -> NoExport:
        """Return it."""
        return cls()

    def publish(self, event: dict[str, Any]) -> None:
        """Do nothing; the tracker store asks for nothing either."""

    def is_ready(self) -> bool:
        """End the command: nothing but `rasa export` asks (rasa/cli/export.py, `_prepare_event_broker`)."""
        print_error_and_exit(INSTEAD)
        return False
