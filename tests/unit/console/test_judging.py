"""Judging a message, and what trainers get of it."""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission as AuthPermission
from django.test import Client

from console.conversations.forms import shared_words
from console.conversations.models import Event, Judgement
from console.conversations.topics import title_of
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.stored import Stored

WRITTEN = "My son died in the river last spring, how long will your review take"


@pytest.fixture
def page(stored: Stored, signed_in: Callable[..., Client]) -> Page:
    stored.say("a", WRITTEN, message_id="first")
    stored.say("a", "they said we would never be told")
    return Page(signed_in("reviewer"))


class Page:
    """A conversation's page, on which its first message is judged."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def send(self, **fields: str) -> str:
        """Send a judgement; the page that comes, or nothing if it was kept."""
        response = self.client.post("/conversations/a/judge/first/", fields)
        assert response.status_code in (302, 400)
        return str(response.content.decode())

    def get(self, query: str = "") -> str:
        """Open the page."""
        return str(self.client.get(f"/conversations/a/{query}").content.decode())


@pytest.fixture
def robin(page: Page) -> Page:
    """The same page for another reviewer."""
    return Page(client_of(make_user("robin", "reviewer")))


def first_choices(page: str) -> list[str]:
    """What the buttons of the first message would send, in order."""
    return re.findall(r'name="about" value="([^"]+)"', page[page.index('id="message-1"') : page.index('id="message-2"')])


def test_a_judgement_is_kept_with_who_and_when(page: Page) -> None:
    kept = page.send(about="faq/why_longer", guide_should_answer="on", example="why is it so slow")

    judgement = Judgement.objects.get()
    assert not kept
    assert (judgement.taken_for, judgement.is_right, judgement.topic) == ("faq/how_long", False, "faq/why_longer")
    assert (judgement.guide_should_answer, judgement.example, judgement.by) == (True, "why is it so slow", "reviewer")
    assert judgement.at is not None
    assert ("change", "conversation a", "judged a message") in recorded()


def test_the_first_choices_are_what_the_assistant_thought_of_and_what_it_offered(page: Page, stored: Stored) -> None:
    assert first_choices(page.get()) == ["right", "faq/anonymity", "gap/press"]

    event = Event.objects.filter(type_name="bot").earliest("pk")
    buttons = [{"title": title_of(name), "payload": title_of(name)} for name in ("faq/why_longer", "gap/press")]
    Event.objects.filter(pk=event.pk).update(data=json.dumps({**json.loads(event.data), "data": {"buttons": buttons}}))

    assert first_choices(page.get()) == ["right", "faq/anonymity", "gap/press", "faq/why_longer"]


def test_a_reviewer_stays_where_they_were(page: Page) -> None:
    sent = page.client.post("/conversations/a/judge/first/?page=2&judge=1", {"about": "right"})

    assert sent["Location"] == "/conversations/a/?page=2#message-1"
    assert "You, " in page.get()


def test_an_address_of_the_former_page_leads_to_the_message(page: Page) -> None:
    assert page.client.get("/conversations/a/judge/first/")["Location"] == "/conversations/a/#message-1"
    assert page.client.get("/conversations/a/judge/nothing/").status_code == 404


def test_one_press_keeps_the_example_of_before(page: Page) -> None:
    page.send(about="faq/why_longer", example="why is it so slow", guide_should_answer="on")

    hidden = dict(re.findall(r'<input type="hidden" name="(guide_should_answer|example)" value="([^"]*)">', page.get()))
    page.send(about="right", **hidden)

    judgement = Judgement.objects.get()
    assert (judgement.is_right, judgement.topic) == (True, "faq/how_long")
    assert (judgement.example, judgement.guide_should_answer) == ("why is it so slow", True)


def test_any_topic_can_be_chosen_and_the_form_shows_what_was_said_before(page: Page) -> None:
    assert "<optgroup" not in page.get()
    page.send(about="gap/advocate", example="who speaks for us")

    shown = page.get("?judge=1")

    assert '<optgroup label="Not in the guide">' in shown
    assert '<option value="gap/advocate" selected>' in shown
    assert "who speaks for us</textarea>" in shown
    assert "<optgroup" not in page.get("?judge=99")
    assert "<optgroup" not in page.get("?judge=x")


def test_the_topic_that_the_assistant_chose_is_right(page: Page) -> None:
    page.send(about="faq/how_long")

    assert Judgement.objects.get().is_right


def test_reviewers_who_disagree_are_both_heard(page: Page, robin: Page, stored: Stored) -> None:
    page.send(about="right")
    assert "Reviewers differ." not in page.get()
    robin.send(about="faq/why_longer")
    robin.send(about="faq/anonymity")  # robin thinks again

    assert [(row.by, row.topic) for row in Judgement.objects.order_by("pk")] == [
        ("reviewer", "faq/how_long"),
        ("robin", "faq/anonymity"),
    ]
    shown = page.get()
    assert "Reviewers differ." in shown
    assert re.search(r"You, [^:]+: right", shown)
    assert re.search(f"robin, [^:]+: wrong, it is about “{title_of('faq/anonymity')}", html.unescape(shown))
    assert re.search(r"reviewer, [^:]+: right", robin.get())


def test_trainers_see_that_reviewers_differ_also_when_the_conversation_is_gone(
    page: Page, robin: Page, stored: Stored, signed_in: Callable[..., Client]
) -> None:
    stored.say("b", "who tells the press", "gap/press", message_id="other")
    page.client.post("/conversations/b/judge/other/", {"about": "right"})
    page.send(about="right")
    robin.send(about="faq/why_longer")
    trainer = signed_in("trainer")

    for _ in range(2):
        shown = " ".join(html.unescape(trainer.get("/review-data/").content.decode()).split())
        rows = list(csv.DictReader(trainer.get("/review-data/review-data.csv").content.decode("utf-8-sig").splitlines()))

        assert "2 messages judged. Reviewers differ on 1: " in shown
        assert f"Reviewers differ.</strong> robin: {title_of('faq/why_longer')}" in shown
        assert "Reviewers differ.</strong> reviewer: right" in shown
        by_who = {(row["who"], row["really about (id)"]): row for row in rows}
        first, second = by_who["reviewer", "faq/how_long"], by_who["robin", "faq/why_longer"]
        assert {row["reviewers differ"] for row in (first, second)} == {"yes"}
        assert first["message"] == second["message"]
        assert [row["reviewers differ"] for row in rows].count("no") == 1
        wrong = trainer.get("/review-data/review-data.csv?wrong").content.decode("utf-8-sig").splitlines()
        assert {row["who"] for row in csv.DictReader(wrong)} == {"reviewer", "robin"}
        stored.remove(["a", "b"])
    assert not Judgement.objects.exclude(sender_id="").exists()


def test_who_may_only_read_is_shown_judgements_and_judges_nothing(page: Page) -> None:
    page.send(about="right")
    reader = make_user("reader")
    reader.user_permissions.add(AuthPermission.objects.get(codename="view_conversations"))

    shown = client_of(reader).get("/conversations/a/?judge=1").content.decode()

    assert re.search(r"reviewer, [^:]+: right", shown)
    assert 'name="about"' not in shown


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose what the message is about from the list."),
        ({"about": "faq/nothing"}, "Choose what the message is about from the list."),
        ({"about": "right", "example": "How long will your review take?"}, "how long will your review"),
        ({"about": "right", "example": "HOW  LONG, will—your review"}, "is in what the family wrote too"),
        ({"about": "right", "example": "sorry, they said we would never know"}, "they said we would never"),
        ({"about": "right", "example": "my name is John Smith"}, "holds what looks like a name."),
        ({"about": "right", "example": "ring me on 07700 900123"}, "holds what looks like a phone number."),
        ({"about": "right", "example": "x" * 301}, "Write an example of at most 300 characters."),
        ({"about": "right", "example": "\x00"}, "Write an example of at most 300 characters."),
    ],
)
def test_what_cannot_be_kept_is_said_and_not_kept(page: Page, fields: dict[str, str], said: str) -> None:
    shown = page.send(**fields)

    assert said in shown
    assert "<title>Error:" in shown
    assert shown.index("There is a problem") < shown.index("<h1>")
    assert "<optgroup" in shown
    assert 'href="/conversations/a/?judge=2#message-2"' in shown
    assert not Judgement.objects.exists()


def test_four_words_in_a_row_may_be_the_same(page: Page) -> None:
    assert not page.send(about="right", example="how long will your work go on")


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
    page.send(about="faq/why_longer", example="why is it so slow")
    trainer = signed_in("trainer")

    shown = trainer.get("/review-data/").content.decode()
    taken = trainer.get("/review-data/review-data.csv").content.decode()

    for content in (shown, taken):
        assert "why is it so slow" in content
        assert "river" not in content
    assert "/conversations/a/" not in shown
    assert trainer.get("/conversations/a/").status_code == 403


def test_only_what_was_wrong(page: Page) -> None:
    page.send(about="right", example="one of our own")

    assert "one of our own" in page.client.get("/review-data/").content.decode()
    assert "Nothing has been judged yet." in page.client.get("/review-data/?wrong").content.decode()


def test_a_message_can_be_wrong_without_any_topic_that_fits(page: Page) -> None:
    assert "None of these: no topic fits" in page.get("?judge=1")

    page.send(about="none")

    judgement = Judgement.objects.get()
    assert (judgement.is_right, judgement.topic, judgement.taken_for) == (False, "", "faq/how_long")
    assert "wrong, and no topic fits" in page.get()
    assert '<option value="none" selected>' in page.get("?judge=1")
    assert ">No topic fits</td>" in page.client.get("/review-data/").content.decode()
    assert '"No topic fits",""' in page.client.get("/review-data/review-data.csv").content.decode()
