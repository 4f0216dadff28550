"""What sort of message it is, and its sentences."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.nlu.reading import (
    LONGEST_ANSWERED,
    LONGEST_READ,
    LONGEST_SENTENCE,
    MOST_SENTENCES,
    Kind,
    Reading,
    kind_of,
    sentences_of,
    what_was_meant,
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.NO_WORDS),
        ("   ", Kind.NO_WORDS),
        ("\U0001f62d\U0001f62d", Kind.NO_WORDS),
        ("?!...", Kind.NO_WORDS),
        ("1234", Kind.NO_WORDS),
        ("fghjdk", Kind.GIBBERISH),
        ("sdfkjh wrtzpq", Kind.GIBBERISH),
        ("help", Kind.WORDS),
        ("Nu vorbesc bine engleza", Kind.WORDS),
        ("Я не понимаю", Kind.WORDS),
        ("આ શું છે?", Kind.WORDS),
        ("wot", Kind.WORDS),
        ("word " * (LONGEST_ANSWERED // 5 + 1), Kind.LONG),
    ],
)
def test_the_sort_of_message_is_told(text: str, kind: Kind) -> None:
    assert kind_of(text, frozenset({"wot"})) is kind


def test_sentences_end_where_people_end_them() -> None:
    assert sentences_of("He hit her. What now?\nplease help") == ["He hit her.", "What now?", "please help"]


def test_a_story_without_full_stops_is_cut_so_that_no_part_is_drowned() -> None:
    sentences = sentences_of("word " * 100)

    assert [len(sentence.split()) for sentence in sentences] == [LONGEST_SENTENCE, LONGEST_SENTENCE, 20]


def test_thousands_of_equal_lines_are_read_once_and_drown_nothing() -> None:
    assert sentences_of("ok\n" * 3000 + "he hit her\n" + "ok\n" * 3000) == ["ok", "he hit her"]


def test_thousands_of_different_lines_are_read_together_to_the_last_word() -> None:
    text = "\n".join(chr(ord("\u4e00") + number) for number in range(LONGEST_READ // 2))

    sentences = sentences_of(text)

    assert len(sentences) <= MOST_SENTENCES
    assert " ".join(sentences).split() == text.split()


def test_a_long_story_in_short_sentences_is_read_sentence_by_sentence() -> None:
    assert sentences_of("He hit her. " * MOST_SENTENCES) == ["He hit her."] * MOST_SENTENCES


@pytest.mark.parametrize(
    ("plain", "meant"),
    [
        ("no i said how long does it take", "how long does it take"),
        ("no , i meant the social worker ' s name", "the social worker ' s name"),
        ("sorry . i was asking about the trial", "the trial"),
        ("i mean who sees it", "who sees it"),
        ("what i meant was the report", "the report"),
        ("not who , where", "where"),
        ("how long does it take", None),
        ("no", None),
        ("i said", None),
        ("he said i meant it", None),
    ],
)
def test_a_correction_says_what_was_meant(plain: str, meant: str | None) -> None:
    assert what_was_meant(plain) == meant


def reading(plain: str, *other_parts: str) -> Reading:
    texts = (plain, "one sentence", "another")
    return Reading(Kind.WORDS, texts, (), (), other_parts, np.zeros((len(texts) + len(other_parts), 384)))


def test_a_correction_is_read_by_what_was_meant() -> None:
    corrected = reading("no i said when", "no i said", "when")

    assert (corrected.question_row, corrected.meant) == (4, "when")


def test_any_other_message_is_read_as_a_whole() -> None:
    whole = reading("when will it end", "will it end")

    assert (whole.question_row, whole.meant) == (0, "when will it end")
