"""The held-out messages: what people might say, written apart from the examples in `data/`.

Files are `tests/nlu/*_writer.yml`, one per writer:

    topics        full topic name -> messages
    danger_words  full topic name -> messages that use words of danger without danger
    past_harm     full topic name -> messages that tell harm in the past as fact, beside a question

A message is a text, or `{says: ..., also: [topics]}` where people would disagree: any of the topics is then right.

`tests/nlu/ordinary.yml` holds ordinary statements, a list under a key for each writer. They ask nothing, so no topic is
right or wrong; what counts is that they are not met with help.
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
ORDINARY_FILE = "ordinary.yml"
STATEMENT = "statement"
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
    ORDINARY_STATEMENT = "ordinary_statement"


@dataclass(frozen=True)
class HeldOutMessage:
    """One message.

    Attributes:
        text: what somebody might type.
        topic: the full name of the topic it means.
        kind: see `Kind`.
        place: file name and line it stands on, for people who look it up.
        also: other topics that are as right.
    """

    text: str
    topic: str
    kind: Kind
    place: str
    also: tuple[str, ...] = ()

    @property
    def topics(self) -> tuple[str, ...]:
        """Every topic that is right."""
        return (self.topic, *self.also)

    @property
    def meant(self) -> str:
        """The topics in words."""
        return " or ".join(self.topics)


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


def load_ordinary_statements(folder: Path = FOLDER) -> tuple[HeldOutMessage, ...]:
    """Read the ordinary statements.

    Args:
        folder: where the file is.

    Raises:
        DataError: the file is missing or does not have the shape above.
    """
    file = YamlFile(folder / ORDINARY_FILE)
    if not isinstance(file.content, dict):
        raise file.error("must hold lists of messages, each under its writer")
    return tuple(
        HeldOutMessage(text, STATEMENT, Kind.ORDINARY_STATEMENT, place)
        for writer in file.content
        for text, place, _ in _entries(file, writer)
    )


def _messages(file: YamlFile) -> Iterator[HeldOutMessage]:
    if not isinstance(file.content, dict) or not set(file.content) <= {TOPICS, DANGER_WORDS, PAST_HARM}:
        raise file.error(f"must hold {TOPICS}, {DANGER_WORDS} and {PAST_HARM}, and nothing else")
    for section, topics in file.content.items():
        if not isinstance(topics, dict):
            raise file.error("must list messages by their full topic name, such as faq/how_long", section)
        for topic in topics:
            for text, place, also in _entries(file, section, topic):
                yield HeldOutMessage(text, topic, _kind(section, topic), place, also)


def _entries(file: YamlFile, *where: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Text, place and other right topics of each message of a list."""
    entries = file.at(*where)
    if not isinstance(entries, list):
        raise file.error("must be a list of messages", *where)
    for index, entry in enumerate(entries):
        text, also = entry, []
        if isinstance(entry, dict):
            if set(entry) != {"says", "also"} or not isinstance(entry["also"], list):
                raise file.error("needs `says:` (a text) and `also:` (a list of topics), and nothing else", *where, index)
            text, also = entry["says"], entry["also"]
        if not isinstance(text, str) or not text.strip():
            raise file.error(f"is not a text: {text!r}. Put it in quotes", *where, index)
        yield text, f"{file.path.name}:{file.line(*where, index)}", tuple(map(str, also))


def _kind(section: str, topic: str) -> Kind:
    if section != TOPICS:
        return Kind(section)
    if topic in (DANGER, DESPAIR):
        return Kind.SAFETY
    if topic == OUT_OF_SCOPE:
        return Kind.OUT_OF_SCOPE
    return {"faq": Kind.ANSWERABLE, "gap": Kind.GAP}.get(topic.split("/")[0], Kind.OTHER)
