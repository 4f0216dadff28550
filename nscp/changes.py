"""What can be changed in `data/` without opening a file: the kinds of change, and what each one holds.

A change is stored and passed on as `{"kind": ..., "topic": ..., "content": {...}}`:

    kind                topic               content
    add_examples        full name           examples: [text]
    remove_example      full name           example: text
    answer              full name           sentences: [{text, sources, paragraph}], variation: which of its texts, from 0
    simpler             full name, faq/...  as for answer
    title               full name           title: text
    add_follow_ups      full name           says: [text], answer: full name of the topic that answers
    remove_follow_up    full name           says: text, answer: as above
    new_topic           faq or gap          name, title, sentences, examples, follow_ups: [{says, answer}]
    button_words        key of a button     words: [text]
    safety_text         name of a response  as for answer
    add_phrase          list of phrases     phrase: text
    remove_phrase       list of phrases     phrase: text
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from nscp.topics import RETRIEVAL
from nscp.words import words_of

SAFETY_TOPICS = ("immediate_danger", "self_harm_distress")
# Lists of data/safety/phrases.yml -> what staff call them.
PHRASE_LISTS = {
    "help_first.immediate_danger": "Danger: help comes first",
    "help_first.self_harm_distress": "Despair: help comes first",
    "line": "A line of help beside the answer",
    "harm_i_do": "Somebody tells of harm that they do or may do",
    "harm_done_to_me": "Somebody tells of harm done to them",
    "after_help": "Asks for the help that was shown before",
    "somebody_died": "Says that somebody died",
    "somebody_lives": "Says that somebody is alive after all",
}
# Responses of data/replies/safety.yml -> what staff call them, by when they are said.
SAFETY_TEXTS = {
    "utter_immediate_danger": "Somebody may be in danger",
    "utter_immediate_danger_to_you": "Somebody tells of harm done to them",
    "utter_immediate_danger_report": "Somebody asks how to report a worry about a child",
    "utter_immediate_danger_child": "A child or teenager finds out whether it is safe to tell",
    "utter_immediate_danger_watched": "Somebody watches them or checks their phone",
    "utter_immediate_danger_partner": "An adult tells of abuse by a partner or at home",
    "utter_immediate_danger_may_harm": "Somebody fears that they may harm, or tells that they did",
    "utter_self_harm_distress": "Despair, or wanting to die",
    "utter_self_harm_distress_other": "Somebody fears for another person's life",
    "utter_self_harm_distress_done": "Tablets were taken, or an injury was done already",
    "utter_line_of_help": "A line of help beside the answer",
    "utter_line_of_help_emergency": "A line of help after a reply to grief",
    "utter_grief_upset_death": "Grief, when somebody has died",
    "utter_after_help": "After help was shown, to a message that is no question",
}
LONGEST_NAME = 40  # characters of a new topic's name, without its kind


def name_of_text(response: str) -> str:
    """Return what staff call a safety text."""
    return SAFETY_TEXTS.get(response) or response.removeprefix("utter_").replace("_", " ").capitalize()


class Kind(str, Enum):
    """What is changed."""

    ADD_EXAMPLES = "add_examples"
    REMOVE_EXAMPLE = "remove_example"
    ANSWER = "answer"
    SIMPLER = "simpler"
    TITLE = "title"
    ADD_FOLLOW_UPS = "add_follow_ups"
    REMOVE_FOLLOW_UP = "remove_follow_up"
    NEW_TOPIC = "new_topic"
    BUTTON_WORDS = "button_words"
    SAFETY_TEXT = "safety_text"
    ADD_PHRASE = "add_phrase"
    REMOVE_PHRASE = "remove_phrase"


ONLY_FOR_SAFETY = (Kind.BUTTON_WORDS, Kind.SAFETY_TEXT, Kind.ADD_PHRASE, Kind.REMOVE_PHRASE)


@dataclass(frozen=True)
class DataChange:
    """One change; see above for what `content` holds."""

    kind: Kind
    topic: str
    content: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> DataChange:
        """Read what `as_json` made."""
        return cls(Kind(found["kind"]), found["topic"], found["content"])

    def as_json(self) -> dict[str, Any]:
        """Return it for a file or a table."""
        return {"kind": self.kind.value, "topic": self.topic, "content": dict(self.content)}

    @property
    def topic_name(self) -> str:
        """Return the full name of the topic that it changes; of a new topic the name that it gets."""
        return str(self.content["name"]) if self.kind is Kind.NEW_TOPIC else self.topic

    @property
    def response(self) -> str:
        """Return the name of the response whose text it changes or makes; empty if it changes none."""
        if self.kind in (Kind.ANSWER, Kind.NEW_TOPIC):
            return f"utter_{self.topic_name}"
        if self.kind is Kind.SIMPLER:
            return f"utter_simpler_{self.topic.partition('/')[2]}"
        return self.topic if self.kind is Kind.SAFETY_TEXT else ""

    @property
    def is_about_safety(self) -> bool:
        """Whether it changes what the safety net knows or says: only the safeguarding lead may approve it."""
        return self.kind in ONLY_FOR_SAFETY or self.topic in SAFETY_TOPICS


def new_name(kind: str, title: str, taken: Collection[str]) -> str:
    """Return the full name of a new topic, made of its title.

    Args:
        kind: `faq` or `gap`.
        title: in words.
        taken: full names of other topics. The last part must be new among all: files and simpler versions are named by it.
    """
    if kind not in RETRIEVAL:
        raise ValueError(f"a new topic is one of {', '.join(RETRIEVAL)}, not {kind}")
    plain = re.sub(r"[^a-z0-9]+", "_", " ".join(words_of(title)).replace("'", "")).strip("_")
    name = plain[:LONGEST_NAME].rstrip("_") or "topic"
    last_parts = {other.rpartition("/")[2] for other in taken}
    number = 1
    while (name if number == 1 else f"{name}_{number}") in last_parts:
        number += 1
    return f"{kind}/{name if number == 1 else f'{name}_{number}'}"
