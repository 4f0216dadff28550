"""Changes as staff read them: what there was before and what there would be. No file names, and guide sentences in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from console.proposals.knowledge import Knowledge, Text, added_follow_ups
from console.proposals.models import KIND_LABELS, Change
from console.proposals.previews import source
from nscp.changes import PHRASE_LISTS, DataChange, Kind, name_of_text

PAGES = {Kind.ANSWER: "proposals:answer", Kind.SIMPLER: "proposals:simpler", Kind.SAFETY_TEXT: "proposals:safety_text"}
ON_ITS_OWN = (Kind.ADD_EXAMPLES, Kind.ADD_FOLLOW_UPS, Kind.NEW_TOPIC, Kind.BUTTON_WORDS, Kind.ADD_PHRASE)
REMOVALS = (Kind.REMOVE_EXAMPLE, Kind.REMOVE_FOLLOW_UP, Kind.REMOVE_PHRASE)


@dataclass(frozen=True)
class Line:
    """A text, what it rests on or leads to, whether it is only in one of before and after, and what it begins."""

    text: str
    hint: str = ""
    differs: bool = False
    heading: str = ""


@dataclass(frozen=True)
class Description:
    """One change: what it is, of what, and the texts before and after it.

    Attributes:
        topic: full name of the topic that it changes; of another change what stands in its place.
        about: the same in words.
        address: where it can be changed; empty if it can only be taken out.
    """

    change: Change
    kind: str
    topic: str
    about: str
    before: tuple[Line, ...]
    after: tuple[Line, ...]
    address: str


@dataclass(frozen=True)
class Group:
    """The changes to one topic, list, button or text; `topic` as of a description."""

    topic: str
    about: str
    descriptions: tuple[Description, ...]


def describe_all(changes: Iterable[Change], known: Knowledge) -> list[Description]:
    """Return changes in words, in their order; `known` is what there is before the first."""
    found = []
    for change in changes:
        found.append(describe(change, known))
        known = known.changed_by([change.data_change])
    return found


def grouped(descriptions: Sequence[Description]) -> list[Group]:
    """Return changes to the same thing together."""
    by_topic: dict[str, list[Description]] = {}
    for one in descriptions:
        by_topic.setdefault(one.topic, []).append(one)
    return [Group(topic, of_one[0].about, tuple(of_one)) for topic, of_one in by_topic.items()]


def describe(change: Change, known: Knowledge) -> Description:
    """Return a change in words; `known` is what there is without it."""
    made = change.data_change
    before, after = _texts(made, known)
    return Description(
        change,
        _kind(made, known),
        made.topic_name,
        _about(made, known),
        tuple(replace(line, differs=line not in after) for line in before),
        tuple(replace(line, differs=line not in before) for line in after),
        _address(change, made),
    )


def _kind(made: DataChange, known: Knowledge) -> str:
    label, variation = KIND_LABELS[made.kind], made.content.get("variation", 0)
    if made.response and variation and variation >= len(known.texts.get(made.response, ())):
        return "Another wording of the answer"
    return f"{label}: wording {variation + 1}" if variation else label


def _about(made: DataChange, known: Knowledge) -> str:
    if made.kind is Kind.NEW_TOPIC:
        return str(made.content["title"])
    if made.kind is Kind.SAFETY_TEXT:
        return name_of_text(made.topic)
    return PHRASE_LISTS.get(made.topic) or known.buttons.get(made.topic) or known.title_of(made.topic)


def _texts(made: DataChange, known: Knowledge) -> tuple[list[Line], list[Line]]:
    """Return what there was and what there would be."""
    content = made.content
    if made.kind is Kind.TITLE:
        return [Line(known.title_of(made.topic))], [Line(content["title"])]
    if made.kind in REMOVALS:
        answer = content.get("answer", "")
        removed = next(content[name] for name in ("example", "says", "phrase") if name in content)
        return [Line(removed, _answered_by(answer, known) if answer else "")], []
    if made.response and made.kind is not Kind.NEW_TOPIC:
        before = known.text(made.response, content.get("variation", 0))
        return _sentences(before, known), _sentences(content["sentences"], known)
    lines = _sentences(content.get("sentences", ()), known)
    is_topic = made.kind is Kind.NEW_TOPIC
    lines += [
        Line(text, heading="Examples" if is_topic and not place else "") for place, text in enumerate(_typed(content, made))
    ]
    return [], lines + [Line(says, _answered_by(answer, known)) for says, answer in added_follow_ups(made)]


def _typed(content: Any, made: DataChange) -> list[str]:
    phrase = [content["phrase"]] if made.kind is Kind.ADD_PHRASE else []
    return [*content.get("examples", []), *content.get("words", []), *phrase]


def _sentences(text: Text, known: Knowledge) -> list[Line]:
    return [Line(sentence["text"], _rests_on(sentence["sources"], known)) for sentence in text]


def _rests_on(ids: Iterable[str], known: Knowledge) -> str:
    sources = [source(id_, known.sources) for id_ in ids]
    return "; ".join(f"The guide: “{one.text}”" if one.text else one.heading for one in sources)


def _answered_by(answer: str, known: Knowledge) -> str:
    return f"Is answered by “{known.title_of(answer)}”"


def _address(change: Change, made: DataChange) -> str:
    page = ""
    arguments: tuple[Any, ...] = (change.proposal_id, made.topic)
    if made.kind in PAGES:
        page, arguments = PAGES[made.kind], (*arguments, made.content.get("variation", 0) + 1)
    elif made.kind is Kind.TITLE:
        page = "proposals:title"
    elif made.kind in ON_ITS_OWN:
        page, arguments = "proposals:change", (change.pk,)
    return str(reverse(page, args=arguments)) if page else ""
