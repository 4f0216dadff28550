"""Holding, taking away and erasing conversations, and what retention would remove."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timezone

import pytest
import sqlalchemy as sa
from django.db import connection, connections, transaction
from django.test import Client

from assistant.store.purge import older_conversations
from console.conversations.exporting import safe_cell
from console.conversations.facts import lock, recompute
from console.conversations.models import (
    Conversation,
    EndedSession,
    Event,
    HeldConversation,
    Judgement,
    Message,
    Note,
    QueueSkip,
    Review,
    Tag,
)
from console.conversations.retention import hold, hold_of, kept_by_hold, would_go
from console.handoffs.models import HandOff, State
from nscp.settings import PROJECT
from tests.unit.console.people import recorded
from tests.unit.console.stored import Stored, ids

DAY = 86_400.0
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def purge(url: str, *options: str) -> str:
    """Run the assistant's own command."""
    environment = {**os.environ, "NSCP_DATABASE_URL": url}
    command = [sys.executable, "-m", "assistant.store.purge", *options]
    return subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True, text=True).stdout


def test_what_is_on_hold_survives_the_purge(stored: Stored, signed_in: Callable[..., Client]) -> None:
    for sender_id in ("held", "free"):
        stored.say(sender_id, at=time.time() - 100 * DAY)
    lead = signed_in("safeguarding_lead")
    lead.post("/conversations/held/hold/", {"reason": "a strategy meeting"})
    purge(stored.url)
    assert ids() == {"held"}
    assert "On hold since" in (page := lead.get("/conversations/held/").content.decode())
    assert "a strategy meeting" in page
    assert ("hold", "conversation held", "a strategy meeting") in recorded()


def test_what_is_released_goes_with_the_next_purge(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a", at=time.time() - 100 * DAY)
    hold("a", "because")

    signed_in("safeguarding_lead").post("/conversations/a/release/", {"reason": "the review is over"})
    purge(stored.url)

    assert not Message.objects.exists()
    assert ("release", "conversation a", "the review is over") in recorded()


def test_releasing_asks_why_and_says_why_it_was_held(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a")
    hold("a", "a strategy meeting")
    lead = signed_in("safeguarding_lead")

    asked = lead.get("/conversations/a/release/").content.decode()
    refused = lead.post("/conversations/a/release/", {"reason": " "})

    assert 'href="/conversations/a/release/"' in lead.get("/conversations/a/").content.decode()
    assert "It is on hold because: a strategy meeting" in asked
    assert "Say why, in a few words." in refused.content.decode()
    assert refused.status_code == 400
    assert hold_of("a") is not None
    assert not [entry for entry in recorded() if entry[0] == "release"]


def test_what_is_not_on_hold_cannot_be_released(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a")

    page = signed_in("safeguarding_lead").get("/conversations/a/release/", follow=True)

    assert "It is not on hold. Nothing was changed." in page.content.decode()
    assert page.redirect_chain[0][0] == "/conversations/a/"


def test_a_hold_needs_a_reason(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a")
    response = signed_in("safeguarding_lead").post("/conversations/a/hold/", {"reason": " "})

    assert response.status_code == 400
    assert hold_of("a") is None


def test_a_second_hold_changes_the_reason_and_not_the_time(stored: Stored) -> None:
    hold("a", "first")
    since = HeldConversation.objects.get().held_at
    hold("a", "second")

    assert (hold_of("a").reason, hold_of("a").held_at) == ("second", since)


def test_the_dry_run_names_what_the_purge_removes(stored: Stored, signed_in: Callable[..., Client]) -> None:
    now = time.time()
    stored.say("old", at=now - 100 * DAY)
    stored.say("held", at=now - 100 * DAY)
    stored.say("new", at=now - 80 * DAY)
    rated = stored.say("rated", at=now - 100 * DAY)
    stored.rate("rated", rated, helpful=True, at=now - DAY)
    stored.say("ended", at=now - 100 * DAY)
    stored.end("ended", at=now - DAY)
    hold("held", "because")
    lead = signed_in("safeguarding_lead")
    assert 'href="/removal/"' in lead.get("/conversations/").content.decode()
    page = lead.get("/removal/").content.decode()

    assert {row.sender_id for row in would_go(90)} == {"old"}
    assert {row.sender_id for row in kept_by_hold(90)} == {"held"}
    assert "1 conversation older than 90 days would be removed" in page
    assert "1 conversation of that age stays because of a hold" in page
    assert Message.objects.count() == 5
    assert purge(stored.url, "--dry-run") == "1 conversations would be removed.\n"
    assert {row.sender_id for row in would_go(30)} == {"old", "new"}


def test_console_and_purge_agree_on_which_conversations_are_old(stored: Stored) -> None:
    now = time.time()
    for age in (10, 50, 95):
        day = now - age * DAY
        stored.say(f"said-{age}", at=day)
        rated = stored.say(f"rated-{age}", at=now - 100 * DAY)
        stored.rate(f"rated-{age}", rated, helpful=False, at=day)
        stored.say(f"ended-{age}", at=now - 100 * DAY)
        stored.end(f"ended-{age}", at=day)
        stored.say(f"came-back-{age}", at=now - 100 * DAY)
        stored.say(f"came-back-{age}", at=day)
        stored.say(f"held-{age}", at=day)
        hold(f"held-{age}", "because")
        # Facts that are computed again keep the age, and a conversation that has begun again is as old as its last part.
        recompute(f"came-back-{age}")

    for days in (0, 9, 11, 49, 51, 90, 99, 101):
        with sa.create_engine(stored.url).begin() as assistant:
            removed = older_conversations(assistant, now - days * DAY)
        assert {row.sender_id for row in would_go(days)} == set(removed), days


def everything_stored(but: str = "no table") -> str:
    """All rows of all tables, as text; what the console noted apart."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names() if not name.startswith(("audit_", "django_"))]
        rows = []
        for table in set(tables) - {but}:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # names that the database gave
            rows += [f"{table}: {row}" for row in cursor.fetchall()]
    return "\n".join(rows)


def fill(stored: Stored, sender_id: str) -> None:
    """A conversation with everything that can hang on it."""
    message_id = stored.say(sender_id, f"canary of {sender_id}")
    stored.rate(sender_id, message_id, helpful=False, comment=f"canary comment of {sender_id}")
    stored.end(sender_id)
    Note.objects.create(sender_id=sender_id, text=f"canary note of {sender_id}", by="r")
    Tag.objects.create(sender_id=sender_id, name=f"canary {sender_id}")
    Review.objects.create(sender_id=sender_id)
    Judgement.objects.create(sender_id=sender_id, message_id=message_id, is_right=True, by="r")
    now = datetime.now(timezone.utc)
    for state in (State.SENT, State.DRAFT):
        HandOff.objects.create(
            reference=f"{sender_id} {state}"[:20], sender_id=sender_id, state=state, details="canary", touched_at=now
        )


def test_erasing_leaves_nothing_but_that_the_chat_is_over(stored: Stored, signed_in: Callable[..., Client]) -> None:
    fill(stored, "kkk")
    fill(stored, "eee")
    HandOff.objects.filter(sender_id="eee", state=State.SENT).update(reference="NSCP-SENT")
    lead = signed_in("safeguarding_lead")
    assert "Erase the conversation" in lead.get("/conversations/eee/erase/").content.decode()

    lead.post("/conversations/eee/erase/", {"reason": "they asked for it"})

    left = everything_stored(but="ended_sessions")
    assert "eee" not in left
    assert "canary of kkk" in left
    sent = HandOff.objects.get(reference="NSCP-SENT")
    assert (sent.details, sent.sender_id) == ("", "")
    assert recorded()[-1] == ("erase", "conversation eee", "they asked for it")
    assert lead.get("/conversations/eee/").status_code == 404


@pytest.mark.parametrize("has_ended", [True, False])
def test_an_erased_chat_cannot_be_gone_on_with_and_leaves_with_time(
    stored: Stored, signed_in: Callable[..., Client], has_ended: bool
) -> None:
    stored.say("a")
    if has_ended:
        stored.end("a", at=7.0)
    signed_in("safeguarding_lead").post("/conversations/a/erase/", {"reason": "they asked for it"})

    ended = EndedSession.objects.get(sender_id="a")
    assert (ended.ended_at == 7.0) is has_ended
    assert not ids()
    purge(stored.url, "--days=0")
    assert not EndedSession.objects.exists()


def test_what_is_on_hold_is_not_erased(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a")
    hold("a", "because")

    response = signed_in("safeguarding_lead").post("/conversations/a/erase/", {"reason": "they asked"}, follow=True)

    assert "It was not erased. It is on hold." in response.content.decode()
    assert ids() == {"a"}
    assert not [entry for entry in recorded() if entry[0] == "erase"]


@pytest.mark.parametrize("what", ["note", "tag", "hold", "put-back", "reviewed", "not-reviewed"])
def test_nothing_is_kept_about_a_conversation_that_has_been_removed(
    stored: Stored, signed_in: Callable[..., Client], what: str
) -> None:
    stored.say("a")
    stored.remove(["a"])

    response = signed_in("safeguarding_lead").post(f"/conversations/a/{what}/", {"text": "x", "name": "x", "reason": "x"})

    assert response.status_code == 404
    assert not any(model.objects.exists() for model in (HeldConversation, Note, QueueSkip, Review, Tag))


def test_nobody_writes_about_a_conversation_while_it_is_erased(stored: Stored, signed_in: Callable[..., Client]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction in at a time")
    stored.say("a")
    lead, statuses = signed_in("safeguarding_lead"), []
    erasure = connections.create_connection("default")
    try:
        erasure.set_autocommit(False)
        with erasure.cursor() as cursor:
            cursor.execute("DELETE FROM conversations WHERE sender_id = 'a'")

        def put_on_hold() -> None:
            try:
                statuses.append(lead.post("/conversations/a/hold/", {"reason": "because"}).status_code)
            finally:
                connection.close()

        thread = threading.Thread(target=put_on_hold)
        thread.start()
        with connection.cursor() as cursor:
            while thread.is_alive() and cursor.execute(WAITING) is None and cursor.fetchone()[0] == 0:
                pass
        erasure.commit()
        thread.join()
    finally:
        erasure.close()

    assert statuses == [404]
    assert not HeldConversation.objects.exists()


def test_the_purge_waits_for_staff_who_are_putting_on_hold_what_it_would_remove(stored: Stored) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction in at a time")
    stored.say("a", at=time.time() - 100 * DAY)
    purging = threading.Thread(target=purge, args=(stored.url,))
    with transaction.atomic():
        assert lock("a")
        purging.start()
        with connection.cursor() as cursor:
            while purging.is_alive() and cursor.execute(WAITING) is None and cursor.fetchone()[0] == 0:
                pass
        HeldConversation.objects.create(sender_id="a", reason="because", held_at=time.time())
    purging.join()

    assert Message.objects.filter(conversation_id="a").exists()
    assert Event.objects.filter(sender_id="a").exists()


@pytest.mark.parametrize("state", [State.SAVED, State.SENDING, State.FAILED])
def test_what_was_promised_to_nscp_is_sent_before_it_is_erased(
    stored: Stored, signed_in: Callable[..., Client], state: str
) -> None:
    stored.say("a")
    HandOff.objects.create(
        reference="R", sender_id="a", state=state, details="sealed", touched_at=datetime.now(timezone.utc)
    )

    response = signed_in("safeguarding_lead").post("/conversations/a/erase/", {"reason": "they asked"}, follow=True)

    assert "still to be sent" in response.content.decode()
    assert HandOff.objects.get().details == "sealed"
    assert Message.objects.exists()


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\ufeff=1",
        "\u200b@x",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "\xa0=1",
    ],
)
def test_a_cell_that_a_spreadsheet_would_calculate_is_made_text(formula: str) -> None:
    assert safe_cell(formula) == f"'{formula}"


@pytest.mark.parametrize("value", ["how long", "a=b", "", 5, -0.5, True, "'quoted", "12 May"])
def test_other_cells_stay_as_they_are(value: object) -> None:
    assert safe_cell(value) == value


@pytest.mark.parametrize(("value", "written"), [("a\x00b", "ab"), ("\x00=1", "'=1"), ("a\ud800", "a?")])
def test_a_cell_loses_what_would_cut_the_file_off(value: str, written: str) -> None:
    assert safe_cell(value) == written


def test_a_conversation_is_taken_away_as_csv(stored: Stored, signed_in: Callable[..., Client]) -> None:
    message_id = stored.say("a", '=HYPERLINK("http://x","y")')
    stored.rate("a", message_id, helpful=False, comment="@comment")
    response = signed_in("safeguarding_lead").post("/conversations/a/download/", {"reason": "a court asked", "kind": "csv"})

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["who"] for row in rows] == ["family", "assistant"]
    assert rows[0]["text"] == '\'=HYPERLINK("http://x","y")'
    assert [row["topic"] for row in rows] == ["How long does a review take?"] * 2
    assert [row["topic_id"] for row in rows] == ["faq/how_long"] * 2
    did = "what_the_assistant_did"
    assert (rows[0][did], rows[0][f"{did}_id"], rows[0]["safety"], rows[0]["safety_id"]) == (
        "Answered",
        "answered",
        "Nothing",
        "none",
    )
    assert (rows[1]["kind_of_reply"], rows[1]["kind_of_reply_id"], rows[1]["helped"]) == ("Answered", "answer", "no")
    assert rows[1]["comment"] == "'@comment"
    assert response["Content-Disposition"] == 'attachment; filename="conversation-a.csv"'
    assert ("export", "conversation a", "as CSV: a court asked") in recorded()


def test_a_conversation_is_taken_away_as_json(stored: Stored, signed_in: Callable[..., Client]) -> None:
    fill(stored, "a")

    response = signed_in("safeguarding_lead").post("/conversations/a/download/", {"reason": "a court asked", "kind": "json"})

    taken = json.loads(response.content)
    assert taken["said"][0]["text"] == "canary of a"
    assert taken["judgements"][0]["message_id"] == taken["said"][0]["message_id"] == taken["said"][1]["message_id"]
    assert taken["notes"][0]["text"] == "canary note of a"
    assert taken["tags"] == ["canary a"]
    assert [entry["state"] for entry in taken["messages_for_nscp"]] == ["sent"]
    assert "sealed" not in response.content.decode()


def test_what_is_taken_away_has_the_time_that_the_pages_show(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a", at=1_780_000_000.0)  # in British summer time
    Note.objects.create(sender_id="a", text="note", by="r")
    Note.objects.update(at=datetime(2026, 5, 28, 20, 30, tzinfo=timezone.utc))
    Judgement.objects.create(sender_id="a", message_id="m", is_right=True, by="r")
    Judgement.objects.update(at=datetime(2026, 5, 28, 20, 30, tzinfo=timezone.utc))
    lead = signed_in("safeguarding_lead")

    taken = lead.post("/conversations/a/download/", {"reason": "a court asked", "kind": "json"}).json()

    assert "21:26:40" in lead.get("/conversations/a/").content.decode()
    assert taken["said"][0]["time"] == "2026-05-28T21:26:40+01:00"
    assert taken["notes"][0]["at"] == "2026-05-28T21:30:00+01:00"
    as_csv = lead.post("/conversations/a/download/", {"reason": "a court asked", "kind": "csv"}).content.decode()
    assert '"2026-05-28 21:26:40","family"' in as_csv  # as a spreadsheet reads it
    assert '"2026-05-28 21:30:00"' in lead.get("/review-data/review-data.csv").content.decode()


@pytest.mark.parametrize("sent", [{"reason": "", "kind": "csv"}, {"reason": "x"}, {"reason": "x", "kind": "xml"}])
def test_a_download_needs_a_reason_and_a_kind_of_file(
    stored: Stored, signed_in: Callable[..., Client], sent: dict[str, str]
) -> None:
    stored.say("a", "canary")
    lead = signed_in("safeguarding_lead")

    refused = lead.post("/conversations/a/download/", sent)

    page = refused.content.decode()
    assert refused.status_code == 400
    assert page.index("There is a problem") < page.index("<h1>")
    assert "<title>Error: " in page
    assert "canary" not in page
    assert not [entry for entry in recorded() if entry[0] == "export"]
    assert lead.get("/conversations/a/download/").status_code == 200


def test_what_cannot_be_erased_says_so_before_anything_is_typed(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("held")
    stored.say("unsent")
    hold("held", "because")
    HandOff.objects.create(reference="R", sender_id="unsent", state=State.SAVED, touched_at=datetime.now(timezone.utc))
    lead = signed_in("safeguarding_lead")

    held = lead.get("/conversations/held/erase/").content.decode()
    unsent = lead.get("/conversations/unsent/erase/").content.decode()

    assert "It is on hold. Release it from hold first." in held
    assert 'href="/conversations/held/release/"' in held
    assert "A message for NSCP in it is still to be sent." in unsent
    for page in (held, unsent):
        assert "Why?" not in page
        assert "Erase the conversation" not in page


@pytest.mark.parametrize("what", ["hold", "erase"])
def test_an_error_stands_above_the_heading(stored: Stored, signed_in: Callable[..., Client], what: str) -> None:
    stored.say("a")

    page = signed_in("safeguarding_lead").post(f"/conversations/a/{what}/", {"reason": "call 07700 900123"}).content.decode()

    assert page.index("holds what looks like a phone number.") < page.index("<h1>")
    assert page.count("There is a problem") == 1
    assert "<title>Error: " in page
    assert 'value="call 07700 900123"' in page


@pytest.mark.parametrize("days", ["x", "-1", "3651", ""])
def test_days_that_cannot_be_are_said_and_stay(stored: Stored, signed_in: Callable[..., Client], days: str) -> None:
    page = signed_in("safeguarding_lead").get(f"/removal/?days={days}").content.decode()

    assert page.index("Enter a whole number of days from 0 to 3,650.") < page.index("<h1>")
    assert f'value="{days}"' in page or not days
    assert "would be removed" not in page


def test_reviewers_neither_hold_nor_take_away_nor_erase(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a")
    reviewer = signed_in("reviewer")

    for what in ("hold/", "release/", "erase/", "download/"):
        assert reviewer.post(f"/conversations/a/{what}", {"reason": "x"}).status_code == 403
    page = reviewer.get("/conversations/a/").content.decode()
    assert "Hold, download, erase" not in page
    assert Conversation.objects.exists()
    assert reviewer.get("/removal/").status_code == 403
