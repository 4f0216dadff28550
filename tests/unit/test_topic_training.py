"""The topic and safety models: learning, thresholds, and keeping them without pickle."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.nlu.near_duplicates import folds_without_near_duplicates, near_duplicate_groups
from assistant.nlu.safety_model import DANGER, DESPAIR, NONE, PAST_HARM, SafetyModel, nearest
from assistant.nlu.safety_training import train_safety_model
from assistant.nlu.topic_model import ExamplesByTopic, TopicModel
from assistant.nlu.topic_training import threshold_above_which, threshold_around_which, train_topic_model
from assistant.nlu.word_weights import WordWeights

TOPICS = {
    "faq/how_long": "how long does it take when",
    "faq/anonymity": "names named in report who",
    DANGER: "he hits her now tonight",
    DESPAIR: "i want to die end it",
}


def toy() -> tuple[list[str], np.ndarray, list[str]]:
    """Forty sentences about four topics, with vectors that point in four directions."""
    random = np.random.default_rng(1)
    plain, labels, rows = [], [], []
    for column, (topic, words) in enumerate(TOPICS.items()):
        for _ in range(15):
            plain.append(" ".join(random.choice(words.split(), 4)))
            labels.append(topic)
            vector = random.normal(scale=0.06, size=384)
            vector[column] += 1.0
            rows.append(vector / np.linalg.norm(vector))
    return plain, np.array(rows, dtype=np.float32), labels


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return train_topic_model(*toy())


def test_a_trained_model_knows_its_topics(model: TopicModel) -> None:
    plain, vectors, labels = toy()

    best = model.read(plain, vectors).probability.argmax(axis=1)

    assert [model.topics[column] for column in best] == labels


def test_a_model_reads_the_same_after_saving_and_loading(model: TopicModel, tmp_path: Path) -> None:
    plain, vectors, _ = toy()

    model.save(tmp_path)
    loaded = TopicModel.load(tmp_path)

    np.testing.assert_allclose(loaded.read(plain, vectors).sure, model.read(plain, vectors).sure, rtol=1e-5)
    assert loaded.thresholds == model.thresholds


def test_the_safety_model_sees_danger_in_one_sentence_of_many(model: TopicModel, tmp_path: Path) -> None:
    plain, vectors, labels = toy()
    kinds = [label if label in (DANGER, DESPAIR) else NONE for label in labels]
    kinds[0] = PAST_HARM
    none = [np.zeros((0, 384), dtype=np.float32)] * len(plain)
    safety = train_safety_model(model, plain, [[]] * len(plain), none, labels, kinds, np.zeros(len(plain), dtype=bool))
    safety.save(tmp_path)
    question, danger = 0, labels.index(DANGER)
    whole = (vectors[question] + vectors[danger]) / np.linalg.norm(vectors[question] + vectors[danger])
    story = [f"{plain[question]} {plain[danger]}", plain[question], plain[danger]]

    reading = SafetyModel.load(tmp_path).read(model.read(story, np.vstack([whole, vectors[question], vectors[danger]])))
    calm = safety.read(model.read([plain[1]], vectors[1:2]))

    assert reading.help > calm.help
    assert reading.topic == DANGER


def test_closeness_is_to_the_nearest_example_of_each_topic() -> None:
    cosines = np.array([[0.1, 0.9, 0.4]], dtype=np.float32)
    by_topic = ExamplesByTopic(np.array([2, 0, 2]), 3)

    np.testing.assert_allclose(by_topic.closeness(cosines[:, by_topic.order]), [[0.9, -1.0, 0.4]])


def test_the_three_nearest_are_looked_for_among_the_marked_examples_only() -> None:
    cosines = np.array([[0.9, 0.2, 0.8, 0.4, 0.3, 0.1]], dtype=np.float32)
    marked = np.array([False, True, False, True, True, True])

    np.testing.assert_allclose(nearest(cosines, marked), [[0.4, 0.3, 0.2]])
    np.testing.assert_allclose(nearest(cosines, ~marked), [[0.9, 0.8, -1.0]])


def test_the_threshold_lets_through_what_is_good_often_enough() -> None:
    sure, good = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, True, False, True])

    assert threshold_above_which(sure, good, 1.0) == 0.8
    assert threshold_above_which(sure, good, 0.75) == 0.6
    assert threshold_above_which(sure, np.array([False] * 4), 0.5) == 1.0


def test_a_threshold_around_nothing_good_lets_nothing_through() -> None:
    assert threshold_around_which(np.array([0.9, 0.1]), np.array([False, False]), 0.5) == 1.0


def test_near_duplicates_share_a_fold() -> None:
    vectors = np.eye(8, 16, dtype=np.float32)
    vectors[5] = vectors[2]

    assert near_duplicate_groups(vectors)[5] == near_duplicate_groups(vectors)[2]
    folds = folds_without_near_duplicates(vectors, np.zeros(8, dtype=int), 3, seed=0)
    assert folds[5] == folds[2]
    assert set(folds) == {0, 1, 2}


def test_rare_words_weigh_more_and_rows_have_length_one() -> None:
    words = WordWeights.learn(["the report", "the trial", "the report names", "the names"])

    row = words.weigh(["the report", "unknown words only"]).matrix().toarray()

    assert np.linalg.norm(row[0]) == pytest.approx(1.0)
    assert not row[1].any()
    column = words.vocabulary.index
    assert words.rarity[column("report")] > words.rarity[column("the")]


def test_weighed_words_multiply_like_the_sparse_matrix_they_stand_for() -> None:
    words = WordWeights.learn(["the report", "the trial", "the report names", "the names"])
    weighed = words.weigh(["the report names the names", "unknown words only", "the trial"])
    weights = np.random.default_rng(1).normal(size=(len(words.vocabulary), 3)).astype(np.float32)

    np.testing.assert_allclose(weighed @ weights, weighed.matrix() @ weights, atol=1e-6)
