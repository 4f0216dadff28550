"""The small language in which reviewed safety phrases are written."""

from __future__ import annotations

import pytest

from nscp.phrases import PhraseError, read_phrase, says_any

WORDS = {"child": ["son", "little girl"]}


@pytest.mark.parametrize(
    ("says", "text"),
    [
        ("he (hits|beats) me", "yes he beats me at night"),
        ("i want to [just] die", "i want to die"),
        ("i want to [just] die", "i want to just die"),
        ("saving up ... tablets", "saving up all of his tablets"),
        ("saving up ... tablets", "saving up tablets"),
        ("<child> is not breathing", "my little girl is not breathing"),
        ("[please] help me", "help me"),
        ("[please] help me", "please help me"),
        ("[(now|please)] (help|save) me", "save me"),
        ("... help me", "oh do help me"),
        (". [please] help [me] .", "help"),
        (". [please] help [me] .", "please help me"),
        ("(do it|[and] <child>) again", "little girl again"),
    ],
)
def test_a_phrase_is_found(says: str, text: str) -> None:
    phrase = read_phrase(says, WORDS)

    assert phrase.found_in(text)
    assert says_any([phrase], [text])


@pytest.mark.parametrize(
    ("says", "text"),
    [
        ("i want to die", "i want to diet"),
        (". help .", "help me with the form"),
        (". help .", "i need help"),
        ("saving up ... tablets", "saving up for a very long and sunny holiday with tablets"),
        ("he (hits|beats) me", "he hits the road with me"),
        ("<child> is not breathing", "the dog is not breathing"),
    ],
)
def test_a_phrase_is_not_found_where_it_is_not_said(says: str, text: str) -> None:
    assert not read_phrase(says, WORDS).found_in(text)


@pytest.mark.parametrize(
    ("says", "complaint"),
    [
        ("he (hits me", "never closed"),
        ("he hits) me", "closes nothing"),
        ("he [hits) me", "closes nothing"),
        ("<adult> hits", "no word list"),
        ("[he] [hits]", "has to be said"),
        ("(he|[she])", "has to be said"),
    ],
)
def test_a_broken_phrase_is_refused_with_the_reason(says: str, complaint: str) -> None:
    with pytest.raises(PhraseError, match=complaint):
        read_phrase(says, WORDS)


def test_a_text_is_searched_only_if_it_holds_a_word_that_the_phrase_may_begin_with() -> None:
    assert read_phrase("[please] (help|save me) <child> now", WORDS).first_words == {"please", "help", "save"}
    assert read_phrase("[please] <child> now", WORDS).first_words == {"please", "son", "little"}
    assert not says_any([read_phrase("help me", WORDS)], ["me help", ""])
