"""What clients may send: JSON objects, forms, and the texts in them."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.channel.problems import Problem
from assistant.channel.requests import (
    FORM,
    LONGEST_TEXT,
    EmptyText,
    TextTooLong,
    read_form,
    read_id,
    read_object,
    read_text,
    sanitize,
)

MULTIPART = "multipart/form-data; boundary=x-x-x"


def request(body: bytes = b"{}", content_type: str = "application/json") -> Any:
    return SimpleNamespace(body=body, headers={"content-type": content_type})


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b"{}", "text/plain", "not-json"),
        (b"{}", "", "not-json"),
        (b"", "application/json", "bad-request"),
        (b"[1]", "application/json", "bad-request"),
        (b'"text"', "application/json", "bad-request"),
        (b"{", "application/json", "bad-request"),
        (b'{"a": "\xff"}', "application/json", "bad-request"),
        (b"[" * 100_000, "application/json", "bad-request"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "application/json", "bad-request"),
        (b'{"a": ' + b"9" * 100_000 + b"}", "application/json", "bad-request"),
    ],
)
def test_a_body_that_is_not_a_json_object_is_a_problem(body: bytes, content_type: str, code: str) -> None:
    with pytest.raises(Problem) as raised:
        # A Python without a limit on digits reads the long number; it is then of the wrong type.
        read_text(read_object(request(body, content_type)), "a")

    assert raised.value.code == code


@pytest.mark.parametrize("value", [None, 1, True, [], {}, 1.5])
def test_a_value_of_the_wrong_type_is_a_problem(value: object) -> None:
    with pytest.raises(Problem):
        read_text({"text": value}, "text")


@pytest.mark.parametrize("value", ["", "1", "not-a-uuid", "x" * 36, "'; DROP TABLE events; --"])
def test_an_id_that_is_no_uuid_is_a_problem(value: str) -> None:
    with pytest.raises(Problem):
        read_id({"id": value}, "id")


def test_one_id_in_two_spellings_is_one_id() -> None:
    plain = "0b5b917b-541f-41c6-92a6-67a2a009a53d"

    assert read_id({"id": plain.upper()}, "id") == plain == read_id({"id": f"{{{plain}}}"}, "id")


def test_a_good_body_is_read() -> None:
    assert read_object(request(json.dumps({"text": "é"}).encode(), "application/json; charset=utf-8")) == {"text": "é"}


def part(name: str, type_: str, value: bytes) -> bytes:
    head = f'--x-x-x\r\nContent-Disposition: form-data; name="{name}"\r\nContent-Type: {type_}\r\n\r\n'
    return head.encode() + value + b"\r\n"


def test_the_fields_of_a_form_are_read() -> None:
    assert read_form(request(b"text=a+%C3%A4+%26%0D%0Ab&id=1&empty=&id=2", FORM)) == {"text": "a ä &\r\nb", "id": "1"}


def test_bytes_that_are_no_text_are_read_as_signs_for_them() -> None:
    assert read_form(request(b"text=help+\xff+%ff", FORM)) == {"text": "help � �"}


@pytest.mark.parametrize("body", [b"&".join(b"a=1" for _ in range(10_000)), b"", b"text", b"&" * 1000])
def test_what_is_no_form_of_ours_has_no_fields(body: bytes) -> None:
    assert read_form(request(body, FORM)) == {}


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "zip", "x" * 1000])
def test_a_form_that_says_itself_how_it_is_to_be_decoded_is_not_decoded(charset: str) -> None:
    body = part("text", f"text/plain; charset={charset}", b"hello") + b"--x-x-x--\r\n"

    assert read_form(request(body, MULTIPART)) == {}


@pytest.mark.parametrize(
    "raw",
    [
        "/greet",
        " /greet",
        "//greet",
        "/ /greet",
        "\n/\t/greet",
        "\x00/greet",
        "/\x00/greet",
        "\x85/greet",
        "\u2028/greet",
    ],
)
def test_a_leading_slash_is_never_an_order(raw: str) -> None:
    assert sanitize(raw) == "greet"


def test_slashes_inside_stay() -> None:
    assert sanitize("mum/dad 24/7") == "mum/dad 24/7"


def test_control_characters_are_removed_and_line_ends_kept() -> None:
    assert sanitize("a\x00b\x1b[31m\x7f\r\nc\rd\te") == "ab[31m\nc\nd\te"


def test_marks_of_right_to_left_writing_stay() -> None:
    assert sanitize("\u202b\u05e9\u05dc\u05d5\u05dd\u202c") == "\u202b\u05e9\u05dc\u05d5\u05dd\u202c"


@pytest.mark.parametrize("raw", ["", " ", "\r\n", "\x00", "/", " / / "])
def test_nothing_readable_is_empty(raw: str) -> None:
    with pytest.raises(EmptyText):
        sanitize(raw)


def test_the_longest_text_is_taken() -> None:
    assert len(sanitize("a" * LONGEST_TEXT)) == LONGEST_TEXT


def test_a_line_end_from_a_browser_counts_once() -> None:
    text = "a\r\n" * (LONGEST_TEXT // 2)

    assert len(sanitize(text)) == LONGEST_TEXT - 1  # the last line end is trimmed


def test_a_longer_text_is_refused() -> None:
    with pytest.raises(TextTooLong):
        sanitize("a" * (LONGEST_TEXT + 1))
