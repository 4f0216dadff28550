from __future__ import annotations

import pytest

from assistant.channel.origin import is_from_our_page

HOST = {"host": "chat.example.org"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://chat.example.org"},
        {"origin": "https://chat.example.org", "sec-fetch-site": "same-origin"},
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"origin": "null"},
        {"sec-fetch-site": "none"},
    ],
)
def test_our_own_form_is_taken(headers: dict[str, str]) -> None:
    assert is_from_our_page({**HOST, **headers})


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "https://chat.example.org.evil.example"},
        {"origin": "https://other.example.org", "sec-fetch-site": "same-site"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "https://chat.example.org", "sec-fetch-site": "cross-site"},
        {"origin": "https://chat.example.org:8443"},
        {"origin": "garbage"},
        {"origin": "http://["},
        {"origin": "https://chat.example.org]:80"},
    ],
)
def test_a_form_from_elsewhere_is_refused(headers: dict[str, str]) -> None:
    assert not is_from_our_page({**HOST, **headers})
