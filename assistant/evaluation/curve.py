"""What another answer threshold would do: fewer wrong answers cost more "did you mean"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evaluation.measures import Case

STEPS = 200


@dataclass(frozen=True)
class CurvePoint:
    """What one threshold would do.

    Attributes:
        threshold: how sure the assistant would have to be to answer, 0 to 1.
        wrong: share of messages answered with another topic.
        asked: share of messages answered with "did you mean".
    """

    threshold: float
    wrong: float
    asked: float


def curve_of(cases: Sequence[Case]) -> tuple[CurvePoint, ...]:
    """Move the answer threshold from 0 to 1.

    What falls back today would still fall back wherever it is not answered. A message that is answered for another
    reason than being sure (small talk; clear parts of a message that is not clear as a whole) goes by sureness alone
    here, so the curve may pass a little beside today's measured point.

    Args:
        cases: at least one.
    """
    return tuple(_point(cases, step / STEPS) for step in range(STEPS + 1))


def _point(cases: Sequence[Case], threshold: float) -> CurvePoint:
    answered = [case for case in cases if case.prediction.sure >= threshold]
    wrong = sum(case.prediction.ranking[0] not in case.message.topics for case in answered)
    fallen = sum(case.prediction.is_fallback and case.prediction.sure < threshold for case in cases)
    return CurvePoint(threshold, wrong / len(cases), (len(cases) - len(answered) - fallen) / len(cases))
