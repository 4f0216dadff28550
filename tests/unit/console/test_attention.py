"""Which message of a conversation needs a person, and that the page leads there."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from console.conversations.attention import MessageInNeed, message_in_need
from console.conversations.models import Conversation, Review
from console.conversations.queue import mark_reviewed
from tests.unit.console.stored import Stored

DANGER = "Somebody may be in danger"


def found(sender_id: str = "a") -> MessageInNeed | None:
    review = Review.objects.filter(sender_id=sender_id).first()
    return message_in_need(Conversation.objects.get(pk=sender_id), review)


def test_it_is_the_first_of_the_most_urgent(stored: Stored) -> None:
    stored.say("a")
    assert found() is None
    stored.say_unclear("a")
    assert found() == MessageInNeed(2, "The assistant was not sure")
    stored.rate("a", stored.say("a"), helpful=False)
    assert found() == MessageInNeed(3, "An answer did not help")
    stored.say_danger("a")
    stored.say_danger("a")
    assert found() == MessageInNeed(4, DANGER)


def test_it_is_one_that_nobody_has_been_through(stored: Stored) -> None:
    rated = stored.say("a")
    stored.say_danger("a")
    mark_reviewed("a", "reviewer", messages=2, thumbs_down=0)
    assert found() == MessageInNeed(2, DANGER)  # all are reviewed: what needed a look
    stored.say("a")
    assert found() == MessageInNeed(3, "More was written since it was reviewed")
    stored.say_danger("a")
    assert found() == MessageInNeed(4, DANGER)
    mark_reviewed("a", "reviewer", messages=4, thumbs_down=0)
    stored.rate("a", rated, helpful=False)
    assert found() == MessageInNeed(1, "An answer did not help")


def test_the_page_leads_there_and_next_to_review_opens_there(stored: Stored, signed_in: Callable[..., Client]) -> None:
    for _ in range(3):
        stored.say("a")
    stored.say_danger("a")
    reviewer = signed_in("reviewer")

    assert reviewer.post("/queue/next/")["Location"] == "/conversations/a/#message-4"
    page = reviewer.get("/conversations/a/").content.decode()
    assert '<a href="#message-4">Go to what needs you: somebody may be in danger</a>' in page
    assert 'id="message-4" tabindex="-1"' in page


def test_what_only_a_machine_needs_is_folded_away_and_danger_is_not(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    message_id = stored.say_danger("a", confidence=0.81)

    page = signed_in("reviewer").get("/conversations/a/").content.decode()

    folded = page[page.index("<details", page.index('id="message-1"')) : page.index('class="judge"')]
    for words in ("<dd>81", "Other possibilities", "5 ms", message_id):
        assert words in folded
        assert page.count(words) == 1 or words == message_id
    assert "Safety help given" not in folded
    assert "Safety help given" in page
    assert f'<strong class="urgent">{DANGER}</strong>' in page
