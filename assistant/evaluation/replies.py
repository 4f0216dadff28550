"""What a reply shows a family.

The API names the topic of the guide's answers only, so a reply is recognised by its text: it is compared with every response
of the project, slots filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from assistant.evaluation.outcomes import CLARIFY, FALLBACK, HELP_BESIDE, outcomes_of, with_more
from assistant.evaluation.predictions import Prediction
from assistant.nlu.decision import OFFERED_PLAIN
from assistant.nlu.safety_model import DANGER, DESPAIR
from assistant.nlu.safety_net import ANSWER_WITH_HELP, HELP_FIRST
from nscp.settings import PROJECT
from nscp.topics import load_topics
from nscp.yaml_lines import YamlFile

UNKNOWN = "a text that no response has"
SLOT = re.compile(r"\{(\w+)\}")
SURE, QUOTATION = "utter_sure", " {quotation}"  # the response that the guide's own words are added to (assistant/answers.py)


class Help(Enum):
    """How a reply helps in danger: the fixed text, a line beside the answer, or not at all."""

    FIRST = "help first"
    LINE = "a line of help"
    NONE = "no help"


@dataclass(frozen=True)
class Shown:
    """What one reply shows.

    Attributes:
        outcomes: in the order of the reply, each once.
        offered: what a "did you mean" offers.
        help: see `Help`.
        text: what was said, for people.
    """

    outcomes: tuple[str, ...]
    offered: tuple[str, ...] = ()
    help: Help = Help.NONE
    text: str = ""

    @property
    def in_words(self) -> str:
        """Such as "faq/how_long (a line of help)"."""
        words = " + ".join(self.outcomes) or "nothing"
        if self.offered:
            words += f" ({' or '.join(self.offered)})"
        return words if self.help is Help.NONE else f"{words} ({self.help.value})"


def shown_by(prediction: Prediction) -> Shown:
    """What a single message would be shown, without a conversation around it."""
    if prediction.topic is not None:
        outcomes = with_more((prediction.topic,))
    else:
        outcomes = (CLARIFY,) if prediction.offered else (FALLBACK,)
    help_ = {HELP_FIRST: Help.FIRST, ANSWER_WITH_HELP: Help.LINE}.get(prediction.safety, Help.NONE)
    return Shown(outcomes, with_more(prediction.offered), help_)


class ReplyReader:
    """Recognises replies."""

    def __init__(self, responses: Iterable[tuple[str, str]], slots: Mapping[str, str], titles: Mapping[str, str]) -> None:
        """
        Args:
            responses: names and texts; a name may come with several texts.
            slots: values that never change, such as NSCP's address; any other slot may say anything.
            titles: title of a topic that can be offered -> its full name.
        """
        self._patterns = [
            (name, _pattern(f"{text}{QUOTATION}" if name == SURE else text, slots)) for name, text in responses
        ]
        self._titles = titles

    @classmethod
    def of_project(cls, project: Path = PROJECT) -> ReplyReader:
        """The reader of everything under `data/`."""
        data = project / "data"
        topics = load_topics(data)
        slots: dict[str, Any] = YamlFile(project / "domain.yml").content["slots"]
        values = {
            name: str(slot["initial_value"])
            for name, slot in slots.items()
            if slot["type"] == "text" and "initial_value" in slot
        }
        return cls(
            _responses(data),
            values,
            {topic.title: name for name, topic in topics.items() if "/" in name or name in OFFERED_PLAIN},
        )

    def read(self, messages: Sequence[Mapping[str, Any]]) -> Shown:
        """What the messages of one reply show.

        Args:
            messages: as the API gives them (docs/openapi.yml, `Message`).
        """
        names = [name for message in messages for name in self.names_of(message["text"]) or [UNKNOWN]]
        offers = [
            self._titles.get(title) for message in messages if message["kind"] == CLARIFY for title in message["buttons"]
        ]
        return Shown(
            outcomes=tuple(dict.fromkeys(outcome for name in names for outcome in outcomes_of(name))),
            offered=with_more([topic for topic in offers if topic]),
            help=_help_of(names),
            text=" / ".join(" ".join(message["text"].split()) for message in messages),
        )

    def names_of(self, text: str) -> list[str]:
        """The responses that say this; more than one if they say the same."""
        said = " ".join(text.split())
        return list(dict.fromkeys(name for name, pattern in self._patterns if pattern.fullmatch(said)))


def _responses(data: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(data.rglob("*.yml")):
        content = YamlFile(path).content
        responses = content.get("responses") if isinstance(content, dict) else None
        for name, variations in (responses or {}).items():
            yield from ((name, variation["text"]) for variation in variations if variation.get("text"))


def _pattern(text: str, slots: Mapping[str, str]) -> re.Pattern[str]:
    filled = SLOT.sub(lambda found: slots.get(found[1], found[0]), " ".join(text.split()))
    return re.compile(".*".join(re.escape(part) for part in SLOT.split(filled)[::2]))


def _help_of(names: Iterable[str]) -> Help:
    names = list(names)
    if any({DANGER, DESPAIR} & set(outcomes_of(name)) for name in names):
        return Help.FIRST
    return Help.LINE if any(name.startswith(HELP_BESIDE) for name in names) else Help.NONE
