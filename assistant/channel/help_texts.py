"""The general texts of help, ready to be said where no model is loaded that could fill them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assistant.channel.filled_words import filled
from nscp.contacts import Contact
from nscp.conversation import ChatMessage, read_reply
from nscp.yaml_lines import YamlFile

FILE = "replies/safety.yml"
TOPICS = ("immediate_danger", "self_harm_distress")


def load_help_texts(data: Path, contacts: Mapping[str, Contact]) -> dict[str, str]:
    """Return safety topic -> the first of its texts, as Rasa would fill it.

    Args:
        data: the project's `data/` folder.
        contacts: slot name -> contact, for the {slots} in the texts.

    Raises:
        DataError: a text is missing, or names a slot that is not a contact.
    """
    file = YamlFile(data / FILE)
    texts = {}
    for topic in TOPICS:
        place = ("responses", f"utter_{topic}")
        try:
            text = file.content[place[0]][place[1]][0]["text"]
        except (KeyError, IndexError, TypeError) as error:
            raise file.error(f"{place[1]} needs a text", place[0]) from error
        texts[topic] = filled(file, text, contacts, *place, 0, "text")
    return texts


def help_message(topic: str, texts: Mapping[str, str], message_id: str) -> ChatMessage:
    """Return the text of a safety topic as an answer.

    Args:
        topic: the safety topic.
        texts: what `load_help_texts` read.
        message_id: id to give it.
    """
    return read_reply({"text": texts[topic], "utter_action": f"utter_{topic}"}, {}, message_id)
