"""What is said of an example while it is typed, from the address that the page asks."""

from __future__ import annotations

import html

import pytest
from django.core.cache import cache
from django.test import Client

from console.proposals.knowledge import knowledge
from console.trying import hints
from console.trying.nearest import nearer_topic
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.proposed import EXAMPLE, TOPIC, proposal_with, request_of
from tests.unit.console.stored import Stored
from tests.unit.console.test_topic_pages import read


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


@pytest.fixture
def ann(sqlite: str) -> Client:
    return client_of(make_user("ann", "trainer"))


def said(client: Client, line: str, topic: str = TOPIC, **more: object) -> str:
    response = client.post("/try/lines/", {"line": line, "topic": topic, **more})
    assert response.status_code == 200
    return html.unescape(read(response.content.decode()))


def an_example(topic: str) -> str:
    """One of a topic's examples that has several words."""
    return next(text for text, name in knowledge().examples.items() if name == topic and len(text.split()) > 6)


def test_of_a_good_example_nothing_is_said(ann: Client) -> None:
    assert said(ann, EXAMPLE) == ""


def test_what_is_there_already_is_named_with_its_topic(ann: Client) -> None:
    there = an_example("faq/how_long")

    assert f"“{there}” is an example of “How long does a review take?” already" in said(ann, there)
    assert f"“{there}” is already an example of this topic." in said(ann, there, "faq/how_long")


def test_what_is_nearly_there_is_shown_with_it(ann: Client) -> None:
    there = an_example("faq/how_long")

    assert f"is nearly the same as “{there}”, an example of “How long does a review take?”" in said(ann, f"{there}s")


def test_another_topic_that_is_nearer_is_named_with_its_nearest_examples(ann: Client) -> None:
    line = "till its finished and done with, how many months are we talking"
    near = nearer_topic(line, TOPIC, knowledge())
    assert near is not None
    assert near.topic == "faq/how_long"
    assert len(near.examples) == 2

    shown = said(ann, line)

    assert "is nearer to “How long does a review take?”, with the examples “" in shown
    assert "Is it in the right topic?" in shown
    assert said(ann, line, "faq/how_long") == ""


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("she says she wants to kill herself tonight", "has words that always bring help first"),
        ("where is the coat of Jayden Kowalczyk, NHS number 943 476 5919", "looks like a name and an NHS number"),
        ("a" * 400, "on one line of at most 300 characters"),
    ],
)
def test_what_saving_would_refuse_is_said(ann: Client, line: str, why: str) -> None:
    assert why in said(ann, line)


def test_words_that_a_family_wrote_are_refused(stored: Stored) -> None:
    stored.say("a", "they still have his little blue dinosaur wellies up there")

    shown = said(client_of(make_user("ann", "trainer")), "who has his little blue dinosaur wellies")

    assert "“his little blue dinosaur wellies” is in what a family wrote too." in shown


def test_a_proposals_own_examples_count(ann: Client) -> None:
    proposal = proposal_with(request_of("eve", "trainer"))

    assert "is already an example of this topic" in said(ann, EXAMPLE, proposal=proposal.pk)
    assert said(ann, EXAMPLE) == ""


def test_without_a_topic_the_rest_is_said(ann: Client) -> None:
    there = an_example("faq/how_long")

    assert "is an example of “How long does a review take?” already" in said(ann, there, "")
    assert said(ann, EXAMPLE, "") == ""


def test_nothing_is_recorded_and_nothing_logged(ann: Client, caplog: pytest.LogCaptureFixture) -> None:
    before = recorded()
    said(ann, EXAMPLE)

    assert recorded() == before
    assert EXAMPLE not in caplog.text


def test_a_number_that_no_proposal_can_have_is_passed_over(ann: Client) -> None:
    assert said(ann, EXAMPLE, proposal="9" * 5000) == ""


def test_nobody_may_ask_without_end(ann: Client) -> None:
    for _ in range(hints.MOST_ASKED):
        ann.post("/try/lines/", {"line": "", "topic": TOPIC})

    assert ann.post("/try/lines/", {"line": EXAMPLE, "topic": TOPIC}).status_code == 429


def test_a_form_of_another_website_is_refused(sqlite: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("ann", "trainer"))

    assert client.post("/try/lines/", {"line": EXAMPLE, "topic": TOPIC}).status_code == 403


def test_both_forms_have_the_help(ann: Client) -> None:
    proposal = proposal_with(request_of("eve", "trainer"))

    assert 'data-address="/try/lines/"' in ann.get("/proposals/new/").content.decode()
    assert f'data-proposal="{proposal.pk}"' in ann.get(f"/proposals/{proposal.pk}/").content.decode()
