"""What words that a trainer types must keep to: something is learned from them, and nothing of a family is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from console.proposals.copied_words import copied_words
from console.proposals.knowledge import Knowledge
from console.validators import no_details
from nscp.hand_off import REFERENCE
from nscp.phrases import read_phrase, says_any
from nscp.topic_rules import normal
from nscp.words import words_of

LONGEST = {"example": 300, "title": 80, "follow-up question": 100, "phrase": 200}  # characters
HELP_FIRST = "help_first."  # what the names of the lists of danger and despair begin with
MARKUP = re.compile(r"[][{}]")  # Rasa's own marks in examples: "[a coat](thing)", "{name}"
MONTHS = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
MONTHS += r"|nov(?:ember)?|dec(?:ember)?"
DAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
NUMBER = re.compile(rf"\d+(?:st|nd|rd|th|am|pm)?|\w*\d\w*\d\w*|{MONTHS}|{DAYS}")  # two digits: a reference; not "gr8"
BESIDE_A_NUMBER = {"the", "of", "on", "at", "no", "number", "ref", "reference", "case", "letter"}


def problems_of_wording(text: str, what: str, known: Knowledge) -> Iterator[str]:
    """Yield what is wrong with words that somebody typed; `what` is a key of `LONGEST`."""
    if not words_of(text):
        yield f"“{text[:40]}” has no word in it, so nothing is learned from it. Write each {what} in words."
    elif what != "phrase" and _is_bare_number(text):
        yield (
            f"“{text[:40]}” is only a number, a date or a reference, so nothing is learned from it. Write what somebody "
            "would say with it."
        )
    if what != "phrase" and MARKUP.search(text):
        yield f"“{text[:40]}” has square or curly brackets. Write {what}s as people type: in words, without such marks."
    if text != " ".join(text.split()) or len(text) > LONGEST[what]:
        yield f"“{text[:40]}”: write each {what} on one line of at most {LONGEST[what]} characters."
    yield from (problem.replace("This holds", f"“{text}” holds", 1) for problem in what_is_private(text, known))


def _is_bare_number(text: str) -> bool:
    """Whether a text says nothing but a number, a date or a reference."""
    words = words_of(REFERENCE.sub(" 00 ", text))
    numbers = {word for word in words if NUMBER.fullmatch(word)}
    return bool(numbers) and set(words) <= numbers | BESIDE_A_NUMBER


def speaks_of_danger(text: str, known: Knowledge) -> bool:
    """Whether a reviewed phrase of danger or despair is in a text."""
    phrases = [says for name, every in known.phrases.items() if name.startswith(HELP_FIRST) for says in every]
    return says_any([read_phrase(says, known.phrase_words) for says in phrases], [normal(text)])


def what_is_private(text: str, known: Knowledge) -> Iterator[str]:
    """Yield what a text holds of a family: a personal detail, or words that one wrote."""
    try:
        no_details(text)
    except ValidationError as error:
        yield from error.messages
    copied = copied_words(text, known.is_ours)
    if copied:
        yield f"“{copied}” is in what a family wrote too. Say it in words of your own."
