"""What a reply shows a family, in the words in which conversations say what they want: topics, `clarify`, `form:reply`.

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

from assistant.nlu.decision import OFFERED_PLAIN
from assistant.nlu.safety_classifier import ANSWER_WITH_HELP, HELP_FIRST
from assistant.nlu.safety_model import DANGER, DESPAIR
from nscp.settings import PROJECT
from nscp.topics import load_topics
from nscp.yaml_lines import YamlFile
from tools.evaluate.predictions import Prediction

AGAIN, CLARIFY, FALLBACK, STATEMENT = "again", "clarify", "fallback", "statement"
OFFER, STATUS = "form:offer", "handoff_status"
FORM = (OFFER, *(f"form:{step}" for step in ["message", "reply", "name", "safe_time", "summary", "saved", "left", "change"]))
BESIDE_TOPICS = (AGAIN, CLARIFY, FALLBACK, STATEMENT, "simpler", "are_you_sure", "correction", *FORM)

# What is also shown whenever something is: an offer of a person answers the wish for one.
ALSO_SHOWN: Mapping[str, tuple[str, ...]] = {
    "simpler": (AGAIN,),
    "correction": (AGAIN,),
    "are_you_sure": (AGAIN,),
    "handoff_request": (OFFER,),
    "handoff_start": ("form:message",),
}
# Topics that may be answered in more than one way, such as grief for a death.
IN_VARIATIONS = (
    "grief_upset", "complaint_or_anger", "bot_challenge", "data_request", "other_language", "out_of_scope",
    "greet", "goodbye", "thanks", "affirm", "deny",
)  # fmt: skip
LINE_OF_HELP = "utter_line_of_help"
HELP_BESIDE = (LINE_OF_HELP, "utter_after_help")  # responses that name help without leading with it
# Responses by the beginning of their name, the first that fits; what is not here answers the topic that it is named after.
RESPONSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (LINE_OF_HELP, ()),
    ("utter_after_help", (STATEMENT,)),
    ("utter_immediate_danger", (DANGER,)),
    ("utter_self_harm", (DESPAIR,)),
    ("utter_overdose", (DESPAIR,)),
    ("utter_clarify", (CLARIFY,)),
    ("utter_fallback", (FALLBACK,)),
    ("utter_no_words", (FALLBACK,)),
    ("utter_long_message", (FALLBACK,)),
    ("utter_simpler", ("simpler",)),
    ("utter_asked_again", (AGAIN,)),
    ("utter_gap_again", (AGAIN,)),
    ("utter_correction", ("correction",)),
    ("utter_sure", ("are_you_sure",)),
    ("utter_statement", (STATEMENT,)),
    ("utter_hand_off_ask_message", ("form:message",)),
    ("utter_hand_off_email_wrong", ("form:reply",)),
    ("utter_hand_off_phone_wrong", ("form:reply",)),
    ("utter_hand_off_reply_missing", ("form:reply",)),
    ("utter_hand_off_reply_unread", ("form:left",)),
    ("utter_ask_personal_reply", ("form:reply",)),
    ("utter_hand_off_ask_given", ("form:reply",)),
    ("utter_hand_off_can_phone", ("form:reply",)),
    ("utter_hand_off_ask_phone", ("form:reply",)),
    ("utter_hand_off_email_spoken", ("form:reply",)),
    ("utter_hand_off_phone_spoken", ("form:reply",)),
    ("utter_hand_off_declined", ("form:left",)),
    ("utter_hand_off_reference", (STATUS,)),
    ("utter_ask_personal_name", ("form:name",)),
    ("utter_ask_hand_off_safe_time", ("form:safe_time",)),
    ("utter_hand_off_summary", ("form:summary",)),
    ("utter_hand_off_choose", ("form:summary",)),
    ("utter_hand_off_saved", ("form:saved",)),
    ("utter_hand_off_left", ("form:left",)),
    ("utter_hand_off_change", ("form:change",)),
    ("utter_hand_off_is_", (STATUS,)),
    ("utter_hand_off_not_sent_yet", (STATUS,)),
    ("utter_hand_off_none", (STATUS,)),
    ("utter_hand_off_two_ways", ("handoff_request",)),
    ("utter_hand_off_words", ("handoff_request",)),
    *((f"utter_{topic}", (topic,)) for topic in IN_VARIATIONS),
)
ADDRESS_ALONE = "utter_hand_off"  # an offer too, but the beginning of all other names
SIMPLER_TOPIC, SIMPLER_NONE = "utter_simpler_", "utter_simpler_none"


def outcomes_of(response: str) -> tuple[str, ...]:
    """What a response of the domain shows, such as `utter_faq/how_long`; nothing for a line of help."""
    if response == ADDRESS_ALONE:
        return with_more(("handoff_request",))
    named = response if response.startswith(SIMPLER_NONE) else response.removeprefix(SIMPLER_TOPIC)
    topic = () if named == response else (named if "/" in named else f"faq/{named}",)
    found = next((shown for start, shown in RESPONSES if response.startswith(start)), None)
    return with_more((*found, *topic) if found is not None else (response.removeprefix("utter_"),))


def known_outcomes(data: Path = PROJECT / "data") -> frozenset[str]:
    """Everything that a conversation may want."""
    return frozenset((*load_topics(data), *BESIDE_TOPICS))


def with_more(outcomes: Iterable[str]) -> tuple[str, ...]:
    """The same, each followed by what is also shown."""
    return tuple(dict.fromkeys(more for outcome in outcomes for more in (outcome, *ALSO_SHOWN.get(outcome, ()))))


UNKNOWN = "a text that no response has"
SLOT = re.compile(r"\{(\w+)\}")
SURE, QUOTATION = "utter_sure", " {quotation}"  # the response that the guide's own words are added to (assistant/nlg.py)


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
