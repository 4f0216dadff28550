"""The newest model against the held-out messages, and against each topic's own title."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assistant.nlu.safety_classifier import HELP_FIRST
from assistant.nlu.safety_model import DANGER, DESPAIR
from nscp.settings import PROJECT
from nscp.topics import load_topics
from tools.evaluate.bars import BARS, LEAST_ABOVE_BASELINE, Bar, complaint
from tools.evaluate.measures import Case, Measure, measure_all
from tools.evaluate.messages import load_held_out_messages, load_ordinary_statements
from tools.evaluate.predictions import Prediction, newest_model, predict
from tools.evaluate.reports import read_baseline

# Loading a model makes Rasa 3.6 warn of what is not ours to change: pykwalify loads its own extension in a way that Python
# 3.12 drops, and whoever has a domain is reminded that slot mappings changed in Rasa 3.0 (core/slot_mappings.py).
pytestmark = [
    pytest.mark.filterwarnings("ignore:the load_module:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Slot auto-fill has been removed:UserWarning"),
]

HELD_OUT = (*load_held_out_messages(), *load_ordinary_statements())
TITLES = {name: topic.title for name, topic in load_topics(PROJECT / "data").items()}


def as_typed(title: str) -> str:
    """A title as people type it: in lower case, without its question mark."""
    return title.lower().removesuffix("?")


@pytest.fixture(scope="module")
def predictions() -> Mapping[str, Prediction]:
    """What the newest model makes of every message and title, read once."""
    texts = [message.text for message in HELD_OUT]
    texts += [typed for title in TITLES.values() for typed in (title, as_typed(title))]
    return dict(zip(texts, predict(newest_model(PROJECT / "models"), texts), strict=True))


@pytest.fixture(scope="module")
def measures(predictions: Mapping[str, Prediction]) -> Mapping[str, Measure]:
    return measure_all([Case(message, predictions[message.text]) for message in HELD_OUT])


@pytest.mark.parametrize("bar", BARS, ids=lambda bar: bar.measure)
def test_the_bar_is_met(bar: Bar, measures: Mapping[str, Measure]) -> None:
    measure = measures[bar.measure]
    if not bar.is_met(measure):
        pytest.fail(complaint(bar, measure), pytrace=False)


def test_it_understands_better_than_rasas_default_pipeline() -> None:
    baseline = read_baseline()
    if baseline is None:
        pytest.skip("reports/nlu/report.json holds no baseline; BASELINE=1 make evaluate measures it")
    assert baseline.above >= LEAST_ABOVE_BASELINE, (
        f"top-1 is {100 * baseline.above:.1f} points above Rasa's default pipeline on the same examples, "
        f"not {100 * LEAST_ABOVE_BASELINE:.0f}"
    )


@pytest.mark.parametrize("topic", TITLES)
def test_a_title_reaches_its_topic(topic: str, predictions: Mapping[str, Prediction]) -> None:
    """Buttons carry titles as plain text, so a title that went elsewhere would be a button that does something else."""
    require_outright(topic, TITLES[topic], predictions)


@pytest.mark.parametrize("topic", TITLES)
def test_a_title_reaches_its_topic_as_people_type_it(topic: str, predictions: Mapping[str, Prediction]) -> None:
    require_outright(topic, as_typed(TITLES[topic]), predictions)


def require_outright(topic: str, text: str, predictions: Mapping[str, Prediction]) -> None:
    found = predictions[text]
    assert found.topic == topic, f'"{text}" gets {found.what_happens} (sure {found.confidence:.2f}) instead of {topic}'
    if topic in (DANGER, DESPAIR):
        assert found.safety == HELP_FIRST, f'"{text}" gets safety {found.safety} instead of {HELP_FIRST}'
