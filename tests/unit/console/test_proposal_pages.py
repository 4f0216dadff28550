"""The pages about proposals, as a trainer and their colleagues use them."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from console.proposals import live
from console.proposals.models import Proposal
from console.proposals.states import State
from nscp.settings import PROJECT
from tests.unit.console.people import client_of, make_user
from tests.unit.console.proposed import EXAMPLE, TOPIC, in_state, make_live, proposal_with, request_of

RESULT = {
    "reasons": [],
    "topics": [{"topic": TOPIC, "title": "How do we get back things?", "n": 9, "gained": 1, "lost": 3}],
    "flips": [
        {"text": "where is his coat", "meant": "Things", "old": "not understood", "new": "Things", "change": "better"}
    ],
    "measures": {
        "gap_right": {"title": "Not in the guide: the right topic answered at once", "n": 90, "old": 0.8, "new": 0.85}
    },
}


@pytest.fixture(autouse=True)
def released(sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, str]]]:
    """Empty tables, and the figures of models that were made live."""
    made: list[dict[str, str]] = []

    def make_live_without_model(file: Path, by: object, proposal: Proposal, figures: dict[str, str]) -> None:
        made.append(figures)
        make_live(proposal)

    monkeypatch.setattr(live, "make_live", make_live_without_model)
    with override_settings(NSCP=dataclasses.replace(settings.NSCP, var=tmp_path)):
        yield made


@pytest.fixture
def ann() -> Client:
    return client_of(make_user("ann", "trainer"))


@pytest.fixture
def bob() -> Client:
    return client_of(make_user("bob", "trainer"))


def new(client: Client, examples: str = EXAMPLE) -> Proposal:
    response = client.post("/proposals/new/", {"title": "Pushchairs", "topic": TOPIC, "examples": examples})
    assert response.status_code == 302, response.content.decode()
    return Proposal.objects.latest("pk")


def page(client: Client, proposal: Proposal) -> str:
    return client.get(f"/proposals/{proposal.pk}/").content.decode()


def test_a_topic_is_chosen_by_the_address(ann: Client) -> None:
    assert f'<option value="{TOPIC}" selected>' in ann.get(f"/proposals/new/?topic={TOPIC}").content.decode()


def test_examples_become_a_proposal_one_on_each_line(ann: Client) -> None:
    proposal = new(ann, f"{EXAMPLE}\r\n\r\n  her slippers went   missing in resus ")

    assert proposal.changes.get().content == {"examples": [EXAMPLE, "her slippers went missing in resus"]}
    shown = page(ann, proposal)
    assert EXAMPLE in shown
    assert "Check it" in shown
    assert TOPIC not in re.sub(r'(?:value|href)="[^"]*"', "", shown)


def test_a_refusal_is_shown_and_nothing_is_saved(ann: Client) -> None:
    form = {"title": "Coats", "topic": TOPIC, "examples": "my lad Kian left his coat there"}

    response = ann.post("/proposals/new/", form)

    assert response.status_code == 400
    assert "holds what looks like a name." in response.content.decode()
    assert not Proposal.objects.exists()


def test_more_examples_are_refused_or_added(ann: Client) -> None:
    proposal = new(ann)

    refused = ann.post(f"/proposals/{proposal.pk}/add/", {"topic": TOPIC, "examples": EXAMPLE})
    added = ann.post(f"/proposals/{proposal.pk}/add/", {"topic": TOPIC, "examples": "her slippers went missing in resus"})

    assert (refused.status_code, added.status_code) == (400, 302)
    assert "is already an example of this topic" in refused.content.decode()
    assert proposal.changes.count() == 2


def test_a_change_names_its_topic_by_the_title_of_now(ann: Client) -> None:
    proposal = new(ann)
    proposal.changes.create(kind="title", topic=TOPIC, content={"title": "Who has our things?"}, by="ann")
    gone = {"kind": "remove_phrase", "topic": "line", "content": {"phrase": "nobody says this"}, "by": "lead"}
    proposal.changes.create(**gone)

    shown = page(ann, proposal)

    assert "<h3>How do we get back things that were taken?</h3>" in shown
    assert 'aria-label="Remove a safety phrase: A line of help beside the answer"' in shown


def test_a_change_is_removed(ann: Client) -> None:
    proposal = new(ann)

    ann.post(f"/proposals/changes/{proposal.changes.get().pk}/remove/")

    assert not proposal.changes.exists()


def test_examples_that_come_too_late_stay_in_the_form(ann: Client) -> None:
    proposal = in_state(new(ann), State.WAITING)

    late = ann.post(f"/proposals/{proposal.pk}/add/", {"topic": TOPIC, "examples": "where did her scooter end up"})

    assert late.status_code == 400
    assert "where did her scooter end up</textarea>" in late.content.decode()


def test_only_who_wrote_a_part_can_withdraw_it(ann: Client, bob: Client) -> None:
    proposal = new(ann)

    assert "Withdraw it" not in page(bob, proposal)
    bob.post(f"/proposals/{proposal.pk}/withdraw/")

    proposal.refresh_from_db()
    assert proposal.state == State.DRAFT


def test_the_check_is_asked_for_shown_and_stopped(ann: Client) -> None:
    proposal = new(ann)

    ann.post(f"/proposals/{proposal.pk}/check/")
    shown = page(ann, proposal)
    assert "Waiting for its turn" in shown
    assert "Nothing checks proposals at the moment." in shown

    in_state(proposal, State.CHECKING, step="Training", share=0.4)
    assert '<progress id="progress" max="1" value="0.40">' in page(ann, proposal)
    ann.post(f"/proposals/{proposal.pk}/cancel/")
    assert "It is being stopped." in page(ann, proposal)


def test_its_result_is_shown_and_its_author_cannot_approve_it(
    ann: Client, bob: Client, released: list[dict[str, str]]
) -> None:
    proposal = in_state(new(ann), State.PASSED, result=RESULT, base=live.base(), model="1-x")

    shown = page(ann, proposal)
    assert "<strong>3: gets worse</strong>" in shown
    assert "You wrote a part of it. Somebody else has to approve it." in shown
    assert "Approve and release" not in shown
    ann.post(f"/proposals/{proposal.pk}/approve/", {"seen": proposal.version})
    assert released == []

    assert "Approve and release" in page(bob, proposal)
    assert "If you change one or take it out, the proposal has to be checked again." in page(bob, proposal)
    bob.post(f"/proposals/{proposal.pk}/approve/", {"seen": proposal.version})
    assert released == [{"Not in the guide: the right topic answered at once": "85.0%"}]
    assert "Released" in page(bob, proposal)


def test_another_help_comes_first_then_the_proposals_own_topics_then_the_rest_folded(ann: Client) -> None:
    def flip(text: str, change: str, *topics: str) -> dict[str, object]:
        return {"text": text, "meant": "M", "old": "O", "new": "N", "change": change, "topics": topics}

    flips = [
        flip("who has my cats", "worse", "faq/how_long"),
        flip("i took them", "another_help", "self_harm_distress"),
        flip("where is his coat", "better", TOPIC),
    ]
    topics = [
        {"topic": name, "title": title, "n": 9, "gained": 1, "lost": 3}
        for name, title in (("faq/how_long", "A"), (TOPIC, "B"))
    ]
    proposal = in_state(new(ann), State.PASSED, result={**RESULT, "topics": topics, "flips": flips})

    shown = page(ann, proposal)

    order = [
        "Another help than before",
        "i took them",
        "In the topics of this proposal",
        ">B<",
        "where is his coat",
        "Elsewhere",
    ]
    order += [
        "<strong>1 of them gets worse.</strong>",
        "<details>",
        "1 topic, 1 message<",
        ">A<",
        "who has my cats",
        "All figures",
    ]
    places = [shown.index(words) for words in order]
    assert places == sorted(places)


def test_why_it_cannot_be_approved_is_shown(ann: Client) -> None:
    proposal = in_state(new(ann), State.REFUSED, reasons=["Safety gets worse. It really does."])

    assert "<li>Safety gets worse. It really does.</li>" in page(ann, proposal)


def test_sending_back_needs_a_comment(ann: Client, bob: Client) -> None:
    proposal = in_state(new(ann), State.PASSED, result=RESULT)

    empty = bob.post(f"/proposals/{proposal.pk}/send-back/", {"comment": "", "seen": proposal.version})
    bob.post(f"/proposals/{proposal.pk}/send-back/", {"comment": "Too long.", "seen": proposal.version})

    assert empty.status_code == 400
    proposal.refresh_from_db()
    assert (proposal.state, proposal.comment) == (State.SENT_BACK, "Too long.")
    assert "Too long." in page(ann, proposal)


def test_nobody_decides_on_what_they_have_not_seen(ann: Client, bob: Client, released: list[dict[str, str]]) -> None:
    proposal = in_state(new(ann), State.PASSED, result=RESULT, base=live.base(), model="1-x", checked_at=timezone.now())
    seen = re.findall(r'name="seen" value="(\w+)"', page(bob, proposal))
    assert len(seen) == 2
    ann.post(f"/proposals/{proposal.pk}/add/", {"topic": TOPIC, "examples": "nobody bothers with those silly documents"})

    late = bob.post(f"/proposals/{proposal.pk}/send-back/", {"comment": "Shorter, please.", "seen": seen[1]})
    assert late.status_code == 400
    assert "Shorter, please.</textarea>" in late.content.decode()

    in_state(proposal, State.PASSED, result=RESULT, base=live.base(), model="1-x")
    refused = bob.post(f"/proposals/{proposal.pk}/approve/", {"seen": seen[0]}, follow=True).content.decode()
    assert "The proposal has changed since you opened it." in refused
    assert "nobody bothers with those silly documents" in refused
    in_state(proposal, State.APPROVED)
    bob.post(f"/proposals/{proposal.pk}/approve/", {"seen": seen[0]})
    assert released == []

    bob.post(f"/proposals/{proposal.pk}/approve/", {"seen": proposal.version})
    assert len(released) == 1


def test_a_step_that_comes_too_late_says_so(ann: Client) -> None:
    proposal = in_state(new(ann), State.RELEASED)

    response = ann.post(f"/proposals/{proposal.pk}/withdraw/", follow=True)

    assert "the proposal is “Released”" in response.content.decode()


def test_the_list_names_states_and_what_is_only_in_the_database(ann: Client) -> None:
    make_live(in_state(new(ann), State.RELEASED, released_at="2026-12-01T00:00Z"))

    listed = ann.get("/proposals/").content.decode()

    assert "Pushchairs" in listed
    assert "1 live change is only in the console so far." in listed


def test_a_mistake_in_the_files_is_said_and_is_no_crash(
    ann: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = new(ann)
    shutil.copytree(PROJECT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.npz"))
    (tmp_path / "data" / "topics" / "faq" / "how_long.yml").write_text("title: [\n", encoding="utf-8")
    monkeypatch.setattr("console.proposals.knowledge.PROJECT", tmp_path)

    for answered in (
        ann.get(f"/proposals/{proposal.pk}/"),
        ann.post("/proposals/new/", {"title": "Pushchairs", "topic": TOPIC, "examples": EXAMPLE}),
    ):
        assert answered.status_code == 503
        assert "One of the assistant's own files has a mistake" in answered.content.decode()
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "look"),
    [(State.DRAFT, "state"), (State.PASSED, "state"), (State.FAILED, "state alarm"), (State.REFUSED, "state alarm")],
)
def test_only_what_failed_is_shown_as_an_alarm(state: State, look: str) -> None:
    proposal = in_state(proposal_with(request_of("trainer", "trainer")), state)

    page = client_of(request_of("trainer").user).get(f"/proposals/{proposal.pk}/").content.decode()

    assert f'<p class="{look}">{state.label}</p>' in page
