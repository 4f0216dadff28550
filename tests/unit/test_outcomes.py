"""What a reply shows is recognised by its text."""

from __future__ import annotations

from typing import Any

import pytest

from nscp.answers import load_answers
from nscp.settings import PROJECT
from nscp.topics import load_topics
from tools.evaluate.predictions import Prediction
from tools.evaluate.replies import BESIDE_TOPICS, UNKNOWN, Help, ReplyReader, outcomes_of, shown_by

LONG = "faq/how_long"
# What no turn of a conversation wants: a failure, or a message that was left for hours.
NEVER_WANTED = {
    "opening", "hand_off_lost", "hand_off_enough", "hand_off_too_many", "hand_off_start_again", "hand_off_send_again",
    "hand_off_unavailable",
}  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> ReplyReader:
    return ReplyReader.of_project()


def message(text: str, *buttons: str, kind: str = "other") -> dict[str, Any]:
    return {"text": text, "buttons": list(buttons), "kind": kind}


@pytest.mark.parametrize(
    ("response", "outcomes"),
    [
        ("utter_faq/how_long", (LONG,)),
        ("utter_simpler_faq/how_long", ("simpler", "again", LONG)),
        ("utter_simpler_how_long", ("simpler", "again", LONG)),
        ("utter_asked_again", ("again",)),
        ("utter_gap_again", ("again",)),
        ("utter_correction", ("correction", "again")),
        ("utter_sure", ("are_you_sure", "again")),
        ("utter_statement_children", ("statement",)),
        ("utter_immediate_danger_to_you", ("immediate_danger",)),
        ("utter_grief_upset_death", ("grief_upset",)),
        ("utter_overdose", ("self_harm_distress",)),
        ("utter_line_of_help_emergency", ()),
        ("utter_hand_off", ("handoff_request", "form:offer")),
        ("utter_hand_off_two_ways", ("handoff_request", "form:offer")),
        ("utter_hand_off_left", ("form:left",)),
        ("utter_hand_off_is_late", ("handoff_status",)),
    ],
)
def test_a_response_shows_what_its_name_says(response: str, outcomes: tuple[str, ...]) -> None:
    assert outcomes_of(response) == outcomes


def test_every_response_of_the_project_shows_something_that_can_be_wanted() -> None:
    known = {*load_topics(PROJECT / "data"), *BESIDE_TOPICS}
    strange = {
        f"{answer.file.path.name}:{answer.line}: {answer.utter}"
        for answer in load_answers(PROJECT / "data")
        if not set(outcomes_of(answer.utter)) <= known | NEVER_WANTED
    }
    assert not strange, f"say in tools/evaluate/replies.py what these show: {sorted(strange)}"


def test_a_text_is_recognised_with_its_slots_filled(reader: ReplyReader) -> None:
    summary = (
        "This is what I would send to NSCP. I hide most personal details here, but NSCP gets what you typed.\n\n"
        + "\n\n".join(
            [
                "Your message: “hello?”",
                "Reply to: 07•••",
                "Name: not given",
                "Safe time or way: no\n\nidea",
                "Shall I send it?",
            ]
        )
    )
    goodbye = next(answer for answer in load_answers(PROJECT / "data") if answer.utter == "utter_line_of_help_emergency")

    assert reader.names_of(summary) == ["utter_hand_off_summary"]
    assert reader.names_of(goodbye.sentences[0].text.replace("{emergency_phone}", "999")) == ["utter_line_of_help_emergency"]
    assert reader.names_of(goodbye.sentences[0].text.replace("{emergency_phone}", "998")) == []


def test_a_reply_shows_everything_in_it(reader: ReplyReader) -> None:
    titles = {name: topic.title for name, topic in load_topics(PROJECT / "data").items()}

    shown = reader.read([
        message("If anyone is in danger now, call 999.", kind="safety"),
        message("Did you mean one of these?", titles[LONG], titles["handoff_request"], "Something else", kind="clarify"),
    ])  # fmt: skip

    assert shown.outcomes == ("clarify",)
    assert shown.offered == (LONG, "handoff_request", "form:offer")
    assert shown.help is Help.LINE
    assert shown.in_words == "clarify (faq/how_long or handoff_request or form:offer) (a line of help)"


def test_a_text_that_no_response_has_is_said_to_be_unknown(reader: ReplyReader) -> None:
    assert reader.read([message("Bananas.")]).outcomes == (UNKNOWN,)


def test_a_prediction_shows_what_a_first_message_would() -> None:
    answered = Prediction("handoff_request", (), False, "answer_with_help", ("handoff_request",), 0.9)
    asked = Prediction(None, (LONG,), False, "none", (LONG,), 0.5)
    fallen = Prediction(None, (), True, "none", (LONG,), 0.1)

    assert (shown_by(answered).outcomes, shown_by(answered).help) == (("handoff_request", "form:offer"), Help.LINE)
    assert (shown_by(asked).outcomes, shown_by(asked).offered) == (("clarify",), (LONG,))
    assert shown_by(fallen).outcomes == ("fallback",)
