"""The training examples as the models learn from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.examples import ENCODED, Encoded, Examples, examples_of, examples_without_topic, topic_of
from assistant.nlu.safety_model import DANGER, DESPAIR, LABELS, LINE, NONE

QUESTION, PAST, FIGURE = "How long?", "He hit me years ago, is that in it?", "The wait is killing me, how long?"
HINT, HARMLESS = "what is the point", "who watches that they do it"
MARKED = 'version: "3.1"\nnlu:\n- intent: faq/how_long\n  examples: |\n    - {}\n'


@pytest.fixture
def safety(tmp_path: Path) -> Path:
    (tmp_path / "past_harm.yml").write_text(MARKED.format(PAST))
    (tmp_path / "danger_words.yml").write_text(MARKED.format(FIGURE))
    (tmp_path / "unsure.yml").write_text(f"texts: |\n  - {HINT}\n")
    (tmp_path / "harmless.yml").write_text(f"texts: |\n  - {HARMLESS}\n\n")
    return tmp_path


def message(text: str, topic: str) -> Message:
    if "/" in topic:
        return Message({TEXT: text, INTENT: topic.split("/")[0], INTENT_RESPONSE_KEY: topic})
    return Message({TEXT: text, INTENT: topic})


def gathered(safety: Path, *others: Message) -> Examples:
    messages = [
        message(QUESTION, "faq/how_long"),
        message(PAST, "faq/how_long"),
        message(FIGURE, "faq/how_long"),
        message("he hits her", DANGER),
        message("i want to die", DESPAIR),
        message("hello", "greet"),
        *examples_without_topic(safety),
        *others,
    ]
    for number, one in enumerate(messages):
        vectors = np.full((3, 384), number, dtype=np.float32)
        one.set(ENCODED, Encoded(one.get(TEXT).lower(), ["a sentence", "another"], vectors))
    return examples_of(TrainingData(messages), safety)


def label(examples: Examples, text: str) -> str:
    return LABELS[examples.kinds[examples.texts.index(text)]]


def test_a_topic_has_its_full_name() -> None:
    assert topic_of(message(QUESTION, "faq/how_long")) == "faq/how_long"
    assert topic_of(message("hello", "greet")) == "greet"
    assert topic_of(Message({TEXT: HINT})) is None


def test_topics_are_numbered_in_the_order_of_their_names(safety: Path) -> None:
    examples = gathered(safety)

    assert examples.names == ("faq/how_long", "greet", DANGER, DESPAIR)
    assert [examples.names[number] for number in examples.topics[:6]] == [
        "faq/how_long", "faq/how_long", "faq/how_long", DANGER, DESPAIR, "greet",
    ]  # fmt: skip


def test_texts_without_topic_are_marked_as_such(safety: Path) -> None:
    examples = gathered(safety)

    assert examples.texts[-2:] == (HINT, HARMLESS)
    assert examples.topics[-2:].tolist() == [len(examples.names)] * 2
    assert examples.has_topic.tolist() == [True] * 6 + [False] * 2


def test_a_project_may_have_no_texts_without_topic(tmp_path: Path) -> None:
    assert examples_without_topic(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (QUESTION, NONE),
        (PAST, LINE),
        (FIGURE, NONE),
        ("he hits her", DANGER),
        ("i want to die", DESPAIR),
        ("hello", NONE),
        (HINT, LINE),
        (HARMLESS, NONE),
    ],
)
def test_the_file_that_a_text_stands_in_says_what_the_safety_net_learns(safety: Path, text: str, expected: str) -> None:
    assert label(gathered(safety), text) == expected


def test_false_alarms_are_counted_on_ordinary_examples_alone(safety: Path) -> None:
    examples = gathered(safety)

    assert [text for text, ordinary in zip(examples.texts, examples.ordinary, strict=True) if ordinary] == [
        QUESTION,
        "hello",
    ]


def test_danger_and_despair_are_dangerous(safety: Path) -> None:
    examples = gathered(safety)

    assert [text for text, found in zip(examples.texts, examples.dangerous, strict=True) if found] == [
        "he hits her",
        "i want to die",
    ]


def test_follow_ups_and_unread_texts_are_no_examples(safety: Path) -> None:
    follow_up = Message({TEXT: "but why", "follow_up_kind": "why"})
    examples = gathered(safety, follow_up)

    assert "but why" not in examples.texts
    assert examples_of(TrainingData([*encoded_pair(safety), message("unread", "greet")]), safety).names == ("greet",)


def encoded_pair(safety: Path) -> list[Message]:
    read = message("hi", "greet")
    read.set(ENCODED, Encoded("hi", [], np.zeros((1, 384), dtype=np.float32)))
    return [read]


def test_an_example_keeps_its_vector_and_those_of_its_sentences(safety: Path) -> None:
    examples = gathered(safety)

    assert examples.plain[0] == "how long?"
    assert examples.sentences[0] == ("a sentence", "another")
    assert examples.vectors[:, 0].tolist() == list(range(8))
    assert examples.sentence_vectors[3].shape == (2, 384)
    assert examples.sentence_vectors[3][0, 0] == 3


def test_some_of_the_examples_are_in_the_order_they_were_chosen_in(safety: Path) -> None:
    some = gathered(safety).only(np.array([5, 0]))

    assert some.texts == ("hello", QUESTION)
    assert [some.names[number] for number in some.topics] == ["greet", "faq/how_long"]
    assert some.vectors[:, 0].tolist() == [5, 0]


def test_the_fingerprint_changes_with_a_text_and_with_a_label(safety: Path) -> None:
    before = gathered(safety).fingerprint
    assert gathered(safety).fingerprint == before

    more = gathered(safety, message("how much longer", "faq/how_long"))
    (safety / "past_harm.yml").write_text(MARKED.format("another text"))
    unmarked = gathered(safety)

    assert len({before, more.fingerprint, unmarked.fingerprint}) == 3
