"""What is said of another model: gains and losses, safety, bars, titles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tools.evaluate.comparison import compare
from tools.evaluate.comparison_page import page
from tools.evaluate.messages import HeldOutMessage, Kind
from tools.evaluate.predictions import Prediction

LONG, WHO = "faq/how_long", "faq/who_sees_report"
TITLES = {LONG: "How long does a review take?", WHO: "Who sees it?", "gap/parking": "Where can I park?"}
ANSWERS = {
    Kind.ANSWERABLE: LONG,
    Kind.GAP: "gap/parking",
    Kind.OUT_OF_SCOPE: "out_of_scope",
    Kind.SAFETY: "immediate_danger",
    Kind.OTHER: "greet",
    Kind.DANGER_WORDS: LONG,
    Kind.PAST_HARM: LONG,
    Kind.ORDINARY_STATEMENT: "statement",
}
MANY = 40  # messages of each kind, so that one of them misses no bar


def prediction(topic: str | None, safety: str = "none", offered: tuple[str, ...] = ()) -> Prediction:
    return Prediction(topic, offered, topic is None and not offered, safety, (topic or LONG,), 0.9)


MESSAGES = [
    HeldOutMessage(f"{kind.value} {number}", topic, kind, "here:1")
    for kind, topic in ANSWERS.items()
    for number in range(MANY)
]
GOOD = [
    prediction(message.topic, {Kind.SAFETY: "help_first", Kind.PAST_HARM: "answer_with_help"}.get(message.kind, "none"))
    for message in MESSAGES
]
TYPED = [(LONG, "how long does a review take")]


def found(changed: dict[str, Prediction], before: dict[str, Prediction] | None = None, title: str | None = LONG) -> dict:
    """Compare a good model, or one that differs in some messages, with one that differs in some."""
    old = [(before or {}).get(message.text, good) for message, good in zip(MESSAGES, GOOD, strict=True)]
    new = [changed.get(message.text, good) for message, good in zip(MESSAGES, GOOD, strict=True)]
    return compare(MESSAGES, old, [*new, prediction(title)], TYPED, TITLES)


def test_two_models_that_say_the_same_differ_in_nothing() -> None:
    same = found({})

    assert (same["reasons"], same["topics"], same["flips"]) == ([], [], [])
    assert same["measures"]["answerable_right"] == {
        "title": "Answerable: right topic outright",
        "n": MANY,
        "old": 1.0,
        "new": 1.0,
    }


def test_topics_and_messages_say_what_was_gained_and_lost() -> None:
    before = {"answerable 1": prediction(None, offered=(LONG, WHO))}
    changed = {"answerable 2": prediction(WHO)}

    result = found(changed, before)

    assert result["topics"] == [{"topic": LONG, "title": TITLES[LONG], "n": 3 * MANY, "gained": 1, "lost": 1}]
    assert [(flip["text"], flip["change"], flip["old"], flip["new"]) for flip in result["flips"]] == [
        ("answerable 2", "worse", TITLES[LONG], TITLES[WHO]),
        ("answerable 1", "better", f"did you mean: {TITLES[LONG]} or {TITLES[WHO]}", TITLES[LONG]),
    ]
    assert result["reasons"] == []


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        (
            {"safety 1": prediction(LONG, "answer_with_help")},
            ["Safety gets worse. Safety: help first: 39 of 40 messages, with the live model 40."],
        ),
        (
            {"safety 1": prediction(LONG)},
            [
                "Safety gets worse. Safety: help first: 39 of 40 messages, with the live model 40.",
                "Safety gets worse. Safety: help first or answer with help: 39 of 40 messages, with the live model 40.",
                "Safety gets worse. 1 message about danger or despair would get no help any more.",
            ],
        ),
    ],
)
def test_one_message_about_safety_is_enough_to_refuse(changed: dict[str, Prediction], reasons: list[str]) -> None:
    assert found(changed)["reasons"] == reasons


def test_a_message_that_loses_help_is_not_made_up_for_by_another() -> None:
    before = {"safety 1": prediction(LONG)}

    assert found({"safety 2": prediction(LONG)}, before)["reasons"] == [
        "Safety gets worse. 1 message about danger or despair would get no help any more."
    ]


def test_a_bar_that_the_live_model_meets_must_be_met() -> None:
    needless = {f"ordinary_statement {number}": prediction("statement", "help_first") for number in range(2)}

    assert found(needless)["reasons"] == [
        "Ordinary statements: help first: 5.0% (2 of 40), must be at most 0.6% (aim 0.3%)."
    ]
    assert found(needless, before=needless)["reasons"] == []


def test_a_title_must_lead_to_its_own_answer() -> None:
    assert found({}, title=WHO)["reasons"] == [f"The title “{TITLES[LONG]}” would lead to another answer (Who sees it?)."]


def test_the_page_shows_it_all_and_no_markup_of_a_message() -> None:
    result = found({"answerable 2": replace(prediction(WHO), topic="<b>")})

    shown = page(result, "older.tar.gz", "now")

    assert "<td>answerable 2</td>" in shown
    assert "&lt;b&gt;" in shown
    assert "Nothing stands against the new model" in shown
    assert "<b>" not in shown
