"""Short questions that only make sense after an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.examples import ENCODED, Encoded
from assistant.nlu.follow_ups import (
    AGAIN,
    LONGEST,
    Answers,
    FollowUps,
    fit_follow_ups,
    load_answers,
    messages_of_follow_ups,
)
from nscp.encoder import MODEL_SHA256, SentenceEncoder, packaged_model
from nscp.settings import PROJECT
from nscp.topics import load_topics

TABLE = """
kinds:
  why:
    answers:
      faq/why_longer: [faq/how_long, faq/why_longer]
      faq/give_views: [faq/anonymity]
    otherwise: again
    examples: |
      - why
      - but why
      - how come
      - why is that
      - for what reason
      - whats the reason
  when:
    answers: {}
    otherwise: faq/how_long
    examples: |
      - when
      - and when
      - when will that be
      - what day
      - by when
      - when is that then
"""
TOPIC = """
version: "3.1"
title: How long does it take?
follow_ups:
- says: [what about the trial, and the court case]
  answer: faq/trial
- says: [who decides that]
  answer: gap/who_decides
nlu:
- intent: faq/how_long
  examples: |
    - How long does it take?
responses:
  utter_faq/how_long:
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
    (folder / "topics" / "how_long.yml").write_text(TOPIC)
    (folder / "follow_ups.yml").write_text(TABLE)
    return folder


@pytest.fixture(scope="module")
def learned(data: Path, encoder: SentenceEncoder) -> FollowUps:
    questions = [
        Message({TEXT: text, INTENT: "faq", INTENT_RESPONSE_KEY: topic})
        for topic, texts in QUESTIONS.items()
        for text in texts
    ]
    messages = [*questions, *messages_of_follow_ups(data)]
    for message, vector in zip(messages, encoder.encode([message.get(TEXT) for message in messages]), strict=True):
        message.set(ENCODED, Encoded(message.get(TEXT), [], vector[np.newaxis]))
    return fit_follow_ups(TrainingData(messages))


def kind(learned: FollowUps, encoder: SentenceEncoder, plain: str) -> str | None:
    found = learned.kind_of(plain, encoder.encode([plain])[0])
    return found[0] if found else None


def listed(learned: FollowUps, encoder: SentenceEncoder, plain: str) -> dict[str, list[Any]]:
    return learned.after(plain, encoder.encode([plain])[0])


def test_the_table_says_which_topic_answers_a_kind_after_which(data: Path) -> None:
    assert load_answers(data) == {
        "why": Answers(
            {"faq/how_long": "faq/why_longer", "faq/why_longer": "faq/why_longer", "faq/anonymity": "faq/give_views"}, AGAIN
        ),
        "when": Answers({}, "faq/how_long"),
    }


def test_a_project_without_the_table_has_no_kinds(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()

    assert load_answers(tmp_path) == {}
    assert messages_of_follow_ups(tmp_path) == []


@pytest.mark.parametrize(
    ("plain", "expected"),
    [("why", "why"), ("ok but why", "why"), ("and whats the reason for it", "why"), ("so when is that", "when")],
)
def test_a_short_question_is_of_the_kind_that_its_examples_teach(
    learned: FollowUps, encoder: SentenceEncoder, plain: str, expected: str
) -> None:
    assert kind(learned, encoder, plain) == expected


@pytest.mark.parametrize("plain", ["will it take many months", "will our names be known"])
def test_a_question_that_makes_sense_by_itself_is_of_no_kind(
    learned: FollowUps, encoder: SentenceEncoder, plain: str
) -> None:
    assert kind(learned, encoder, plain) is None


def test_what_is_listed_is_found_under_the_topic_it_follows(learned: FollowUps, encoder: SentenceEncoder) -> None:
    assert listed(learned, encoder, "who decides that") == {"faq/how_long": ["gap/who_decides", 1.0]}


def test_what_says_nearly_the_same_in_other_words_is_found_too(learned: FollowUps, encoder: SentenceEncoder) -> None:
    answer, cosine = listed(learned, encoder, "but what about a trial")["faq/how_long"]

    assert answer == "faq/trial"
    assert 0.75 <= cosine < 1.0


def test_what_says_something_else_is_not_listed(learned: FollowUps, encoder: SentenceEncoder) -> None:
    assert listed(learned, encoder, "will our names be in it") == {}


def test_nothing_leans_on_an_answer_that_is_long_enough_to_stand_alone(learned: FollowUps, encoder: SentenceEncoder) -> None:
    vector = encoder.encode(["why"])[0]
    longest, longer = " ".join(["why"] * LONGEST), " ".join(["why"] * (LONGEST + 1))

    assert learned.kind_of(longest, vector) is not None
    assert learned.kind_of(longer, vector) is None
    assert learned.after(longer, encoder.encode(["who decides that"])[0]) == {}


def test_follow_ups_are_kept_with_the_model(learned: FollowUps, encoder: SentenceEncoder, tmp_path: Path) -> None:
    learned.save(tmp_path)
    loaded = FollowUps.load(tmp_path)

    assert (loaded.kinds, loaded.listed) == (learned.kinds, learned.listed)
    for plain in ("but why", "and the court case", "is it anonymous"):
        vector = encoder.encode([plain])[0]
        assert loaded.kind_of(plain, vector) == pytest.approx(learned.kind_of(plain, vector))
        assert loaded.after(plain, vector) == learned.after(plain, vector)


def test_every_topic_that_answers_a_follow_up_exists() -> None:
    table, topics = load_answers(PROJECT / "data"), load_topics(PROJECT / "data")

    named = {name for answers in table.values() for name in (*answers.after, *answers.after.values(), answers.otherwise)}
    assert named - {AGAIN} <= set(topics)
