"""Which fixed text fits a message about danger or despair."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.nlu.examples import Examples
from assistant.nlu.safety_kinds import KINDS, SafetyKinds, fit_safety_kinds
from assistant.nlu.safety_model import DANGER, DESPAIR, LABELS
from assistant.nlu.tfidf import Tfidf
from assistant.nlu.topic_model import Scores
from nscp.answers import load_answers
from nscp.settings import PROJECT

SAID = {
    "watched.yml": (DANGER, ["he checks my phone", "he reads my phone", "he tracks my phone", "she checks my phone"]),
    "may_harm.yml": (DANGER, ["i might hurt her", "i could hurt him", "i nearly hurt her", "i want to hurt him"]),
    "overdose.yml": (DESPAIR, ["i took all the tablets", "i took tablets", "i took too many tablets", "she took tablets"]),
    "despair.yml": (DESPAIR, ["i want to die", "i want to be dead", "i wish i was dead", "i want it to end"]),
}
TEXT_OF = {name: KINDS[name] for name in SAID}


@pytest.fixture(scope="module")
def safety(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("safety")
    for name, (topic, texts) in SAID.items():
        lines = "".join(f"    - {text}\n" for text in texts)
        (folder / name).write_text(f'version: "3.1"\nnlu:\n- intent: {topic}\n  examples: |\n{lines}')
    return folder


def direction(number: int) -> np.ndarray:
    vector = np.zeros(384, dtype=np.float32)
    vector[number] = 1.0
    return vector


def examples() -> Examples:
    """What is said of each kind, with a direction for each kind; and one text that is of no kind."""
    texts = [text for _, said in SAID.values() for text in said] + ["how long does it take"]
    numbers = [number for number, (_, said) in enumerate(SAID.values()) for _ in said] + [len(SAID)]
    n = len(texts)
    return Examples(
        texts=tuple(texts),
        plain=tuple(texts),
        vectors=np.stack([direction(number) for number in numbers]),
        sentences=((),) * n,
        sentence_vectors=(np.zeros((0, 384), dtype=np.float32),) * n,
        names=(DANGER, DESPAIR),
        topics=np.zeros(n, dtype=int),
        kinds=np.full(n, LABELS.index(DANGER)),
        ordinary=np.zeros(n, dtype=bool),
    )


@pytest.fixture(scope="module")
def kinds(safety: Path) -> SafetyKinds:
    return fit_safety_kinds(examples(), safety)


def text_for(kinds: SafetyKinds, topic: str, *said: tuple[str, np.ndarray]) -> str | None:
    plain, vectors = [text for text, _ in said], np.stack([vector for _, vector in said])
    words = Tfidf.learn(examples().plain).weigh(plain)
    nothing = np.zeros((len(said), 0))
    return kinds.text_for(Scores(nothing, nothing, vectors, words, nothing), topic)


@pytest.mark.parametrize("file", SAID)
def test_the_text_that_fits_the_kind_leads(kinds: SafetyKinds, file: str) -> None:
    topic, said = SAID[file]

    found = text_for(kinds, topic, (said[0], direction(list(SAID).index(file))))

    assert found == TEXT_OF[file]


def test_one_sentence_that_is_plain_is_enough(kinds: SafetyKinds) -> None:
    whole = (direction(0) + direction(5)) / np.sqrt(2)

    found = text_for(kinds, DANGER, ("hello", whole), ("hello", direction(5)), ("he checks my phone", direction(0)))

    assert found == TEXT_OF["watched.yml"]


def test_no_text_is_chosen_where_no_kind_is_plain(kinds: SafetyKinds) -> None:
    between = (direction(0) + direction(1)) / np.sqrt(2)

    assert text_for(kinds, DANGER, ("how long does it take", direction(5))) is None
    assert text_for(kinds, DANGER, ("how", between)) is None


def test_the_text_belongs_to_the_topic_that_leads(kinds: SafetyKinds) -> None:
    assert text_for(kinds, DESPAIR, ("he checks my phone", direction(0))) is None


def test_kinds_are_kept_with_the_model(kinds: SafetyKinds, tmp_path: Path) -> None:
    kinds.save(tmp_path)

    loaded = SafetyKinds.load(tmp_path)

    assert text_for(loaded, DESPAIR, ("i took tablets", direction(2))) == TEXT_OF["overdose.yml"]


def test_every_kind_has_its_file_and_its_text() -> None:
    written = {answer.utter for answer in load_answers(PROJECT / "data")}

    assert set(KINDS.values()) <= written
    assert all((PROJECT / "data" / "safety" / name).is_file() for name in KINDS)
