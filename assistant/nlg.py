"""Fills answers in the Rasa process itself: Rasa's own templates, plus buttons that depend on the message."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import RESPONSE_SELECTOR
from rasa.utils.endpoints import EndpointConfig

from assistant.policies.context import SURE, SURE_NONE, answered_topics
from nscp.guide import load_guide
from nscp.hand_off import project_choices
from nscp.settings import PROJECT
from nscp.translations import approved_translations

CLARIFY = "utter_clarify"
OTHER_LANGUAGE = "utter_other_language"
# After these a family is offered a person: the guide could not answer, or words were not enough.
OFFERS_A_PERSON = ("utter_gap", "utter_fallback_again", "utter_complaint_or_anger")
HELP = ("utter_immediate_danger", "utter_self_harm_distress")
# Said once in a conversation: of these the first text is never chosen again.
SAID_ONCE = ("utter_line_of_help",)
GAP = "utter_gap"
HAND_OFF_DRAFT = "hand_off_draft"  # slot: a message for NSCP is being written
HAND_OFF_SAFE_TIME = "hand_off_safe_time"  # the form goes on after help where it asks for this
HAND_OFF_DECISION = "hand_off_decision"  # is set when a form ends
ASKS, AGAIN = ("utter_ask_", "utter_hand_off_ask_"), "_again"  # a question of the form has a second, shorter wording


class Answers(TemplatedNaturalLanguageGenerator):
    """Named in `endpoints.yml`. Of several texts it says the next one each time, where Rasa's own generator draws one
    (rasa/core/nlg/response.py, `_random_response_for`): nobody reads the same text twice running, and tests know which.

    Adds what depends on the conversation: the guide's own words to "are you sure", the titles that the reply planner offers
    with "did you mean", the way to a person, and the way back to a message that is being written for NSCP.

    A button carries a topic's title as plain text: Rasa's `/intent` payloads do not know `faq/how_long`.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        """Take the responses from the domain; Rasa passes both arguments by name."""
        super().__init__(_with_translations(domain.responses, approved_translations(PROJECT / "data")))
        self._choices = project_choices()
        self._guide = load_guide(PROJECT / "data")

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Make the message for a response name."""
        quotation = self._quotation(tracker) if utter_action == SURE else None
        if utter_action == SURE and quotation is None:
            utter_action = SURE_NONE
        message = self._next_text(self._wording(utter_action, tracker), tracker, output_channel, **kwargs)
        if message is None:
            return None
        if quotation is not None:
            words, sources = quotation
            message.update(text=f"{message['text']}\n\n{words}", metadata={"from": ["service", *sources]})
        more = self._way_on(utter_action, tracker)
        if utter_action == CLARIFY and tracker.latest_message is not None:
            selector = tracker.latest_message.parse_data.get(RESPONSE_SELECTOR) or {}
            message["buttons"] = [*map(_button, selector.get("offers", [])), *message.get("buttons", []), *more]
        elif more:
            message["buttons"] = [*message.get("buttons", []), *more]
        return message

    def _next_text(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Return the text whose turn it is, filled; None for a response that nobody wrote, as from Rasa's own generator."""
        if utter_action not in self.responses:
            return None
        slots = tracker.current_slot_values()
        texts = ResponseVariationFilter(self.responses).responses_for_utter_action(utter_action, output_channel, slots)
        if not texts:
            return None
        said = [str(event.metadata.get("utter_action")) for event in tracker.events if isinstance(event, BotUttered)]
        if utter_action in SAID_ONCE:
            number = min(said.count(utter_action), len(texts) - 1)
        else:
            alike = GAP if utter_action.startswith(GAP) else utter_action  # two gaps do not begin alike
            number = sum(name.startswith(alike) for name in said) % len(texts)
        filled: dict[str, Any] = self._fill_response(copy.deepcopy(texts[number]), slots, **kwargs)
        return filled

    def _quotation(self, tracker: DialogueStateTracker) -> tuple[str, list[str]] | None:
        """Return the guide's sentences that the last answer rests on, quoted, and their ids; None without any."""
        topics = answered_topics(list(tracker.events))
        texts = self.responses.get(f"utter_{topics[0]}", []) if topics else []
        entries = texts[0].get("metadata", {}).get("from", []) if texts else []
        sources = [id_ for id_ in dict.fromkeys(" ".join(map(str, entries)).split()) if id_ in self._guide]
        return ("\n\n".join(f"“{self._guide[id_].text}”" for id_ in sources), sources) if sources else None

    def _wording(self, utter_action: str, tracker: DialogueStateTracker) -> str:
        """Return the first or the second wording of a question of the form, so that none is said twice running."""
        again = utter_action + AGAIN
        if not utter_action.startswith(ASKS) or again not in self.responses:
            return utter_action
        asked = 0
        for event in reversed(tracker.events):
            if isinstance(event, SlotSet) and event.key == HAND_OFF_DECISION and event.value:
                break  # what came before belongs to an earlier message
            asked += isinstance(event, BotUttered) and event.metadata.get("utter_action") == utter_action
        return again if asked % 2 else utter_action

    def _way_on(self, utter_action: str, tracker: DialogueStateTracker) -> list[dict[str, str]]:
        """Return the hand-off buttons of an answer. While the form asks, only help puts it away (policies/hand_off.py)."""
        is_waiting = tracker.get_slot(HAND_OFF_DRAFT) is not None
        if tracker.active_loop_name is not None:
            goes_on = tracker.get_slot(REQUESTED_SLOT) == HAND_OFF_SAFE_TIME
            keys = ["resume"] if utter_action.startswith(HELP) and not goes_on else []
        elif utter_action.startswith("utter_hand_off"):
            keys = []
        else:
            offers = utter_action.startswith(OFFERS_A_PERSON)
            keys = ["resume"] if is_waiting else ["ask"] * offers
        return [_button(self._choices.title(key)) for key in keys]


def _button(title: str) -> dict[str, str]:
    return {"title": title, "payload": title}


def _with_translations(
    responses: dict[str, list[dict[str, Any]]], translations: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """Put approved translations below the English words of the answer to somebody who wants another language."""
    if not translations or OTHER_LANGUAGE not in responses:
        return responses
    longer = [{**text, "text": "\n\n".join([text["text"], *translations])} for text in responses[OTHER_LANGUAGE]]
    return {**responses, OTHER_LANGUAGE: longer}
