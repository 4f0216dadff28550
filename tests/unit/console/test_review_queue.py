"""Which conversation comes next, and to whom."""

from __future__ import annotations

import dataclasses
import re
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from console.conversations.models import QueueSkip, Review
from console.conversations.queue import CLAIM, mark_reviewed, mark_unreviewed, put_back, take_next, waiting
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.stored import Stored


def order() -> list[str]:
    return list(waiting().values_list("sender_id", flat=True))


def hours_ago(hours: float) -> float:
    return time.time() - hours * 3600


def test_danger_comes_first_then_a_line_of_help_then_thumbs_down_then_low_confidence(stored: Stored) -> None:
    stored.say_unclear("unclear")
    stored.rate("unhelpful", stored.say("unhelpful"), helpful=False)
    stored.say("fine")
    stored.say("thanks", "thanks", "thanks", confidence=0.3)  # nothing hangs on it
    with_help = {"outcome": "answer_with_help", "topic": "self_harm_distress"}
    stored.say("helped", safety=with_help, replies=["utter_faq/how_long", "utter_line_of_help"])
    stored.say_danger("danger")
    stored.say("danger", "thanks", "thanks")
    assert order() == ["danger", "helped", "unhelpful", "unclear"]


def test_within_each_need_the_newest_comes_first_however_sure_the_assistant_was(stored: Stored) -> None:
    stored.say_danger("older danger", confidence=0.1, at=hours_ago(30))
    stored.say_danger("new danger", confidence=0.99)
    stored.say_unclear("older", confidence=0.2, at=hours_ago(5))
    stored.say_unclear("newer", confidence=0.5, at=hours_ago(1))

    assert order() == ["new danger", "older danger", "newer", "older"]


def test_what_has_waited_too_long_comes_after_danger_and_before_all_else_the_longest_first(stored: Stored) -> None:
    with_help = {"outcome": "answer_with_help", "topic": "self_harm_distress"}
    stored.say("helped", safety=with_help, replies=["utter_faq/how_long", "utter_line_of_help"])
    stored.say_danger("danger of long ago", at=hours_ago(24 * 9))
    stored.say_unclear("long ago", at=hours_ago(73))
    stored.rate("longest ago", stored.say("longest ago", at=hours_ago(24 * 20)), helpful=False)
    stored.say_unclear("in time", at=hours_ago(71))
    stored.say_danger("danger")
    assert order() == ["danger", "danger of long ago", "longest ago", "long ago", "helped", "in time"]

    week = dataclasses.replace(settings.NSCP.console, review_within=timedelta(days=7))
    with override_settings(NSCP=dataclasses.replace(settings.NSCP, console=week)):
        assert order()[2:] == ["longest ago", "helped", "in time", "long ago"]


def test_new_danger_is_what_the_next_reviewer_gets_among_many(stored: Stored, signed_in: Callable[..., Client]) -> None:
    for number in range(12):
        stored.say_danger(f"c{number}", confidence=0.01, at=hours_ago(number + 1))
        stored.say_unclear(f"u{number}", at=hours_ago(24 * (number + 1)))
    stored.say_danger("now", confidence=0.99)

    assert signed_in("reviewer").post("/queue/next/")["Location"] == "/conversations/now/#message-1"


def test_what_is_reviewed_leaves_the_queue_until_more_is_written(stored: Stored) -> None:
    stored.say_danger("a")
    assert mark_reviewed("a", "reviewer", messages=1, thumbs_down=0)
    assert order() == []

    stored.say("a")
    assert order() == ["a"]

    mark_reviewed("a", "reviewer", messages=2, thumbs_down=0)
    mark_unreviewed("a")
    assert order() == ["a"]


def test_an_opinion_after_the_review_brings_a_conversation_back(stored: Stored) -> None:
    message_id = stored.say("a")
    mark_reviewed("a", "reviewer", messages=1, thumbs_down=0)
    assert order() == []

    stored.rate("a", message_id, helpful=False)
    assert order() == ["a"]

    mark_reviewed("a", "reviewer", messages=1, thumbs_down=1)
    assert order() == []


def test_more_than_there_is_cannot_be_reviewed(stored: Stored) -> None:
    stored.say_danger("a")
    mark_reviewed("a", "reviewer", messages=50, thumbs_down=50)

    stored.rate("a", stored.say_danger("a"), helpful=False)
    assert order() == ["a"]


def shown_on(page: str) -> dict[str, str]:
    """What the page's form would send of what it shows."""
    return dict(re.findall(r'<input type="hidden" name="(messages|thumbs_down)" value="([^"]*)">', page))


def test_what_was_written_after_the_page_was_opened_is_not_reviewed(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    stored.say_unclear("a")
    reviewer = signed_in("reviewer")
    shown = shown_on(reviewer.get("/conversations/a/").content.decode())
    stored.say_danger("a")
    said = reviewer.post("/conversations/a/reviewed/", shown, follow=True).content.decode()

    assert "More came while you were reading." in said
    assert "more came since" in said
    assert order() == ["a"]


@pytest.mark.parametrize("messages", ["", "-1", "x", "1.5", "9" * 5000, "\x00"])
def test_a_page_that_does_not_say_what_it_showed_covers_nothing(
    stored: Stored, signed_in: Callable[..., Client], messages: str
) -> None:
    stored.say_danger("a")
    signed_in("reviewer").post("/conversations/a/reviewed/", {"messages": messages})

    assert order() == ["a"]


def test_two_reviewers_get_different_conversations(stored: Stored) -> None:
    for name in ("a", "b"):
        stored.say_danger(name)
    got = {take_next("first"), take_next("second")}

    assert got == {"a", "b"}
    assert take_next("third") is None


def test_somebody_gets_their_own_again_until_they_are_done(stored: Stored) -> None:
    stored.say_danger("a")
    stored.say_unclear("b")
    assert take_next("first") == "a"
    assert take_next("first") == "a"
    mark_reviewed("a", "first", messages=1, thumbs_down=0)
    assert take_next("first") == "b"


def test_a_conversation_that_was_left_goes_back_into_the_queue(stored: Stored) -> None:
    stored.say_danger("a")
    take_next("first")
    Review.objects.update(claimed_at=datetime.now(timezone.utc) - CLAIM)

    assert take_next("second") == "a"


def test_what_somebody_puts_back_goes_to_others_and_to_them_later(stored: Stored) -> None:
    stored.say_danger("a")
    stored.say_unclear("b")
    take_next("first")

    put_back("a", "first")

    assert take_next("first") == "b"
    assert take_next("second") == "a"
    put_back("a", "second")
    put_back("b", "first")
    assert take_next("first") is None
    QueueSkip.objects.update(at=datetime.now(timezone.utc) - CLAIM)
    assert take_next("first") == "a"


def test_nobody_takes_a_conversation_that_has_been_removed(stored: Stored) -> None:
    stored.say_danger("a")
    stored.remove(["a"])

    assert take_next("first") is None
    assert not Review.objects.exists()


def test_reviewers_who_ask_at_the_same_moment_get_different_conversations(stored: Stored) -> None:
    for number in range(8):
        stored.say_danger(f"c{number}")
    got: list[str | None] = []

    def ask(name: str) -> None:
        try:
            got.append(take_next(name))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[f"reviewer {number}"]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 8
    assert len(set(got)) == 8
    assert None not in got


def test_a_reviewer_clears_the_queue(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say_danger("a")
    stored.say_unclear("b")
    reviewer = signed_in("reviewer")

    for expected in ("a", "b"):
        assert reviewer.post("/queue/next/")["Location"] == f"/conversations/{expected}/#message-1"
        page = reviewer.get(f"/conversations/{expected}/").content.decode()
        reviewer.post(f"/conversations/{expected}/reviewed/", shown_on(page))

    page = reviewer.post("/queue/next/", follow=True).content.decode()
    assert "Nothing is waiting for you." in page
    assert "0 conversations waiting" in page
    assert ("change", "conversation a", "marked it reviewed") in recorded()


def test_a_reviewer_goes_on_to_the_next_at_once(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say_danger("a")
    stored.say_unclear("b")
    reviewer = signed_in("reviewer")
    shown = shown_on(reviewer.get("/conversations/a/").content.decode())

    assert reviewer.post("/conversations/a/reviewed/", {**shown, "go_on": ""})["Location"] == "/conversations/b/#message-1"
    assert order() == ["b"]


def test_a_reviewer_puts_a_conversation_back(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say_danger("a")
    stored.say_unclear("b")
    reviewer = signed_in("reviewer")
    mine = reviewer.post("/queue/next/", follow=True).content.decode()
    not_mine = reviewer.get("/conversations/b/").content.decode()
    assert ("Put back" in mine, "Next to review" in mine) == (True, False)
    assert ("Put back" in not_mine, "Next to review" in not_mine) == (False, True)

    page = reviewer.post("/conversations/a/put-back/", follow=True).content.decode()

    assert "Put back. Others may get it at once" in page
    assert reviewer.post("/queue/next/")["Location"] == "/conversations/b/#message-1"
    assert "Being reviewed by reviewer" in reviewer.get("/conversations/").content.decode()
    assert ("change", "conversation a", "put it back into the queue") in recorded()


def test_a_conversation_says_who_has_it(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say_danger("a")
    client_of(make_user("robin", "reviewer")).post("/queue/next/")

    page = signed_in("safeguarding_lead").get("/conversations/a/").content.decode()

    assert "robin took this from the queue" in page
