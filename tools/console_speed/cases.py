"""What is measured: addresses that staff open, each time another one of its kind."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from urllib.parse import urlencode

from console.conversations.models import Conversation, Message, Tag
from console.conversations.queue import mark_reviewed
from console.conversations.topics import titles

WORDS = ("review", "my", "report", "how long", "son", "who sees", "advocate", "letter", "you", "trial")
RARE = ("zebra", "inquest", "prison", "whitewash", "interpreter", "grandparents")
ORDERS = ("asked", "growing", "answered", "no_help", "title")
PER_PAGE = 25


def make_review_data() -> None:
    """Tags and reviewed conversations, so that filters have something to find."""
    for place, sender_id in enumerate(Conversation.objects.order_by("-last_at").values_list("sender_id", flat=True)[:2000]):
        if place % 2:
            mark_reviewed(sender_id, "speed", messages=1000, thumbs_down=1000)
        if place % 5 == 0:
            Tag.objects.create(sender_id=sender_id, name=("press", "training", "follow up")[place % 3])


def cases() -> list[tuple[str, Callable[[int], str]]]:
    """Name -> the address to open the nth time."""
    pages = Conversation.objects.count() // PER_PAGE
    senders = list(Conversation.objects.order_by("sender_id").values_list("sender_id", flat=True)[:500])
    topics = [name for name in titles() if Message.objects.filter(topic=name).exists()]
    languages = list(Message.objects.exclude(language="").values_list("language", flat=True).distinct())
    today = date.today()

    def days(nth: int) -> dict[str, str]:
        return {"from_day": str(today - timedelta(days=10 + nth)), "to_day": str(today - timedelta(days=nth))}

    def listed(**chosen: Callable[[int], object]) -> Callable[[int], str]:
        return lambda nth: f"/conversations/?{urlencode({name: choose(nth) for name, choose in chosen.items()})}"

    return [
        ("List, first page", lambda nth: "/conversations/"),
        ("List, a page far back", listed(page=lambda nth: pages - nth % 50)),
        ("Search: frequent words", listed(q=lambda nth: WORDS[nth % len(WORDS)])),
        ("Search: rare words, or none", listed(q=lambda nth: RARE[nth % len(RARE)])),
        ("Search: an id", listed(q=lambda nth: senders[nth * 7 % len(senders)])),
        ("Sorted by messages", listed(sort=lambda nth: "-messages", page=lambda nth: nth + 1)),
        ("Filter: topic", listed(topic=lambda nth: topics[nth % len(topics)])),
        ("Filter: confidence", listed(least=lambda nth: nth % 10 * 10, most=lambda nth: nth % 10 * 10 + 10)),
        ("Filter: ten days", lambda nth: f"/conversations/?{urlencode(days(nth % 60))}"),
        ("Filter: not understood", listed(outcome=lambda nth: "fallback", page=lambda nth: nth + 1)),
        ("Filter: asked back", listed(outcome=lambda nth: "clarified", page=lambda nth: nth + 1)),
        ("Filter: message for NSCP", listed(outcome=lambda nth: "hand_off", hand_off=lambda nth: "yes")),
        ("Filter: safety", listed(safety=lambda nth: ("help_first", "answer_with_help")[nth % 2])),
        ("Filter: did not help", listed(thumbs=lambda nth: "down", page=lambda nth: nth + 1)),
        ("Filter: language", listed(language=lambda nth: languages[nth % len(languages)])),
        ("Filter: reviewed or not", listed(review=lambda nth: ("new", "reviewed")[nth % 2])),
        ("Filter: tag", listed(tag=lambda nth: ("press", "training", "follow up")[nth % 3])),
        ("Filter: on hold or not", listed(hold=lambda nth: ("yes", "no")[nth % 2])),
        (
            "All of them at once",
            listed(
                q=lambda nth: WORDS[nth % len(WORDS)],
                outcome=lambda nth: "answered",
                least=lambda nth: 50,
                from_day=lambda nth: today - timedelta(days=70),
                review=lambda nth: "new",
                hold=lambda nth: "no",
                hand_off=lambda nth: "no",
            ),
        ),
        ("One conversation", lambda nth: f"/conversations/{senders[nth * 7 % len(senders)]}/"),
        ("Dashboard, four weeks", lambda nth: f"/dashboard/?until={today - timedelta(days=nth)}"),
        ("Dashboard, everything", lambda nth: f"/dashboard/?since={today - timedelta(days=300 + nth)}"),
        ("Unanswered", lambda nth: f"/unanswered/?since={today - timedelta(days=20 + nth)}"),
        ("Topics", lambda nth: f"/topics/?sort={ORDERS[nth % len(ORDERS)]}"),
        ("Topics: search", lambda nth: f"/topics/?{urlencode({'q': WORDS[nth % len(WORDS)]})}"),
        ("One topic", lambda nth: f"/topics/{topics[nth % len(topics)]}/"),
        ("Inbox", lambda nth: f"/inbox/?page={nth + 1}"),
        ("Inbox: not in the guide", lambda nth: f"/inbox/?show=guide&page={nth % 3 + 1}"),
        ("What is about to be removed", lambda nth: f"/removal/?days={nth}"),
    ]


def mixed() -> Iterator[str]:
    """Addresses of all kinds in turn, for several readers at once."""
    kinds = [address for _, address in cases()]
    return (kinds[nth % len(kinds)](nth % 40) for nth in itertools.count())
