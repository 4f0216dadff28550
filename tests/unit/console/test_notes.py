"""Notes of colleagues: whose they are, and who changes and deletes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from console.conversations.models import Note
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.stored import Stored

PAGE = "/conversations/a/"


@pytest.fixture
def note(stored: Stored, signed_in: Callable[..., Client]) -> Note:
    """A note by "reviewer"."""
    stored.say("a")
    signed_in("reviewer").post(f"{PAGE}note/", {"text": "The canary sang."})
    written: Note = Note.objects.get()
    return written


@pytest.fixture
def author(note: Note) -> Client:
    """Who wrote it."""
    return client_of(User.objects.get(username=note.by))


def test_somebody_changes_their_own_note(note: Note, author: Client) -> None:
    assert "The canary sang.</textarea>" in author.get(f"{PAGE}note/{note.pk}/").content.decode()

    sent = author.post(f"{PAGE}note/{note.pk}/?page=2", {"text": "The lead should look."})
    page = author.get(PAGE).content.decode()

    assert sent["Location"] == f"{PAGE}?page=2#notes"
    assert "The lead should look." in page
    assert "canary" not in page
    assert "changed on" in page
    assert ("change", "conversation a", "changed a note") in recorded()
    assert not any("canary" in str(row) or "lead should" in str(row) for row in recorded())


def test_a_changed_note_that_cannot_be_saved_stays_in_its_box(note: Note, author: Client) -> None:
    refused = author.post(f"{PAGE}note/{note.pk}/", {"text": "ring 07700 900123"})

    page = refused.content.decode()
    assert refused.status_code == 400
    assert "<title>Error:" in page
    assert "ring 07700 900123</textarea>" in page
    assert Note.objects.get().text == "The canary sang."


def test_somebody_deletes_their_own_note(note: Note, author: Client) -> None:
    author.post(f"{PAGE}note/{note.pk}/delete/")

    assert not Note.objects.exists()
    assert ("change", "conversation a", "deleted a note") in recorded()


def test_nobody_changes_or_deletes_the_note_of_another_reviewer(note: Note) -> None:
    other = client_of(make_user("robin", "reviewer"))

    assert "Change or delete" not in other.get(PAGE).content.decode()
    assert other.get(f"{PAGE}note/{note.pk}/").status_code == 403
    for what in ("", "delete/"):
        assert other.post(f"{PAGE}note/{note.pk}/{what}", {"text": "Never mind."}).status_code == 403
    assert Note.objects.get().text == "The canary sang."


def test_a_lead_deletes_the_note_of_somebody_else_and_does_not_change_it(
    note: Note, signed_in: Callable[..., Client]
) -> None:
    lead = signed_in("safeguarding_lead")
    assert f"{PAGE}note/{note.pk}/" in lead.get(PAGE).content.decode()
    page = lead.get(f"{PAGE}note/{note.pk}/").content.decode()
    assert "Delete the note" in page
    assert "textarea" not in page
    assert lead.post(f"{PAGE}note/{note.pk}/", {"text": "Never mind."}).status_code == 403

    lead.post(f"{PAGE}note/{note.pk}/delete/")

    assert not Note.objects.exists()
    assert ("change", "conversation a", "deleted a note by reviewer") in recorded()


def test_a_note_is_reached_through_its_own_conversation_only(stored: Stored, note: Note, author: Client) -> None:
    stored.say("b")

    for what in ("", "delete/"):
        assert author.post(f"/conversations/b/note/{note.pk}/{what}", {"text": "Never mind."}).status_code == 404
    assert Note.objects.get().text == "The canary sang."


def test_a_tag_or_note_that_cannot_be_saved_stays_in_its_box(note: Note, author: Client) -> None:
    for what, field in (("tag", "name"), ("note", "text")):
        refused = author.post(f"{PAGE}{what}/", {field: "07700 900123"})

        page = refused.content.decode()
        assert refused.status_code == 400
        assert "<title>Error:" in page
        assert page.index("There is a problem") < page.index("<h1>")
        assert page.count("07700 900123") == 1
        assert author.get(f"{PAGE}{what}/")["Location"] == f"{PAGE}#{what}s"  # opened again, it is the page
