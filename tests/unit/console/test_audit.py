"""The audit log: rows are added, shown to those who may, and never changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from datetime import timezone as tz
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.db.models import ProtectedError
from django.test import Client, RequestFactory
from django.urls import get_resolver
from django.utils import timezone

from console.audit.models import Action, Entry, UnchangeableError, record
from console.handoffs.models import HandOff, State
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.stored import Stored

pytestmark = pytest.mark.usefixtures("console_database")
HOSTILE = '"><script>alert(1)</script>{{ 7|add:7 }}'


def noted(user: User, action: str = Action.VIEW, subject: str = "conversation 1", reason: str = "") -> Entry:
    request = RequestFactory().get("/")
    request.user = user
    record(request, action, subject, reason)
    return Entry.objects.latest("pk")


def test_a_row_says_who_what_and_why() -> None:
    row = noted(make_user("jane"), Action.REVEAL, "hand-off NSCP-BCDF-GHJK", " the family asked ")

    assert (row.name, row.action, row.subject, row.reason) == (
        "jane",
        "reveal",
        "hand-off NSCP-BCDF-GHJK",
        "the family asked",
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.save(update_fields=["reason"]),
        lambda row: row.delete(),
        lambda row: Entry(pk=row.pk, action="view", subject="x").save(),
        lambda row: Entry(pk=row.pk, action="view", subject="x").save(force_update=True),
        lambda row: Entry.objects.update(reason="other"),
        lambda row: Entry.objects.filter(pk=row.pk).delete(),
        lambda row: Entry.objects.all()._raw_delete("default"),
        lambda row: Entry._base_manager.update(reason="other"),
        lambda row: Entry._base_manager.filter(pk=row.pk).delete(),
        lambda row: Entry._default_manager.all().delete(),
        lambda row: Entry.objects.bulk_update([row], ["reason"]),
        lambda row: Entry.objects.update_or_create(pk=row.pk, defaults={"reason": "other"}),
        lambda row: Entry.objects.bulk_create([row], update_conflicts=True, update_fields=["reason"], unique_fields=["id"]),
    ],
)
def test_a_row_cannot_be_changed_or_deleted(change: Callable[[Entry], object]) -> None:
    row = noted(make_user("jane"), reason="why")
    row.reason = "other"

    with pytest.raises(UnchangeableError):
        change(row)

    assert Entry.objects.get().reason == "why"


def test_an_account_that_did_something_cannot_be_deleted_with_its_rows() -> None:
    user = make_user("jane")
    noted(user)

    with pytest.raises(ProtectedError):
        user.delete()


def test_its_page_is_for_reading_only(signed_in: Callable[..., Client]) -> None:
    pages = [pattern for pattern in get_resolver().url_patterns if str(pattern.pattern) == "audit/"]
    assert [view.name for view in pages[0].url_patterns] == ["index", "export"]

    assert signed_in("admin").post("/audit/").status_code == 405


def test_it_can_be_narrowed_down(signed_in: Callable[..., Client]) -> None:
    client = signed_in("safeguarding_lead")
    jane = make_user("jane")
    noted(jane, Action.REVEAL, "hand-off NSCP-BCDF-GHJK")
    noted(jane, Action.VIEW, "conversation 77")

    def rows(query: str) -> str:
        return client.get(f"/audit/?{query}").content.decode().split('<h2 id="results" tabindex="-1">')[1]

    assert rows("action=reveal").startswith("1 row<")
    assert "conversation 77" in rows("name=JANE&subject=77")
    assert rows("name=jane").startswith("2 rows")
    assert rows("from_day=2999-01-01").startswith("0 rows")
    assert "Clear the filters" in rows("from_day=2999-01-01")
    assert rows("from_day=2000-01-01&to_day=2999-01-01&name=jane").startswith("2 rows")


def test_a_conversation_leads_to_its_rows_those_who_may_read_them(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a77")
    HandOff.objects.create(reference="NSCP-BCDF-GHJK", sender_id="a77", state=State.FAILED, touched_at=datetime.now(tz.utc))
    lead = signed_in("safeguarding_lead")

    page = lead.get("/conversations/a77/").content.decode()

    assert 'href="/audit/?subject=a77"' in page
    assert "conversation a77" in lead.get("/audit/?subject=a77").content.decode()
    assert "not sent: given up, waits for staff" in page
    assert "/audit/" not in signed_in("reviewer").get("/conversations/a77/").content.decode()


@pytest.mark.parametrize("query", ["from_day=nonsense", "action=nothing", "page=x", "page=-1", "page=99999", "name=%00"])
def test_nonsense_in_the_address_does_no_harm(signed_in: Callable[..., Client], query: str) -> None:
    assert signed_in("admin").get(f"/audit/?{query}").status_code == 200


def test_many_rows_come_a_page_at_a_time_and_keep_the_filters(signed_in: Callable[..., Client]) -> None:
    client = signed_in("admin")
    jane = make_user("jane")
    for number in range(51):
        noted(jane, subject=f"conversation {number}")

    first = client.get("/audit/?name=jane").content.decode()
    second = client.get("/audit/?name=jane&page=2").content.decode()

    assert "conversation 50<" in first
    assert "conversation 0<" not in first
    assert "?name=jane&amp;page=2" in first
    assert "conversation 0<" in second


def test_a_last_day_before_the_first_is_said(signed_in: Callable[..., Client]) -> None:
    page = signed_in("admin").get("/audit/?from_day=2026-09-02&to_day=2026-09-01").content.decode()

    assert page.index("Enter a last day that is the same as “From” or after it.") < page.index("<h1>")
    assert "<title>Error: Audit log" in page
    assert page.count("There is a problem") == 1
    assert "0 rows" not in page


def test_it_is_downloaded_as_it_is_shown_for_a_reason(signed_in: Callable[..., Client]) -> None:
    admin, jane = signed_in("admin"), make_user("jane")
    noted(jane, Action.CHANGE, "=1+1", "because")
    noted(jane, Action.VIEW, "conversation 77")
    assert 'href="/audit/download/?name=jane"' in admin.get("/audit/?name=jane&page=1").content.decode()
    assert "Download 2 rows of the audit log as CSV" in admin.get("/audit/download/?name=jane").content.decode()

    refused = admin.post("/audit/download/?name=jane", {"reason": " "})
    taken = admin.post("/audit/download/?name=jane", {"reason": "the yearly review"})
    everything = admin.post("/audit/download/", {"reason": "the yearly review"})

    assert refused.status_code == 400
    assert "Say " in refused.content.decode()
    view, change = csv.DictReader(io.StringIO(taken.getvalue().decode("utf-8-sig")))
    assert (view["who"], view["what"], view["done_to"]) == ("jane", "View", "conversation 77")
    assert (change["done_to"], change["why"]) == ("'=1+1", "because")
    at = timezone.localtime(Entry.objects.get(subject="conversation 77").at, ZoneInfo("Europe/London"))
    assert view["when"] == at.strftime("%Y-%m-%d %H:%M:%S")
    assert ("export", "audit log, rows: 2", "the yearly review") in recorded()
    assert len(everything.getvalue().splitlines()) == 5  # heading, signing in, both, and the first download
    assert signed_in("reviewer").post("/audit/download/", {"reason": "x"}).status_code == 403


def test_hostile_words_are_shown_as_text(signed_in: Callable[..., Client]) -> None:
    noted(make_user("jane"), Action.CHANGE, f"account {HOSTILE}", HOSTILE)

    page = signed_in("admin").get("/audit/", {"name": HOSTILE, "subject": HOSTILE})
    everything = client_of(User.objects.get(username="admin")).get("/audit/").content.decode()

    for text in (page.content.decode(), everything):
        assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in everything
