from __future__ import annotations

import pytest

from assistant.channel.typed_text import LONGEST, EmptyText, TextTooLong, typed_text


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
    assert typed_text(raw) == "greet"


def test_slashes_inside_stay() -> None:
    assert typed_text("mum/dad 24/7") == "mum/dad 24/7"


def test_control_characters_are_removed_and_line_ends_kept() -> None:
    assert typed_text("a\x00b\x1b[31m\x7f\r\nc\rd\te") == "ab[31m\nc\nd\te"


def test_marks_of_right_to_left_writing_stay() -> None:
    assert typed_text("\u202b\u05e9\u05dc\u05d5\u05dd\u202c") == "\u202b\u05e9\u05dc\u05d5\u05dd\u202c"


@pytest.mark.parametrize("raw", ["", " ", "\r\n", "\x00", "/", " / / "])
def test_nothing_readable_is_empty(raw: str) -> None:
    with pytest.raises(EmptyText):
        typed_text(raw)


def test_the_longest_text_is_taken() -> None:
    assert len(typed_text("a" * LONGEST)) == LONGEST


def test_a_line_end_from_a_browser_counts_once() -> None:
    text = "a\r\n" * (LONGEST // 2)

    assert len(typed_text(text)) == LONGEST - 1  # the last line end is trimmed


def test_a_longer_text_is_refused() -> None:
    with pytest.raises(TextTooLong):
        typed_text("a" * (LONGEST + 1))
