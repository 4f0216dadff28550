"""What `make tune` chooses on examples kept out of all fitting: `data/tuned.yml`. Ordinary training fits each model once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.nlu.regression import YesNo

FILE = "tuned.yml"
DIGITS = 5
HEADER = """\
# Written by `make tune`, which chooses all of this on examples that the models had not seen; `make evaluate` says when it is
# time to tune again. Nothing here is edited by hand.
"""


@dataclass(frozen=True)
class Thresholds:
    """How confident the assistant must be in a topic.

    Attributes:
        answer: from here on it answers outright.
        part: the same for a part of a message, such as one of two questions.
        suggest: from here on it asks "did you mean"; below, it says that it did not understand.
    """

    answer: float
    part: float
    suggest: float


@dataclass(frozen=True)
class SafetyThresholds:
    """From where on the safety net acts.

    Attributes:
        help_first: of the probability that help is due first: the fixed text leads, if the views agree.
        agreed: of each single view: it counts as agreeing from here on.
        help_line: of the same probability: the answer comes with one line of help.
        line: of the probability that the line is due: the answer comes with one line of help.
    """

    help_first: float
    agreed: float
    help_line: float
    line: float


@dataclass(frozen=True)
class Tuned:
    """Everything that is chosen before training.

    Attributes:
        meaning_c, wording_c: inverse strength of the regularisation of the topic regressions.
        wording_share: how much the wording counts in the mix of the two, 0 to 1.
        confidence: from a prediction's features to how likely its topic is right.
        topics: thresholds of the topics.
        help, line: from a message's features to how likely help is due first, and the line of help.
        safety: thresholds of the safety net.
        measured_on: how many examples these were chosen on.
    """

    meaning_c: float
    wording_c: float
    wording_share: float
    confidence: YesNo
    topics: Thresholds
    help: YesNo
    line: YesNo
    safety: SafetyThresholds
    measured_on: int

    def save(self, path: Path) -> None:
        """Write everything as YAML, fractions with five digits: what is read again is what was written."""
        path.write_text(HEADER + yaml.safe_dump(_to_yaml(asdict(self)), sort_keys=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Tuned:
        """Read what `save` wrote.

        Raises:
            FileNotFoundError: there is no such file.
            ValueError: it does not hold what `save` writes.
        """
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        try:
            for name in ("confidence", "help", "line"):
                content[name] = YesNo(np.array(content[name]["weights"]), content[name]["offset"])
            content["topics"] = Thresholds(**content["topics"])
            content["safety"] = SafetyThresholds(**content["safety"])
            return cls(**content)
        except (KeyError, TypeError) as error:
            raise ValueError(f"{path} is not what `make tune` writes ({error!r}). Run `make tune`.") from error


def _to_yaml(value: Any) -> Any:
    """Return a value in YAML's own types, rounded."""
    if isinstance(value, dict):
        return {key: _to_yaml(inner) for key, inner in value.items()}
    if isinstance(value, np.ndarray):
        return [_to_yaml(inner) for inner in value.tolist()]
    return round(float(value), DIGITS) if isinstance(value, (float, np.floating)) else value
