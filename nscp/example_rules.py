"""What examples must keep to, in whatever file: each stands once, in one topic, and holds nobody's details."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nscp.changes import SAFETY_TOPICS
from nscp.masking import find_details
from nscp.problem import Problem
from nscp.rasa_files import RasaFiles
from nscp.topic_rules import normal
from nscp.topics import Example, read_examples

# Examples hold made-up names, streets and days on purpose ("my name is Priya"); these would be somebody's.
DETAILS = {
    "email": "an email address",
    "phone": "a phone number",
    "postcode": "a postcode",
    "nhs_number": "an NHS number",
    "ni_number": "a National Insurance number",
    "card_number": "a card number",
    "bank_details": "bank details",
}
# Each of them has an @, six digits, or the shape of a postcode: nothing else of 48,000 examples needs to be looked through.
MAY_HOLD_ONE = re.compile(r"@|\d(?:[ -]?\d){5}|\b[a-z]{1,2}\d[\da-z]? ?\d[a-z]{2}\b", re.IGNORECASE)
TEXT_SPEAK = "words/text_speak.yml"


@dataclass(frozen=True)
class _Found:
    """An example, its intent and where it stands."""

    intent: str
    example: Example
    path: Path

    def __str__(self) -> str:
        return f"{self.path}:{self.example.line}"


def problems_of_examples(files: RasaFiles) -> Iterator[Problem]:
    """Yield examples that teach two things, or one thing twice, or that hold a personal detail.

    Raises:
        DataError: a line is no example.
    """
    found = list(_all_examples(files))
    yield from _same(found, _text_speak(files))
    for one in found:
        yield from _details(one)


def _all_examples(files: RasaFiles) -> Iterator[_Found]:
    for file, index, entry in files.entries("nlu"):
        if "intent" in entry:
            for example in read_examples(file, "nlu", index):
                yield _Found(str(entry["intent"]), example, file.path)


def _same(found: list[_Found], text_speak: Mapping[str, str]) -> Iterator[Problem]:
    """Compare without capitals and punctuation, and between topics also without spelling: "dont u" is "don't you".

    What may be danger or nothing is taught as both on purpose: "can i trust u".
    """
    seen: dict[str, _Found] = {}
    read: dict[str, _Found] = {}
    for one in found:
        text, path, line = one.example.text, one.path, one.example.line
        plain = " ".join(text_speak.get(word, word) for word in normal(text).split()).replace("'", "") or text
        first, near = seen.setdefault(normal(text), one), read.setdefault(plain, one)
        if first is not one:
            yield Problem(path, line, f"{text!r} is an example of {first.intent} too, at {first}; keep one")
        elif near.intent != one.intent and not {near.intent, one.intent} & set(SAFETY_TOPICS):
            what = f"{text!r} reads as {near.example.text!r}, an example of {near.intent}, at {near}; keep one, or say more"
            yield Problem(path, line, what)


def _text_speak(files: RasaFiles) -> Mapping[str, str]:
    content = files.others[TEXT_SPEAK].content if TEXT_SPEAK in files.others else {}
    listed = content.get("text_speak") if isinstance(content, dict) else None
    return {str(key): str(value) for key, value in listed.items()} if isinstance(listed, dict) else {}


def _details(one: _Found) -> Iterator[Problem]:
    text = one.example.text
    if not MAY_HOLD_ONE.search(text):
        return
    kinds = {DETAILS[detail.kind] for detail in find_details(text) if detail.kind in DETAILS}
    if kinds:
        what = f"holds {' and '.join(sorted(kinds))}. Write it without: git cannot forget, and nobody's details belong here"
        yield Problem(one.path, one.example.line, what)
