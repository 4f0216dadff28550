"""From a draft to what is live: who may do what, and what happens when two proposals cross."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import override_settings

from console.proposals import live, services
from console.proposals.models import Proposal
from console.proposals.states import STEPS, State, WrongState, move
from nscp.changes import Kind
from tests.unit.console.people import recorded
from tests.unit.console.proposed import EXAMPLE, change, in_state, make_live, new_examples, proposal_with, request_of

pytestmark = pytest.mark.usefixtures("released")


@pytest.fixture
def released(console_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Empty tables on each kind of database, and the numbers of the proposals whose models were made live."""
    made: list[int] = []

    def make_live_without_model(file: Path, by: object, proposal: Proposal, figures: dict[str, str]) -> None:
        made.append(proposal.pk)
        make_live(proposal)

    monkeypatch.setattr(live, "make_live", make_live_without_model)
    with override_settings(NSCP=dataclasses.replace(settings.NSCP, var=tmp_path)):
        yield made


def passed(request: HttpRequest, *changes: object, **fields: object) -> Proposal:
    """A proposal whose check it has passed."""
    proposal = proposal_with(request, *changes)  # type: ignore[arg-type]
    laid_over = [other.pk for other in live.live_proposals()]
    return in_state(proposal, State.PASSED, **{"base": live.base(), "laid_over": laid_over, "model": "1-abc", **fields})


def author() -> HttpRequest:
    return request_of("ann", "trainer")


def colleague() -> HttpRequest:
    return request_of("bob", "trainer")


def lead() -> HttpRequest:
    return request_of("lead", "safeguarding_lead")


def test_a_proposal_goes_its_way(released: list[int]) -> None:
    proposal = proposal_with(author())
    services.submit(author(), proposal)
    move(proposal, State.CHECKING)
    in_state(proposal, State.PASSED, base=live.base())

    services.approve(colleague(), proposal)

    assert (proposal.state, proposal.decided_by, released) == (State.RELEASED, "bob", [proposal.pk])
    subject = f"proposal {proposal.pk}"
    assert [(action, why) for action, what, why in recorded() if what == subject] == [
        ("change", "began it"),
        ("change", "new examples: gap/belongings"),
        ("change", "asked for its check"),
        ("change", "approved it"),
        ("release", ""),
    ]
    assert not [entry for entry in recorded() if EXAMPLE in str(entry)]


@pytest.mark.parametrize("state", State)
def test_no_step_is_possible_but_those_of_the_table(state: State) -> None:
    for to in State:
        proposal = in_state(proposal_with(author(), new_examples(f"pram {'x' * 20} {state} {to} {'y' * 20}")), state)
        if to in STEPS[state]:
            move(proposal, to)
            assert proposal.state == to
        else:
            with pytest.raises(WrongState, match="Look at it again"):
                move(proposal, to)
            assert proposal.state == state
        services.Proposal.objects.all().delete()


def test_nobody_approves_what_they_wrote_a_part_of(released: list[int]) -> None:
    proposal = proposal_with(author())
    services.add(colleague(), proposal, new_examples("her slippers went missing in resus"))
    in_state(proposal, State.PASSED, base=live.base())

    for one in (author(), colleague()):
        with pytest.raises(services.Refused, match="You wrote a part of it"):
            services.approve(one, proposal)

    assert (proposal.state, released) == (State.PASSED, [])
    services.approve(lead(), proposal)
    assert proposal.state == State.RELEASED


@pytest.mark.parametrize("topic", ["immediate_danger", "self_harm_distress"])
def test_what_touches_safety_is_approved_by_the_lead(topic: str, released: list[int]) -> None:
    proposal = passed(author(), new_examples("he just put the poker in the fire and looked at me", topic=topic))

    with pytest.raises(services.Refused, match="The safeguarding lead has to approve it"):
        services.approve(colleague(), proposal)

    services.approve(lead(), proposal)
    assert released == [proposal.pk]


def test_who_takes_out_what_another_wrote_is_one_of_the_writers(released: list[int]) -> None:
    bob, eve = request_of("bob", "trainer"), request_of("eve", "trainer")
    proposal = proposal_with(
        request_of("ann", "trainer"), new_examples(EXAMPLE), new_examples("any sign of his blue anorak")
    )
    services.remove(bob, proposal.changes.last())
    services.add(eve, proposal, new_examples("who would know about the lad's bike"))
    services.remove(eve, proposal.changes.last())  # her own: nothing of what is left is hers
    in_state(proposal, State.PASSED, base=live.base())

    with pytest.raises(services.Refused, match="You wrote a part of it"):
        services.approve(bob, proposal)
    services.approve(eve, proposal)
    assert proposal.state == State.RELEASED


def test_a_reviewer_approves_nothing(released: list[int]) -> None:
    with pytest.raises(services.Refused, match="Your role cannot approve"):
        services.approve(request_of("rita", "reviewer"), passed(author()))


@pytest.mark.parametrize("state", sorted(set(State) - {State.PASSED}))
def test_only_what_has_passed_is_approved(state: State, released: list[int]) -> None:
    proposal = in_state(proposal_with(author()), state, base=live.base())

    with pytest.raises(WrongState):
        services.approve(colleague(), proposal)

    assert released == []


def test_what_was_checked_counts_no_more_when_a_change_comes(released: list[int]) -> None:
    proposal = passed(author(), result={"reasons": []})

    services.add(author(), proposal, new_examples("her slippers went missing in resus"))

    assert (proposal.state, proposal.base, proposal.model, proposal.result) == (State.DRAFT, "", "", {})


def test_a_proposal_that_is_being_checked_cannot_be_changed() -> None:
    proposal = in_state(proposal_with(author()), State.CHECKING)

    with pytest.raises(WrongState, match="while it is “being checked”"):
        services.add(author(), proposal, new_examples("her slippers went missing in resus"))
    with pytest.raises(WrongState, match="while it is “being checked”"):
        services.remove(author(), proposal.changes.get())


def test_the_second_of_two_is_checked_again(released: list[int]) -> None:
    first, second = passed(author()), passed(author(), new_examples("her slippers went missing in resus"))
    services.approve(colleague(), first)

    with pytest.raises(services.Refused, match="What is live has changed since the check"):
        services.approve(colleague(), second)

    services.submit(author(), second)
    assert (second.state, second.base) == (State.WAITING, "")
    assert [one.content["examples"] for one in live.live_changes()] == [[EXAMPLE]]


def test_one_that_is_approved_and_not_live_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_now(*_: object) -> None:
        raise live.NotReleased("There is no room on the disk.")

    first, second = passed(author()), passed(author(), new_examples("her slippers went missing in resus"))
    monkeypatch.setattr(live, "make_live", not_now)
    with pytest.raises(live.NotReleased):
        services.approve(colleague(), first)
    first.refresh_from_db()
    assert first.state == State.APPROVED

    with pytest.raises(services.Refused, match="is approved and not live yet"):
        services.approve(colleague(), second)

    monkeypatch.setattr(live, "make_live", lambda *_: None)
    services.release(colleague(), first)
    assert first.state == State.RELEASED


def test_it_is_sent_back_with_a_comment_and_can_be_checked_again() -> None:
    proposal = passed(author())

    services.send_back(colleague(), proposal, "Shorter, please.")

    assert (proposal.state, proposal.comment, proposal.decided_by) == (State.SENT_BACK, "Shorter, please.", "bob")
    services.submit(author(), proposal)
    assert proposal.state == State.WAITING


def test_an_empty_proposal_is_not_checked() -> None:
    proposal = services.start(author(), "Nothing yet")

    with pytest.raises(services.Refused, match="There is no change in this proposal yet"):
        services.submit(author(), proposal)


def test_a_check_that_waits_is_stopped_at_once_and_one_under_way_soon() -> None:
    proposal = proposal_with(author())
    services.submit(author(), proposal)
    services.cancel(author(), proposal)
    assert proposal.state == State.DRAFT

    with pytest.raises(WrongState, match="no check to stop"):
        services.cancel(author(), proposal)

    in_state(proposal, State.CHECKING)
    services.cancel(author(), proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.cancelling) == (State.CHECKING, True)


WITHDRAWN = [state for state, following in STEPS.items() if State.WITHDRAWN in following]


@pytest.mark.parametrize("state", WITHDRAWN)
def test_it_is_withdrawn(state: State) -> None:
    proposal = in_state(proposal_with(author()), state)

    services.withdraw(author(), proposal)

    assert proposal.state == State.WITHDRAWN


def test_what_is_live_is_what_the_live_model_was_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    first = passed(author())
    services.approve(colleague(), first)
    second = passed(author(), new_examples("her slippers went missing in resus"))
    services.approve(colleague(), second)
    assert live.live_proposals() == [first, second]
    assert live.only_in_database() == 2

    monkeypatch.setattr(live, "_live_proposal", lambda: first)  # somebody goes back
    assert live.live_proposals() == [first]
    third = passed(author(), change(Kind.TITLE, title="Who has our things?"))
    assert third.laid_over == [first.pk]

    Proposal.objects.filter(pk=first.pk).update(applied_at="2026-12-01T00:00Z")
    assert (live.live_proposals(), live.only_in_database()) == ([], 0)
