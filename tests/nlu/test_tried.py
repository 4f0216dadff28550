"""Messages that people tried and that failed (`tests/nlu/tried_messages.tsv`), each against the newest model.

`wanted` is a topic, however sure the safety net is, or

    gap/*                   any topic of the gap
    *ordinary               whatever is answered, no help
    help_first:topic        the fixed text of that topic
    answer_with_help:topic  that topic with a line of help
    none:topic              that topic without any help
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from assistant.evaluation.predictions import Prediction, newest_model, predict
from nscp.settings import PROJECT
from nscp.topics import load_topics

pytestmark = [
    pytest.mark.filterwarnings("ignore:the load_module:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Slot auto-fill has been removed:UserWarning"),
]

FILE = PROJECT / "tests" / "nlu" / "tried_messages.tsv"
SAFETY = ("help_first", "answer_with_help", "none")

# Messages whose `wanted` we do not share, and why. They are read and may fail.
ARGUED: Mapping[str, str] = {}


@dataclass(frozen=True)
class Wanted:
    """What a message wants: a topic or part of one, and the safety net's outcome; None where any will do."""

    topic: str | None
    safety: str | None

    @classmethod
    def read(cls, wanted: str) -> Wanted:
        """Read what the file says."""
        if wanted == "*ordinary":
            return cls(None, "none")
        safety, colon, topic = wanted.partition(":")
        return cls(topic, safety) if colon else cls(wanted, None)

    def fits(self, prediction: Prediction) -> bool:
        """Whether a message got it."""
        if self.safety is not None and prediction.safety != self.safety:
            return False
        if self.topic is not None and self.topic.endswith("/*"):
            return (prediction.topic or "").startswith(self.topic.removesuffix("*"))
        return self.topic is None or prediction.topic == self.topic


def _rows() -> list[tuple[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [(row["wanted"], row["message"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


ROWS = _rows()


def _marked(wanted: str, message: str) -> object:
    marks = [pytest.mark.xfail(reason=ARGUED[message], strict=False)] if message in ARGUED else []
    return pytest.param(wanted, message, marks=marks, id=message[:60])


@pytest.fixture(scope="module")
def predictions() -> Mapping[str, Prediction]:
    """What the newest model makes of every message, read once."""
    texts = [message for _, message in ROWS]
    return dict(zip(texts, predict(newest_model(PROJECT / "models"), texts), strict=True))


@pytest.mark.parametrize(("wanted", "message"), [_marked(*row) for row in ROWS])
def test_a_message_that_failed_is_understood(wanted: str, message: str, predictions: Mapping[str, Prediction]) -> None:
    found = predictions[message]
    if not Wanted.read(wanted).fits(found):
        got = f"{found.what_happens}, safety {found.safety} (sure {found.sure:.2f})"
        pytest.fail(f'"{message}" wants {wanted}, got {got}', pytrace=False)


def test_the_file_wants_what_exists() -> None:
    topics = load_topics(PROJECT / "data")
    read = {wanted: Wanted.read(wanted) for wanted, _ in ROWS}
    strange = [
        name
        for name, wanted in read.items()
        if wanted.safety not in (None, *SAFETY) or wanted.topic not in (None, "gap/*", *topics)
    ]
    assert not strange, f"tried_messages.tsv wants {strange}"


def test_what_is_argued_is_in_the_file() -> None:
    assert not set(ARGUED) - {message for _, message in ROWS}
