"""Where NSCP may reply, as families type it."""

from __future__ import annotations

import pytest

from actions.reply_address import EMAIL_WRONG, MISSING, PHONE_WRONG, read_reply_address


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
