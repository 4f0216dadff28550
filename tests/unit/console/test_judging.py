"""Judging a message, and what trainers get of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from console.conversations.forms import shared_words
from console.conversations.models import Judgement
from tests.unit.console.people import recorded
from tests.unit.console.stored import Stored

WRITTEN = "My son died in the river last spring, how long will your review take"


@pytest.fixture
def page(stored: Stored, signed_in: Callable[..., Client]) -> Page:
    message_id = stored.say("a", WRITTEN)
    stored.say("a", "they said we would never be told")
    return Page(signed_in("reviewer"), f"/conversations/a/judge/{message_id}/")


class Page:
    """The page on which a message is judged."""

    def __init__(self, client: Client, url: str) -> None:
        self.client = client
        self._url = url

    def send(self, **fields: str) -> str:
        """Send the form; the page that comes, or nothing if it was kept."""
        response = self.client.post(self._url, fields)
        assert response.status_code in (302, 400)
        return str(response.content.decode())

    def get(self) -> str:
        """Open the page."""
        return str(self.client.get(self._url).content.decode())


def test_a_judgement_is_kept_with_who_and_when(page: Page) -> None:
    kept = page.send(verdict="wrong", topic="faq/why_longer", guide_should_answer="on", example="why is it so slow")

    judgement = Judgement.objects.get()
    assert not kept
    assert (judgement.taken_for, judgement.is_right, judgement.topic) == ("faq/how_long", False, "faq/why_longer")
    assert (judgement.guide_should_answer, judgement.example, judgement.by) == (True, "why is it so slow", "reviewer")
    assert judgement.at is not None
    assert ("change", "conversation a", "judged a message") in recorded()


def test_a_later_judgement_takes_the_place_of_the_earlier_one(page: Page) -> None:
    page.send(verdict="wrong", topic="faq/why_longer")
    assert "Judged before" in page.get()

    page.send(verdict="right")

    judgement = Judgement.objects.get()
    assert (judgement.is_right, judgement.topic) == (True, "faq/how_long")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Say whether the assistant took it for the right thing."),
        ({"verdict": "wrong"}, "Choose the topic that it is really about."),
        ({"verdict": "wrong", "topic": "faq/how_long"}, "The assistant took it for this topic."),
        ({"verdict": "wrong", "topic": "faq/nothing"}, "does not offer that choice"),
        ({"verdict": "right", "example": "How long will your review take?"}, "how long will your review"),
        ({"verdict": "right", "example": "HOW  LONG, will—your review"}, "is in what the family wrote too"),
        ({"verdict": "right", "example": "sorry, they said we would never know"}, "they said we would never"),
        ({"verdict": "right", "example": "my name is John Smith"}, "This holds what looks like a name."),
        ({"verdict": "right", "example": "ring me on 07700 900123"}, "This holds what looks like a phone number."),
    ],
)
def test_what_cannot_be_kept_is_said_and_not_kept(page: Page, fields: dict[str, str], said: str) -> None:
    shown = page.send(**fields)

    assert said in shown
    assert "There is a problem" in shown
    assert not Judgement.objects.exists()


def test_four_words_in_a_row_may_be_the_same(page: Page) -> None:
    assert not page.send(verdict="right", example="how long will your work go on")


@pytest.mark.parametrize(
    ("example", "message", "shared"),
    [
        ("one two three four five", "ONE, two-three four’ five", "one two three four five"),
        ("zero one two three four five six", "one two three four five", "one two three four five"),
        ("one two three four", "one two three four", ""),
        ("five four three two one", "one two three four five", ""),
        ("", "one two three four five", ""),
    ],
)
def test_five_words_in_a_row_are_found(example: str, message: str, shared: str) -> None:
    assert shared_words(example, message) == shared


def test_trainers_see_judgements_and_nothing_that_families_wrote(page: Page, signed_in: Callable[..., Client]) -> None:
    page.send(verdict="wrong", topic="faq/why_longer", example="why is it so slow")
    trainer = signed_in("trainer")

    shown = trainer.get("/review-data/").content.decode()
    taken = trainer.get("/review-data/review-data.csv").content.decode()

    for content in (shown, taken):
        assert "why is it so slow" in content
        assert "river" not in content
    assert "/conversations/a/" not in shown
    assert trainer.get("/conversations/a/").status_code == 403


def test_only_what_was_wrong(page: Page) -> None:
    page.send(verdict="right", example="one of our own")

    assert "one of our own" in page.client.get("/review-data/").content.decode()
    assert "Nothing has been judged yet." in page.client.get("/review-data/?wrong").content.decode()
