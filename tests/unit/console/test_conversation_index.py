"""The index of conversations holds what is stored, whatever comes in between."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext, override_settings

from console.conversations import catching_up, upkeep
from console.conversations.catching_up import catch_up, rebuild
from console.conversations.models import (
    Conversation,
    Event,
    Feedback,
    IndexState,
    Judgement,
    Message,
    Note,
    Outcome,
    Review,
    Safety,
    Tag,
    Turn,
)
from console.conversations.queue import mark_reviewed
from nscp.settings import PROJECT
from tests.unit.console.stored import Stored, ids, indexed
from tools.seed.__main__ import CannotSeedError, seed_empty
from tools.seed.conversations import seed


def rebuilt() -> list[dict[str, object]]:
    rebuild()
    return indexed()


def command(url: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "NSCP_DATABASE_URL": url}
    words = [sys.executable, "-m", "console.manage", "index_conversations"]
    return subprocess.Popen(words, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_nothing_is_indexed_before_the_assistant_has_run(console_database: str) -> None:
    assert catch_up()
    assert not Conversation.objects.exists()


def test_a_message_is_indexed_with_what_became_of_it(stored: Stored) -> None:
    stored.say("a", "How long? [name]", at=1_780_000_000.0)

    catch_up()

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

    catch_up()

    assert Message.objects.get().outcome == outcome


def test_a_follow_up_is_about_the_topic_that_was_answered(stored_on_sqlite: Stored) -> None:
    stored_on_sqlite.say("a", "why", "affirm", replies=["utter_faq/why_longer"])

    catch_up()

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

    catch_up()

    assert list(Message.objects.order_by("pk").values_list("language", flat=True)) == [language, ""]


def test_indexing_bit_by_bit_gives_what_indexing_at_once_gives(stored: Stored) -> None:
    seed(30, days=20)
    catch_up(most=7)
    stored.say("a")
    catch_up(most=5)
    rated = stored.say("b")
    catch_up(most=None)
    stored.say("a", "why", "faq/why_longer")
    catch_up()
    stored.rate("b", rated, helpful=False)
    catch_up()
    stored.rate("b", rated, helpful=True, at=time.time() + 1)
    catch_up()

    assert Conversation.objects.count() == 32
    assert indexed() == rebuilt()


def test_a_page_indexes_no_more_than_it_has_time_for(stored: Stored) -> None:
    for number in range(3):
        stored.say(f"conversation {number}")

    assert not catch_up(most=2)
    assert len(ids()) == 2
    assert catch_up(most=2)
    assert len(ids()) == 3


def test_a_killed_process_leaves_an_index_that_the_next_one_completes(stored: Stored) -> None:
    seed(400, days=20)
    process = command(stored.url)
    deadline = time.monotonic() + 60
    while not Conversation.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.wait()

    half = len(ids())
    assert 0 < half < 400
    assert catch_up(most=None)
    assert len(ids()) == 400
    assert indexed() == rebuilt()


def test_several_processes_at_once_index_everything_once(stored: Stored) -> None:
    seed(120, days=20)

    processes = [command(stored.url) for _ in range(3)]

    assert [process.wait(timeout=60) for process in processes] == [0, 0, 0]
    catch_up(most=None)
    assert len(ids()) == 120
    assert indexed() == rebuilt()


def test_threads_of_one_process_do_not_index_at_once(stored: Stored) -> None:
    stored.say("a")
    errors: list[BaseException] = []

    def work() -> None:
        try:
            catch_up()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    catch_up()

    assert not errors
    assert ids() == {"a"}


def test_a_turn_that_is_committed_late_is_indexed(stored: Stored) -> None:
    stored.say("later")
    catch_up()
    stored.say("late", at=time.time() - 300)
    stored.say("later", at=time.time())

    catch_up()

    assert ids() == {"later", "late"}


def test_a_lower_id_that_is_committed_later_is_indexed(stored: Stored) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, so ids come in the order of the commits")
    slow = connections.create_connection("default")
    try:
        slow.set_autocommit(False)
        with slow.cursor() as cursor:
            cursor.execute(
                "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES ('slow', 'user', %s, %s)",
                [time.time(), '{"event": "user", "text": "hello", "timestamp": 1.0, "message_id": "m"}'],
            )
            cursor.execute("INSERT INTO turns VALUES ('slow', 1, 'm', %s)", [time.time()])
        stored.say("quick")
        catch_up()
        assert ids() == {"quick"}
        slow.commit()
    finally:
        slow.close()

    catch_up()

    assert ids() == {"quick", "slow"}
    assert Event.objects.filter(sender_id="slow").get().pk < min(
        Event.objects.filter(sender_id="quick").values_list("pk", flat=True)
    )


def test_ids_of_events_that_are_given_out_again_hide_nothing(stored: Stored) -> None:
    stored.say("a")
    stored.say("b")
    catch_up()
    stored.remove(["b"])  # SQLite gives the highest ids out again

    stored.say("c")
    catch_up()

    assert "c" in ids()


def test_a_turn_that_is_very_late_is_found_when_everything_is_compared(stored: Stored) -> None:
    stored.say("a")
    catch_up()
    stored.say("very late", at=time.time() - 86_400)
    catch_up()
    assert ids() == {"a"}

    call_command("index_conversations", verbosity=0)

    assert ids() == {"a", "very late"}


def test_everything_is_compared_from_time_to_time_without_a_command(stored: Stored) -> None:
    stored.say("a")
    stored.say("b")
    catch_up()
    stored.remove(["b"])
    IndexState.objects.update(compared_at=time.time() - catching_up.COMPARE_EVERY - 1)

    catch_up()

    assert ids() == {"a"}


def test_what_the_purge_removed_goes_with_what_staff_wrote_about_it(stored: Stored) -> None:
    message_id = stored.say("a")
    stored.say("b")
    catch_up()
    for sender_id in ("a", "b"):
        Note.objects.create(sender_id=sender_id, text="note", by="r")
        Tag.objects.create(sender_id=sender_id, name="tag")
        Review.objects.create(sender_id=sender_id)
    Judgement.objects.create(sender_id="a", message_id=message_id, is_right=True, by="r", example="own words")
    stored.remove(["a"])

    catch_up(everything=True)

    assert ids() == {"b"}
    assert [model.objects.values_list("sender_id", flat=True).get() for model in (Note, Tag, Review)] == ["b", "b", "b"]
    left = Judgement.objects.get()
    assert (left.sender_id, left.message_id, left.example) == ("", "", "own words")


def test_what_the_purge_removed_is_forgotten_although_the_index_was_made_anew(stored: Stored) -> None:
    message_id = stored.say("a")
    catch_up()
    Note.objects.create(sender_id="a", text="note", by="r")
    Tag.objects.create(sender_id="a", name="tag")
    Review.objects.create(sender_id="a")
    Judgement.objects.create(sender_id="a", message_id=message_id, is_right=True, by="r")
    stored.remove(["a"])

    rebuild()

    assert not any(model.objects.exists() for model in (Conversation, Note, Tag, Review))
    assert Judgement.objects.get().sender_id == ""


def test_a_conversation_that_goes_on_after_it_was_removed_is_indexed_anew(stored: Stored) -> None:
    for _ in range(3):
        stored.say("a")
    catch_up()
    stored.remove(["a"])
    stored.say("a", "hello again")

    catch_up()

    assert Message.objects.get().text == "hello again"


def test_a_message_that_was_sent_again_without_a_reply_counts_once(stored_on_sqlite: Stored) -> None:
    stored_on_sqlite.say("a", replies=[])
    event = Event.objects.get(type_name="user")
    Event.objects.create(
        sender_id="a", type_name="user", timestamp=event.timestamp, data=event.data.replace("How long", "How very long")
    )

    catch_up()

    assert Message.objects.get().text.startswith("How very long")


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
def test_a_conversation_that_cannot_be_read_stops_no_other(
    stored: Stored, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("before", "broken", "removed", "then"):
        stored.say_danger(name)
    catch_up()
    Message.objects.all().delete()
    Conversation.objects.all().delete()
    Note.objects.create(sender_id="removed", text="note", by="r")
    stored.remove(["removed"])
    Event.objects.filter(sender_id="broken", type_name="user").update(data=broken)

    assert catch_up(everything=True)
    assert catch_up(everything=True)

    assert ids() == {"before", "broken", "then"}
    assert not Note.objects.exists()
    assert {row.sender_id for row in Conversation.objects.filter(need=Conversation.Need.SAFETY)} >= {"before", "then"}
    if Conversation.objects.get(sender_id="broken").need == Conversation.Need.UNREADABLE:
        assert ["broken" in message for message in caplog.messages] == [True]
    assert "SECRET" not in caplog.text


def test_looking_is_cheap_when_nothing_is_new(stored: Stored) -> None:
    seed(20, days=20)
    catch_up(most=None)

    with CaptureQueriesContext(connection) as queries:
        catch_up()

    assert len(queries) <= 6
    assert not [query for query in queries if not query["sql"].strip(" (\n").startswith("SELECT")]


def test_an_opinion_without_a_conversation_disturbs_nothing(stored: Stored) -> None:
    Feedback.objects.create(sender_id="gone", message_id="m.1", helpful=True, comment="", given_at=time.time())
    stored.say("a")

    assert catch_up()
    assert catch_up()
    assert ids() == {"a"}


@pytest.fixture
def no_turns(stored: Stored) -> Iterator[None]:
    yield
    assert not Turn.objects.exists()


@pytest.mark.usefixtures("no_turns")
def test_nothing_is_made_up_in_production(production: None) -> None:
    with pytest.raises(CannotSeedError, match="NSCP_PRODUCTION"):
        seed_empty(1)


def test_nothing_is_made_up_beside_conversations_of_families(stored: Stored) -> None:
    stored.say("a")

    with pytest.raises(CannotSeedError, match="holds conversations already"):
        seed_empty(1)
    assert Turn.objects.count() == 1


def test_made_up_conversations_have_every_outcome(stored: Stored) -> None:
    seed_empty(150)

    assert set(Message.objects.values_list("outcome", flat=True)) == set(Outcome.values)
    assert set(Message.objects.values_list("safety", flat=True)) == set(Safety.values)
    assert set(Message.objects.values_list("helpful", flat=True)) == {None, True, False}


def test_the_assistants_own_tables_are_made_for_made_up_conversations(sqlite: str) -> None:
    with override_settings(NSCP=dataclasses.replace(settings.NSCP, database_url=sqlite)):
        seed_empty(3)

    assert len(ids()) == 3


def test_the_upkeep_goes_on_after_a_failure(stored: Stored, monkeypatch: pytest.MonkeyPatch) -> None:
    stored.say("a")
    outcomes: list[str] = []

    def fails_once(most: int | None) -> bool:
        if not outcomes:
            outcomes.append("failed")
            raise OperationalError("SECRET")
        outcomes.append("worked")
        return catch_up(most=most)

    monkeypatch.setattr(upkeep, "catch_up", fails_once)
    monkeypatch.setattr(upkeep, "PAUSE", 0.01)
    stop = threading.Event()
    thread = upkeep.start(stop)
    deadline = time.monotonic() + 10
    while not ids() and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    thread.join(timeout=10)

    assert ids() == {"a"}
    assert not thread.is_alive()


def test_an_older_index_is_made_anew_when_the_database_is_brought_up_to_date(stored: Stored) -> None:
    stored.say_danger("a")
    catch_up()
    mark_reviewed("a", "r", messages=1, thumbs_down=0)
    for version in ("0001_initial", "0002_review_as_far_as_seen"):
        MigrationExecutor(connection).migrate([("conversations", version)])
        assert not ids()
        assert not IndexState.objects.exists()
    call_command("migrate", verbosity=0)

    catch_up()

    assert Conversation.objects.get().need == Conversation.Need.SAFETY
    assert Review.objects.get().reviewed_by == "r"
