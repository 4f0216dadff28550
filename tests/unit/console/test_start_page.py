"""The first page: what waits for a person is seen by whoever may do something about it, or tell somebody."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from console.handoffs.models import HandOff, State
from console.off_switch.models import Pause
from tests.unit.console.people import make_user, sign_in
from tests.unit.console.stored import Stored

NOW = timezone.now()


def failed(reference: str, next_try_at: datetime | None = None) -> None:
    HandOff.objects.create(reference=reference, state=State.FAILED, touched_at=NOW, next_try_at=next_try_at)


def lines(client: Client, part: str = "What needs you today") -> list[str]:
    """What the page lists below a heading: the words of each link."""
    listed = client.get("/").content.decode().partition(f">{part}<")[2].partition("</ul>")[0].partition("<h2>")[0]
    return re.findall(r"<a href=[^>]*>(.*?)</a>", listed)


def urgent(client: Client) -> list[str]:
    """What stands out."""
    page = client.get("/").content.decode()
    return re.findall(r'<li class="state alarm"><span class="hidden">Urgent: </span><a href=[^>]*>(.*?)</a>', page)


def days_ago(days: float) -> float:
    return time.time() - days * 24 * 3600


@pytest.mark.parametrize("role", ["reviewer", "safeguarding_lead", "admin"])
@pytest.mark.usefixtures("console_database")
def test_messages_that_were_left_to_staff_are_seen_at_once(signed_in: Callable[..., Client], role: str) -> None:
    client = signed_in(role)
    assert "Nothing needs you now." in client.get("/").content.decode()
    failed("NSCP-BCDF-GHJK")
    failed("NSCP-BCDF-GHJL", NOW + timedelta(hours=1))
    given_up = "1 message for NSCP could not be sent, and nobody tries again"
    assert f'<a href="/hand-offs/?show=failed">{given_up}</a>' in client.get("/").content.decode()
    assert lines(client) == [given_up, "1 message for NSCP not sent yet: sending is tried again automatically"]

    failed("NSCP-BCDF-GHJM")

    assert urgent(client) == ["2 messages for NSCP could not be sent, and nobody tries again"]


@pytest.mark.parametrize("role", ["reviewer", "safeguarding_lead"])
def test_danger_comes_first_then_how_many_wait_and_for_how_long(
    stored: Stored, signed_in: Callable[..., Client], role: str
) -> None:
    stored.say("fine")
    client = signed_in(role)
    assert "Nothing needs you now." in client.get("/").content.decode()
    assert "Next to review" not in client.get("/").content.decode()

    stored.say_unclear("a", at=days_ago(2.5))
    assert lines(client) == ["1 conversation has waited for a review for 2 days"]
    assert urgent(client) == []

    stored.say_unclear("b", at=days_ago(12.5))
    stored.say_danger("c", at=days_ago(20))
    stored.say_danger("d")
    now = f"{timezone.localtime(timezone.now()):%H:}"
    danger, waiting = lines(client)
    assert danger.startswith(f"Somebody may be in danger: 2 conversations not reviewed, the newest from {now}")
    assert danger.endswith(" today")
    assert urgent(client) == [danger]
    assert waiting == "4 conversations wait for a review, the oldest for 20 days, 2 for longer than 3 days"


def test_the_next_one_to_review_is_one_press_away(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say_danger("a")
    page = signed_in("reviewer").get("/").content.decode()

    assert re.search(r'action="/queue/next/">.*<button class="main">Next to review</button>', page)


def test_the_links_lead_to_what_they_speak_of(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say_danger("a")
    stored.say_unclear("b")
    client = signed_in("safeguarding_lead")
    page = client.get("/").content.decode()
    (danger,) = re.findall(r'<li class="state alarm">.*?<a href="([^"]*)"', page)

    found = client.get(danger.replace("&amp;", "&")).content.decode()
    assert "/conversations/a/" in found
    assert "/conversations/b/" not in found


def test_trainers_see_what_was_not_understood_against_the_week_before(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    trainer = signed_in("trainer")
    assert lines(trainer, "In the last 7 days") == []
    asked_back = {"intent": "clarify", "replies": ["utter_clarify"]}
    for number in range(3):
        stored.say_unclear(f"now {number}")
        stored.say(f"before {number}", at=days_ago(8), **asked_back)
    stored.say_unclear("before", at=days_ago(9))
    stored.say("now", **asked_back)
    stored.say_unclear("long ago", at=days_ago(20))

    assert lines(trainer) == []
    assert lines(trainer, "In the last 7 days") == [
        "The assistant did not understand 3 messages, 2 more than in the 7 days before",
        "The assistant asked back about 1 message, 2 fewer than in the 7 days before",
    ]
    assert lines(signed_in("admin"), "In the last 7 days") == []


@pytest.mark.usefixtures("console_database")
def test_admins_see_who_is_locked_out_and_that_the_assistant_is_paused(signed_in: Callable[..., Client]) -> None:
    admin = signed_in("admin")
    make_user("anna", "reviewer")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(Client(), "anna", "wrong")
        sign_in(Client(), "nobody of this name", "wrong")
    assert lines(admin) == ["1 person is locked out after wrong passwords"]

    Pause.objects.create(pk=1, notice="", paused_at=time.time())
    (said,) = urgent(admin)
    assert said.startswith("The assistant is paused since ")
    assert urgent(signed_in("safeguarding_lead")) == [said]
    assert lines(signed_in("reviewer")) == []


def test_who_may_not_see_them_is_not_told(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say_danger("a")
    failed("NSCP-BCDF-GHJK")

    assert lines(signed_in("trainer")) == []
    assert lines(signed_in("admin")) == ["1 message for NSCP could not be sent, and nobody tries again"]


@pytest.mark.usefixtures("console_database")
def test_somebody_without_a_role_is_told_whom_to_ask(signed_in: Callable[..., Client]) -> None:
    page = signed_in().get("/").content.decode()

    assert "Ask an admin to give you one." in page
    assert "Nothing needs you now." not in page
