"""The topic and safety models: learning, choosing what to learn with, and keeping them without pickle."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from assistant.nlu.examples import Examples
from assistant.nlu.logistic_fit import fit_balanced
from assistant.nlu.regression import YesNo, softmax
from assistant.nlu.safety_model import (
    DANGER,
    DESPAIR,
    LABELS,
    LINE,
    MESSAGE_FEATURES,
    NONE,
    STATEMENT,
    SafetyModel,
    SafetyReading,
    nearest,
)
from assistant.nlu.tfidf import Tfidf
from assistant.nlu.topic_model import ExamplesByTopic, TopicModel
from assistant.nlu.training import fit_both, fit_safety_model, fit_topic_model, fit_yes_no
from assistant.nlu.tuned import SafetyThresholds, Thresholds, Tuned
from tools.held_out import hold_out, is_kept_out
from tools.tune import threshold_above_which, threshold_around_which, tune

TOPICS = {
    "faq/anonymity": "names named in report who",
    "faq/how_long": "how long does it take when",
    DANGER: "he hits her now tonight",
    DESPAIR: "i want to die end it",
    STATEMENT: "we live in corby near my mum",
}
OF_EACH = 15
CHOSEN = Tuned(
    meaning_c=20.0,
    wording_c=20.0,
    wording_share=0.5,
    confidence=YesNo(np.array([0.5, 1.0, 0.0, 0.0, 0.0, 0.0]), 0.0),
    topics=Thresholds(answer=0.7, part=0.8, suggest=0.2),
    help=YesNo(np.array([1.0] * (MESSAGE_FEATURES - 1) + [0.0]), 0.0),
    line=YesNo(np.zeros(MESSAGE_FEATURES), 0.0),
    safety=SafetyThresholds(help_first=0.8, agreed=0.5, help_line=0.6, line=0.3),
    measured_on=75,
)


def toy(without_topic: int = 0, of_each: int = OF_EACH) -> Examples:
    """Sentences about five topics, with vectors that point in five directions, and some that have no topic."""
    random = np.random.default_rng(1)
    plain, rows = [], []
    kinds = [*TOPICS.items(), *[("", "he reads the long report now")] * bool(without_topic)]
    for column, (topic, words) in enumerate(kinds):
        for _ in range(of_each if topic else without_topic):
            plain.append(" ".join(random.choice(words.split(), 4)))
            vector = random.normal(scale=0.06, size=384)
            vector[column] += 1.0
            rows.append(vector / np.linalg.norm(vector))
    topics = np.array([*np.repeat(np.arange(len(TOPICS)), of_each), *[len(TOPICS)] * without_topic])
    labels = [LABELS.index(name if name in LABELS else NONE) for name in TOPICS]
    safety = np.array([*np.repeat(labels, of_each), *[LABELS.index(LINE)] * without_topic])
    n = len(plain)
    return Examples(
        texts=tuple(plain),
        plain=tuple(plain),
        vectors=np.array(rows, dtype=np.float32),
        sentences=((),) * n,
        sentence_vectors=(np.zeros((0, 384), dtype=np.float32),) * n,
        names=tuple(TOPICS),
        topics=topics,
        kinds=safety,
        ordinary=(safety == LABELS.index(NONE)) & (topics < len(TOPICS)),
    )


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return fit_topic_model(toy(), CHOSEN)


# Topics


def test_a_trained_model_knows_its_topics(model: TopicModel) -> None:
    examples = toy()

    best = model.read(examples.plain, examples.vectors).probability.argmax(axis=1)

    assert best.tolist() == examples.topics.tolist()


def test_a_model_reads_the_same_after_saving_and_loading(model: TopicModel, tmp_path: Path) -> None:
    examples = toy()

    model.save(tmp_path)
    loaded = TopicModel.load(tmp_path)

    before, after = (one.read(examples.plain, examples.vectors) for one in (model, loaded))
    np.testing.assert_allclose(after.probability, before.probability, rtol=1e-5)
    np.testing.assert_allclose(
        after.confidence, before.confidence, rtol=2e-3
    )  # vectors of examples are kept in half the digits
    assert loaded.thresholds == CHOSEN.topics


def test_what_was_chosen_beforehand_is_what_the_model_works_with(model: TopicModel) -> None:
    assert (model.wording_share, model.confidence, model.thresholds) == (0.5, CHOSEN.confidence, CHOSEN.topics)


def test_an_example_without_topic_is_a_neighbour_and_teaches_no_topic() -> None:
    examples = toy(without_topic=10)

    learned = fit_topic_model(examples, CHOSEN)
    scores = learned.read(examples.plain[-1:], examples.vectors[-1:])

    assert scores.probability.shape == (1, len(TOPICS))
    assert scores.cosines.shape == (1, len(examples.plain))
    assert scores.cosines.max() == pytest.approx(1.0, abs=0.003)


# Danger and despair


def test_the_safety_model_sees_danger_in_one_sentence_of_many(model: TopicModel, tmp_path: Path) -> None:
    examples = toy()
    safety = fit_safety_model(examples, CHOSEN)
    safety.save(tmp_path)
    question, danger = 0, int(np.flatnonzero(examples.topics == examples.names.index(DANGER))[0])
    plain, vectors = examples.plain, examples.vectors
    whole = (vectors[question] + vectors[danger]) / np.linalg.norm(vectors[question] + vectors[danger])
    story = [f"{plain[question]} {plain[danger]}", plain[question], plain[danger]]

    reading = SafetyModel.load(tmp_path).read(model.read(story, np.vstack([whole, vectors[question], vectors[danger]])))
    calm = safety.read(model.read([plain[1]], vectors[1:2]))

    assert reading.help_first > calm.help_first
    assert reading.topic == DANGER
    assert reading.is_agreed(0.5)
    assert not calm.is_agreed(0.5)


def test_the_safety_model_keeps_what_was_chosen(tmp_path: Path) -> None:
    fit_safety_model(toy(), CHOSEN).save(tmp_path)

    assert SafetyModel.load(tmp_path).thresholds == CHOSEN.safety


@pytest.mark.parametrize(
    ("views", "is_nearer", "agreed"),
    [
        ((0.6, 0.6), False, True),
        ((0.6, 0.4), True, True),
        ((0.4, 0.5), True, True),
        ((0.9, 0.4), False, False),
        ((0.4, 0.4), True, False),
    ],
)
def test_two_of_three_views_must_see_danger(views: tuple[float, float], is_nearer: bool, agreed: bool) -> None:
    assert (
        SafetyReading(help_first=0.9, line_of_help=0.1, views=views, is_nearer=is_nearer, topic=DANGER).is_agreed(0.5)
        is agreed
    )


# Choosing on examples kept out of all fitting


@pytest.fixture(scope="module")
def chosen() -> Tuned:
    return tune(toy(without_topic=30, of_each=80))


def test_what_is_chosen_serves_to_train_a_model_that_answers_and_helps(chosen: Tuned) -> None:
    examples = toy(without_topic=30, of_each=80)
    topics, safety = fit_topic_model(examples, chosen), fit_safety_model(examples, chosen)
    question, danger = 0, int(np.flatnonzero(examples.dangerous)[0])

    confidence = topics.read(examples.plain[:1], examples.vectors[:1]).confidence[0]
    readings = [safety.read(topics.read([examples.plain[i]], examples.vectors[i : i + 1])) for i in (question, danger)]

    assert confidence >= chosen.topics.answer >= chosen.topics.suggest
    assert [one.help_first >= chosen.safety.help_first and one.is_agreed(chosen.safety.agreed) for one in readings] == [
        False,
        True,
    ]
    assert chosen.measured_on == len(examples.plain)


def test_examples_without_topic_do_not_count_as_questions_that_were_answered_wrongly(chosen: Tuned) -> None:
    assert chosen.confidence.probability(np.zeros((1, 6)))[0] == pytest.approx(1.0)  # all that have a topic were right


@pytest.mark.parametrize("classes", [[0, 2], [0, 2, 3]], ids=["two", "three"])
def test_classes_are_told_apart_and_one_without_examples_stays_impossible(classes: list[int]) -> None:
    truth = np.repeat(classes, 2)
    vectors = np.eye(4, dtype=np.float32)[truth]
    plain = [f"word{number} more{number}" for number in truth]
    words = Tfidf.learn(plain).weigh(plain)

    meaning, wording = fit_both(vectors, words, truth, (20.0, 20.0), classes=4)

    for probability in (meaning.probability(vectors), wording.probability(words)):
        assert probability.argmax(axis=1).tolist() == truth.tolist()
        assert probability.max(axis=1).min() > 0.8
        assert probability[:, 1].max() < 1e-5


@pytest.mark.parametrize(("outcome", "expected"), [(True, 1.0), (False, 0.0)])
def test_where_all_outcomes_are_alike_that_one_is_expected(outcome: bool, expected: float) -> None:
    learned = fit_yes_no(np.array([[0.1], [0.9]]), np.array([outcome] * 2))

    assert learned.probability(np.array([[5.0]]))[0] == pytest.approx(expected, abs=1e-6)


def test_closeness_is_to_the_nearest_example_of_each_topic() -> None:
    cosines = np.array([[0.1, 0.9, 0.4]], dtype=np.float32)
    by_topic = ExamplesByTopic(np.array([2, 0, 2]), 3)

    np.testing.assert_allclose(by_topic.similarity(cosines[:, by_topic.order]), [[0.9, -1.0, 0.4]])


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


def test_choices_are_made_on_examples_that_were_kept_out_and_are_not_nearly_those_that_were_seen() -> None:
    examples = toy(of_each=80)
    twin = next(i for i, plain in enumerate(examples.plain) if is_kept_out(plain))
    examples.vectors[twin] = examples.vectors[next(i for i, plain in enumerate(examples.plain) if not is_kept_out(plain))]

    held_out = hold_out(examples)

    assert not any(map(is_kept_out, held_out.seen.plain))
    assert len(held_out.unseen.plain) == sum(map(is_kept_out, examples.plain)) - 1
    assert held_out.probability.shape == (len(held_out.unseen.plain), len(TOPICS))


def test_one_example_in_eight_is_kept_out() -> None:
    assert sum(is_kept_out(f"example {number}") for number in range(4000)) == pytest.approx(500, abs=60)


def test_rare_words_weigh_more_and_rows_have_length_one() -> None:
    words = Tfidf.learn(["the report", "the trial", "the report names", "the names"])

    row = words.weigh(["the report", "unknown words only"]).matrix().toarray()

    assert np.linalg.norm(row[0]) == pytest.approx(1.0)
    assert not row[1].any()
    column = words.vocabulary.index
    assert words.rarity[column("report")] > words.rarity[column("the")]


def test_weighed_words_multiply_like_the_sparse_matrix_they_stand_for() -> None:
    words = Tfidf.learn(["the report", "the trial", "the report names", "the names"])
    weighed = words.weigh(["the report names the names", "unknown words only", "the trial"])
    weights = np.random.default_rng(1).normal(size=(len(words.vocabulary), 3)).astype(np.float32)

    np.testing.assert_allclose(weighed @ weights, weighed.matrix() @ weights, atol=1e-6)


# The regression by meaning


def crowded(random: np.random.Generator, n: int = 600) -> tuple[np.ndarray, np.ndarray]:
    """Vectors of six classes that overlap, long in a few directions and short in most, as sentences are."""
    truth = random.integers(6, size=n)
    vectors = random.normal(size=(n, 40)) * np.geomspace(1.0, 0.01, 40) + np.eye(6, 40)[truth] * 0.3
    return vectors.astype(np.float32), truth


def test_the_fit_by_meaning_ends_where_scikit_learn_ends_after_many_steps() -> None:
    vectors, truth = crowded(np.random.default_rng(1))

    weights, offsets = fit_balanced(vectors, truth, c=20.0)

    wanted = LogisticRegression(C=20.0, class_weight="balanced", max_iter=5000, tol=1e-6).fit(vectors.astype(float), truth)
    np.testing.assert_allclose(softmax(vectors @ weights + offsets), wanted.predict_proba(vectors), atol=0.01)


def test_one_example_fewer_moves_what_one_example_is_worth() -> None:
    vectors, truth = crowded(np.random.default_rng(2))

    weights, offsets = fit_balanced(vectors, truth, c=20.0)
    fewer_weights, fewer_offsets = fit_balanced(vectors[1:], truth[1:], c=20.0)

    before, after = softmax(vectors @ weights + offsets), softmax(vectors @ fewer_weights + fewer_offsets)
    assert np.abs(after - before)[1:].max() < 0.05
