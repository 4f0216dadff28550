"""What a message means after an answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.encoder.sentence_encoder import MODEL_SHA256, SentenceEncoder, packaged_model
from assistant.nlu.examples import ENCODED, Encoded
from assistant.nlu.follow_ups import OTHERWISE, PAIRS, FollowUps, fit_follow_ups, messages_of_follow_ups, pairs_of

TABLE = """
kinds:
  why:
    answers:
      faq/why_longer: [faq/how_long]
    otherwise: again
    examples: |
      - why
      - but why
"""
TOPIC = """
version: "3.1"
title: {title}
follow_ups:
- says: [and the court case, what about the trial, if there is a trial]
  answer: {trial}
- says: [who decides that, whose decision is it, who says]
  answer: gap/who_decides
- says: [he hits me]
  answer: immediate_danger
nlu:
- intent: {name}
  examples: |
    - {title}
responses:
  utter_{name}:
  - text: Six months.
"""
QUESTIONS = {
    "faq/how_long": ["how long does it take", "how many months is it", "is it a long review", "will it end soon"],
    "faq/anonymity": ["will our names be in it", "is it anonymous", "do you put names in", "will people know us"],
}


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(packaged_model(), MODEL_SHA256)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "topics").mkdir()
    for name, trial in (("faq/how_long", "faq/later"), ("faq/anonymity", "faq/anonymity")):
        text = TOPIC.format(title=f"About {name}", trial=trial, name=name)
        (folder / "topics" / f"{name.split('/')[1]}.yml").write_text(text)
    (folder / "follow_ups.yml").write_text(TABLE)
    return folder


@pytest.fixture(scope="module")
def read(data: Path, encoder: SentenceEncoder) -> list[Message]:
    questions = [
        Message({TEXT: text, INTENT: "faq", INTENT_RESPONSE_KEY: topic})
        for topic, texts in QUESTIONS.items()
        for text in texts
    ]
    messages = [*questions, *messages_of_follow_ups(data)]
    for message, vector in zip(messages, encoder.encode([message.get(TEXT) for message in messages]), strict=True):
        message.set(ENCODED, Encoded(message.get(TEXT), [], vector[np.newaxis]))
    return messages


@pytest.fixture(scope="module")
def learned(read: list[Message]) -> FollowUps:
    return fit_follow_ups(pairs_of(TrainingData(read)))


def meant(learned: FollowUps, encoder: SentenceEncoder, plain: str, last: str) -> str:
    found = learned.after(encoder.encode([plain])[0])
    return str((found.get(last) or found[OTHERWISE])[0])


def test_a_kind_of_follow_up_means_what_the_table_says_after_each_topic(data: Path) -> None:
    pairs = {message.get(TEXT): message.get(PAIRS) for message in messages_of_follow_ups(data)}

    assert sorted(pairs["but why"]) == [["faq/anonymity", "faq/anonymity"], ["faq/how_long", "faq/why_longer"]]


def test_what_is_asked_after_several_topics_is_read_once(data: Path) -> None:
    texts = [message.get(TEXT) for message in messages_of_follow_ups(data)]

    assert len(texts) == len(set(texts))


def test_a_listed_follow_up_means_what_the_list_says_whatever_the_network_learned(
    learned: FollowUps, encoder: SentenceEncoder
) -> None:
    elsewhere = encoder.encode(["who can see the report"])[0]

    assert learned.after(elsewhere, "But why?")["faq/how_long"] == ["faq/why_longer", 1.0]
    assert learned.after(elsewhere, "who can see the report").get("faq/how_long") != ["faq/why_longer", 1.0]


def test_a_project_without_follow_ups_has_none(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()

    assert messages_of_follow_ups(tmp_path) == []
    assert fit_follow_ups(pairs_of(TrainingData([]))).after(np.zeros(384, dtype=np.float32)) == {}


def test_danger_is_left_to_the_safety_net(read: list[Message]) -> None:
    assert "immediate_danger" not in pairs_of(TrainingData(read)).meant


@pytest.mark.parametrize(
    ("plain", "last", "topic"),
    [
        ("why", "faq/how_long", "faq/why_longer"),
        ("why", "faq/anonymity", "faq/anonymity"),
        ("even with a trial", "faq/how_long", "faq/later"),
        ("even with a trial", "faq/anonymity", "faq/anonymity"),
        ("who decides it then", "faq/anonymity", "gap/who_decides"),
        ("will our names be known", "faq/how_long", "faq/anonymity"),
    ],
)
def test_a_message_means_what_it_was_taught_to_mean_after_the_last_answer(
    learned: FollowUps, encoder: SentenceEncoder, plain: str, last: str, topic: str
) -> None:
    assert meant(learned, encoder, plain, last) == topic


def test_a_message_that_stands_for_itself_means_the_same_after_every_answer(
    learned: FollowUps, encoder: SentenceEncoder
) -> None:
    assert set(learned.after(encoder.encode(["how many months does it take"])[0])) == {OTHERWISE}


def test_follow_ups_are_kept_with_the_model(learned: FollowUps, encoder: SentenceEncoder, tmp_path: Path) -> None:
    learned.save(tmp_path)
    loaded = FollowUps.load(tmp_path)

    for plain in ("but why", "and the court case", "is it anonymous"):
        vector = encoder.encode([plain])[0]
        assert loaded.after(vector) == learned.after(vector)
