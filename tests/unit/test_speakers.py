"""Who is writing, by what they say of themselves."""

from __future__ import annotations

import pytest

from assistant.nlu.plain_words import PlainWords
from nscp.settings import PROJECT
from nscp.speakers import SPEAKERS_FILE, Speakers, load_speakers
from nscp.topics import load_topics


@pytest.fixture(scope="module")
def speakers() -> Speakers:
    return load_speakers(PROJECT / "data" / SPEAKERS_FILE)


def who(speakers: Speakers, text: str) -> str | None:
    return speakers.speaker([PlainWords({"im": "i am", "gran'ma": "grandma"}, {}).read(text)])


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("I am his nan", "relative"),
        ("hello, stepdad here", "relative"),
        ("we are the foster carers of the two boys", "relative"),
        ("it's about my grandson", "relative"),
        ("we foster her brothers", "relative"),
        ("im 13 can i say something", "young"),
        ("im only 15", "young"),
        ("even tho im 12", "young"),
    ],
)
def test_who_is_writing_is_known_by_plain_words(speakers: Speakers, text: str, speaker: str) -> None:
    assert who(speakers, text) == speaker


@pytest.mark.parametrize(
    "text",
    [
        "his nan said so",
        "my daughter is 13",
        "im 34",
        "i am her mum",
        "i am 15 minutes away",
        "what about his stepdad",
        "i care",
    ],
)
def test_what_is_said_of_others_tells_nothing_of_who_is_writing(speakers: Speakers, text: str) -> None:
    assert who(speakers, text) is None


def test_every_topic_that_is_named_exists(speakers: Speakers) -> None:
    topics = load_topics(PROJECT / "data")

    assert set(speakers.answers) == set(speakers.phrases)
    for answers in speakers.answers.values():
        assert {*answers, *answers.values()} <= set(topics)
