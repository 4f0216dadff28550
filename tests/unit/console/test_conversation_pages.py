"""One conversation's page, and pages with nothing to show."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import datetime, timezone

import pytest
from django.conf import settings
from django.test import Client

from console.conversations.facts import recompute
from console.conversations.models import ApprovedAnswer, Event, Note, Tag
from console.handoffs.models import HandOff, State
from nscp.conversation import COMMENT
from nscp.sessions import next_session
from tests.unit.console.people import recorded
from tests.unit.console.stored import Stored

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)>"


def test_a_conversation_is_shown_in_order_with_what_the_assistant_made_of_it(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    stored.say("a", "How long does it take?", at=time.time() - 31 * 60)
    rated = stored.say("a", "can I have an advocate", "gap/advocate", confidence=0.81)
    stored.rate("a", rated, helpful=False, comment="not what I asked")
    HandOff.objects.create(
        reference="NSCP-BCDF-GHJK", sender_id="a", state=State.SENT, touched_at=datetime.now(timezone.utc), details="SECRET"
    )

    page = signed_in("reviewer").get("/conversations/a/").content.decode()

    parts = [
        "NSCP-BCDF-GHJK",
        "How long does it take?",
        "It usually takes six to nine months",
        "<dt>Understood as</dt><dd>How long does a review take?</dd>",
        "<dd>95",
        "They came back after a while.",
        "can I have an advocate",
        "The family said that this did not help.",
        "not what I asked",
        "Not in the guide",
        "<dt>Understood as</dt><dd>Can I have an advocate?</dd>",
        "<dd>81",
    ]
    assert sorted(page.index(part) for part in parts) == [page.index(part) for part in parts]
    assert page.count("They came back after a while.") == 1
    assert "SECRET" not in page
    assert ("view", "conversation a", "") in recorded()


def test_nothing_that_a_family_or_a_colleague_writes_becomes_part_of_a_page(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    message_id = stored.say("a", EVIL, replies=["utter_faq/how_long"])
    stored.rate("a", message_id, helpful=False, comment=EVIL)
    lead = signed_in("safeguarding_lead")
    lead.post("/conversations/a/note/", {"text": EVIL})
    lead.post("/conversations/a/tag/", {"name": "<script>alert(4)</script>"})
    lead.post("/conversations/a/hold/", {"reason": EVIL})
    lead.post(f"/conversations/a/judge/{message_id}/", {"about": "right", "example": EVIL[:60]})
    lead.post("/unanswered/gap/advocate/answer/", {"text": EVIL, "approved_by": EVIL[:60], "approved_on": "2026-03-27"})
    assert (Note.objects.count(), Tag.objects.count(), ApprovedAnswer.objects.count()) == (1, 1, 1)

    for url in (
        "/conversations/",
        f"/conversations/?q={EVIL}",
        "/conversations/a/",
        "/conversations/a/?judge=1",
        f"/conversations/a/note/{Note.objects.get().pk}/",
        "/conversations/a/hold/",
        "/review-data/",
        "/unanswered/",
        "/unanswered/gap/advocate/",
        f"/unanswered/answer/{ApprovedAnswer.objects.get().pk}/",
        f"/unanswered/answer/{ApprovedAnswer.objects.get().pk}/withdraw/",
        "/removal/?days=0",
        "/dashboard/",
        "/audit/",
    ):
        page = lead.get(url)
        text = page.content.decode()
        assert page.status_code == 200, url
        for raw in ("<script>alert", "<img src=x", "<svg/onload"):
            assert raw not in text, url
        assert "script-src 'self'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("sender_id", ["a/b", "/", "..", "a?b#c", "~a", "", "100 %", "x" * 255, "\u00e9\U0001f600"])
def test_a_conversation_whose_id_the_client_chose_is_listed_and_shown(
    stored: Stored, signed_in: Callable[..., Client], sender_id: str
) -> None:
    stored.say("a", "an ordinary one")
    stored.say(sender_id, "the question in it")
    client = signed_in("safeguarding_lead")

    page = client.get("/conversations/")
    links = re.findall(r'href="(/conversations/[^"]+/)"', page.content.decode())

    assert page.status_code == 200
    assert sum("the question in it" in client.get(link).content.decode() for link in links) == 1
    (own,) = (link for link in links if link != "/conversations/a/")
    for what in ("hold/", "erase/", "?judge=1"):
        assert client.get(f"{own}{what}").status_code == 200
    assert client.post(f"{own}download/", {"reason": "x", "kind": "csv"}).status_code == 200


@pytest.mark.parametrize("sender_id", ["nobody", "../a", "a%00b", "x" * 300, "~", "~!", "~a", "~AA", "~_w"])
def test_a_conversation_that_is_not_there_is_not_found(
    stored: Stored, signed_in: Callable[..., Client], sender_id: str
) -> None:
    stored.say("a")
    assert signed_in("reviewer").get(f"/conversations/{sender_id}/").status_code == 404


@pytest.mark.parametrize("role", ["trainer", "admin"])
def test_who_reads_no_conversations_reaches_none_by_its_id(
    stored: Stored, signed_in: Callable[..., Client], role: str
) -> None:
    message_id = stored.say("a", "canary")
    client = signed_in(role)

    for what in ("", f"judge/{message_id}/", "hold/", "erase/", "download/", "note/", "reviewed/"):
        for method in (client.get, client.post):
            response = method(f"/conversations/a/{what}")
            assert response.status_code == 403
            assert "canary" not in response.content.decode()


def test_a_comment_that_was_answered_says_where_it_was_typed(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a")
    stored.say_danger("a")
    typed = Event.objects.filter(sender_id="a", type_name="user").order_by("id").last()
    typed.data = json.dumps({**json.loads(typed.data), "metadata": COMMENT})
    typed.save()

    page = signed_in("reviewer").get("/conversations/a/").content.decode()

    assert page.count("They wrote this in the comment box under an answer.") == 1
    assert page.index("he hits me") < page.index("in the comment box under an answer")


def test_notes_and_tags(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a")
    reviewer = signed_in("reviewer")

    reviewer.post("/conversations/a/note/", {"text": " Look at this. "})
    reviewer.post("/conversations/a/tag/", {"name": " Press   Office "})
    reviewer.post("/conversations/a/tag/", {"name": "press office"})
    for text in ("", "nul \x00", "x" * 2001):
        assert "It was not saved" in reviewer.post("/conversations/a/note/", {"text": text}, follow=True).content.decode()
    too_long = reviewer.post("/conversations/a/tag/", {"name": "x" * 41}, follow=True)

    assert Note.objects.get().text == "Look at this."
    assert Tag.objects.get().name == "press office"
    assert "Write a tag of at most 40 characters." in too_long.content.decode()
    reviewer.post("/conversations/a/remove-tag/", {"name": "press office"})
    assert not Tag.objects.exists()
    assert ("change", "conversation a", "wrote a note") in recorded()


def test_a_note_is_as_long_as_the_browser_says(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a")
    lines = "\r\n".join(["x" * 99] * 20)  # 1,999 characters in a browser
    reviewer = signed_in("reviewer")

    reviewer.post("/conversations/a/note/", {"text": lines})

    assert Note.objects.get().text == lines.replace("\r\n", "\n")


def test_a_note_that_cannot_be_saved_stays_in_its_box(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a")

    refused = signed_in("reviewer").post("/conversations/a/note/", {"text": f"Look at this. {'x' * 2000}"})

    page = refused.content.decode()
    assert refused.status_code == 400
    assert "There is a problem" in page
    assert "It was not saved." in page
    assert f"Look at this. {'x' * 2000}</textarea>" in page
    assert "How long does a review take?" in page
    assert not Note.objects.exists()


def test_what_can_be_read_of_a_conversation_is_shown(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a", "the first one")
    stored.say("a", "canary one")
    Event.objects.filter(type_name="user", data__contains="canary").update(data='{"event": "user", "text": ["canary"]}')
    recompute("a")
    lead = signed_in("safeguarding_lead")

    page = lead.get("/conversations/a/").content.decode()

    assert "It could not be read" in page
    assert "Something that was said here could not be read." in page
    assert "the first one" in page
    assert page.count("It usually takes six to nine months") == 2
    assert "It could not be read" in lead.get("/conversations/").content.decode()
    assert "could not be read" in lead.post("/conversations/a/download/", {"reason": "x", "kind": "csv"}).content.decode()


def test_pages_are_empty_and_say_so_before_the_assistant_has_run(signed_in: Callable[..., Client]) -> None:
    lead = signed_in("safeguarding_lead")

    for url, said in (
        ("/conversations/", "No conversation has been stored yet."),
        ("/dashboard/", "Nobody wrote to the assistant in this time."),
        ("/unanswered/", "Can I have an advocate?"),
        ("/review-data/", "Nothing has been judged yet."),
        ("/removal/", "Nothing is that old."),
    ):
        assert said in lead.get(url).content.decode()


@pytest.mark.parametrize("page", ["", "hold/", "erase/"])
def test_a_chat_that_became_long_leads_to_where_it_goes_on(
    stored: Stored, signed_in: Callable[..., Client], page: str
) -> None:
    following = next_session(settings.NSCP.signing_key(), "a")
    stored.say("a")
    stored.say(following)
    lead = signed_in("safeguarding_lead")

    assert f"/conversations/{following}/" in lead.get(f"/conversations/a/{page}").content.decode()
    assert "another conversation" not in lead.get(f"/conversations/{following}/{page}").content.decode()


@pytest.mark.parametrize(
    ("topic", "replies", "said"),
    [
        (
            "handoff_request",
            ["utter_hand_off"],
            "No. The family asked for a person, or began a message and did not send it.",
        ),
        ("faq/how_long", ["utter_faq/how_long"], None),
    ],
)
def test_a_message_for_nscp_that_was_not_left_is_said_plainly_or_not_at_all(
    stored: Stored, signed_in: Callable[..., Client], topic: str, replies: list[str], said: str | None
) -> None:
    stored.say("a", "can i talk to somebody", topic, replies=replies)

    page = signed_in("reviewer").get("/conversations/a/").content.decode()

    assert ("Left a message for NSCP" in page) == (said is not None)
    assert said is None or f"<dd>{said}</dd>" in page
    assert "<dd>None</dd>" not in page
