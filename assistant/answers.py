"""Fills answers in the Rasa process itself: Rasa's own templates, plus buttons that depend on the message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import RESPONSE_SELECTOR
from rasa.utils.endpoints import EndpointConfig

from nscp.settings import PROJECT
from nscp.translations import approved_translations

CLARIFY = "utter_clarify"
OTHER_LANGUAGE = "utter_other_language"


class Answers(TemplatedNaturalLanguageGenerator):
    """Named in `endpoints.yml`. Puts the titles that the reply planner offers in front of the buttons of "did you mean".

    A button carries a topic's title as plain text: Rasa's `/intent` payloads do not know `faq/how_long`.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        """Take the responses from the domain; Rasa passes both arguments by name."""
        super().__init__(_with_translations(domain.responses, approved_translations(PROJECT / "data")))

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Make the message for a response name."""
        message: dict[str, Any] | None = await super().generate(utter_action, tracker, output_channel, **kwargs)
        if message is not None and utter_action == CLARIFY and tracker.latest_message is not None:
            selector = tracker.latest_message.parse_data.get(RESPONSE_SELECTOR) or {}
            offered = [{"title": title, "payload": title} for title in selector.get("offers", [])]
            message["buttons"] = [*offered, *message.get("buttons", [])]
        return message


def _with_translations(
    responses: dict[str, list[dict[str, Any]]], translations: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """Put approved translations below the English words of the answer to somebody who wants another language."""
    if not translations or OTHER_LANGUAGE not in responses:
        return responses
    longer = [{**text, "text": "\n\n".join([text["text"], *translations])} for text in responses[OTHER_LANGUAGE]]
    return {**responses, OTHER_LANGUAGE: longer}
