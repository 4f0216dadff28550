"""What made-up conversations are made of: test messages by topic, and the assistant's real replies."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from nscp.answers import load_answers
from nscp.contacts import load_contacts
from nscp.masking import mask
from nscp.settings import PROJECT
from nscp.yaml_lines import YamlFile

TEST_MESSAGES = PROJECT / "tests" / "nlu"


@dataclass(frozen=True)
class Material:
    """What there is to choose from.

    Attributes:
        messages: full topic name -> what people say about it, personal details hidden.
        with_help: those of them that speak of harm long past, which are answered with a line of help.
        replies: response name -> (its text, its `metadata`).
    """

    messages: dict[str, list[str]]
    with_help: frozenset[str]
    replies: dict[str, tuple[str, dict[str, Any]]]


def load_material() -> Material:
    """Read it.

    Raises:
        DataError: a file cannot be read.
        FileNotFoundError: there are no test messages, since this is not a checkout of the whole project.
    """
    files = sorted(TEST_MESSAGES.glob("*_writer.yml"))
    if not files:
        raise FileNotFoundError(f"There are no test messages in {TEST_MESSAGES}.")
    messages: dict[str, list[str]] = defaultdict(list)
    with_help: set[str] = set()
    for path in files:
        for part, topics in YamlFile(path).content.items():
            for topic, texts in topics.items():
                masked = [mask(text if isinstance(text, str) else text["says"]) for text in texts]
                messages[topic] += masked
                with_help.update(masked if part == "past_harm" else ())
    return Material(dict(messages), frozenset(with_help), _replies())


class _Blanks(dict):  # type: ignore[type-arg]
    def __missing__(self, slot: str) -> str:
        return "…"


def _replies() -> dict[str, tuple[str, dict[str, Any]]]:
    values = _Blanks({slot: contact.value for slot, contact in load_contacts(PROJECT).items()})
    replies = {}
    for answer in load_answers(PROJECT / "data"):
        text = " ".join(sentence.text for sentence in answer.sentences).format_map(values)
        replies[answer.utter] = (text, {"from": [" ".join(sentence.sources) for sentence in answer.sentences]})
    return replies
