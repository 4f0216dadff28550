"""What a family can choose while the assistant takes a message, and the buttons that say so."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from nscp.hand_off import ANY_CHOICE, bare, load_hand_off_choices
from nscp.settings import PROJECT
from nscp.yaml_lines import DataError, YamlFile

CHOICES = load_hand_off_choices(PROJECT / "data")
# What is offered at the same time, so that a wording must mean one of them.
CHANGES = ["change_message", "change_reply", "change_name", "change_safe_time"]
TOGETHER = [
    ["cancel", "pass_on"],
    ["cancel", "skip"],
    ["cancel", "use_given", "another"],
    ["cancel", "send", "change", *CHANGES],
]


@pytest.mark.parametrize(
    ("typed", "offered", "key"),
    [
        ("Send my message", ["send"], "send"),
        ("SEND IT!!", ["send"], "send"),
        ("yes please", ["send", "change"], "send"),
        ("don’t send it", ["cancel"], "cancel"),
        ("dont send it", ["cancel"], "cancel"),
        ("skip", ["cancel", "skip"], "skip"),
        ("I'd rather not say", ["skip"], "skip"),
        ("send it to my mum", ["send"], None),
        ("yes", ["cancel"], None),
        ("ok send", ["cancel", "send", "change"], "send"),
        ("go on", ["cancel", "send", "change"], "send"),
        ("ok then just send it please", ["cancel", "send", "change"], "send"),
        ("no dont bother", ["cancel", "send", "change"], "cancel"),
        ("please forget it", ["cancel", "send", "change"], "cancel"),
        ("", ["send"], None),
        ("🙂", ["send"], None),
    ],
)
def test_a_choice_is_known_in_other_words_but_only_where_it_is_offered(typed: str, offered: list[str], key: str) -> None:
    assert CHOICES.chosen(typed, offered) == key


@pytest.mark.parametrize("keys", TOGETHER, ids=" ".join)
def test_no_wording_means_two_things_that_are_offered_together(keys: list[str]) -> None:
    for one, other in combinations(keys, 2):
        assert not CHOICES.choices[one].wordings & CHOICES.choices[other].wordings, (one, other)


def test_every_button_of_the_hand_off_says_a_title() -> None:
    responses = YamlFile(PROJECT / "data" / "replies" / "hand_off.yml").content["responses"]
    buttons = [button for texts in responses.values() for text in texts for button in text.get("buttons", [])]
    titles = {choice.title for choice in CHOICES.choices.values()}

    assert buttons
    assert [button for button in buttons if button["title"] not in titles or button["payload"] != button["title"]] == []


def test_a_wording_that_yaml_reads_as_true_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hand_off.yml").write_text("not_given: no answer\nchoices:\n  send:\n    title: Send\n    says: [yes]\n")

    with pytest.raises(DataError, match=r"hand_off\.yml"):
        load_hand_off_choices(tmp_path)


def test_two_buttons_do_not_say_the_same() -> None:
    assert len({bare(choice.title) for choice in CHOICES.choices.values()}) == len(CHOICES.choices)


def test_other_words_count_everywhere_only_for_what_means_the_same_everywhere() -> None:
    intents = CHOICES.intents()

    assert intents[bare("Yes please, send a message!")] == "handoff_start"
    assert intents[bare("Send my message")] == ANY_CHOICE
    assert bare("yes please") not in intents


def test_words_that_count_everywhere_mean_nothing_else_at_any_step() -> None:
    everywhere = [choice for choice in CHOICES.choices.values() if choice.intent != ANY_CHOICE]
    for one in everywhere:
        for other in CHOICES.choices.values():
            assert one is other or not one.wordings & other.wordings, (one, other)


@pytest.mark.parametrize(
    "text", ["cancel", "STOP", "No, thank you.", "leave it", "dont bother", "forget it", "no", "not now thanks"]
)
def test_an_offer_can_be_turned_down(text: str) -> None:
    assert CHOICES.declines(text)


@pytest.mark.parametrize("text", ["yes", "how long does it take", "", "stop him"])
def test_other_words_turn_nothing_down(text: str) -> None:
    assert not CHOICES.declines(text)


@pytest.mark.parametrize(
    "text",
    [
        "I can't email, I don't have one",
        "i dont do computers",
        "no email",
        "I haven't got an email address",
        "I'm not very good with computers",
        "we're not on the internet",
    ],
)
def test_somebody_who_cannot_use_email_is_understood(text: str) -> None:
    assert CHOICES.says_no_email(text)


@pytest.mark.parametrize("text", ["my email is below", "email me", "can I email you", "no", "07700 900461"])
def test_other_words_about_email_say_no_such_thing(text: str) -> None:
    assert not CHOICES.says_no_email(text)


def test_what_only_the_family_was_to_see_is_hidden_again() -> None:
    said = "Reply to: number ending 0461, an address at example.org\n\nName: J•••"

    assert CHOICES.as_stored(said) == "Reply to: number ending •461, an address at e•••.org\n\nName: J•••"
    assert CHOICES.as_stored(CHOICES.as_stored(said)) == CHOICES.as_stored(said)


@pytest.mark.parametrize(
    "text",
    [
        "i ay got email. goo on, send a message for me",
        "fine. Send NSCP a message for me",
        "ok can you send it for me",
        "could you just ask them for me please",
    ],
)
def test_a_clause_can_ask_to_send_a_message(text: str) -> None:
    assert CHOICES.asks_to_begin(text)


@pytest.mark.parametrize(
    "text",
    ["how do i send a message", "dont send a message for me", "my sister said she will send a message for me", "", "hello"],
)
def test_who_only_speaks_of_messages_asks_for_none(text: str) -> None:
    assert not CHOICES.asks_to_begin(text)


@pytest.mark.parametrize(
    "text",
    [
        "actually naah forget it",
        "Don't send it after all, I shall ask our social worker first.",
        "forget it il only get it wrong",
    ],
)
def test_a_message_is_given_up_in_the_middle_of_other_words(text: str) -> None:
    assert CHOICES.gives_up(text)


@pytest.mark.parametrize(
    "text", ["can you send it", "did they forget it?", "send it and dont wait", "i cant leave the house"]
)
def test_other_words_give_no_message_up(text: str) -> None:
    assert not CHOICES.gives_up(text)


@pytest.mark.parametrize(
    "text", ["hang on thats my old email", "oh hell that numbers wrong", "it is wrong I want to change the words"]
)
def test_what_is_wrong_in_a_summary_is_seen(text: str) -> None:
    assert CHOICES.finds_wrong(text)


@pytest.mark.parametrize("text", ["thats right, nothing wrong with it", "yes send it", "what is wrong with it?"])
def test_a_summary_that_is_right_is_not_found_wrong(text: str) -> None:
    assert not CHOICES.finds_wrong(text)
