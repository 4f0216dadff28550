"""What a form may send to the chat page."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from assistant.channel.form_body import read_form

FORM = {"content-type": "application/x-www-form-urlencoded"}
MULTIPART = {"content-type": "multipart/form-data; boundary=x-x-x"}


@dataclass
class Request:
    """As much of Sanic's request as is read."""

    body: bytes
    headers: dict[str, str] = field(default_factory=lambda: FORM)


def part(name: str, type_: str, value: bytes) -> bytes:
    head = f'--x-x-x\r\nContent-Disposition: form-data; name="{name}"\r\nContent-Type: {type_}\r\n\r\n'
    return head.encode() + value + b"\r\n"


def test_the_fields_of_a_form_are_read() -> None:
    assert read_form(Request(b"text=a+%C3%A4+%26%0D%0Ab&id=1&empty=&id=2")) == {"text": "a ä &\r\nb", "id": "1"}


def test_bytes_that_are_no_text_are_read_as_signs_for_them() -> None:
    assert read_form(Request(b"text=help+\xff+%ff")) == {"text": "help � �"}


@pytest.mark.parametrize("body", [b"&".join(b"a=1" for _ in range(10_000)), b"", b"text", b"&" * 1000])
def test_what_is_no_form_of_ours_has_no_fields(body: bytes) -> None:
    assert read_form(Request(body)) == {}


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "zip", "x" * 1000])
def test_a_form_that_says_itself_how_it_is_to_be_decoded_is_not_decoded(charset: str) -> None:
    body = part("text", f"text/plain; charset={charset}", b"hello") + b"--x-x-x--\r\n"

    assert read_form(Request(body, MULTIPART)) == {}
