"""The list of conversations: its order, the way back to it, marking several as reviewed, saved filters and its file."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from console.conversations.models import Conversation, Note, Review, SavedFilter, Tag
from console.conversations.queue import mark_reviewed, waiting
from console.conversations.retention import hold
from console.handoffs.models import HandOff, State
from nscp.sessions import LONGEST_CHAT, next_session
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.stored import Stored

NOON = datetime(2026, 5, 10, 12, tzinfo=timezone.utc).timestamp()
ROW = re.compile(r'<td class="when"><a href="/conversations/([^/]+)/')


def page_at(client: Client, url: str, **headers: str) -> str:
    return html.unescape(client.get(url, headers=headers).content.decode())


def boxes(page: str) -> dict[str, str]:
    """Conversation -> the value of its box."""
    values = re.findall(r'name="chosen" value="([^"]*)"', page)
    return {value.split(".", 2)[2]: value for value in values}


def rows_of(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


@pytest.fixture
def three(stored: Stored) -> Stored:
    """One with three messages, a newer one about danger, and the newest, which was not understood."""
    for place in range(3):
        stored.say("long", "How long does it take?", at=NOON + place)
    stored.say_danger("danger", at=NOON + 60)
    stored.say_unclear("unclear", at=NOON + 120)
    return stored


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("sort", "expected", "heading"),
    [
        ("", ["unclear", "danger", "long"], 'aria-sort="descending" class="sortable"><a href="?sort=last">Last message'),
        ("last", ["long", "danger", "unclear"], 'aria-sort="ascending" class="sortable"><a href="?sort=-last">Last message'),
        (
            "-need",
            ["danger", "unclear", "long"],
            'aria-sort="descending" class="sortable"><a href="?sort=need">Why it needs',
        ),
        ("-messages", ["long", "unclear", "danger"], '"descending" class="sortable"><a href="?sort=messages">Messages'),
        ("-__class__", ["unclear", "danger", "long"], '<a href="?sort=-need">Why it needs a look</a>'),
    ],
)
def test_the_headings_sort_the_list(signed_in: Callable[..., Client], sort: str, expected: list[str], heading: str) -> None:
    page = page_at(signed_in("reviewer"), f"/conversations/?sort={sort}" if sort else "/conversations/")

    assert [address.split("?")[0] for address in ROW.findall(page)] == expected
    assert heading in page
    assert page.count("aria-sort") == 1


def test_filters_order_and_page_survive_a_conversation(stored_on_sqlite: Stored) -> None:
    for number in range(26):
        stored_on_sqlite.say(f"c{number}", at=NOON + number)
    reviewer = client_of(make_user("r", "reviewer"))

    page = page_at(reviewer, "/conversations/?topic=faq/how_long&sort=last&page=2")
    (opened,) = re.findall(r'href="(/conversations/c25/[^"]*)"', page)
    conversation = page_at(reviewer, opened)

    back = "/conversations/?topic=faq%2Fhow_long&sort=last&page=2"
    assert f'href="{back}">Back to the list' in conversation
    assert "/conversations/c25/" in page_at(reviewer, back)
    # After a form on the page the browser still names the page that it was sent from.
    assert f'href="{back}"' in page_at(reviewer, "/conversations/c25/", referer=f"http://testserver{opened}")
    assert 'href="/conversations/">Back to the list' in page_at(reviewer, "/conversations/c25/")


@pytest.mark.parametrize("step", ["hold", "erase", "download"])
def test_the_way_back_goes_through_the_pages_about_a_conversation(
    stored: Stored, signed_in: Callable[..., Client], step: str
) -> None:
    stored.say("a")
    lead = signed_in("safeguarding_lead")
    opened = "/conversations/a/?list=outcome%3Danswered"

    page = page_at(lead, f"/conversations/a/{step}/", referer=f"http://testserver{opened}")

    assert f'href="{opened}"' in page
    assert 'name="list" value="outcome=answered"' in page
    again = lead.post(f"/conversations/a/{step}/", {"list": "outcome=answered", "reason": ""})
    assert f'href="{opened}"' in html.unescape(again.content.decode())


@pytest.mark.parametrize(
    "carried",
    ["https://evil.example/", "//evil.example", "/accounts/", "next=//evil.example", "javascript:alert(1)", "&" * 9],
)
def test_the_way_back_leads_nowhere_but_to_the_list(stored: Stored, signed_in: Callable[..., Client], carried: str) -> None:
    stored.say("a")
    reviewer = signed_in("reviewer")

    response = reviewer.get("/conversations/a/", {"list": carried})

    assert '<a href="/conversations/">Back to the list</a>' in response.content.decode()


def test_a_long_chat_leads_back_to_its_beginning(stored: Stored, signed_in: Callable[..., Client]) -> None:
    following = next_session(settings.NSCP.signing_key(), "first")
    stored.say("first", at=NOON)
    stored.say("other", at=NOON)
    stored.say(following, at=NOON + 60)
    Conversation.objects.exclude(pk=following).update(messages=LONGEST_CHAT)
    reviewer = signed_in("reviewer")

    assert 'href="/conversations/first/"' in page_at(reviewer, f"/conversations/{following}/")
    assert "The chat began in" not in page_at(reviewer, "/conversations/first/")


def test_several_are_marked_as_reviewed_from_the_list(three: Stored, signed_in: Callable[..., Client]) -> None:
    three.say_unclear("another")
    reviewer = signed_in("reviewer")
    chosen = boxes(page_at(reviewer, "/conversations/?review=new"))

    response = reviewer.post("/list/reviewed/?review=new", {"chosen": [chosen["unclear"], chosen["another"]]}, follow=True)

    assert response.redirect_chain == [("/conversations/?review=new", 302)]
    assert "Marked as reviewed: 2." in response.content.decode()
    assert {row.sender_id for row in waiting()} == {"danger"}
    assert set(Review.objects.values_list("sender_id", "reviewed_by")) == {("unclear", "reviewer"), ("another", "reviewer")}
    noted = [subject for action, subject, why in recorded() if why == "marked it reviewed from the list"]
    assert noted == ["conversation unclear", "conversation another"]


def test_what_came_after_the_list_was_opened_is_not_marked(three: Stored, signed_in: Callable[..., Client]) -> None:
    reviewer = signed_in("reviewer")
    chosen = boxes(page_at(reviewer, "/conversations/"))
    three.say_unclear("unclear")

    response = reviewer.post("/list/reviewed/", {"chosen": [chosen["unclear"]]}, follow=True)

    assert "Still waiting: 1." in response.content.decode()
    assert "unclear" in {row.sender_id for row in waiting()}


def test_danger_is_never_marked_from_the_list(three: Stored, signed_in: Callable[..., Client]) -> None:
    reviewer = signed_in("reviewer")
    assert "danger" not in boxes(page_at(reviewer, "/conversations/"))

    reviewer.post("/list/reviewed/", {"chosen": ["1.0.danger"]})

    assert "danger" in {row.sender_id for row in waiting()}
    assert not Review.objects.exists()


@pytest.mark.usefixtures("three")
def test_marking_none_says_what_to_do_and_nonsense_does_nothing(signed_in: Callable[..., Client]) -> None:
    reviewer = signed_in("reviewer")

    none = reviewer.post("/list/reviewed/?q=thing&place=family&sort=last")
    page = html.unescape(none.content.decode())
    nonsense = reviewer.post(
        "/list/reviewed/", {"chosen": ["x", "1.x.long", "1.0.nobody", "1.0.nul\x00", "9" * 99 + ".0.long"]}
    )

    assert none.status_code == 400
    assert page.index("Choose the conversations that you have been through") < page.index("<h1>")
    assert "<title>Error: " in page
    assert "1 conversation<" in page  # the filter stays
    assert reviewer.get("/list/reviewed/?q=take").headers["Location"] == "/conversations/?q=take"
    assert nonsense.status_code == 302
    assert not Review.objects.exists()


@pytest.mark.usefixtures("three")
def test_a_filter_is_saved_under_a_name_and_deleted(signed_in: Callable[..., Client]) -> None:
    reviewer, lead = signed_in("reviewer"), signed_in("safeguarding_lead")

    reviewer.post("/list/saved-filters/?outcome=fallback&sort=last&page=3", {"save-name": "Not understood"})
    page = page_at(reviewer, "/conversations/")

    assert '<a href="/conversations/?outcome=fallback&sort=last">Not understood</a>' in page
    assert "Your saved filters" not in page_at(lead, "/conversations/")
    pk = SavedFilter.objects.get().pk
    assert lead.post(f"/list/saved-filters/{pk}/delete/").status_code == 404
    reviewer.post(f"/list/saved-filters/{pk}/delete/")
    assert not SavedFilter.objects.exists()
    changes = [entry for entry in recorded() if entry[0] == "change"]
    assert changes == [
        ("change", "list of conversations", "saved a filter"),
        ("change", "list of conversations", "deleted a saved filter"),
    ]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("outcome=fallback", "", "Enter a name for the filter of at most 40 characters."),
        ("outcome=fallback", "x" * 41, "Enter a name for the filter of at most 40 characters."),
        ("outcome=fallback", "taken", "You have a filter of this name."),
        ("outcome=fallback", "call 07700 900123", "holds what looks like a phone number"),
        ("q=07700+900123", "numbers", "holds what looks like a phone number"),
        ("", "everything", "Choose at least one filter"),
    ],
)
def test_a_filter_that_cannot_be_saved(signed_in: Callable[..., Client], query: str, name: str, said: str) -> None:
    SavedFilter.objects.create(by="reviewer", name="taken", query="outcome=fallback")

    response = signed_in("reviewer").post(f"/list/saved-filters/?{query}", {"save-name": name})

    page = html.unescape(response.content.decode())
    assert response.status_code == 400
    assert page.index(said) < page.index("<h1>")
    assert SavedFilter.objects.count() == 1
    if query:
        assert f'name="save-name" value="{name}"' in page or not name


def test_the_list_is_downloaded_as_its_filters_leave_it(three: Stored, signed_in: Callable[..., Client]) -> None:
    three.say("unclear", "=HYPERLINK(1)", "gap/advocate", at=NOON + 180)
    Tag.objects.create(sender_id="unclear", name="press")
    hold("unclear", "because")
    mark_reviewed("unclear", "reviewer", messages=2, thumbs_down=0)
    HandOff.objects.create(
        reference="NSCP-BCDF-GHJK", sender_id="unclear", state=State.SENT, touched_at=datetime.now(timezone.utc)
    )
    lead = signed_in("safeguarding_lead")
    assert 'href="/list/download/?review=reviewed"' in page_at(lead, "/conversations/?review=reviewed")
    assert "Download 1 conversation as CSV" in page_at(lead, "/list/download/?review=reviewed")

    refused = lead.post("/list/download/?review=reviewed", {"reason": ""})
    (row,) = rows_of(lead.post("/list/download/?review=reviewed", {"reason": "a court asked"}))
    all_rows = rows_of(lead.post("/list/download/?sort=-messages", {"reason": "a court asked"}))

    assert refused.status_code == 400
    assert "Say " in refused.content.decode()
    assert (row["conversation"], row["messages"], row["first_message"]) == ("unclear", "2", "2026-05-10 13:02:00")
    assert (row["topics"], row["topic_ids"]) == ("Can I have an advocate?", "gap/advocate")
    assert (row["reviewed"], row["reviewed_by"], row["on_hold"]) == ("yes", "reviewer", "yes")
    assert (row["tags"], row["messages_for_nscp"]) == ("press", "NSCP-BCDF-GHJK")
    assert [row["conversation"] for row in all_rows] == ["long", "unclear", "danger"]
    assert ("export", "list of conversations, rows: 1", "a court asked") in recorded()


def test_a_beginning_that_looks_like_a_formula_is_text_in_the_file(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a", "=1+1")

    (row,) = rows_of(signed_in("safeguarding_lead").post("/list/download/", {"reason": "a court asked"}))

    assert row["began_with"] == "'=1+1"


def test_an_id_that_no_file_takes_does_not_cut_the_download_off(stored_on_sqlite: Stored) -> None:
    for sender_id in ("first", "a\x00b", "last"):
        stored_on_sqlite.say(sender_id)

    lead = client_of(make_user("lead", "safeguarding_lead"))
    rows = rows_of(lead.post("/list/download/?sort=last", {"reason": "a court asked"}))

    assert [row["conversation"] for row in rows] == ["first", "ab", "last"]


def test_a_list_that_cannot_be_shown_is_not_downloaded(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a")

    response = signed_in("safeguarding_lead").post("/list/download/?least=x", {"reason": "a court asked"})

    assert response.headers["Location"] == "/conversations/?least=x"


@pytest.mark.usefixtures("three")
def test_who_may_not_download_is_not_offered_it(signed_in: Callable[..., Client]) -> None:
    reviewer = signed_in("reviewer")

    assert "/list/download/" not in page_at(reviewer, "/conversations/")
    assert reviewer.post("/list/download/", {"reason": "x"}).status_code == 403


def test_nothing_of_a_note_is_in_the_list(three: Stored, signed_in: Callable[..., Client]) -> None:
    Note.objects.create(sender_id="long", text="canary", by="r")

    assert "canary" not in page_at(signed_in("reviewer"), "/conversations/")


def test_numbers_have_separators(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a")
    Conversation.objects.update(messages=1383)

    page = page_at(signed_in("reviewer"), "/conversations/")

    assert '<td data-label="Messages">1,383</td>' in page
    assert boxes(page) == {"a": "1383.0.a"}
