"""Hiding a detail that slipped through, and masking again what is stored. On each kind of database."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from console.conversations.models import (
    CommandProgress,
    Event,
    Feedback,
    HeldConversation,
    Judgement,
    Message,
    MissedDetail,
    Note,
    Tag,
)
from console.conversations.retention import hold
from console.conversations.rewriting import MASK_AGAIN, mask_stored
from tests.unit.console.people import recorded
from tests.unit.console.stored import Stored

DETAIL = "Zqvex Plimmerton"
HIDE = {"detail": DETAIL, "kind": "name"}
TEXT = f"will {DETAIL} be told, {DETAIL.upper()} never is"


@pytest.fixture
def reviewer(stored: Stored, signed_in: Callable[..., Client]) -> Client:
    message_id = stored.say("a", TEXT)
    stored.say("b", "how long does it take")
    stored.rate("a", message_id, helpful=False, comment=f"ask {DETAIL}")
    hold("a", f"asked by {DETAIL}")
    Note.objects.create(sender_id="a", text=f"{DETAIL} again", by="reviewer")
    Tag.objects.create(sender_id="a", name="urgent")
    Judgement.objects.create(sender_id="a", message_id=message_id, is_right=True, by="reviewer", example=f"is it {DETAIL}")
    return signed_in("reviewer")


def everything() -> str:
    """All that any table holds, in lower case."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- names of tables of our own
            rows += cursor.fetchall()
    return str(rows).lower()


def write_into_event(sender_id: str, **more: object) -> None:
    """Write into the event of a conversation's only message, and into what was read of it."""
    event = Event.objects.get(sender_id=sender_id, type_name="user")
    data = json.loads(event.data)
    data |= {**more, "parse_data": {**data["parse_data"], **more}}
    Event.objects.filter(pk=event.pk).update(data=json.dumps(data))


def test_a_detail_is_hidden_at_once_in_every_table(reviewer: Client) -> None:
    assert DETAIL.lower() in everything()

    response = reviewer.post("/conversations/a/hide/now/", HIDE)

    assert response.status_code == 302
    assert "plimmerton" not in everything()
    assert Message.objects.get(conversation_id="a").text == "will [name] be told, [name] never is"
    assert Feedback.objects.get(sender_id="a").comment == "ask [name]"
    assert Note.objects.get().text == "[name] again"
    assert HeldConversation.objects.get().reason == "asked by [name]"
    assert Tag.objects.get().name == "urgent"


def test_every_place_is_shown_before_anything_is_hidden(reviewer: Client) -> None:
    before = everything()

    page = reviewer.post("/conversations/a/hide/", HIDE).content.decode()

    assert everything().replace("zqvex", "").count("plimmerton") == before.replace("zqvex", "").count("plimmerton")
    assert "is in 6 places of this conversation. Each will be shown as [name]." in page
    assert "This cannot be undone." in page
    assert f"will <mark>{DETAIL}</mark> be told, <mark>{DETAIL.upper()}</mark> never is" in page
    assert f"ask <mark>{DETAIL}</mark>" in page
    for where in ("The family wrote", "The family said of an answer", "Note by", "Example by", "Why it is on hold"):
        assert where in page
    assert "how long does it take" not in page
    assert 'action="/conversations/a/hide/now/"' in page
    assert not MissedDetail.objects.exists()


def test_a_tag_stays_and_is_named_so_that_it_can_be_removed(reviewer: Client) -> None:
    Tag.objects.create(sender_id="a", name=DETAIL.lower())

    page = reviewer.post("/conversations/a/hide/", HIDE).content.decode()
    reviewer.post("/conversations/a/hide/now/", HIDE)

    assert "A tag has these words too" in page
    assert f'<span class="tag">{DETAIL.lower()}</span>' in page
    assert Tag.objects.filter(name=DETAIL.lower()).exists()
    assert "A tag has" not in reviewer.post("/conversations/b/hide/", {**HIDE, "detail": "it take"}).content.decode()


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("it", "Copy at least 3 letters or digits"),
        ("7.", "Copy at least 3 letters or digits"),
        ("the report", "own answers or the guide say that too"),
        ("NSCP", "own answers or the guide say that too"),
        ("never", "That is an everyday word"),
        ("be told", "That is an everyday word"),
        ("hospital", "That is an everyday word"),
    ],
)
@pytest.mark.parametrize("step", ["", "now/"])
def test_words_that_are_no_detail_of_a_family_are_refused(
    stored: Stored, signed_in: Callable[..., Client], detail: str, said: str, step: str
) -> None:
    text = "can it be told, 7. the report of NSCP never says which hospital"
    stored.say("a", text)

    response = signed_in("reviewer").post(f"/conversations/a/hide/{step}", {"detail": detail, "kind": "name"})

    assert response.status_code == 400
    assert said in html.unescape(response.content.decode())
    assert Message.objects.get().text == text


@pytest.mark.parametrize(
    "detail", ["Grace", "Jack", "kettering", "with Jo", "Little Acorns nursery", "07700 900123", "LN4 7EQ"]
)
def test_names_places_and_numbers_can_be_hidden(stored: Stored, signed_in: Callable[..., Client], detail: str) -> None:
    stored.say("a", f"she was {detail.lower()} then")
    reviewer = signed_in("reviewer")

    checked = reviewer.post("/conversations/a/hide/", {"detail": detail, "kind": "name"})
    reviewer.post("/conversations/a/hide/now/", {"detail": detail, "kind": "name"})

    assert "is in 1 place of this conversation. It will be shown as [name]." in checked.content.decode()
    assert Message.objects.get().text == "she was [name] then"


@pytest.mark.parametrize("detail", ["sam_whittle_kettering", "14/03/2011/kettering"])
def test_a_message_that_looks_like_a_name_of_the_assistants_is_hidden(
    stored: Stored, signed_in: Callable[..., Client], detail: str
) -> None:
    stored.say("a", detail, "gap/belongings")
    write_into_event("a", metadata={"intent": detail}, entities=[{"entity": "person", "value": detail}])

    signed_in("reviewer").post("/conversations/a/hide/now/", {"detail": detail, "kind": "name"})

    assert detail not in everything()
    message = Message.objects.get()
    assert (message.text, message.topic) == ("[name]", "gap/belongings")


def test_names_of_topics_stay_when_a_detail_is_a_word_of_one(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a", "gap/belongings", "gap/belongings")

    signed_in("reviewer").post("/conversations/a/hide/now/", {"detail": "gap/belongings", "kind": "name"})

    message = Message.objects.get()
    assert (message.text, message.topic) == ("[name]", "gap/belongings")


def test_the_address_of_the_last_step_leads_to_the_first(reviewer: Client) -> None:
    assert reviewer.get("/conversations/a/hide/now/").headers["Location"] == "/conversations/a/hide/"


def test_what_was_hidden_is_audited_and_its_kind_counted_without_the_text(reviewer: Client) -> None:
    reviewer.post("/conversations/a/hide/now/", HIDE)

    assert ("change", "conversation a", "hid a name that had slipped through") in recorded()
    assert list(MissedDetail.objects.values_list("kind", flat=True)) == ["name"]
    assert "a name: 1" in reviewer.get("/review-data/").content.decode()
    assert DETAIL not in str(recorded())


def test_the_facts_of_a_message_stay_when_a_detail_in_it_is_hidden(reviewer: Client) -> None:
    before = Message.objects.get(conversation_id="a")

    reviewer.post("/conversations/a/hide/now/", HIDE)

    after = Message.objects.get(conversation_id="a")
    assert (after.topic, after.confidence, after.answers) == (before.topic, before.confidence, before.answers)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"detail": "Nobody Here", "kind": "name"}, "That is not in this conversation."),
        ({"detail": "", "kind": "name"}, "Copy what should be hidden"),
        ({"detail": DETAIL, "kind": ""}, "Choose what it is."),
        ({"detail": DETAIL, "kind": "secret"}, "does not offer that choice"),
        ({"detail": "[name]", "kind": "name"}, "There is nothing to hide."),
        ({"detail": "plim", "kind": "name"}, "That is not in this conversation."),
    ],
)
def test_what_cannot_be_hidden_is_said_and_nothing_changes(reviewer: Client, fields: dict[str, str], said: str) -> None:
    before, changes = everything().count("plimmerton"), [entry for entry in recorded() if entry[0] == "change"]

    for step in ("", "now/"):
        response = reviewer.post(f"/conversations/a/hide/{step}", fields)

        assert response.status_code == 400
        assert said in response.content.decode()
    assert everything().count("plimmerton") == before
    assert [entry for entry in recorded() if entry[0] == "change"] == changes
    assert not MissedDetail.objects.exists()


def test_a_conversation_that_is_not_there_cannot_be_changed(reviewer: Client) -> None:
    assert reviewer.post("/conversations/c/hide/now/", HIDE).status_code == 404


def test_other_events_and_the_assistants_words_stay_as_they_are(reviewer: Client) -> None:
    before = list(Event.objects.exclude(type_name="user").values_list("pk", "data"))

    reviewer.post("/conversations/a/hide/now/", HIDE)

    assert list(Event.objects.exclude(type_name="user").values_list("pk", "data")) == before


def run(*options: str) -> str:
    """Mask again, and return what the command says."""
    out = StringIO()
    call_command("mask_again", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def unmasked(stored: Stored) -> Stored:
    """Three conversations stored before the rules knew what they know now; the second has nothing to hide."""
    stored.say("a", "my name is Karen Doyle")
    stored.say("b", "how long does it take")
    stored.say("c", "ring me on 07700 900123", topic="faq/contact_details")
    return stored


def test_masking_again_hides_what_the_rules_now_find_in_events_and_facts(unmasked: Stored) -> None:
    said = run()

    assert "3 conversations read, 2 changed." in said
    assert "1 x a name" in said
    assert "1 x a phone number" in said
    assert "karen doyle" not in everything()
    assert "07700" not in everything()
    assert [message.text for message in Message.objects.order_by("conversation_id")] == [
        "my name is [name]",
        "how long does it take",
        "ring me on [phone number]",
    ]
    assert ("change", "all conversations", "masked again") in recorded()


def test_masking_again_reads_messages_that_look_like_names_of_the_assistants(stored: Stored) -> None:
    stored.say("a", "dob/14/03/2011")

    run()

    assert Message.objects.get().text == "dob/[date of birth]"
    assert "14/03/2011" not in everything()


def test_a_dry_run_says_the_same_and_changes_nothing(unmasked: Stored) -> None:
    before = everything()

    said = run("--dry-run")

    assert "3 conversations read, 2 would change." in said
    assert everything() == before


def test_masking_again_twice_changes_nothing_more(unmasked: Stored) -> None:
    run()
    events = list(Event.objects.values_list("pk", "data"))

    assert "3 conversations read, 0 changed." in run()
    assert list(Event.objects.values_list("pk", "data")) == events


def test_masking_again_goes_on_where_it_was_stopped(unmasked: Stored) -> None:
    run_of_one = mask_stored(is_dry_run=False)
    next(run_of_one)
    run_of_one.close()
    assert CommandProgress.objects.get().until == "a"

    assert "2 conversations read, 1 changed." in run()
    assert not CommandProgress.objects.exists()


def test_masking_again_can_begin_from_the_start(unmasked: Stored) -> None:
    CommandProgress.objects.create(command=MASK_AGAIN, until="b")

    assert "3 conversations read, 2 changed." in run("--from-start")


def test_masking_again_drops_entities_that_say_where_a_hidden_detail_stood(unmasked: Stored) -> None:
    write_into_event("a", entities=[{"entity": "person", "value": "Karen Doyle", "start": 11, "end": 22}])

    run()

    changed = json.loads(Event.objects.get(sender_id="a", type_name="user").data)
    assert (changed["entities"], changed["parse_data"]["entities"]) == ([], [])


def test_an_event_that_cannot_be_read_keeps_the_others_from_nothing(unmasked: Stored) -> None:
    Event.objects.filter(sender_id="b", type_name="user").update(data="{")

    assert "3 conversations read, 2 changed." in run()
