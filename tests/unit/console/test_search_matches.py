"""What the list says of a search: the sentence that was found, where it is, and a link that opens there."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timezone

import pytest
from django.test import Client

from console.conversations.marking import LONGEST_QUOTED, marked, quoted
from console.conversations.models import Note, Tag
from console.handoffs.models import HandOff, State
from tests.unit.console.stored import Stored

CELL = re.compile(r'<td class="when"><a href="([^"]*)".*?<td class="first">(.*?)</td>', re.DOTALL)


def rows(client: Client, **asked: str) -> list[tuple[str, str]]:
    """The rows of the list: where the link leads, and what is said of the conversation, with [marks]."""
    page = client.get("/conversations/", asked).content.decode()
    found = []
    for address, cell in CELL.findall(page):
        text = re.sub(r"<[^>]+>", "", cell.replace("<mark>", "[").replace("</mark>", "]").replace("</div>", " "))
        found.append((html.unescape(address), " ".join(html.unescape(text).split())))
    return found


@pytest.fixture
def reviewer(stored: Stored, signed_in: Callable[..., Client]) -> Client:
    stored.say("a", "hello", "greet")
    stored.say("a", "He had a blue coat. Who has his coat now? I don't know. We rang twice.", "gap/belongings")
    stored.say("a", "how long", "faq/how_long", message_id="third", replies=["utter_faq/how_long"])
    return signed_in("reviewer")


def test_the_sentence_of_the_family_is_shown_with_its_words_marked_and_the_link_opens_at_it(reviewer: Client) -> None:
    [(address, said)] = rows(reviewer, q="HAS coat")

    assert address == "/conversations/a/?list=q%3DHAS%2Bcoat#message-2"
    assert said.endswith("The family wrote: … Who [has] his [coat] now? …")


def test_an_apostrophe_that_was_not_typed_is_marked_with_its_word(reviewer: Client) -> None:
    assert rows(reviewer, q="dont")[0][1].endswith("The family wrote: … I [don't] know. …")


def test_the_first_message_is_not_written_twice(reviewer: Client) -> None:
    assert rows(reviewer, q="blue")[0][1] == "The family wrote: He had a [blue] coat. …"
    assert rows(reviewer, q="long", place="family")[0][1].startswith("He had a blue coat.")


def test_the_assistants_sentence_is_shown(reviewer: Client) -> None:
    [(address, said)] = rows(reviewer, q="nine months", place="assistant")

    assert address.endswith("#message-3")
    assert "The assistant said: It usually takes six to [nine] [months]" in said


@pytest.mark.parametrize(
    ("asked", "said", "part"),
    [
        ("chair", "In a note: Ask the [chair] first.", "#notes"),
        ("press", "In a tag: [press] office", "#tags"),
        ("nscp-bcdf-ghjk", "In the reference of a message for NSCP", ""),
        ("third", "This is the id of a message in it", "#message-3"),
        ("a-b-c", "This is its id", ""),
    ],
)
def test_where_else_it_was_found(reviewer: Client, stored: Stored, asked: str, said: str, part: str) -> None:
    Note.objects.create(sender_id="a", text="Ask the chair first. Then wait.", by="r")
    Tag.objects.create(sender_id="a", name="press office")
    now = datetime.now(timezone.utc)
    HandOff.objects.create(reference="NSCP-BCDF-GHJK", sender_id="a", state=State.SENT, touched_at=now)
    stored.say("a-b-c", "something")

    [(address, found)] = rows(reviewer, q=asked)

    assert said in found
    assert address.endswith(part or f"list=q%3D{asked}")


def test_what_else_is_chosen_is_true_of_the_message_that_is_shown(reviewer: Client, stored: Stored) -> None:
    stored.say("a", "his coat again", "gap/press")

    [(address, said)] = rows(reviewer, q="coat", topic="gap/press")

    assert address.endswith("#message-4")
    assert "his [coat] again" in said


def test_without_a_search_nothing_is_marked(reviewer: Client) -> None:
    [(address, said)] = rows(reviewer)

    assert address == "/conversations/a/"
    assert said.startswith("He had a blue coat.")
    assert rows(reviewer, review="new")[0][0] == "/conversations/a/?list=review%3Dnew"


def test_what_a_family_wrote_never_becomes_part_of_a_page(reviewer: Client, stored: Stored) -> None:
    stored.say("evil", "<script>zebra</script>")

    page = reviewer.get("/conversations/?q=zebra").content.decode()

    assert "&lt;script&gt;<mark>zebra</mark>&lt;/script&gt;" in page


def test_a_long_sentence_is_cut_around_what_was_found() -> None:
    text = f"{'before ' * 50}zebra{' after' * 50}"

    parts = quoted(text, [(text.index("zebra"), text.index("zebra") + 5)])

    assert ("zebra", True) in parts
    assert (parts[0][0], parts[-1][0]) == ("… ", " …")
    assert parts[1][0].startswith("before ")
    assert sum(len(part) for part, _ in parts) <= LONGEST_QUOTED + 4


def test_the_sentence_with_the_most_different_words_is_quoted() -> None:
    text = "One one one. One and Two. Two, one."

    parts = quoted(text, [found.span() for found in re.finditer("one|two", text, re.IGNORECASE)])

    assert parts == [("… ", False), ("One", True), (" and ", False), ("Two", True), (".", False), (" …", False)]


def test_what_was_found_is_not_gone_through_for_each_sentence() -> None:
    class Spans(list[tuple[int, int]]):
        times_read = 0

        def __iter__(self) -> Iterator[tuple[int, int]]:
            self.times_read += 1
            return super().__iter__()

    spans = Spans((place, place + 1) for place in range(0, 3000, 3))

    quoted("a. " * 1000, spans)

    assert spans.times_read < 5


def test_spans_that_overlap_are_marked_once() -> None:
    assert marked("abcdef", [(3, 5), (1, 4)]) == [("a", False), ("bcde", True), ("f", False)]
    assert marked("abc", []) == [("abc", False)]
    assert quoted("", []) == []
