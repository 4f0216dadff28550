"""One conversation's page, the unanswered questions and the dashboard."""

from __future__ import annotations

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
from nscp.sessions import next_session
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.stored import Stored

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)>"
DAY = 86_400.0


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
        "How long does a review take?, confidence 95",
        "It usually takes six to nine months",
        "They came back after a while.",
        "can I have an advocate",
        "Not in the guide",
        "Can I have an advocate?, confidence 81",
        "The family said that this did not help.",
        "not what I asked",
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
    lead.post(f"/conversations/a/judge/{message_id}/", {"verdict": "right", "example": EVIL[:60]})
    lead.post("/unanswered/gap/advocate/answer/", {"text": EVIL})
    assert (Note.objects.count(), Tag.objects.count(), ApprovedAnswer.objects.count()) == (1, 1, 1)

    for url in (
        "/conversations/",
        f"/conversations/?q={EVIL}",
        "/conversations/a/",
        f"/conversations/a/judge/{message_id}/",
        "/conversations/a/hold/",
        "/review-data/",
        "/unanswered/",
        "/unanswered/gap/advocate/",
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
    message_id = stored.say(sender_id, "the question in it")
    client = signed_in("safeguarding_lead")

    page = client.get("/conversations/")
    links = re.findall(r'href="(/conversations/[^"]+/)"', page.content.decode())

    assert page.status_code == 200
    assert sum("the question in it" in client.get(link).content.decode() for link in links) == 1
    (own,) = (link for link in links if link != "/conversations/a/")
    for what in ("hold/", "erase/", f"judge/{message_id}/"):
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


def test_unanswered_questions_are_counted_with_their_trend(stored: Stored, signed_in: Callable[..., Client]) -> None:
    now = time.time()
    for days in (1, 2, 40):
        stored.say("a", "advocate?", "gap/advocate", at=now - days * DAY)
    for days in (40, 41):
        stored.say("b", "solicitor?", "gap/solicitor", at=now - days * DAY)
    stored.say_unclear("c")
    for _ in range(2):
        stored.say("c", "which?", "faq/anonymity", intent="nlu_fallback", replies=["utter_fallback"])
    stored.say("c", "why", "affirm", replies=["utter_no_words"])

    page = " ".join(signed_in("reviewer").get("/unanswered/").content.decode().split())

    assert "Can I have an advocate?</a></th><td>2</td><td>more often (1 before)</td><td>None yet" in page
    assert "solicitor?</a></th><td>0</td><td>less often (2 before)" in page
    assert "Messages that were not understood</a></th><td>4</td><td>more often (0 before)" in page


def test_an_approved_answer_keeps_the_earlier_ones(signed_in: Callable[..., Client]) -> None:
    reviewer = signed_in("reviewer")
    for text in ("First.", "Second."):
        reviewer.post("/unanswered/gap/advocate/answer/", {"text": text})
    empty = reviewer.post("/unanswered/gap/advocate/answer/", {"text": ""})

    page = signed_in("trainer").get("/unanswered/gap/advocate/").content.decode()
    assert page.index("Second.") < page.index("First.")
    assert "Save the answer" not in page  # a trainer reads it
    assert empty.status_code == 400
    assert [row.by for row in ApprovedAnswer.objects.all()] == ["reviewer", "reviewer"]
    assert reviewer.get("/unanswered/gap/nothing/").status_code == 404


def test_the_dashboard_counts_a_period(stored: Stored, signed_in: Callable[..., Client]) -> None:
    now = datetime.now(timezone.utc).timestamp()
    rated = stored.say("a", at=now - DAY)
    stored.rate("a", rated, helpful=True)
    stored.say("a", "thanks", "thanks", at=now - DAY)
    stored.say_unclear("b", at=now - DAY)
    stored.say("long ago", at=now - 60 * DAY)

    client = signed_in("admin")
    page = " ".join(client.get("/dashboard/").content.decode().split())
    rows = client.get("/dashboard/dashboard.csv").content.decode()

    assert "<dt>Conversations</dt><dd>2</dd>" in page
    assert "<dt>Messages</dt><dd>3</dd>" in page
    assert "<dt>Questions</dt><dd>2 " in page
    assert "100 of 100 (1 helped, 0 did not)" in page
    assert "Half within 5 ms" in page
    assert page.count('<svg class="chart" role="img" aria-label="Bar chart:') == 4
    assert '"conversations","","2"' in rows
    assert '"outcome","Not understood","1"' in rows
    assert ("export", "dashboard") in {(action, subject) for action, subject, _ in recorded()}
    assert "thanks" not in page


def test_the_dashboard_counts_messages_for_nscp_and_languages(stored: Stored, signed_in: Callable[..., Client]) -> None:
    now = datetime.now(timezone.utc)
    for sender_id in ("left", "asked"):
        stored.say(sender_id, "can I talk to a person", "handoff_request", replies=["utter_hand_off"])
    stored.say("foreign", "nu vorbesc engleza", "other_language")
    stored.say("plain")
    HandOff.objects.create(reference="A", sender_id="left", state=State.SENT, touched_at=now)
    HandOff.objects.create(reference="B", sender_id="asked", state=State.DRAFT, touched_at=now)

    client = signed_in("admin")
    page = " ".join(client.get("/dashboard/").content.decode().split())
    rows = client.get("/dashboard/dashboard.csv").content.decode()

    assert "Left in 1 conversation (25 of 100)" in page
    assert '<th scope="row">Asked for NSCP and left no message</th><td>1</td>' in page
    assert '<th scope="col">Conversations</th>' in page
    assert '<th scope="row">Romanian</th><td>1</td>' in page
    assert '"conversations by message for NSCP","Left a message for NSCP","1"' in rows
    assert '"conversations by message for NSCP","Neither","2"' in rows
    assert '"language","Romanian","1"' in rows


@pytest.mark.parametrize(
    "query", ["since=x", "since=0001-01-01", "until=9999-12-31", "since=2026-05-02&until=2026-05-01", "since=2021-01-01"]
)
@pytest.mark.parametrize("url", ["/dashboard/", "/unanswered/", "/dashboard/dashboard.csv"])
def test_any_period_can_be_asked_for(stored_on_sqlite: Stored, url: str, query: str) -> None:
    stored_on_sqlite.say("a")

    assert client_of(make_user("r", "reviewer")).get(f"{url}?{query}").status_code == 200


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
