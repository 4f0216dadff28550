"""Rasa's responses outside a conversation: nothing is stored and no conversation is started."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rasa.core.agent import Agent
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.channel import CHANNEL
from assistant.channel.texts import filled
from nscp.contacts import Contact
from nscp.conversation import ChatMessage, read_reply
from nscp.guide import GuideSentence
from nscp.yaml_lines import YamlFile

OPENING, LINE_OF_HELP = "utter_opening", "utter_line_of_help"
SAFETY_TOPICS = ("immediate_danger", "self_harm_distress")


async def read_response(agent: Agent, name: str, guide: Mapping[str, GuideSentence], message_id: str) -> ChatMessage | None:
    """Return a response, filled with the slots' initial values; None if no model is loaded, or it has no such response.

    Args:
        agent: Rasa's agent.
        name: of the response, such as `utter_opening`.
        guide: sentence id -> sentence.
        message_id: id to give it.
    """
    if not agent.is_ready():
        return None
    nobody = DialogueStateTracker(name, agent.domain.slots)
    response = await agent.nlg.generate(name, nobody, CHANNEL)
    if not response or not response.get("text"):
        return None
    return read_reply({**response, "utter_action": name}, guide, message_id)


async def read_opening(agent: Agent, guide: Mapping[str, GuideSentence]) -> ChatMessage | None:
    """Return what a family reads before it has typed anything, as `read_response` does."""
    return await read_response(agent, OPENING, guide, OPENING)


def load_help_texts(data: Path, contacts: Mapping[str, Contact]) -> dict[str, str]:
    """Return safety topic -> the first of its texts, filled, for when no model is loaded.

    Raises:
        DataError: a text is missing, or names a slot that is not a contact.
    """
    file = YamlFile(data / "replies" / "safety.yml")
    texts = {}
    for topic in SAFETY_TOPICS:
        keys = ("responses", f"utter_{topic}")
        try:
            text = file.content[keys[0]][keys[1]][0]["text"]
        except (KeyError, IndexError, TypeError) as error:
            raise file.error(f"{keys[1]} needs a text", keys[0]) from error
        texts[topic] = filled(file, text, contacts, *keys, 0, "text")
    return texts


def help_message(topic: str, texts: Mapping[str, str], message_id: str) -> ChatMessage:
    """Return the text of a safety topic (see `load_help_texts`) as an answer."""
    return read_reply({"text": texts[topic], "utter_action": f"utter_{topic}"}, {}, message_id)
