"""What people type, in the plain words they mean."""

from __future__ import annotations

import gc
from types import FunctionType, ModuleType

import pytest

from assistant.nlu.plain_words import PlainWords, known_words
from nscp.words import tidy

TEXT_SPEAK = {"u": "you", "wot": "what", "2": "to", "x": ""}
PLAIN_WORDS = PlainWords(TEXT_SPEAK, {"compulsory": 9, "review": 50, "published": 20})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wot do u want", "what do you want"),
        ("is it complusary", "is it compulsory"),
        ("is it pulxbished", "is it published"),
        ("the REVIEWW", "the review"),
        ("thanks x", "thanks"),
        ("I can\u2019t", "i can't"),
        ("Alfie", "alfie"),
        ("", ""),
        ("\U0001f622", "\U0001f622"),
    ],
)
def test_text_is_read_in_plain_words(typed: str, meant: str) -> None:
    assert PLAIN_WORDS.read(typed) == meant


SIGNED = PlainWords(
    TEXT_SPEAK, {}, {"\U0001f622": "i am crying", "\U0001f494": "my heart is broken", "\u2639": "i am so sad"}
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("\U0001f622", "i am crying"),
        ("\U0001f622\U0001f622 \U0001f622!", "i am crying"),
        ("\U0001f494\U0001f622\U0001f494", "my heart is broken . i am crying"),
        ("\u2639\ufe0f", "i am so sad"),
        ("\U0001f622\U0001f3fd", "i am crying"),
        ("\U0001f642", "\U0001f642"),
    ],
    ids=["one", "the same again", "two", "with a variation selector", "with a skin tone", "not listed"],
)
def test_emoji_alone_are_read_as_what_they_say(typed: str, meant: str) -> None:
    assert SIGNED.read(typed) == meant


def test_emoji_beside_words_are_passed_over() -> None:
    assert SIGNED.read("how long\U0001f622 is it \U0001f494?") == "how long is it ?"


def test_a_hidden_word_is_read_before_text_speak_and_spelling() -> None:
    assert PLAIN_WORDS.read("i w4nt a r e v i e w, r3vi\u200bew") == "i want a review , review"
    assert PLAIN_WORDS.read("y r u here") == "y r you here"


def test_words_that_nobody_knows_are_not_kept_for_the_next_message() -> None:
    PLAIN_WORDS.read("his name is Quillonby")

    assert "compulsory" in held_by(PLAIN_WORDS)
    assert "quillonby" not in held_by(PLAIN_WORDS)


def held_by(owner: object) -> set[str]:
    """The texts that can be reached from an object, but for what belongs to Python itself."""
    seen: dict[int, object] = {}
    left = [owner]
    while left:
        thing = left.pop()
        if id(thing) not in seen and not isinstance(thing, type | ModuleType | FunctionType):
            seen[id(thing)] = thing
            left += gc.get_referents(thing)
    return {thing for thing in seen.values() if isinstance(thing, str)}


def test_short_unknown_words_are_left_alone() -> None:
    assert PLAIN_WORDS.read("zkq") == "zkq"


def test_stretched_letters_are_cut_to_two() -> None:
    assert tidy("sooooo") == "soo"


def test_a_typing_error_in_one_example_is_not_a_word_to_correct_to() -> None:
    known = known_words(["the repport", "the report", "the report"], TEXT_SPEAK)

    assert "report" in known
    assert "repport" not in known


def test_only_so_many_unknown_words_of_one_message_are_corrected() -> None:
    words = PlainWords({}, {"compulsory": 3})
    unknown = " ".join(f"zzq{a}{b}zz" for a in "abcdefgh" for b in "abcdefgh")

    assert words.read("complusary") == "compulsory"
    assert words.read(f"{unknown} complusary").endswith(" complusary")


def test_a_common_spelling_mistake_in_the_examples_is_still_a_mistake() -> None:
    examples = ["what is a review"] * 50 + ["what is a reveiw"] * 2 + ["my nan and grandad"] * 2 + ["the lodger longer"] * 2
    known = known_words(examples, {})

    assert "reveiw" not in known
    assert known["lodger"] == known["grandad"] == 2
    assert PlainWords({}, known).read("what is a reveiw") == "what is a review"


def test_a_word_of_the_dictionary_is_never_corrected() -> None:
    assert (
        PlainWords({}, {"number": 300, "mother": 400}).read("the plumber will smother it") == "the plumber will smother it"
    )


def test_words_of_another_language_stay_as_they_are() -> None:
    plain_words = PlainWords({}, {"bike": 40, "mine": 90, "house": 500})

    assert plain_words.read("ten list nie jest dla mnie, on bije") == "ten list nie jest dla mnie , on bije"
    assert plain_words.read("my bije is in the hoose") == "my bike is in the house"
