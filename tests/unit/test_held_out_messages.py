"""The held-out messages themselves: are there enough, and were they written apart from the examples?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from nscp.settings import PROJECT
from nscp.topics import load_topics
from nscp.words import words_of
from nscp.yaml_lines import DataError
from tools.evaluate.examples import (
    TrainingExample,
    hash_of_examples,
    load_training_examples,
)
from tools.evaluate.messages import HeldOutMessage, Kind, load_held_out_messages, load_ordinary_statements

# Reading data makes Rasa 3.6 warn of what is not ours to change: pykwalify loads its own extension in a way that Python
# 3.12 drops, and whoever has a domain is reminded that slot mappings changed in Rasa 3.0 (core/slot_mappings.py).
pytestmark = [
    pytest.mark.filterwarnings("ignore:the load_module:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Slot auto-fill has been removed:UserWarning"),
]

SHARED_WORDS = 5  # so many in a row, and two texts are no longer written apart
LEAST = 700
LEAST_OF_KIND = {Kind.SAFETY: 80, Kind.DANGER_WORDS: 60, Kind.OUT_OF_SCOPE: 60}


def word_sequences(text: str) -> list[tuple[str, ...]]:
    """Every run of so many words in a text."""
    words = words_of(text)
    return [tuple(words[start : start + SHARED_WORDS]) for start in range(len(words) - SHARED_WORDS + 1)]


@pytest.fixture(scope="module")
def messages() -> tuple[HeldOutMessage, ...]:
    return (*load_held_out_messages(), *load_ordinary_statements())


@pytest.fixture(scope="module")
def examples() -> tuple[TrainingExample, ...]:
    return load_training_examples()


def test_there_are_enough_messages(messages: tuple[HeldOutMessage, ...]) -> None:
    assert len(messages) >= LEAST, f"tests/nlu/ holds {len(messages)} messages; at least {LEAST} are needed"


@pytest.mark.parametrize(("kind", "least"), LEAST_OF_KIND.items())
def test_there_are_enough_messages_of_each_kind(messages: tuple[HeldOutMessage, ...], kind: Kind, least: int) -> None:
    found = sum(message.kind is kind for message in messages)
    assert found >= least, f"tests/nlu/ holds {found} {kind.value} messages; at least {least} are needed"


def test_every_topic_has_messages_and_every_message_has_a_topic(messages: tuple[HeldOutMessage, ...]) -> None:
    topics = set(load_topics(PROJECT / "data"))
    elsewhere = (Kind.DANGER_WORDS, Kind.PAST_HARM, Kind.ORDINARY_STATEMENT)
    asked = {message.topic for message in messages if message.kind not in elsewhere}
    asked |= {"statement"} if any(message.kind is Kind.ORDINARY_STATEMENT for message in messages) else set()

    assert not topics - asked, f"no held-out message under `topics:` for {', '.join(sorted(topics - asked))}"
    strangers = [
        f"{message.place}: {topic}"
        for message in messages
        if message.kind is not Kind.ORDINARY_STATEMENT
        for topic in message.topics
        if topic not in topics
    ]
    assert not strangers, "held-out messages for topics that data/topics/ does not have:\n" + "\n".join(strangers)


def test_no_message_stands_there_twice(messages: tuple[HeldOutMessage, ...]) -> None:
    counts = Counter(tuple(words_of(message.text)) or message.text for message in messages)
    twice = [
        f'{message.place}: "{message.text}"'
        for message in messages
        if counts[tuple(words_of(message.text)) or message.text] > 1
    ]
    assert not twice, "the same held-out message more than once; write another:\n" + "\n".join(twice)


def test_no_message_is_an_example(messages: tuple[HeldOutMessage, ...], examples: tuple[TrainingExample, ...]) -> None:
    """Shorter messages than five words too, but for those of one or two words: people have few ways to say hello."""
    example_words = {words for example in examples if len(words := tuple(words_of(example.text))) > 2}
    same = [f'{message.place}: "{message.text}"' for message in messages if tuple(words_of(message.text)) in example_words]
    assert not same, "held-out messages that are training examples; write others:\n" + "\n".join(same)


def test_no_message_shares_five_words_in_a_row_with_an_example(
    messages: tuple[HeldOutMessage, ...], examples: tuple[TrainingExample, ...]
) -> None:
    taught = {words: example.text for example in examples for words in word_sequences(example.text)}
    shared = [
        f'{message.place}: "{" ".join(words)}" stands in "{message.text}" and in the example "{taught[words]}"'
        for message in messages
        for words in word_sequences(message.text)
        if words in taught
    ]
    assert not shared, (
        f"{SHARED_WORDS} words in a row shared with an example; move the message to data/ or write another:\n"
        + "\n".join(shared)
    )


def test_the_hash_of_examples_changes_with_an_example_and_not_with_their_order() -> None:
    one, two, other = (TrainingExample(text, "greet") for text in ("hello", "hi", "hey"))

    assert hash_of_examples([one, two]) == hash_of_examples([two, one])
    assert hash_of_examples([one, two]) != hash_of_examples([one, other])


def test_a_broken_file_is_refused_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "third_writer.yml"
    path.write_text("topics:\n  greet:\n  - hello\n  - 12\n")

    with pytest.raises(DataError, match=r"third_writer\.yml:4: is not a text: 12"):
        load_held_out_messages(tmp_path)


def test_a_message_may_have_other_topics_that_are_as_right(tmp_path: Path) -> None:
    path = tmp_path / "a_writer.yml"
    path.write_text("topics:\n  faq/how_long:\n  - {says: when, also: [gap/updates]}\n  - how long\n")

    either, only = load_held_out_messages(tmp_path)

    assert (either.text, either.topics, either.place) == ("when", ("faq/how_long", "gap/updates"), "a_writer.yml:3")
    assert only.topics == ("faq/how_long",)


@pytest.mark.parametrize("entry", ["{says: when}", "{says: when, also: gap/updates}", "{says: 12, also: []}"])
def test_a_message_with_other_topics_needs_both_keys(tmp_path: Path, entry: str) -> None:
    (tmp_path / "a_writer.yml").write_text(f"topics:\n  faq/how_long:\n  - {entry}\n")

    with pytest.raises(DataError, match=r"a_writer\.yml:3: "):
        load_held_out_messages(tmp_path)


def test_ordinary_statements_are_lists_under_their_writers(tmp_path: Path) -> None:
    (tmp_path / "ordinary.yml").write_text('anna:\n- "brb kettle"\nben:\n- "night all"\n')

    statements = load_ordinary_statements(tmp_path)

    assert [(message.text, message.kind, message.place) for message in statements] == [
        ("brb kettle", Kind.ORDINARY_STATEMENT, "ordinary.yml:2"),
        ("night all", Kind.ORDINARY_STATEMENT, "ordinary.yml:4"),
    ]


def test_messages_know_their_kind_and_place(tmp_path: Path) -> None:
    (tmp_path / "a_writer.yml").write_text(
        "topics:\n  faq/how_long: [a]\n  gap/press: [b]\n  out_of_scope: [c]\n  self_harm_distress: [d]\n  greet: [e]\n"
        "danger_words:\n  faq/how_long: [f]\npast_harm:\n  gap/press: [g]\n"
    )

    messages = load_held_out_messages(tmp_path)

    assert [message.kind for message in messages] == list(
        Kind.__members__[name]
        for name in ("ANSWERABLE", "GAP", "OUT_OF_SCOPE", "SAFETY", "OTHER", "DANGER_WORDS", "PAST_HARM")
    )
    assert messages[0].place == "a_writer.yml:2"
