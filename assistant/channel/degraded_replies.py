"""What is said from texts in memory when a turn has failed: help, and where to write. Needs no store and no actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, RESPONSE_SELECTOR

from assistant.channel.parsing import ANSWER_WITH_HELP, HELP_FIRST, Parsed, safety_of
from assistant.channel.responses import LINE_OF_HELP, read_response
from assistant.channel.texts import Notices
from nscp.conversation import ChatMessage
from nscp.guide import GuideSentence

WANTS_A_PERSON, ADDRESS = "handoff_request", "utter_hand_off"


def degraded_answers(parsed: Parsed) -> list[str]:
    """Return the names of the responses that answer a message although its turn failed; none for one that must wait."""
    line = [LINE_OF_HELP] if safety_of(parsed) == ANSWER_WITH_HELP else []
    if safety_of(parsed) == HELP_FIRST:
        return [str(name) for name in _selector(parsed).get("reply_plan", [])]
    return [ADDRESS, *line] if _wants_a_person(parsed) else []


def with_address(parsed: Parsed) -> Parsed | None:
    """Return the parse with NSCP's address as its answer and no action; None if the message does not ask for a person."""
    if not _wants_a_person(parsed):
        return None
    return {**parsed, RESPONSE_SELECTOR: {**_selector(parsed), "reply_plan": degraded_answers(parsed)}}


async def degraded_reply(
    agent: Agent, guide: Mapping[str, GuideSentence], notices: Notices, parsed: Parsed, message_id: str
) -> tuple[list[ChatMessage], bool]:
    """Return what a family reads when a turn has failed.

    Returns:
        The messages, none if the message must wait, and whether they answer it.
    """
    names = degraded_answers(parsed)
    said = [await read_response(agent, name, guide, f"{message_id}.{place}") for place, name in enumerate(names, start=1)]
    answers = [message for message in said if message]
    if answers:
        return [*answers, notice(notices.not_kept, f"{message_id}.{len(names) + 1}")], True
    if safety_of(parsed) != ANSWER_WITH_HELP:
        return [], False
    help_ = await read_response(agent, LINE_OF_HELP, guide, f"{message_id}.2")
    return ([notice(notices.not_answered, f"{message_id}.1"), help_] if help_ else []), False


def _wants_a_person(parsed: Parsed) -> bool:
    return bool((parsed.get(INTENT) or {}).get(INTENT_NAME_KEY) == WANTS_A_PERSON)


def _selector(parsed: Parsed) -> dict[str, Any]:
    return parsed.get(RESPONSE_SELECTOR) or {}


def notice(text: str, message_id: str) -> ChatMessage:
    """Return a message from the service itself."""
    return ChatMessage("assistant", text, kind="notice", id=message_id)
