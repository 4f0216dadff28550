"""The store on the databases it is made for: real SQLite, real PostgreSQL."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.store import conversations, records
from assistant.store.database import Database, StoreFailed
from assistant.store.purge import older_conversations, purge, remove_conversations
from assistant.store.tables import (
    OF_A_CONVERSATION,
    events,
    feedback,
    holds,
    judgements,
    messages,
    pause,
    staff_tables,
    tables,
)
from assistant.store.tracker_cache import SHORTENED_AT
from assistant.store.tracker_store import PrivateTrackerStore
from assistant.store.turn import SaveResult, Turn, current_turn
from nscp.masking import clean, finding
from nscp.masking.names import find_names
from nscp.settings import PROJECT

# Sets Django up, without which its models cannot be imported.
from tests.console_database import console_database, migrated_postgres, migrated_sqlite, sqlite  # noqa: F401 -- fixtures
from tests.postgres import postgres_url  # noqa: F401 -- a fixture
from tools.evaluate.masking import load_lines

# isort: split
from django.db import connection

from console.conversations.facts import recompute
from console.conversations.models import Conversation, Message, Need
from console.conversations.retention import erase

Result = TypeVar("Result")
OWN_LINES = sorted((PROJECT / "tests" / "masking").glob("own_*.yml"))
CANARY = re.compile(r"\w{3}.*[\W\d]\w{2}")  # of more than one word, or with a digit: no other line holds it by chance
LEAST_CANARIES = 150

DOMAIN = Domain.from_dict(
    {
        "intents": ["faq"],
        "slots": {
            "place": {"type": "text", "initial_value": "A", "mappings": [{"type": "custom"}]},
            "personal_contact": {"type": "text", "mappings": [{"type": "custom"}]},
            "requested_slot": {"type": "text", "mappings": [{"type": "custom"}]},
        },
        "forms": {"hand_off_form": {"required_slots": ["personal_contact"]}},
    }
)


@pytest.fixture
def url(console_database: str) -> str:  # noqa: F811
    return console_database


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def other(url: str) -> Iterator[Database]:
    """The same database as another server process has it."""
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> PrivateTrackerStore:
    return PrivateTrackerStore(DOMAIN, database=database)


@pytest.fixture
def second_server(other: Database) -> PrivateTrackerStore:
    return PrivateTrackerStore(DOMAIN, database=other)


def run(work: Coroutine[Any, Any, Result]) -> Result:
    return asyncio.run(work)


def asked(text: str, message_id: str) -> UserUttered:
    parsed = {"intent": {"name": "faq", "confidence": 0.9}, "entities": [], "text": text}
    return UserUttered(text, parse_data=parsed, input_channel="website", message_id=message_id)


def turn_events(text: str, message_id: str, answer: str = "An answer.") -> list[Event]:
    return [asked(text, message_id), ActionExecuted("utter_faq"), BotUttered(answer), ActionExecuted("action_listen")]


async def take(
    store: PrivateTrackerStore,
    happening: list[Event],
    sender_id: str = "s",
    last_event: int | None = None,
    masked: Mapping[str, str] | None = None,
) -> Turn:
    """A turn as Rasa takes it: read through its fail-safe wrapper, add events, save."""
    wrapped = FailSafeTrackerStore(store)
    wrapped.domain = DOMAIN
    turn = Turn(last_event, masked or {})
    token = current_turn.set(turn)
    try:
        tracker = await wrapped.get_or_create_tracker(sender_id, append_action_listen=False)
        if not tracker.events:
            happening = [
                ActionExecuted("action_session_start"),
                SessionStarted(),
                ActionExecuted("action_listen"),
                *happening,
            ]
        for event in happening:
            tracker.update(event, DOMAIN)
        await wrapped.save(tracker)
    finally:
        current_turn.reset(token)
    return turn


def texts(tracker: DialogueStateTracker | None) -> list[str]:
    assert tracker is not None
    return [str(event.text) for event in tracker.events if isinstance(event, UserUttered | BotUttered)]


def newest_event(database: Database, sender_id: str = "s") -> int:
    """As the channel reads it before a turn."""
    return database.run_now(lambda connection: conversations.load_state(connection, sender_id, "")).last_event


def stored(database: Database, sender_id: str = "s") -> list[str]:
    return [event["text"] for event in database.run_now(lambda connection: conversations.said(connection, sender_id))]


def test_what_was_said_is_there_for_the_next_turn_and_after_a_restart(
    store: PrivateTrackerStore, second_server: PrivateTrackerStore
) -> None:
    assert run(take(store, turn_events("One", "m1", "A."))).outcome is SaveResult.STORED
    assert run(take(store, turn_events("Two", "m2", "B."))).outcome is SaveResult.STORED

    assert texts(run(store.retrieve("s"))) == ["One", "A.", "Two", "B."]
    assert texts(run(second_server.retrieve("s"))) == ["One", "A.", "Two", "B."]
    assert run(store.retrieve("somebody else")) is None


def test_rasas_own_store_reads_the_same_table(store: PrivateTrackerStore, url: str) -> None:
    run(take(store, turn_events("One", "m1", "A.")))
    rasas = SQLTrackerStore(DOMAIN, host=url)

    assert texts(run(rasas.retrieve_full_tracker("s"))) == ["One", "A."]
    assert run(rasas.keys()) == ["s"] == run(store.keys())
    rasas.engine.dispose()


def test_the_events_table_has_rasas_columns() -> None:
    rasas = SQLTrackerStore.SQLEvent.__table__

    assert {column.name: str(column.type) for column in rasas.columns} == {
        column.name: str(column.type) for column in events.columns
    }


def test_a_message_that_was_stored_before_is_not_stored_again(
    store: PrivateTrackerStore, second_server: PrivateTrackerStore, database: Database
) -> None:
    run(take(store, turn_events("One", "m1", "First.")))

    assert run(take(store, turn_events("One", "m1", "Second."))).outcome is SaveResult.REPEATED
    assert run(take(second_server, turn_events("One", "m1", "Third."))).outcome is SaveResult.REPEATED
    assert stored(database) == ["One", "First."]


def test_a_turn_taken_on_an_old_state_is_refused_and_succeeds_when_taken_again(
    store: PrivateTrackerStore, second_server: PrivateTrackerStore, database: Database
) -> None:
    run(take(store, turn_events("One", "m1", "A.")))

    async def overtaken() -> Turn:
        turn = Turn()
        token = current_turn.set(turn)
        tracker = await store.retrieve("s")
        assert tracker is not None
        current_turn.reset(token)
        await asyncio.create_task(take(second_server, turn_events("Two", "m2", "B.")))
        current_turn.set(turn)
        for event in turn_events("Three", "m3", "C."):
            tracker.update(event, DOMAIN)
        await store.save(tracker)
        return turn

    assert run(overtaken()).outcome is SaveResult.OVERTAKEN
    assert stored(database) == ["One", "A.", "Two", "B."]
    assert run(take(store, turn_events("Three", "m3", "C."))).outcome is SaveResult.STORED
    assert texts(run(second_server.retrieve("s"))) == ["One", "A.", "Two", "B.", "Three", "C."]


def test_what_another_server_stored_is_seen_without_reading_everything_again(
    store: PrivateTrackerStore, second_server: PrivateTrackerStore
) -> None:
    run(take(store, turn_events("One", "m1", "A.")))
    run(take(second_server, turn_events("Two", "m2", "B.")))

    assert texts(run(store.retrieve("s"))) == ["One", "A.", "Two", "B."]


def test_a_conversation_that_is_known_to_be_the_newest_is_not_read_again(
    store: PrivateTrackerStore, database: Database
) -> None:
    run(take(store, turn_events("One", "m1", "A."), last_event=newest_event(database)))
    seen = newest_event(database)
    store.database = Broken(database, only_after=1)  # type: ignore[assignment]  # the one is for what is written

    assert run(take(store, turn_events("Two", "m2", "B."), last_event=seen)).outcome is SaveResult.STORED
    assert stored(database) == ["One", "A.", "Two", "B."]


def test_what_the_channel_has_read_shows_what_another_server_stored(
    store: PrivateTrackerStore, second_server: PrivateTrackerStore, database: Database
) -> None:
    run(take(store, turn_events("One", "m1", "A.")))
    run(take(second_server, turn_events("Two", "m2", "B.")))

    assert run(take(store, turn_events("Three", "m3", "C."), last_event=newest_event(database))).outcome is SaveResult.STORED
    assert texts(run(store.retrieve("s"))) == ["One", "A.", "Two", "B.", "Three", "C."]


@pytest.mark.parametrize("stored_before", [0, 1])
def test_a_turn_on_what_the_channel_read_too_early_is_refused(
    store: PrivateTrackerStore, second_server: PrivateTrackerStore, database: Database, stored_before: int
) -> None:
    for _ in range(stored_before):
        run(take(store, turn_events("One", "m1", "A.")))
    seen = newest_event(database)
    run(take(second_server, turn_events("Two", "m2", "B.")))

    assert run(take(store, turn_events("Three", "m3", "C."), last_event=seen)).outcome is SaveResult.OVERTAKEN
    assert run(take(store, turn_events("Three", "m3", "C."))).outcome is SaveResult.STORED
    assert stored(database)[-4:] == ["Two", "B.", "Three", "C."]


def test_a_conversation_that_was_erased_is_forgotten_here_too(store: PrivateTrackerStore, database: Database) -> None:
    run(take(store, turn_events("One", "m1", "A.")))
    database.run_now(lambda c: remove_conversations(c, ["s"]))

    assert run(take(store, turn_events("Two", "m2", "B."), last_event=newest_event(database))).outcome is SaveResult.STORED
    assert texts(run(store.retrieve("s"))) == ["Two", "B."]


def test_a_turn_under_way_while_staff_erase_its_conversation_leaves_nothing(
    store: PrivateTrackerStore, database: Database
) -> None:
    run(take(store, turn_events("One", "m1", "A.")))

    async def erased() -> Turn:
        turn = Turn()
        token = current_turn.set(turn)
        tracker = await store.retrieve("s")
        assert tracker is not None
        current_turn.reset(token)
        erase("s")
        current_turn.set(turn)
        for event in turn_events("Two", "m2", "B."):
            tracker.update(event, DOMAIN)
        await store.save(tracker)
        return turn

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # `erase` is the console's, and runs in a process of its own there
    try:
        assert run(erased()).outcome is SaveResult.FAILED
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    assert stored(database) == []
    assert database.run_now(lambda c: c.execute(sa.select(messages.c.sender_id)).all()) == []


def test_the_facts_of_a_turn_are_those_that_the_console_computes_from_its_events(store: PrivateTrackerStore) -> None:
    run(take(store, turn_events("Hello?", "m1")))
    unsure = asked("the thing, ring 07700 900123", "m2")
    unsure.parse_data |= {"intent": {"name": "nlu_fallback", "confidence": 0.3}, "intent_ranking": []}
    fallback = BotUttered("Sorry?", metadata={"utter_action": "utter_fallback"})
    run(take(store, [unsure, ActionExecuted("utter_fallback"), fallback, ActionExecuted("action_listen")]))
    strange = asked("strange", "m3")
    strange.parse_data = {**strange.parse_data, "intent": {"name": "faq", "confidence": float("nan")}}
    run(take(store, [strange, BotUttered("Well.")]))

    conversation = Conversation.objects.get(sender_id="s")
    said = list(Message.objects.order_by("number").values_list("number", "message_id", "text", "outcome", "need"))
    assert said == [
        (1, "m1", "Hello?", "other", Need.NONE),
        (2, "m2", "the thing, ring [phone number]", "fallback", Need.UNSURE),
        (3, "m3", "", "other", Need.UNREADABLE),
    ]
    assert (conversation.messages, conversation.need, conversation.lowest_confidence) == (3, Need.UNSURE, 0.3)
    assert not recompute("s")


def test_the_tables_are_as_the_migrations_make_them(database: Database) -> None:
    inspector = sa.inspect(database.engine)
    for table in tables.tables.values():
        made = {column["name"]: column for column in inspector.get_columns(table.name)}
        for column in table.columns:
            assert column.primary_key or made[column.name]["nullable"] == column.nullable, (table.name, column.name)
        if table not in (*staff_tables, judgements):
            assert set(made) == set(table.columns.keys()), table.name


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
def test_started_alone_on_an_empty_database_the_store_has_its_tables_made(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    address = f"sqlite:///{tmp_path / 'new.sqlite'}" if kind == "SQLite" else request.getfixturevalue("postgres_url")
    alone = Database(address)
    store = PrivateTrackerStore(DOMAIN, database=alone)

    assert run(take(store, turn_events("One", "m1", "A."))).outcome is SaveResult.STORED
    assert stored(alone) == ["One", "A."]
    alone.close()


def test_a_database_that_lacks_a_table_is_told_of_in_one_sentence(url: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE holds RENAME TO elsewhere")
    lacking = Database(url)
    try:
        with pytest.raises(StoreFailed, match=r"run `python -m console\.manage migrate`"):
            lacking.run_now(lambda connection: None)
    finally:
        lacking.close()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO holds")


def test_a_turn_that_was_cut_short_leaves_nothing_behind(store: PrivateTrackerStore, database: Database) -> None:
    run(take(store, turn_events("One", "m1", "A.")))
    tracker = run(store.retrieve("s"))
    assert tracker is not None
    tracker.update(asked("Never answered", "m2"), DOMAIN)

    assert texts(run(store.retrieve("s"))) == ["One", "A."]
    assert stored(database) == ["One", "A."]


def test_what_was_typed_in_a_turn_that_was_cut_short_is_not_in_memory(store: PrivateTrackerStore) -> None:
    async def cut_short() -> None:
        tracker = await store.retrieve("s")
        assert tracker is not None
        tracker.update(asked("Never answered", "m2"), DOMAIN)

    run(take(store, turn_events("One", "m1", "A.")))
    run(cut_short())

    gc.collect()
    typed = [thing.text for thing in gc.get_objects() if type(thing) is UserUttered]
    assert "Never answered" not in typed


def test_a_turn_without_a_reply_is_not_stored(store: PrivateTrackerStore, database: Database) -> None:
    silent: list[Event] = [asked("Hello?", "m1"), ActionExecuted("action_hand_off"), ActionExecuted("action_listen")]

    assert run(take(store, silent)).outcome is SaveResult.UNANSWERED
    assert stored(database) == []


def test_a_long_conversation_keeps_its_slots_and_form_but_not_all_its_turns(
    store: PrivateTrackerStore, second_server: PrivateTrackerStore
) -> None:
    run(take(store, [*turn_events("Set", "m0"), SlotSet("place", "B"), ActiveLoop("hand_off_form")]))
    for number in range(1, 3 * SHORTENED_AT):
        run(take(store, turn_events(f"Question {number}", f"m{number}")))

    for server in (store, second_server):
        tracker = run(server.retrieve("s"))
        assert tracker is not None
        assert len([event for event in tracker.events if isinstance(event, UserUttered)]) <= SHORTENED_AT
        assert tracker.get_slot("place") == "B"
        assert tracker.active_loop_name == "hand_off_form"
        # What rules see is a tracker that is rebuilt from these events.
        assert tracker.copy().get_slot("place") == "B"


def test_personal_details_are_hidden_before_they_are_written(store: PrivateTrackerStore, database: Database) -> None:
    happening = turn_events("Write to lee.carter@example.com or 07700 900123", "m1", "Write to NSCP@northnorthants.gov.uk.")
    happening[0].metadata = {"page": "from lee.carter@example.com"}
    run(take(store, [*happening, SlotSet("place", "lee.carter@example.com")]))

    everything = without_times_and_ids(json.dumps([dict(row) for row in database.run_now(_all_events)]))
    assert "lee.carter" not in everything
    assert "900123" not in everything
    assert "NSCP@northnorthants.gov.uk" in everything
    assert "lee.carter" not in "".join(texts(run(store.retrieve("s"))))


def test_no_detail_of_any_kind_reaches_a_table(store: PrivateTrackerStore, database: Database) -> None:
    lines = [line for path in OWN_LINES for line in load_lines(path) if line.hide]
    for number, line in enumerate(lines):
        happening = turn_events(line.text, f"m{number}")
        happening[0].parse_data = {**happening[0].parse_data, "text": line.text, "repeated": [line.text]}
        happening[0].metadata = {"page": line.text}
        run(take(store, happening))

    stored = " ".join(str(json.loads(row["data"])) for row in database.run_now(_all_events))
    canaries = {detail for line in lines for _, detail in line.hide if CANARY.search(detail)}
    assert len(canaries) > LEAST_CANARIES
    stored = without_times_and_ids(stored)
    assert not [detail for detail in canaries if detail in stored or clean(detail) in stored]


def without_times_and_ids(stored: str) -> str:
    """What is stored without the numbers that may hold the digits of a detail by chance."""
    return re.sub(r"\d+\.\d{5,}|[0-9a-f]{32}", "", stored)


def test_a_text_that_the_channel_has_masked_is_not_masked_again_and_any_other_is(
    store: PrivateTrackerStore, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def find(typed: str, plain: str) -> Iterator[tuple[int, int]]:
        read.append(plain)
        return find_names(typed, plain)

    monkeypatch.setattr(finding, "FINDERS", (("name", find),))
    run(take(store, turn_events("my name is Quillon", "m1"), masked={"my name is Quillon": "my name is [hidden]"}))
    run(take(store, turn_events("my name is Quillon", "m2"), masked={"my name": "my name"}))

    assert read.count("my name is quillon") == 1
    assert stored(database)[::2] == ["my name is [hidden]", "my name is [name]"]
    assert "Quillon" not in json.dumps([dict(row) for row in database.run_now(_all_events)])


def test_a_message_is_masked_once(store: PrivateTrackerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def find(typed: str, plain: str) -> Iterator[tuple[int, int]]:
        read.append(plain)
        return find_names(typed, plain)

    monkeypatch.setattr(finding, "FINDERS", (("name", find),))
    run(take(store, turn_events("my name is Quillon", "m1")))

    assert read.count("my name is quillon") == 1


def test_the_answer_to_a_question_for_personal_details_is_hidden_whatever_it_is(
    store: PrivateTrackerStore, database: Database
) -> None:
    asking: list[Event] = [
        *turn_events("Please send it", "m1", "How can NSCP reach you?"),
        SlotSet("requested_slot", "personal_contact"),
    ]
    run(take(store, asking))
    answer = turn_events("by pigeon to the blue door", "m2", "Thank you.")
    run(
        take(
            store,
            [answer[0], SlotSet("personal_contact", "pigeon, blue door"), SlotSet("requested_slot", None), *answer[1:]],
        )
    )
    run(take(store, turn_events("what about pigeons", "m3")))

    everything = json.dumps([dict(row) for row in database.run_now(_all_events)])
    assert "blue door" not in everything
    assert "what about pigeons" in everything


@pytest.mark.parametrize(
    "done",
    [[ActionExecuted("utter_faq")], [ActionExecutionRejected("a_form"), ActionExecuted("a_form")]],
    ids=["help", "question"],
)
def test_what_the_form_did_not_take_for_an_answer_is_kept_as_any_message(
    store: PrivateTrackerStore, database: Database, done: list[Event]
) -> None:
    asked = SlotSet("requested_slot", "personal_contact")
    run(take(store, [*turn_events("Please send it", "m1", "How can NSCP reach you?"), asked]))
    message, *said = turn_events("how long, my name is Alfie Jones", "m2", "Six months.")

    run(take(store, [message, *done, *said]))

    everything = json.dumps([dict(row) for row in database.run_now(_all_events)])
    assert "how long, my name is [name]" in everything


def test_an_answer_that_the_form_could_not_use_is_hidden_too(store: PrivateTrackerStore, database: Database) -> None:
    asked = SlotSet("requested_slot", "personal_contact")
    run(take(store, [*turn_events("Please send it", "m1", "How can NSCP reach you?"), asked]))
    message, *said = turn_events("the blue door", "m2", "I could not find an address in that.")

    run(take(store, [message, ActionExecuted("a_form"), *said]))

    assert "blue door" not in json.dumps([dict(row) for row in database.run_now(_all_events)])


def test_what_is_shown_to_the_family_alone_is_told_and_not_stored(store: PrivateTrackerStore, database: Database) -> None:
    said = "Reply to: number ending 0461, an address at example.org"
    shown = {"utter_action": "utter_hand_off_summary", "reply": "number ending 0461, an address at example.org"}
    message, *others = turn_events("no", "m1")
    turn = run(take(store, [message, *others, BotUttered(said, metadata=shown)]))

    assert said in [event.get("text") for event in turn.events]
    assert "Reply to: number ending •461, an address at e•••.org" in stored(database)
    everything = without_times_and_ids(json.dumps([dict(row) for row in database.run_now(_all_events)]))
    assert "0461" not in everything
    assert "example.org" not in everything


def test_the_button_that_goes_on_with_a_form_is_no_answer_to_its_question(
    store: PrivateTrackerStore, database: Database
) -> None:
    asked = SlotSet("requested_slot", "personal_contact")
    run(take(store, [*turn_events("Please send it", "m1", "How can NSCP reach you?"), asked]))
    pressed = UserUttered("Carry on with my message", intent={"name": "handoff_resume"}, message_id="m2")

    run(take(store, [pressed, ActionExecuted("a_form"), BotUttered("How can NSCP reach you?")]))

    assert "Carry on with my message" in stored(database)


def test_a_failed_read_is_told_and_nothing_is_saved_on_top_of_it(store: PrivateTrackerStore, database: Database) -> None:
    run(take(store, turn_events("One", "m1", "A.")))
    working, broken = store.database, Broken(store.database)
    store.database = broken  # type: ignore[assignment]
    failed = run(take(store, turn_events("Two", "m2", "B.")))
    store.database = working

    assert failed.outcome is SaveResult.FAILED
    assert stored(database) == ["One", "A."]
    assert run(take(store, turn_events("Two", "m2", "B."))).outcome is SaveResult.STORED
    assert stored(database) == ["One", "A.", "Two", "B."]


def test_a_failed_write_is_told_and_keeps_nothing_in_memory(store: PrivateTrackerStore, database: Database) -> None:
    run(take(store, turn_events("One", "m1", "A.")))
    working, broken = store.database, Broken(store.database, only_after=1)
    store.database = broken  # type: ignore[assignment]
    failed = run(take(store, turn_events("Two", "m2", "B.")))
    store.database = working

    assert failed.outcome is SaveResult.FAILED
    assert texts(run(store.retrieve("s"))) == ["One", "A."]


def test_outside_a_turn_of_the_website_a_failure_is_an_error(store: PrivateTrackerStore) -> None:
    store.database = Broken(store.database)  # type: ignore[assignment]

    with pytest.raises(StoreFailed):
        run(store.retrieve("s"))


def test_a_database_that_comes_back_in_time_costs_nothing_but_time(store: PrivateTrackerStore, database: Database) -> None:
    calls: list[str] = []

    def fails_once(connection: sa.engine.Connection) -> int:
        calls.append("x")
        if len(calls) == 1:
            raise sa.exc.OperationalError("SELECT 1", {}, Exception("gone away"))
        return len(calls)

    assert run(database.run(fails_once)) == 2


def test_errors_of_the_database_do_not_quote_what_was_to_be_stored(database: Database) -> None:
    def fail(connection: sa.engine.Connection) -> None:
        connection.execute(sa.text("INSERT INTO nowhere VALUES (:text)"), {"text": "a secret"})

    with pytest.raises(StoreFailed) as raised:
        database.run_now(fail)

    assert "a secret" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_feedback_is_replaced_not_repeated(store: PrivateTrackerStore, database: Database) -> None:
    run(take(store, turn_events("One", "m1")))
    for helpful, comment in ((True, "good"), (False, "no, wrong")):
        database.run_now(lambda c, h=helpful, m=comment: records.keep_feedback(c, "s", "m1.1", h, m, 1.0))  # type: ignore[misc]

    assert database.run_now(lambda c: c.execute(sa.select(feedback.c.helpful, feedback.c.comment)).all()) == [
        (False, "no, wrong")
    ]


def test_a_session_ends_once_however_often_it_is_ended(database: Database) -> None:
    for _ in range(2):
        database.run_now(lambda c: records.end_session(c, "s", 1.0))

    assert database.run_now(lambda c: records.has_ended(c, "s"))
    assert not database.run_now(lambda c: records.has_ended(c, "t"))


def together(database: Database, other: Database, *works: Callable[[sa.engine.Connection], None]) -> None:
    """Two servers do something: the second begins while the first has not finished its transaction."""
    first, second = works
    database.run_now(records.pause_notice)  # the tables are there
    with ThreadPoolExecutor(1) as threads:
        with database.engine.begin() as connection:
            first(connection)
            waiting = threads.submit(other.run_now, second)
            time.sleep(0.3)  # for the second to come to where it has to wait
        waiting.result()


def test_a_session_that_ends_on_two_servers_at_once_has_ended(database: Database, other: Database) -> None:
    together(database, other, *[lambda c: records.end_session(c, "s", 1.0)] * 2)

    assert database.run_now(lambda c: records.has_ended(c, "s"))


def test_of_two_opinions_that_come_at_once_one_is_kept(
    store: PrivateTrackerStore, database: Database, other: Database
) -> None:
    run(take(store, turn_events("One", "m1")))
    together(
        database,
        other,
        lambda c: records.keep_feedback(c, "s", "m1.1", True, "good", 1.0),
        lambda c: records.keep_feedback(c, "s", "m1.1", False, "no", 2.0),
    )

    assert database.run_now(lambda c: c.execute(sa.select(feedback.c.comment)).scalars().all()) == ["no"]


def test_a_pause_is_a_row(database: Database) -> None:
    assert database.run_now(records.pause_notice) is None
    database.run_now(lambda c: c.execute(pause.insert().values(id=1, notice="Back at nine.", paused_at=1.0)))
    assert database.run_now(records.pause_notice) == "Back at nine."


def test_the_purge_takes_old_conversations_from_every_table_and_leaves_new_and_held_ones(
    store: PrivateTrackerStore, database: Database
) -> None:
    day, now = 86_400, time.time()
    for sender_id in ("old", "held", "new"):
        run(take(store, turn_events("One", "m1"), sender_id))
        database.run_now(lambda c, s=sender_id: records.keep_feedback(c, s, "m1.1", True, "", now - 100 * day))  # type: ignore[misc]
        database.run_now(lambda c, s=sender_id: records.end_session(c, s, now - 100 * day))  # type: ignore[misc]
    age = events.update().where(events.c.sender_id.in_(["old", "held"])).values(timestamp=now - 100 * day)
    database.run_now(lambda c: c.execute(age))
    database.run_now(lambda c: c.execute(holds.insert().values(sender_id="held", reason="asked for", held_at=now)))

    assert database.run_now(lambda c: older_conversations(c, now - 90 * day)) == ["old"]
    removed = database.run_now(lambda c: purge(c, 90, now))

    assert removed > 0
    for table in OF_A_CONVERSATION:
        left = database.run_now(lambda c, t=table: set(c.execute(sa.select(t.c.sender_id)).scalars()))  # type: ignore[misc]
        assert left == {"held", "new"}, table.name
    assert run(store.retrieve("old")) is None


def test_one_conversation_can_be_removed_unless_it_is_on_hold(store: PrivateTrackerStore, database: Database) -> None:
    for sender_id in ("mine", "yours"):
        run(take(store, turn_events("One", "m1"), sender_id))
    database.run_now(lambda c: c.execute(holds.insert().values(sender_id="yours", reason="asked for", held_at=1.0)))

    assert database.run_now(lambda c: remove_conversations(c, ["mine"])) > 0
    assert database.run_now(lambda c: remove_conversations(c, ["yours"])) == 0
    assert database.run_now(lambda c: c.execute(sa.select(messages.c.sender_id)).scalars().all()) == ["yours"]


class Broken:
    """A database that cannot be reached, at once or after some uses."""

    def __init__(self, database: Database, only_after: int = 0) -> None:
        self._database = database
        self._left = only_after

    async def run(self, work: Any) -> Any:
        if not self._left:
            raise StoreFailed("the database failed with OperationalError")
        self._left -= 1
        return await self._database.run(work)


def _all_events(connection: sa.engine.Connection) -> list[Any]:
    return connection.execute(sa.select(events)).mappings().all()
