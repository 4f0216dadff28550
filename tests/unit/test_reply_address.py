"""Where NSCP may reply, as families type it."""

from __future__ import annotations

import pytest

from actions.reply_address import (
    EMAIL_SPOKEN,
    EMAIL_WRONG,
    MISSING,
    PHONE_SPOKEN,
    PHONE_WRONG,
    addresses_given_in,
    read_reply_address,
)


@pytest.mark.parametrize(
    ("typed", "addresses"),
    [
        ("jo@example.org", ("jo@example.org",)),
        ("  Jo.Smith+nscp@Example.ORG ", ("Jo.Smith+nscp@example.org",)),
        ("my email is jo@example.org.", ("jo@example.org",)),
        ("jo@example.org or 07700900461", ("jo@example.org", "07700 900461")),
        ("07700900461", ("07700 900461",)),
        ("+44 7700 900461", ("07700 900461",)),
        ("ring me on 01604 626938 after six", ("01604 626938",)),
        ("+48 22 123 45 67", ("+48 22 123 45 67",)),
        ("<jo@example.org>", ("jo@example.org",)),
        ("żaneta@example.org", ("żaneta@example.org",)),
    ],
)
def test_addresses_are_found_in_what_is_typed(typed: str, addresses: tuple[str, ...]) -> None:
    assert read_reply_address(typed).addresses == addresses


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("jo@example", EMAIL_WRONG),
        ("jo@", EMAIL_WRONG),
        ("jo@@example.org", EMAIL_WRONG),
        ("jo@exa mple.org", EMAIL_WRONG),
        ("07700 90", PHONE_WRONG),
        ("1234567", PHONE_WRONG),
        ("07700 900461 900461 900461", PHONE_WRONG),
        ("oh seven seven double oh", PHONE_SPOKEN),
        ("its 07 seven double oh nine hundred", PHONE_SPOKEN),
        ("jane dot smith at gmail", EMAIL_SPOKEN),
        ("jane at example dot org", EMAIL_SPOKEN),
        ("jane.smith at hotmail", EMAIL_SPOKEN),
        ("one or two evenings at work", MISSING),
        ("phone me", MISSING),
        ("", MISSING),
        ("🙂", MISSING),
    ],
)
def test_what_is_wrong_is_named(typed: str, problem: str) -> None:
    found = read_reply_address(typed)

    assert found.addresses == ()
    assert found.problem == problem


def test_the_whole_answer_is_kept_if_it_says_more() -> None:
    assert read_reply_address("07700 900461, text only").note == "07700 900461, text only"
    assert read_reply_address("jo@example.org").note == ""


@pytest.mark.parametrize("typed", ["jo@example.org\r\nBcc: all@example.org", "jo@example.org%0aBcc:x@y.z", "a@b\x00.org"])
def test_nothing_that_could_end_a_line_is_in_an_address(typed: str) -> None:
    addresses = read_reply_address(typed).addresses

    assert not [address for address in addresses if set(address) & set("\r\n\x00 ") and "@" in address]


@pytest.mark.parametrize(
    ("message", "addresses"),
    [
        ("Can I read it first? Ring me on 07700900461", ("07700 900461",)),
        ("write to jo@example.org or 07700 900461, 07700 900461 is best", ("jo@example.org", "07700 900461")),
        ("I rang 0300 126 7000 and wrote to NSCP@northnorthants.gov.uk", ()),
        ("Can my sister come with me?", ()),
    ],
)
def test_a_message_may_say_already_how_to_reply(message: str, addresses: tuple[str, ...]) -> None:
    assert addresses_given_in(message) == addresses
