"""The summary that a family checks before its message goes: details hidden, the rest as typed."""

from __future__ import annotations

import pytest

from actions.hand_off_questions import LONGEST_QUOTE, summary_of
from console.handoffs.drafts import Details


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("jo.smith@example.org", "an address at example.org"),
        ("j@a.co.uk", "an address at a.co.uk"),
        ("07700 900461", "number ending 0461"),
        ("+48 22 123 45 67", "number ending 4567"),
        ("jo@example.org, 07700 900461", "an address at example.org, number ending 0461"),
    ],
)
def test_an_address_is_shown_so_that_a_slip_can_be_seen(address: str, shown: str) -> None:
    assert summary_of(Details("Hello", address))["reply"] == shown


def test_details_in_the_message_are_hidden_and_the_rest_is_as_typed() -> None:
    details = Details("my name is Alfie Jones, can we come on Friday?", "a@b.org", safe_time="text 07700 900461 only")

    shown = summary_of(details)

    assert shown["message"] == "my name is [name], can we come on Friday?"
    assert shown["safe_time"] == "text [phone number] only"


def test_what_was_skipped_is_said_to_be_missing() -> None:
    shown = summary_of(Details("Hello", "a@b.org"))

    assert (shown["name"], shown["safe_time"]) == ("not given", "not given")


def test_a_long_message_is_quoted_in_part() -> None:
    shown = summary_of(Details("word " * 4000, "a@b.org"))

    assert len(shown["message"]) <= LONGEST_QUOTE + 1
    assert shown["message"].endswith("…")


def test_a_name_is_shown_by_its_first_letters() -> None:
    assert summary_of(Details("Hello", "a@b.org", name="Jo van Smith"))["name"] == "J••• v••• S•••"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jo 0 7 7 0 0 9 0 0 4 5 6", "J"),
        ("Jo 07700 900456", "J"),
        ("zero seven seven double zero nine zero zero four five six", ""),
        ("J o S m i t h", ""),
        ("12 High Street", ""),
        ("Zoë O'Brien-Lee", "ZO"),
    ],
)
def test_nothing_is_kept_of_what_first_letters_would_give_away(typed: str, kept: str) -> None:
    shown = summary_of(Details("Hello", "a@b.org", name=typed))["name"]

    assert "".join(filter(str.isalnum, shown)) == kept
    assert shown.startswith(("•••", f"{kept[:1]}•••"))
