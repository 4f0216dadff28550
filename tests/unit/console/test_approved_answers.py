"""What NSCP would answer: saved with who approved it and when, changed, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from console.conversations.models import ApprovedAnswer
from tests.unit.console.page_forms import seen, seen_on
from tests.unit.console.people import client_of, make_user, recorded

GAP = "/unanswered/gap/advocate/"
APPROVED = {"text": "First.", "approved_by": "Chair of the panel", "approved_on": "2026-03-27"}


def save(client: Client, **fields: str) -> ApprovedAnswer:
    """Save an answer to what is asked about advocates."""
    client.post(f"{GAP}answer/", {**APPROVED, **fields})
    found: ApprovedAnswer = ApprovedAnswer.objects.latest("pk")
    return found


def test_an_approved_answer_says_who_approved_it_and_when_and_keeps_the_earlier_ones(
    signed_in: Callable[..., Client],
) -> None:
    reviewer = signed_in("reviewer")
    save(reviewer)
    save(reviewer, text="Second.")

    page = signed_in("trainer").get(GAP).content.decode()

    assert page.index("Second.") < page.index("First.")
    assert "Approved by Chair of the panel on 27 March 2026. Saved here by reviewer" in page
    assert not any(button in page for button in ("Save the answer", ">Change<", ">Withdraw<"))  # a trainer reads it
    assert ("change", "approved answer gap/advocate", "saved it") in recorded()
    assert reviewer.get("/unanswered/gap/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "Write the answer that NSCP has approved."),
        ({"text": "x" * 2001}, "Write an answer of at most 2,000 characters."),
        ({"text": "ring 07700 900123"}, "holds what looks like a phone number."),
        ({"approved_by": ""}, "Say who at NSCP approved the answer, in at most 100 characters."),
        ({"approved_by": "x" * 101}, "Say who at NSCP approved the answer, in at most 100 characters."),
        ({"approved_on": ""}, "Give the day on which the answer was approved."),
        ({"approved_on": "soon"}, "Give the day on which the answer was approved."),
        ({"approved_on": str(date.today() + timedelta(days=2))}, "Give a day that is not in the future."),
    ],
)
def test_an_answer_that_cannot_be_saved_stays_in_its_form(
    signed_in: Callable[..., Client], fields: dict[str, str], said: str
) -> None:
    reviewer = signed_in("reviewer")
    sent = {**APPROVED, **fields}

    refused = reviewer.post(f"{GAP}answer/", sent)

    page = refused.content.decode()
    assert (refused.status_code, ApprovedAnswer.objects.count()) == (400, 0)
    assert "<title>Error:" in page
    assert page.index("There is a problem") < page.index("<h1>")
    assert said in page
    assert sent["text"] in page
    assert reviewer.get(f"{GAP}answer/", follow=True).redirect_chain == [(GAP, 302)]  # opened again, it is the page


def test_who_may_approve_answers_changes_one(signed_in: Callable[..., Client]) -> None:
    answer = save(signed_in("reviewer"), text="Ask the canary.")
    robin = client_of(make_user("robin", "safeguarding_lead"))
    change = f"/unanswered/answer/{answer.pk}/"
    assert "Ask the canary." in robin.get(change).content.decode()
    assert robin.post(change, {**APPROVED, "text": ""}).status_code == 400

    sent = {**APPROVED, "text": "Ask a lawyer.", **seen(robin, change)}
    page = robin.post(change, sent, follow=True).content.decode()

    assert "Ask a lawyer." in page
    assert "Ask the canary." not in page
    assert "Saved here by reviewer" in page
    assert "changed by robin" in page
    assert ("change", "approved answer gap/advocate", "changed it") in recorded()
    assert not any("canary" in str(row) for row in recorded())


def test_an_answer_that_somebody_changed_meanwhile_is_shown_beside_what_was_typed(signed_in: Callable[..., Client]) -> None:
    reviewer = signed_in("reviewer")
    robin = client_of(make_user("robin", "safeguarding_lead"))
    answer = save(reviewer)
    change = f"/unanswered/answer/{answer.pk}/"
    opened = seen(reviewer, change)
    robin.post(change, {**APPROVED, "text": "Of robin.", **seen(robin, change)})

    late = reviewer.post(change, {**APPROVED, "text": "Of mine.", **opened})

    page = late.content.decode()
    assert late.status_code == 400
    assert "robin has changed this answer since you opened it." in page
    assert "Of robin.</p>" in page
    assert "Of mine.</textarea>" in page
    assert ApprovedAnswer.objects.get().text == "Of robin."
    reviewer.post(change, {**APPROVED, "text": "Of both.", **seen_on(page)})
    assert ApprovedAnswer.objects.get().text == "Of both."


def test_an_answer_is_withdrawn_with_a_reason(signed_in: Callable[..., Client]) -> None:
    reviewer = signed_in("reviewer")
    save(reviewer)
    newer = save(reviewer, text="Second.")
    withdraw = f"/unanswered/answer/{newer.pk}/withdraw/"
    assert "Say " in reviewer.post(withdraw, {"reason": ""}).content.decode()

    page = reviewer.post(withdraw, {"reason": "It names somebody"}, follow=True).content.decode()

    assert "The answer is withdrawn." in page
    assert [row.text for row in ApprovedAnswer.objects.all()] == ["First."]
    assert "First." in signed_in("trainer").get("/unanswered/").content.decode()  # the newest counts
    assert ("change", "approved answer gap/advocate", "withdrew it: It names somebody") in recorded()


def test_a_trainer_changes_no_answer(signed_in: Callable[..., Client]) -> None:
    answer = save(signed_in("reviewer"))
    trainer = signed_in("trainer")

    for what in ("", "withdraw/"):
        assert trainer.post(f"/unanswered/answer/{answer.pk}/{what}", APPROVED).status_code == 403
    assert ApprovedAnswer.objects.get().text == "First."
