"""The first page: what waits for a person is seen by whoever may do something about it, or tell somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from django.test import Client

from console.handoffs.models import HandOff, State
from tests.unit.console.stored import Stored

NOW = datetime.now(timezone.utc)


def failed(reference: str, next_try_at: datetime | None = None) -> None:
    HandOff.objects.create(reference=reference, state=State.FAILED, touched_at=NOW, next_try_at=next_try_at)


@pytest.mark.parametrize("role", ["reviewer", "safeguarding_lead", "admin"])
@pytest.mark.usefixtures("console_database")
def test_messages_that_were_left_to_staff_are_seen_at_once(signed_in: Callable[..., Client], role: str) -> None:
    client = signed_in(role)
    assert b"show=failed" not in client.get("/").content
    failed("NSCP-BCDF-GHJK")
    failed("NSCP-BCDF-GHJL", NOW + timedelta(hours=1))
    assert b'<a href="/hand-offs/?show=failed">1 message could not be sent</a>' in client.get("/").content

    failed("NSCP-BCDF-GHJM")

    assert b">2 messages could not be sent<" in client.get("/").content


@pytest.mark.parametrize("role", ["reviewer", "safeguarding_lead"])
def test_conversations_that_want_a_look_are_seen_at_once(
    stored: Stored, signed_in: Callable[..., Client], role: str
) -> None:
    stored.say_unclear("a")
    stored.say("fine")
    client = signed_in(role)
    assert b'<p><a href="/conversations/">1 waiting for review</a>' in client.get("/").content

    stored.say_danger("b")
    assert b'<p class="state"><a href="/conversations/">2 waiting for review, 1 about safety</a>' in client.get("/").content


def test_who_may_not_see_them_is_not_told(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say_danger("a")
    failed("NSCP-BCDF-GHJK")

    trainer = signed_in("trainer").get("/").content
    assert b"waiting for review" not in trainer
    assert b"show=failed" not in trainer
    assert b"waiting for review" not in signed_in("admin").get("/").content


@pytest.mark.usefixtures("console_database")
def test_before_the_assistant_ever_ran_nothing_waits(signed_in: Callable[..., Client]) -> None:
    response = signed_in("reviewer").get("/")

    assert response.status_code == 200
    assert b"waiting for review" not in response.content
