"""Which conversation comes next, and to whom."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timezone

from django.db import connection
from django.test import Client

from console.conversations.catching_up import catch_up
from console.conversations.models import Review
from console.conversations.queue import CLAIM, mark_reviewed, mark_unreviewed, take_next, waiting
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.stored import Stored


def order() -> list[str]:
    return list(waiting().values_list("sender_id", flat=True))


def test_safety_comes_first_then_thumbs_down_then_low_confidence(stored: Stored) -> None:
    stored.say_unclear("unclear", confidence=0.5)
    stored.say_unclear("very unclear", confidence=0.2)
    stored.say("unsure", confidence=0.6)
    stored.rate("unhelpful", stored.say("unhelpful"), helpful=False)
    stored.say("fine")
    stored.say("thanks", "thanks", "thanks", confidence=0.3)  # nothing hangs on it
    stored.say_danger("danger")
    stored.say("danger", "thanks", "thanks")
    catch_up()

    assert order() == ["danger", "unhelpful", "very unclear", "unclear", "unsure"]


def test_what_is_reviewed_leaves_the_queue_until_more_is_written(stored: Stored) -> None:
    stored.say_danger("a")
    catch_up()
    mark_reviewed("a", "reviewer")
    assert order() == []

    stored.say("a")
    catch_up()
    assert order() == ["a"]

    mark_reviewed("a", "reviewer")
    mark_unreviewed("a")
    assert order() == ["a"]


def test_two_reviewers_get_different_conversations(stored: Stored) -> None:
    for name in ("a", "b"):
        stored.say_danger(name)
    catch_up()

    got = {take_next("first"), take_next("second")}

    assert got == {"a", "b"}
    assert take_next("third") is None


def test_somebody_gets_their_own_again_until_they_are_done(stored: Stored) -> None:
    stored.say_danger("a")
    stored.say_unclear("b")
    catch_up()

    assert take_next("first") == "a"
    assert take_next("first") == "a"
    mark_reviewed("a", "first")
    assert take_next("first") == "b"


def test_a_conversation_that_was_left_goes_back_into_the_queue(stored: Stored) -> None:
    stored.say_danger("a")
    catch_up()
    take_next("first")
    Review.objects.update(claimed_at=datetime.now(timezone.utc) - CLAIM)

    assert take_next("second") == "a"


def test_reviewers_who_ask_at_the_same_moment_get_different_conversations(stored: Stored) -> None:
    for number in range(8):
        stored.say_danger(f"c{number}")
    catch_up()
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
        assert reviewer.post("/queue/next/")["Location"] == f"/conversations/{expected}/"
        reviewer.post(f"/conversations/{expected}/reviewed/")

    page = reviewer.post("/queue/next/", follow=True).content.decode()
    assert "Nothing is waiting for you." in page
    assert "0 conversations waiting" in page
    assert ("change", "conversation a", "marked it reviewed") in recorded()


def test_a_conversation_says_who_has_it(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say_danger("a")
    client_of(make_user("robin", "reviewer")).post("/queue/next/")

    page = signed_in("safeguarding_lead").get("/conversations/a/").content.decode()

    assert "robin took this from the queue" in page
