"""The held-out messages: what people might say, written apart from the examples in `data/`.

Files are `tests/nlu/*_writer.yml`, one per writer:

    topics        full topic name -> messages
    danger_words  full topic name -> messages that use words of danger without danger
    past_harm     full topic name -> messages that tell harm in the past as fact, beside a question
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from assistant.nlu.decision import OUT_OF_SCOPE
from assistant.nlu.safety_model import DANGER, DESPAIR
from nscp.settings import PROJECT
from nscp.yaml_lines import YamlFile

FOLDER = PROJECT / "tests" / "nlu"
FILES = "*_writer.yml"
TOPICS, DANGER_WORDS, PAST_HARM = "topics", "danger_words", "past_harm"


class Kind(str, Enum):
    """What a message is, and so which bars it counts for."""

    ANSWERABLE = "answerable"
    GAP = "gap"
    OUT_OF_SCOPE = "out_of_scope"
    SAFETY = "safety"
    OTHER = "other"
    DANGER_WORDS = "danger_words"
    PAST_HARM = "past_harm"


@dataclass(frozen=True)
class HeldOutMessage:
    """One message.

    Attributes:
        text: what somebody might type.
        topic: the full name of the topic it means.
        kind: see `Kind`.
        place: file name and line it stands on, for people who look it up.
    """

    text: str
    topic: str
    kind: Kind
    place: str


def load_held_out_messages(folder: Path = FOLDER) -> tuple[HeldOutMessage, ...]:
    """Read every writer's file.

    Args:
        folder: where the files are.

    Raises:
        DataError: a file does not have the shape above.
        FileNotFoundError: the folder holds no such file.
    """
    paths = sorted(folder.glob(FILES))
    if not paths:
        raise FileNotFoundError(f"{folder} holds no {FILES}: there is nothing to measure with.")
    return tuple(message for path in paths for message in _messages(YamlFile(path)))


def _messages(file: YamlFile) -> Iterator[HeldOutMessage]:
    if not isinstance(file.content, dict) or not set(file.content) <= {TOPICS, DANGER_WORDS, PAST_HARM}:
        raise file.error(f"must hold {TOPICS}, {DANGER_WORDS} and {PAST_HARM}, and nothing else")
    for section, topics in file.content.items():
        if not isinstance(topics, dict):
            raise file.error("must list messages by their full topic name, such as faq/how_long", section)
        for topic, texts in topics.items():
            if not isinstance(texts, list):
                raise file.error("must be a list of messages", section, topic)
            for index, text in enumerate(texts):
                if not isinstance(text, str) or not text.strip():
                    raise file.error(f"is not a text: {text!r}. Put it in quotes", section, topic, index)
                place = f"{file.path.name}:{file.line(section, topic, index)}"
                yield HeldOutMessage(text, topic, _kind(section, topic), place)


def _kind(section: str, topic: str) -> Kind:
    if section != TOPICS:
        return Kind(section)
    if topic in (DANGER, DESPAIR):
        return Kind.SAFETY
    if topic == OUT_OF_SCOPE:
        return Kind.OUT_OF_SCOPE
    return {"faq": Kind.ANSWERABLE, "gap": Kind.GAP}.get(topic.split("/")[0], Kind.OTHER)
