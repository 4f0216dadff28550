"""What the list of conversations can be narrowed down to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest
from django.test import Client

from console.conversations import own_texts
from console.conversations.filters import ConversationFilter
from console.conversations.models import Conversation, Message, Note, Tag
from console.conversations.queue import mark_reviewed
from console.conversations.retention import hold
from console.handoffs.models import HandOff, State
from nscp.contacts import load_contacts
from nscp.settings import PROJECT
from tests.unit.console.people import client_of, make_user
from tests.unit.console.stored import Stored

DAY = 86_400
NOON = datetime(2026, 5, 10, 12, tzinfo=timezone.utc).timestamp()


def found(**chosen: str) -> set[str]:
    """The conversations that fit."""
    return set(ConversationFilter(chosen, Conversation.objects.all()).qs.values_list("sender_id", flat=True))


@pytest.fixture
def three(stored: Stored) -> Stored:
    """Three conversations: an answered one, one with everything to look for, and an old one."""
    stored.say("plain", "How long does it take?", "faq/how_long", at=NOON)
    stored.say("plain", "thank you, my social\nworker", "thanks", at=NOON + 60)
    stored.say("rich", "can I have an advocate", "gap/advocate", at=NOON + DAY, confidence=0.8)
    stored.say_danger("rich", at=NOON + DAY + 60)
    stored.say_unclear("rich", at=NOON + DAY + 120)
    stored.say("rich", "which one", "faq/anonymity", at=NOON + DAY + 180, intent="clarify", replies=["utter_clarify"])
    stored.say("rich", "can I talk to a person", "handoff_request", at=NOON + DAY + 240, replies=["utter_hand_off"])
    rated = stored.say("rich", "nu vorbesc engleza", "other_language", at=NOON + DAY + 300)
    stored.rate("rich", rated, helpful=False)
    stored.say("old", "Who sees the Report?", "faq/who_sees_report", at=NOON - 30 * DAY)
    return stored


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, {"plain", "rich", "old"}),
        ({"q": "ADVOCATE"}, {"rich"}),
        ({"q": "“an advocate”,"}, {"rich"}),
        ({"review": "waiting"}, {"rich"}),
        ({"q": "the report", "place": "family"}, {"old"}),
        ({"q": "  report?   who ", "place": "family"}, {"old"}),
        ({"q": "advocate hits"}, set()),  # both in the same message
        ({"q": "social worker"}, {"plain"}),
        ({"q": "100%"}, set()),
        ({"q": "_"}, set()),
        ({"from_day": "2026-05-11"}, {"rich"}),
        ({"to_day": "2026-05-10"}, {"plain", "old"}),
        ({"from_day": "2026-05-10", "to_day": "2026-05-10"}, {"plain"}),
        ({"topic": "gap/advocate"}, {"rich"}),
        ({"least": "90"}, {"plain", "rich", "old"}),
        ({"most": "50"}, {"rich"}),
        ({"least": "80%", "most": "80"}, {"rich"}),
        ({"least": "81", "most": "94"}, set()),
        ({"topic": "gap/advocate", "least": "90"}, set()),  # both of the same message
        ({"topic": "gap/advocate", "least": "70", "most": "85"}, {"rich"}),
        ({"outcome": "fallback"}, {"rich"}),
        ({"outcome": "clarified"}, {"rich"}),
        ({"outcome": "hand_off"}, {"rich"}),
        ({"outcome": "small_talk"}, {"plain"}),
        ({"safety": "help_first"}, {"rich"}),
        ({"safety": "answer_with_help"}, set()),
        ({"thumbs": "down"}, {"rich"}),
        ({"thumbs": "up"}, set()),
        ({"language": "Romanian"}, {"rich"}),
    ],
)
def test_each_filter(chosen: dict[str, str], expected: set[str]) -> None:
    assert found(**chosen) == expected


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "chosen", [{"topic": "no such topic"}, {"from_day": "soon"}, {"least": "101"}, {"outcome": "x"}, {"q": "x " * 101}]
)
def test_what_cannot_be_chosen_is_said(signed_in: Callable[..., Client], chosen: dict[str, str]) -> None:
    page = signed_in("reviewer").get("/conversations/", chosen)

    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"from_day": "2026-05-12", "to_day": "2026-05-11"}, "Enter a last day that is the same as “Written from” or after"),
        ({"least": "0.8"}, "“Confidence from” must be a whole number from 0 to 100, such as 80."),
        ({"least": "80", "most": "70"}, "Enter a confidence that is the same as “Confidence from” or above it."),
        ({"outcome": "x"}, "Choose one of the entries of “What the assistant did”."),
        ({"from_day": "soon"}, "“Written from” must be a real date."),
        ({"q": "x" * 201}, "Search for at most 200 characters."),
        ({"q": "nul\x00"}, "Type the words to search for again"),
    ],
)
def test_an_error_says_what_to_do_above_the_heading_and_there_is_no_list(
    signed_in: Callable[..., Client], chosen: dict[str, str], said: str
) -> None:
    page = signed_in("reviewer").get("/conversations/", {"tag": "", **chosen}).content.decode()

    assert "<title>Error: Conversations" in page
    assert page.index(said) < page.index("<h1>")
    assert page.count("There is a problem") == 1
    assert "0 conversations<" not in page
    assert "<table" not in page


def test_what_was_typed_stays_with_an_error(signed_in: Callable[..., Client], three: Stored) -> None:
    page = signed_in("reviewer").get("/conversations/?least=0.8&q=advocate").content.decode()

    assert 'name="least" value="0.8"' in page
    assert 'name="q" value="advocate"' in page


@pytest.mark.parametrize("asked", ["don't", "dont", "DON\u2019T", "don\u02bct know"])
@pytest.mark.parametrize("written", ["i dont know", "I don't know", "I don\u2019t know"])
def test_an_apostrophe_makes_no_difference_wherever_it_is_missing(stored: Stored, asked: str, written: str) -> None:
    stored.say("a", written, replies=["utter_clarify"])
    stored.say("b", "something else", replies=["utter_clarify"])
    stored.say("c", "something else", replies=["utter_clarify"])
    Note.objects.create(sender_id="c", text=written, by="r")

    assert found(q=asked) == {"a", "c"}


def test_a_search_finds_what_the_assistant_said(stored: Stored) -> None:
    stored.say("long", "wot about it", replies=["utter_faq/how_long"])
    stored.say("second", "two things", replies=["utter_faq/anonymity", "utter_faq/how_long"])
    stored.say("address", "a person please", "handoff_request", replies=["utter_hand_off"])
    stored.say("other", "six months", replies=["utter_faq/anonymity"])
    email = load_contacts(PROJECT)["nscp_email"].value

    assert found(q="six to nine MONTHS") == {"long", "second"}
    assert found(q="months") == {"long", "second", "other"}
    assert found(q="months", place="family") == {"other"}
    assert found(q="months", place="assistant") == {"long", "second"}
    assert found(q="months", place="staff") == set()
    assert "address" in found(q=email)


def test_a_broken_topic_file_leaves_the_search_of_what_families_wrote(
    stored: Stored, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "broken.yml").write_text("responses: [", encoding="utf-8")
    monkeypatch.setattr(own_texts, "DATA", tmp_path)
    stored.say("a", "an advocate please")

    assert found(q="advocate") == {"a"}


def test_a_search_finds_notes_tags_ids_and_references_and_only_whole_ones(three: Stored) -> None:
    now = datetime.now(timezone.utc)
    message_id = three.say("rich", "one more")
    Note.objects.create(sender_id="old", text="Ask the Panel's chair about it", by="r")
    Tag.objects.create(sender_id="plain", name="press office")
    HandOff.objects.create(reference="NSCP-BCDF-GHJK", sender_id="rich", state=State.SENT, touched_at=now)
    HandOff.objects.create(reference="NSCP-LMNP-QRST", sender_id="plain", state=State.DRAFT, touched_at=now)

    assert found(q="panels chair") == {"old"}
    assert found(q="PRESS", place="staff") == {"plain"}
    assert found(q=" nscp-bcdf-ghjk ") == {"rich"}
    assert found(q="NSCP-BCDF") == set()
    assert found(q="NSCP-LMNP-QRST") == set()  # staff never see a draft
    assert found(q="plain") == {"plain"}
    assert found(q="plai") == set()
    assert found(q=message_id) == {"rich"}
    assert found(q=message_id[:-1]) == set()
    assert found(q="panels", topic="faq/who_sees_report") == {"old"}
    assert found(q="panels", topic="gap/advocate") == set()
    assert found(q="'") == set()


def test_review_state(three: Stored) -> None:
    mark_reviewed("plain", "reviewer", messages=2, thumbs_down=0)
    mark_reviewed("old", "reviewer", messages=1, thumbs_down=0)
    three.say("old", "one more thing")
    assert found(review="reviewed") == {"plain"}
    assert found(review="new") == {"rich", "old"}


@pytest.mark.usefixtures("three")
def test_tag_and_hold() -> None:
    Tag.objects.create(sender_id="old", name="press")
    hold("rich", "because")

    assert found(tag="press") == {"old"}
    assert found(hold="yes") == {"rich"}
    assert found(hold="no") == {"plain", "old"}


@pytest.mark.usefixtures("three")
def test_a_message_left_for_nscp_that_is_no_draft() -> None:
    now = datetime.now(timezone.utc)
    HandOff.objects.create(reference="A", sender_id="rich", state=State.SENT, touched_at=now)
    HandOff.objects.create(reference="B", sender_id="plain", state=State.DRAFT, touched_at=now)

    assert found(hand_off="yes") == {"rich"}
    assert found(hand_off="no") == {"plain", "old"}


def test_a_topic_that_was_taken_out_since_can_still_be_looked_for(three: Stored, signed_in: Callable[..., Client]) -> None:
    three.say("former", "an old question", "gap/press")
    Message.objects.filter(conversation_id="former").update(topic="gap/taken_out")

    reviewer = signed_in("reviewer")

    assert found(topic="gap/taken_out") == {"former"}
    assert "There is a problem" not in reviewer.get("/conversations/?topic=gap/taken_out").content.decode()
    assert 'href="/unanswered/gap/taken_out/"' in reviewer.get("/unanswered/").content.decode()
    assert reviewer.get("/unanswered/gap/taken_out/").status_code == 200
    assert reviewer.get("/unanswered/gap/never_there/").status_code == 404


@pytest.mark.usefixtures("three")
def test_the_choice_stands_in_the_address_and_can_be_cleared(signed_in: Callable[..., Client]) -> None:
    chosen = {"topic": "gap/advocate", "q": "advocate", "from_day": "2026-05-11"}
    page = signed_in("reviewer").get("/conversations/", chosen).content.decode()

    assert '<option value="gap/advocate" selected>' in page
    assert 'name="q" value="advocate"' in page
    assert 'name="from_day" value="11 5 2026"' in page
    assert "1 conversation<" in page
    assert '<a href="/conversations/">Clear all filters</a>' in page


def test_pages_keep_the_filters(stored_on_sqlite: Stored) -> None:
    for number in range(26):
        stored_on_sqlite.say(f"c{number}", at=NOON + number)

    page = client_of(make_user("r", "reviewer")).get("/conversations/?topic=faq/how_long").content.decode()

    assert "26 conversations" in page
    assert "?topic=faq%2Fhow_long&amp;page=2" in page


def test_the_list_says_what_to_do_when_it_is_empty(signed_in: Callable[..., Client]) -> None:
    page = signed_in("reviewer").get("/conversations/").content.decode()

    assert "No conversation has been stored yet." in page
    assert "as soon as a family writes" in page


@pytest.mark.usefixtures("three")
def test_the_list_says_what_to_do_when_nothing_fits(signed_in: Callable[..., Client]) -> None:
    page = signed_in("reviewer").get("/conversations/?q=zebra").content.decode()

    assert "No conversation fits all of that." in page
