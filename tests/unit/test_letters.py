"""Letters that are hidden, exchanged or set apart."""

from __future__ import annotations

import pytest

from nscp.letters import joined, visible

WORDS = frozenset(
    {"kill", "myself", "die", "now", "i", "want", "to", "not", "nothing", "paper", "suicide", "ist", "ill", "sat", "ios",
     "hit", "shit", "good", "yr", "u"}
)  # fmt: skip


def read(text: str) -> str:
    return joined(text, WORDS.__contains__)


# What cannot be seen


@pytest.mark.parametrize(
    "hidden",
    ["k\u200bi\u200cl\u200dl", "ki\u00adll", "\ufeffkill", "\u202ekill\u202c", "kill\ufe0f", "k\u2060ill"],
    ids=["zero width", "soft hyphen", "byte order mark", "direction", "variation selector", "word joiner"],
)
def test_invisible_characters_are_left_out(hidden: str) -> None:
    assert visible(hidden) == "kill"


@pytest.mark.parametrize("text", ["k\u0456ll", "kil\u04cf".replace("\u04cf", "l"), "\u043aill", "k\u03b9ll", "\u039aILL"])
def test_letters_that_look_like_latin_ones_are_read_as_these(text: str) -> None:
    assert visible(text).lower() == "kill"


@pytest.mark.parametrize("text", ["Привет, как дела", "Αθήνα", "а", "Nowość", "ਸਤ ਸ੍ਰੀ ਅਕਾਲ", "how long?"])
def test_what_is_written_in_one_script_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_words_of_two_scripts_side_by_side_stay_as_they_are() -> None:
    assert visible("report по-русски") == "report по-русски"


# Set apart


@pytest.mark.parametrize("between", [" ", ".", "-", "*", "_"])
def test_letters_set_apart_are_a_word(between: str) -> None:
    assert read(f"i {between.join('kill')} it") == "i kill it"


def test_three_letters_are_enough() -> None:
    assert read("let me d i e") == "let me die"


def test_two_letters_are_left_alone() -> None:
    assert read("n o, h i") == "n o, h i"


def test_two_spaces_part_words_whose_letters_are_set_apart() -> None:
    assert read("k i l l  m y s e l f") == "kill myself"
    assert read("n o t  h i n g") == "not h i n g"


def test_letters_of_several_words_come_apart_into_as_few_as_possible() -> None:
    assert read("i w a n t t o d i e") == "i want to die"
    assert read("n o t h i n g") == "nothing"


@pytest.mark.parametrize("text", ["z z z", "j k q smith", "x.y.z", "e.g. this", "a-b-c"])
def test_letters_that_are_no_word_stay_set_apart(text: str) -> None:
    assert read(text) == text


@pytest.mark.parametrize("text", ["y r u", "y r u r"])
def test_letters_that_each_say_a_word_are_not_joined(text: str) -> None:
    assert read(text) == text


def test_only_letters_that_stand_alone_are_joined() -> None:
    assert read("mad i e lse") == "mad i e lse"


# Words without spaces


def test_words_without_spaces_come_apart() -> None:
    assert read("iwanttokillmyself") == "i want to kill myself"
    assert read("help, iwanttodie") == "help, i want to die"


@pytest.mark.parametrize(
    "text", ["safeguarding", "notwithstanding", "jane@iwanttodie.org", "llanfairpwllgwyn", "northamptonshire"]
)
def test_long_words_and_names_stay_whole(text: str) -> None:
    assert read(text) == text


# Digits for letters


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("k1ll", "kill"),
        ("i k1ll, n0w", "i kill, now"),
        ("su1c1d3", "suicide"),
        ("p4p3r", "paper"),
        ("$u1cide", "suicide"),
        ("k!ll", "kill"),
        ("$h1t", "shit"),
        ("m y s 3 l f", "m y s 3 l f"),
    ],
)
def test_digits_for_letters_are_read_as_letters(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize("text", ["n00", "x7z", "b4", "r3p0rtz", "stop!now", "kill!"])
def test_nothing_becomes_a_word_that_is_none(text: str) -> None:
    assert read(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "1st",
        "the 10s",
        "s47",
        "10am",
        "0800 1111",
        "07700 900123",
        "12/3/2024",
        "12-03-24",
        "1.2.3",
        "3 4 5",
        "2019",
        "nn1 5ps",
    ],
)
def test_numbers_and_dates_stay_as_they_are(text: str) -> None:
    assert read(text) == text


@pytest.mark.parametrize("text", ["n0w@example.org", "me@k1ll.org", "k1ll@k1ll.org"])
def test_the_name_in_an_email_address_stays_as_it_is(text: str) -> None:
    assert "kill@" not in read(text)
    assert "now@" not in read(text)
    assert "@kill" not in read(text)
