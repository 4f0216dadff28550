"""The facts of a conversation are those that its events tell, however and whenever they were computed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from console.conversations.facts import RECOMPUTE, go_through, lock, recompute
from console.conversations.models import (
    CommandProgress,
    Conversation,
    Event,
    Feedback,
    Judgement,
    Message,
    Need,
    Note,
    Outcome,
    PutBack,
    Review,
    Safety,
    Tag,
)
from tests.unit.console.stored import Stored, facts, ids
from tools.seed.__main__ import CannotSeedError, seed_empty
from tools.seed.conversations import seed


def run(*options: str) -> str:
    """Recompute all facts, and return what the command says."""
    out = StringIO()
    call_command("recompute_facts", *options, stdout=out)
    return out.getvalue()


def spoil() -> None:
    """Make all facts wrong, as after a change of rules."""
    Message.objects.update(topic="wrong", outcome="other", need=0, confidence=0.1, search="", helpful=None, runners_up=[])
    Conversation.objects.update(need=1, lowest_confidence=0.1, thumbs_up=9, thumbs_down=9, feedback_at=1.0, messages=0)


def test_a_message_is_stored_with_what_became_of_it(stored: Stored) -> None:
    stored.say("a", "How long? [name]", at=1_780_000_000.0)

    message = Message.objects.get()
    assert (message.text, message.topic, message.outcome, message.confidence) == (
        "How long? [name]",
        "faq/how_long",
        Outcome.ANSWERED,
        0.95,
    )
    assert message.answers == ["utter_faq/how_long"]
    assert message.runners_up == [["faq/anonymity", 0.05], ["gap/press", 0.01]]
    assert (message.response_ms, message.safety, message.helpful) == (5, Safety.NONE, None)
    assert (message.day.isoformat(), message.hour) == ("2026-05-28", 21)  # British summer time


@pytest.mark.parametrize(
    ("intent", "replies", "outcome"),
    [
        ("faq", ["utter_faq/how_long"], Outcome.ANSWERED),
        ("faq", ["utter_faq/how_long", "utter_gap/press"], Outcome.ANSWERED),
        ("gap", ["utter_gap/press"], Outcome.NOT_IN_GUIDE),
        ("gap", ["utter_gap/press", "utter_faq/how_long"], Outcome.NOT_IN_GUIDE),
        ("gap", ["utter_gap/press", "utter_self_harm_distress"], Outcome.SAFETY),
        ("faq", ["utter_line_of_help", "utter_faq/how_long"], Outcome.ANSWERED),
        ("clarify", ["utter_clarify"], Outcome.CLARIFIED),
        ("nlu_fallback", ["utter_fallback"], Outcome.FALLBACK),
        ("nlu_fallback", ["utter_fallback_again"], Outcome.FALLBACK),
        ("nlu_fallback", ["utter_no_words"], Outcome.FALLBACK),
        ("immediate_danger", ["utter_immediate_danger_to_you"], Outcome.SAFETY),
        ("self_harm_distress", ["utter_self_harm_distress"], Outcome.SAFETY),
        ("nlu_fallback", ["utter_hand_off_summary"], Outcome.HAND_OFF),
        ("handoff_request", [], Outcome.HAND_OFF),
        ("thanks", ["utter_thanks"], Outcome.SMALL_TALK),
        ("affirm", ["utter_faq/why_longer"], Outcome.ANSWERED),
        ("other_language", ["utter_other_language"], Outcome.OTHER),
        ("out_of_scope", ["utter_out_of_scope"], Outcome.OTHER),
    ],
)
def test_the_outcome_follows_from_what_was_answered(
    stored_on_sqlite: Stored, intent: str, replies: list[str], outcome: str
) -> None:
    stored_on_sqlite.say("a", intent=intent, replies=replies)

    assert Message.objects.get().outcome == outcome


def test_a_follow_up_is_about_the_topic_that_was_answered(stored_on_sqlite: Stored) -> None:
    stored_on_sqlite.say("a", "why", "affirm", replies=["utter_faq/why_longer"])

    assert Message.objects.get().topic == "faq/why_longer"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("have you got this in Polish", "Polish"),
        ("nu vorbesc engleza", "Romanian"),
        ("Czy muszę brać w tym udział?", "Polish"),
        ("Я не понимаю", "Russian"),
        ("hello in my language", "Not known"),
    ],
)
def test_the_language_is_guessed_where_another_one_is_wanted(stored_on_sqlite: Stored, text: str, language: str) -> None:
    stored_on_sqlite.say("a", text, "other_language")
    stored_on_sqlite.say("a", text, "faq/how_long")

    assert list(Message.objects.order_by("pk").values_list("language", flat=True)) == [language, ""]


def play(stored: Stored) -> None:
    """Turns of every kind, in an order in which each changes what the one before left."""
    stored.say("a", "hello", "greet")
    stored.say_unclear("a")
    stored.say("a", "which one", "faq/how_long", intent="clarify", replies=["utter_clarify"])
    rated = stored.say("a")
    stored.rate("a", rated, helpful=True)
    stored.rate("a", rated, helpful=False, comment="no")
    stored.say("a", "I want a person", "handoff_request", replies=["utter_hand_off_two_ways"])
    stored.say("a", "nu vorbesc engleza", "other_language")
    line = {"outcome": "answer_with_help", "topic": "immediate_danger"}
    stored.say("b", "he used to hit me", safety=line, replies=["utter_line_of_help", "utter_faq/how_long"])
    stored.say_danger("c")
    helped = stored.say("c")
    stored.rate("c", helped, helpful=False)
    stored.rate("c", helped, helpful=True)
    for _ in range(101):
        stored.say("long", "half \ud83d and nul \x00 and İstanbul" if _ == 50 else "How long does a review take?")
    stored.say("unreadable", confidence=float("nan"))
    stored.say("unreadable")


def test_what_is_written_with_each_turn_is_what_is_computed_again(stored: Stored) -> None:
    play(stored)
    seed(30, days=20)
    written = facts()

    assert "35 conversations read, 0 changed." in run("--from-start")
    assert facts() == written
    spoil()
    assert "35 conversations read, 35 changed." in run()
    assert facts() == written


def test_the_row_of_a_conversation_says_what_its_messages_call_for(stored: Stored) -> None:
    play(stored)

    rows = {row.sender_id: row for row in Conversation.objects.all()}
    needs = {name: row.need for name, row in rows.items()}
    expected = {"a": Need.THUMBS_DOWN, "b": Need.LINE_OF_HELP, "c": Need.SAFETY, "long": 0, "unreadable": Need.UNREADABLE}
    assert needs == expected
    assert (rows["a"].messages, rows["a"].thumbs_up, rows["a"].thumbs_down, rows["a"].lowest_confidence) == (6, 0, 1, 0.4)
    assert (rows["c"].thumbs_up, rows["c"].thumbs_down, rows["long"].messages) == (1, 0, 101)
    assert Message.objects.filter(conversation_id="a", helpful=False).count() == 1


def test_an_opinion_that_is_taken_back_no_longer_calls_for_a_look(stored: Stored) -> None:
    message_id = stored.say("a")
    stored.rate("a", message_id, helpful=False)
    assert Conversation.objects.get().need == Need.THUMBS_DOWN

    stored.rate("a", message_id, helpful=True)

    assert Conversation.objects.get().need == Need.NONE
    assert Message.objects.get().helpful is True


def test_an_opinion_of_what_has_been_removed_is_not_stored(stored: Stored) -> None:
    stored.rate("gone", "m", helpful=True)

    assert not Feedback.objects.exists()
    assert not Conversation.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        '"user"',
        '{"event": "user", "text": "SECRET"}',
        '{"event": "user", "text": "SECRET", "timestamp": 1e300}',
        '{"event": "user", "text": "SECRET", "timestamp": 1, "parse_data": "SECRET"}',
        '{"event": "user", "text": "SECRET", "timestamp": 1, "parse_data": {"intent": {"confidence": NaN}}}',
        '{"event": "user", "text": "SECRET", "timestamp": 1, "parse_data": {"intent": {"confidence": "SECRET"}}}',
    ],
)
def test_an_event_that_cannot_be_read_harms_nobody_else(
    stored: Stored, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("before", "broken", "then"):
        stored.say_danger(name)
    second = stored.say_danger("broken")
    written = [row for row in facts() if "broken" not in (row.get("sender_id"), row.get("conversation_id"))]
    first = Event.objects.filter(sender_id="broken", type_name="user").first()
    Event.objects.filter(pk=first.pk).update(data=broken)
    spoil()

    run()

    assert [row for row in facts() if "broken" not in (row.get("sender_id"), row.get("conversation_id"))] == written
    assert list(Message.objects.filter(conversation_id="broken").order_by("number").values_list("need", flat=True)) == [
        Need.UNREADABLE,
        Need.SAFETY,
    ]
    assert Message.objects.get(message_id=second).text == "he hits me"
    assert Conversation.objects.get(sender_id="broken").need == Need.SAFETY
    assert ["broken" in message for message in caplog.messages] == [True]
    assert "SECRET" not in caplog.text


def test_recomputing_goes_on_where_it_was_stopped(stored: Stored) -> None:
    for name in ("a", "b", "c"):
        stored.say(name)
    run_of_one = go_through(RECOMPUTE, recompute)
    next(run_of_one)
    run_of_one.close()
    assert CommandProgress.objects.get().until == "a"

    assert "2 conversations read" in run()
    assert not CommandProgress.objects.exists()
    CommandProgress.objects.create(command=RECOMPUTE, until="b")
    assert "3 conversations read" in run("--from-start")


def test_a_turn_waits_for_its_conversation_to_be_recomputed(stored: Stored) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction in at a time")
    stored.say("a")
    turn = threading.Thread(target=stored.say_danger, args=("a",))
    with transaction.atomic():
        assert lock("a")
        turn.start()
        with connection.cursor() as cursor:
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            while turn.is_alive() and cursor.execute(waiting) is None and cursor.fetchone()[0] == 0:
                pass
        recompute("a")
    turn.join()

    written = facts()
    assert (Conversation.objects.get().messages, Conversation.objects.get().need) == (2, Need.SAFETY)
    run()
    assert facts() == written


def test_what_the_purge_removes_goes_with_what_staff_wrote_about_it(stored: Stored) -> None:
    message_id = stored.say("a")
    stored.say("b")
    for sender_id in ("a", "b"):
        Note.objects.create(sender_id=sender_id, text="note", by="r")
        Tag.objects.create(sender_id=sender_id, name="tag")
        Review.objects.create(sender_id=sender_id)
        PutBack.objects.create(sender_id=sender_id, by="r", at="2026-05-28T20:30:00Z")
    Judgement.objects.create(sender_id="a", message_id=message_id, is_right=True, by="r", example="own words")

    stored.remove(["a"])

    assert ids() == {"b"}
    for model in (Note, Tag, Review, PutBack):
        assert model.objects.values_list("sender_id", flat=True).get() == "b"
    left = Judgement.objects.get()
    assert (left.sender_id, left.message_id, left.example) == ("", "", "own words")


def test_a_conversation_that_goes_on_after_it_was_removed_begins_again(stored: Stored) -> None:
    for _ in range(3):
        stored.say_danger("a")
    stored.remove(["a"])

    stored.say("a", "hello again")

    assert Message.objects.get().text == "hello again"
    assert (Conversation.objects.get().messages, Conversation.objects.get().need) == (1, Need.NONE)


@pytest.fixture
def no_messages(stored: Stored) -> Iterator[None]:
    yield
    assert not Message.objects.exists()


@pytest.mark.usefixtures("no_messages")
def test_nothing_is_made_up_in_production(production: None) -> None:
    with pytest.raises(CannotSeedError, match="NSCP_PRODUCTION"):
        seed_empty(conversations=1)


def test_nothing_is_made_up_beside_conversations_of_families(stored: Stored) -> None:
    stored.say("a")

    with pytest.raises(CannotSeedError, match="holds conversations already"):
        seed_empty(conversations=1)
    assert Message.objects.count() == 1


def test_made_up_conversations_have_every_outcome(stored: Stored) -> None:
    seed_empty(conversations=150)

    assert set(Message.objects.values_list("outcome", flat=True)) == set(Outcome.values)
    assert set(Message.objects.values_list("safety", flat=True)) == set(Safety.values)
    assert set(Message.objects.values_list("helpful", flat=True)) == {None, True, False}
