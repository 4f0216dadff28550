"""Drafts: what a family has answered so far, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from console.handoffs import drafts, outbox
from console.handoffs.drafts import Chat
from console.handoffs.models import HandOff, new_reference
from nscp.masking import mask

pytestmark = pytest.mark.usefixtures("hand_offs")

FAMILY = Chat("a" * 32, "website")
OTHERS = Chat("b" * 32, "website")
BY_REST = FAMILY._replace(channel="rest")  # where anybody may name any sender id


def age(reference: str, minutes: float) -> None:
    """Make a draft older than it is."""
    touched_at = HandOff.objects.get(reference=reference).touched_at
    HandOff.objects.filter(reference=reference).update(touched_at=touched_at - timedelta(minutes=minutes))


def test_answers_come_one_by_one_and_are_kept_together() -> None:
    reference = drafts.save(FAMILY, None, message="What happens now?")

    assert drafts.save(FAMILY, reference, reply_to="mum@example.org", reply_note="") == reference
    assert drafts.save(FAMILY, reference, name="Jo", message="What happens next?") == reference

    assert drafts.read(FAMILY, reference) == drafts.Details("What happens next?", "mum@example.org", "", "Jo", "")


def test_the_same_answer_again_changes_nothing() -> None:
    reference = drafts.save(FAMILY, None, message="hello")

    drafts.save(FAMILY, reference, message="hello")

    assert drafts.read(FAMILY, reference) == drafts.Details("hello")
    assert HandOff.objects.count() == 1


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "مرحبا", "\U0001f9f8", "x" * 20_000, "{{ x }}", "\r\n.\r\n"])
def test_an_answer_is_kept_as_it_was_typed(text: str) -> None:
    reference = drafts.save(FAMILY, None, message=text)

    assert drafts.read(FAMILY, reference) == drafts.Details(text)


def test_an_answer_that_nothing_asks_for_is_refused() -> None:
    with pytest.raises(TypeError):
        drafts.save(FAMILY, None, mesage="hello")

    assert not HandOff.objects.exists()


def test_an_answer_that_is_longer_than_any_message_is_refused() -> None:
    with pytest.raises(ValueError, match="20000"):
        drafts.save(FAMILY, None, message="x" * 2_000_000)

    assert not HandOff.objects.exists()


def test_the_database_holds_only_ciphertext() -> None:
    reference = drafts.save(FAMILY, None, message="our Zebedee", reply_to="07700 900123")

    [row] = HandOff.objects.filter(reference=reference).values()

    assert "Zebedee" not in str(row)
    assert "900123" not in str(row)


@pytest.mark.parametrize("others", [OTHERS, BY_REST])
def test_a_draft_is_read_changed_forgotten_and_sent_by_its_own_chat_only(others: Chat) -> None:
    reference = drafts.save(FAMILY, None, message="hello", reply_to="mum@example.org")

    assert drafts.read(others, reference) is None
    assert outbox.save(others, reference) is None
    drafts.forget(others, reference)
    theirs = drafts.save(others, reference, message="mine")

    assert theirs != reference
    assert drafts.read(FAMILY, reference) == drafts.Details("hello", "mum@example.org")
    assert drafts.read(others, theirs) == drafts.Details("mine")


def test_a_draft_is_over_thirty_minutes_after_the_last_answer() -> None:
    reference = drafts.save(FAMILY, None, message="hello", reply_to="mum@example.org")
    age(reference, 29)
    assert drafts.read(FAMILY, reference)
    age(reference, 2)

    assert drafts.read(FAMILY, reference) is None
    assert outbox.save(FAMILY, reference) is None
    assert drafts.save(FAMILY, reference, message="again") != reference


def test_each_answer_gives_another_thirty_minutes() -> None:
    reference = drafts.save(FAMILY, None, message="hello")
    age(reference, 29)

    assert drafts.save(FAMILY, reference, name="Jo") == reference
    age(reference, 29)

    assert drafts.read(FAMILY, reference) == drafts.Details("hello", name="Jo")


def test_a_forgotten_draft_leaves_nothing() -> None:
    reference = drafts.save(FAMILY, None, message="hello")

    drafts.forget(FAMILY, reference)
    drafts.forget(FAMILY, reference)

    assert drafts.read(FAMILY, reference) is None
    assert not HandOff.objects.exists()


def test_several_threads_write_into_one_draft_without_losing_an_answer() -> None:
    reference = drafts.save(FAMILY, None, message="hello")
    answers = {"reply_to": "mum@example.org", "reply_note": "or by post", "name": "Jo", "safe_time": "after six"}

    with ThreadPoolExecutor(4) as threads:
        kept = [threads.submit(drafts.save, FAMILY, reference, **{name: answer}) for name, answer in answers.items()]

    assert [draft.result() for draft in kept] == [reference] * 4
    assert drafts.read(FAMILY, reference) == drafts.Details("hello", **answers)


def test_a_reference_is_never_taken_for_a_personal_detail() -> None:
    references = {new_reference() for _ in range(500)}

    assert len(references) == 500
    assert all(mask(reference) == reference for reference in references)
    assert all(mask(f"Has my message {reference} gone?") == f"Has my message {reference} gone?" for reference in references)
