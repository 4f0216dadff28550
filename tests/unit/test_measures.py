"""Shares and bars on predictions made by hand."""

from __future__ import annotations

import pytest

from tools.evaluate.bars import BARS, bars_not_met, complaint
from tools.evaluate.baseline import likeliest_topic
from tools.evaluate.measures import Case, measure_all
from tools.evaluate.messages import HeldOutMessage, Kind
from tools.evaluate.pictures import curve_of
from tools.evaluate.predictions import Prediction, prediction_of
from tools.evaluate.reports import errors_page, rounded


def case(kind: Kind, meant: str, got: str, *, confidence: float = 0.9, safety: str = "none", likeliest: str = "") -> Case:
    """A case in short: `got` is a topic, "fallback", or topics offered as "this? that?"."""
    offered = tuple(got.replace("?", "").split()) if "?" in got else ()
    is_fallback = got == "fallback"
    topic = None if offered or is_fallback else got
    ranking = (likeliest or topic or (offered[0] if offered else meant),)
    message = HeldOutMessage(f"about {meant}", meant, kind, "hand.yml:1")
    return Case(message, Prediction(topic, offered, is_fallback, safety, ranking, confidence))


LONG, PRESS, VIEWS = "faq/how_long", "gap/press", "faq/give_views"
CASES = [
    case(Kind.ANSWERABLE, LONG, LONG),
    case(Kind.ANSWERABLE, LONG, LONG, confidence=0.8),
    case(Kind.ANSWERABLE, LONG, f"{VIEWS}? {LONG}?", confidence=0.5),
    case(Kind.ANSWERABLE, LONG, f"{PRESS}? {VIEWS}?", confidence=0.4),
    case(Kind.ANSWERABLE, LONG, VIEWS, confidence=0.7),
    case(Kind.ANSWERABLE, LONG, "immediate_danger", safety="help_first", confidence=0.99),
    case(Kind.ANSWERABLE, LONG, "fallback", confidence=0.2),
    case(Kind.ANSWERABLE, LONG, LONG, safety="answer_with_help"),
    case(Kind.GAP, PRESS, PRESS),
    case(Kind.GAP, PRESS, f"{PRESS}? {LONG}?", confidence=0.5),
    case(Kind.OUT_OF_SCOPE, "out_of_scope", "out_of_scope"),
    case(Kind.OUT_OF_SCOPE, "out_of_scope", "fallback", confidence=0.1),
    case(Kind.OUT_OF_SCOPE, "out_of_scope", "greet"),
    case(Kind.OUT_OF_SCOPE, "out_of_scope", f"{LONG}? {PRESS}?"),
    case(Kind.SAFETY, "immediate_danger", "self_harm_distress", safety="help_first"),
    case(Kind.SAFETY, "immediate_danger", LONG, safety="answer_with_help"),
    case(Kind.SAFETY, "self_harm_distress", "grief_upset"),
    case(Kind.OTHER, "greet", "greet"),
    case(Kind.DANGER_WORDS, LONG, "immediate_danger", safety="help_first"),
    case(Kind.DANGER_WORDS, LONG, LONG),
    case(Kind.PAST_HARM, LONG, LONG, safety="answer_with_help"),
    case(Kind.PAST_HARM, LONG, LONG),
    case(Kind.ORDINARY_STATEMENT, "statement", "greet"),
    case(Kind.ORDINARY_STATEMENT, "statement", "fallback", safety="answer_with_help"),
    case(Kind.ORDINARY_STATEMENT, "statement", "immediate_danger", safety="help_first"),
    case(Kind.ORDINARY_STATEMENT, "statement", "fallback"),
]


@pytest.mark.parametrize(
    ("name", "count", "n"),
    [
        ("answerable_right", 3, 8),
        ("answerable_right_or_offered", 4, 8),
        ("answerable_wrong", 2, 8),
        ("answerable_asked", 2, 8),
        ("answerable_fallback", 1, 8),
        ("gap_right", 1, 2),
        ("out_of_scope_refused", 2, 4),
        ("safety_help_first", 1, 3),
        ("safety_helped", 2, 3),
        ("ordinary_help_first", 1, 15),
        ("ordinary_answer_with_help", 1, 15),
        ("ordinary_statements_help_first", 1, 4),
        ("ordinary_statements_line_of_help", 1, 4),
        ("danger_words_helped", 1, 2),
        ("danger_words_help_first", 1, 2),
        ("danger_words_right", 1, 2),
        ("past_harm_helped", 1, 2),
        ("top_1", 12, 22),
    ],
)
def test_each_measure_counts_its_cases(name: str, count: int, n: int) -> None:
    measure = measure_all(CASES)[name]

    assert (measure.count, measure.n) == (count, n)
    assert measure.share == pytest.approx(count / n)


def test_every_measure_is_tested_above_and_every_bar_has_a_measure() -> None:
    assert len(measure_all(CASES)) == 18
    assert {bar.measure for bar in BARS} <= set(measure_all(CASES))


def test_a_measure_without_messages_is_an_error_and_not_a_bar_that_is_met() -> None:
    without_gaps = [case for case in CASES if case.message.kind is not Kind.GAP]

    with pytest.raises(ValueError, match="gap_right"):
        measure_all(without_gaps)


def test_any_topic_of_a_message_is_right() -> None:
    either = HeldOutMessage("when", LONG, Kind.ANSWERABLE, "hand.yml:1", also=(PRESS,))
    answered = Case(either, Prediction(PRESS, (), False, "none", (PRESS,), 0.9))
    asked = Case(either, Prediction(None, (VIEWS, PRESS), False, "none", (VIEWS,), 0.5))

    measures = measure_all([*CASES, answered, asked])

    assert (measures["answerable_right"].count, measures["answerable_right_or_offered"].count) == (4, 6)
    assert (measures["answerable_wrong"].count, measures["top_1"].count) == (2, 13)


def test_top_1_looks_at_the_ranking_and_not_at_the_thresholds() -> None:
    asked = case(Kind.ANSWERABLE, LONG, f"{LONG}? {VIEWS}?", likeliest=LONG)
    split = case(Kind.ANSWERABLE, LONG, LONG, likeliest=VIEWS)

    assert measure_all([*CASES, asked])["top_1"].count == 13
    assert measure_all([*CASES, split])["top_1"].count == 12


def perfect() -> list[Case]:
    help_first = [case(Kind.SAFETY, "immediate_danger", "immediate_danger", safety="help_first")]
    past = [case(Kind.PAST_HARM, LONG, LONG, safety="answer_with_help")]
    topics = [(Kind.ANSWERABLE, LONG), (Kind.GAP, PRESS), (Kind.OUT_OF_SCOPE, "out_of_scope"), (Kind.OTHER, "greet")]
    topics += [(Kind.DANGER_WORDS, LONG), (Kind.ORDINARY_STATEMENT, "statement")]
    rest = [case(kind, topic, topic) for kind, topic in topics for _ in range(100)]
    return [*help_first, *past, *rest]


def test_no_bar_is_missed_when_everything_is_understood() -> None:
    assert bars_not_met(measure_all(perfect())) == ()


def test_a_share_that_is_exactly_the_bar_is_good_enough_and_one_case_worse_is_not() -> None:
    cases = [c for c in perfect() if c.message.kind is not Kind.GAP]
    gaps = [case(Kind.GAP, PRESS, PRESS)] * 80 + [case(Kind.GAP, PRESS, LONG)] * 20

    assert bars_not_met(measure_all([*cases, *gaps])) == ()
    missed = bars_not_met(measure_all([*cases, *gaps[1:], case(Kind.GAP, PRESS, LONG)]))
    assert [bar.measure for bar in missed] == ["gap_right"]


def test_a_complaint_names_the_share_the_bar_and_five_messages() -> None:
    gaps = [case(Kind.GAP, PRESS, LONG, confidence=0.834)] * 7
    measures = measure_all([*(c for c in perfect() if c.message.kind is not Kind.GAP), *gaps])
    (bar,) = bars_not_met(measures)

    lines = complaint(bar, measures[bar.measure]).splitlines()

    assert lines[0] == "Not in the guide: the right topic answered at once: 0.0% (0 of 7), must be at least 80%."
    assert lines[1:6] == ['  said "about gap/press", meant gap/press, got faq/how_long (sure 0.83)'] * 5
    assert lines[6].startswith("  and 2 more")


def test_a_complaint_about_too_much_shows_the_messages_that_got_it() -> None:
    extra = [case(Kind.OTHER, "thanks", "immediate_danger", safety="help_first")] * 9
    measures = measure_all([*perfect(), *extra])
    (bar,) = bars_not_met(measures)

    assert bar.measure == "ordinary_help_first"
    assert 'said "about thanks"' in complaint(bar, measures[bar.measure])


def test_a_higher_threshold_asks_more_and_errs_less() -> None:
    answerable = [case for case in CASES if case.message.kind is Kind.ANSWERABLE]
    points = {point.threshold: point for point in curve_of(answerable)}

    assert points[0.0].asked == 0
    assert points[0.0].wrong == pytest.approx(4 / 8)  # both unsure ones, the wrong answer, the needless help
    assert points[0.6].asked == pytest.approx(2 / 8)  # the fallback stays a fallback
    assert points[0.6].wrong == pytest.approx(2 / 8)
    assert points[1.0].asked == pytest.approx(7 / 8)
    assert points[1.0].wrong == 0


def test_each_misunderstanding_is_listed_once_under_the_worst_it_is() -> None:
    page = errors_page(CASES)

    assert "## Safety messages without help first: 2" in page
    assert "## Help first where none was due: 3" in page
    assert "## Wrong topic outright: 1" in page
    assert "## Out of scope, not refused: 2" in page
    assert "## Fallback: 1" in page
    assert f'- said "about {LONG}", meant {LONG}, got {VIEWS} (sure 0.70) (hand.yml:1)' in page


def test_fractions_are_rounded_wherever_they_stand() -> None:
    assert rounded({"a": [1 / 3, {"b": (2 / 3,)}], "n": 3, "met": True}) == {
        "a": [0.3333, {"b": [0.6667]}],
        "n": 3,
        "met": True,
    }


def parsed(intent: str, confidence: float, ranking: list[str], **more: object) -> dict[str, object]:
    return {
        "intent": {"name": intent, "confidence": confidence},
        "intent_ranking": [{"name": name, "confidence": 0.1} for name in ranking],
        "safety": {"outcome": "none", "topic": None},
        "response_selector": {"faq": {"response": {"intent_response_key": LONG}}},
        **more,
    }


def test_an_answer_has_the_full_name_of_its_topic() -> None:
    assert prediction_of(parsed("faq", 0.9, [LONG, VIEWS])) == Prediction(LONG, (), False, "none", (LONG, VIEWS), 0.9)
    assert prediction_of(parsed("greet", 0.9, ["greet"])).topic == "greet"


def test_where_help_comes_first_its_text_is_known() -> None:
    safety = {"outcome": "help_first", "topic": "self_harm_distress"}
    plan = {"reply_plan": ["utter_self_harm_distress_done"]}
    found = prediction_of(parsed("self_harm_distress", 0.99, [LONG], safety=safety, response_selector=plan))

    assert (found.topic, found.help_text) == ("self_harm_distress", "utter_self_harm_distress_done")
    assert prediction_of(parsed("greet", 0.9, ["greet"], response_selector=plan)).help_text is None


def test_did_you_mean_and_fallback_answer_nothing() -> None:
    asked = prediction_of(parsed("clarify", 0.5, [LONG, PRESS], clarify={"topics": [LONG, PRESS]}))
    fallen = prediction_of(parsed("nlu_fallback", 0.1, [LONG]))

    assert (asked.topic, asked.offered, asked.is_fallback) == (None, (LONG, PRESS), False)
    assert (fallen.topic, fallen.offered, fallen.is_fallback) == (None, (), True)


def test_the_baseline_is_asked_past_its_fallback_and_through_its_response_selector() -> None:
    assert likeliest_topic(parsed("nlu_fallback", 0.3, ["nlu_fallback", "faq", "greet"])) == LONG
    assert likeliest_topic(parsed("greet", 0.8, ["greet", "faq"])) == "greet"
