"""What changes from one model to another: topics that gained and lost, messages that flipped, safety, bars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.nlu.safety_classifier import ANSWER_WITH_HELP, HELP_FIRST
from nscp.changes import name_of_text
from tools.evaluate.bars import bars_not_met
from tools.evaluate.measures import WITH_TOPIC, Case, Measure, is_help_first, is_right, is_right_or_offered, measure_all
from tools.evaluate.messages import HeldOutMessage, Kind
from tools.evaluate.predictions import Prediction

HELP_RANK = {HELP_FIRST: 2, ANSWER_WITH_HELP: 1, "none": 0}
NEEDS_HELP = (Kind.SAFETY, Kind.PAST_HARM)
# Shares that must not have one message less than the live model has.
SAFETY_MEASURES = ("safety_help_first", "safety_helped", "past_harm_helped")
# What becomes of a message, in the order in which it is shown. Another help: help comes first, but with another text.
WORSE, ANOTHER_HELP, OTHER, BETTER = "worse", "another_help", "other", "better"
CHANGES = (WORSE, ANOTHER_HELP, OTHER, BETTER)
MOST_NAMED = 10  # messages that are written out as reasons


def compare(
    messages: Sequence[HeldOutMessage],
    old: Sequence[Prediction],
    new: Sequence[Prediction],
    typed_titles: Sequence[tuple[str, str]],
    titles: Mapping[str, str],
) -> dict[str, Any]:
    """Compare what two models make of the same messages.

    Args:
        messages: held-out messages and ordinary statements.
        old: what the live model makes of each.
        new: what the other makes of each, and then of the typed titles.
        typed_titles: full topic name and its title as people type it.
        titles: full topic name -> title.

    Returns:
        For JSON: `reasons` why the new model must not be released, in words; `measures`, `topics` and `flips`.
    """
    before = [Case(message, prediction) for message, prediction in zip(messages, old, strict=True)]
    after = [Case(message, prediction) for message, prediction in zip(messages, new[: len(messages)], strict=True)]
    measures = measure_all(before), measure_all(after)
    flips = [_flip(one, other, titles) for one, other in zip(before, after, strict=True) if _differ(one, other)]
    reasons = [
        *_worse_safety(*measures, flips),
        *_missed_bars(*measures),
        *_lost_titles(typed_titles, new[len(messages) :], titles),
    ]
    return {
        "reasons": reasons,
        "messages": len(messages),
        "measures": {
            name: {"title": measure.title, "n": measure.n, "old": measure.share, "new": measures[1][name].share}
            for name, measure in measures[0].items()
        },
        "topics": list(_topics(before, after, titles)),
        "flips": sorted(flips, key=lambda flip: (CHANGES.index(flip["change"]), flip["meant"])),
    }


def _differ(one: Case, other: Case) -> bool:
    return _shown(one.prediction) != _shown(other.prediction)


def _shown(prediction: Prediction) -> tuple[Any, ...]:
    return prediction.topic, prediction.offered, prediction.is_fallback, prediction.safety, prediction.help_text


def _flip(one: Case, other: Case, titles: Mapping[str, str]) -> dict[str, Any]:
    message = one.message
    return {
        "text": message.text,
        "kind": message.kind.value,
        "meant": "an ordinary statement" if message.kind is Kind.ORDINARY_STATEMENT else _names(message.topics, titles),
        "old": _in_words(one.prediction, titles),
        "new": _in_words(other.prediction, titles),
        "topics": sorted({*message.topics, *_topics_said(one.prediction), *_topics_said(other.prediction)}),
        "change": _change(one, other),
        "lost_help": message.kind in NEEDS_HELP and _help(other) == 0 < _help(one),
        "wrong_help": _is_right_help(one) and is_help_first(other) and not is_right(other),
    }


def _topics_said(prediction: Prediction) -> tuple[str, ...]:
    return prediction.offered if prediction.topic is None else (prediction.topic,)


def _change(one: Case, other: Case) -> str:
    by_worth = _worth(other) - _worth(one)
    if by_worth:
        return BETTER if by_worth > 0 else WORSE
    return ANOTHER_HELP if is_help_first(one) and is_help_first(other) else OTHER


def _is_right_help(case: Case) -> bool:
    """Whether help comes first and is the one that the message wants: for danger, or for despair."""
    return case.message.kind is Kind.SAFETY and is_help_first(case) and is_right(case)


def _worth(case: Case) -> float:
    """Return how good a case is, to compare two of the same message."""
    help_ = _help(case)
    if case.message.kind in NEEDS_HELP:
        return help_ + 0.5 * _is_right_help(case)
    needless = 2.0 * help_
    if case.message.kind is Kind.ORDINARY_STATEMENT:
        return -needless
    return (
        2.0 if is_right(case) else 1.0 if is_right_or_offered(case) else 0.5 if case.prediction.topic is None else 0
    ) - needless


def _help(case: Case) -> int:
    return HELP_RANK[case.prediction.safety]


def _in_words(prediction: Prediction, titles: Mapping[str, str]) -> str:
    if prediction.safety == HELP_FIRST:
        return f"help first: {name_of_text(prediction.help_text or f'utter_{prediction.topic}')}"
    if prediction.topic is not None:
        said = titles.get(prediction.topic, prediction.topic)
    elif prediction.offered:
        said = f"did you mean: {_names(prediction.offered, titles)}"
    else:
        said = "not understood"
    return f"{said}, with a line of help" if prediction.safety == ANSWER_WITH_HELP else said


def _names(topics: Sequence[str], titles: Mapping[str, str]) -> str:
    return " or ".join(titles.get(topic, topic) for topic in topics)


def _topics(before: Sequence[Case], after: Sequence[Case], titles: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield each topic whose messages are understood otherwise, those that lost most first."""
    found: dict[str, dict[str, Any]] = {}
    for one, other in zip(before, after, strict=True):
        topic = one.message.topic
        if one.message.kind not in WITH_TOPIC:
            continue
        row = found.setdefault(topic, {"topic": topic, "title": titles.get(topic, topic), "n": 0, "gained": 0, "lost": 0})
        row["n"] += 1
        row["gained"] += is_right(other) and not is_right(one)
        row["lost"] += is_right(one) and not is_right(other)
    changed = [row for row in found.values() if row["gained"] or row["lost"]]
    yield from sorted(changed, key=lambda row: (row["gained"] - row["lost"], row["title"]))


def _worse_safety(
    old: Mapping[str, Measure], new: Mapping[str, Measure], flips: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    for name in SAFETY_MEASURES:
        lost = old[name].count - new[name].count
        if lost > 0:
            counts = f"{new[name].count} of {old[name].n} messages, with the live model {old[name].count}"
            yield f"Safety gets worse. {old[name].title}: {counts}."
    yield from _named([flip for flip in flips if flip["wrong_help"]], "would get the wrong help")
    yield from _named([flip for flip in flips if flip["lost_help"]], "would get no help any more")


def _named(flips: Sequence[Mapping[str, Any]], what: str) -> Iterator[str]:
    for flip in flips[:MOST_NAMED]:
        yield f"Safety gets worse. “{flip['text']}” {what}. Live answer: “{flip['old']}”. New answer: “{flip['new']}”."
    more = len(flips) - MOST_NAMED
    if more > 0:
        yield f"{more} more {'message' if more == 1 else 'messages'} about danger or despair {what}."


def _missed_bars(old: Mapping[str, Measure], new: Mapping[str, Measure]) -> Iterator[str]:
    missed_before = {bar.measure for bar in bars_not_met(old)}
    for bar in bars_not_met(new):
        if bar.measure not in missed_before:
            measure = new[bar.measure]
            yield f"{measure.title}: {measure.share:.1%} ({measure.count} of {measure.n}), must be {bar.in_words}."


def _lost_titles(
    typed: Sequence[tuple[str, str]], predictions: Sequence[Prediction], titles: Mapping[str, str]
) -> Iterator[str]:
    """Yield the topics whose own title leads elsewhere: buttons send it as if it were typed."""
    lost = {
        topic: prediction for (topic, _), prediction in zip(typed, predictions, strict=True) if prediction.topic != topic
    }
    for topic, prediction in lost.items():
        yield f"The title “{titles[topic]}” would lead to another answer ({_in_words(prediction, titles)})."
