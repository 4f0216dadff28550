"""What a check found, as its page shows it: another help, then what concerns the proposal's own topics, then the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nscp.changes import SAFETY_TOPICS, DataChange

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """Topics that are understood otherwise, and test messages that are answered differently."""

    topics: Sequence[Row]
    flips: Sequence[Row]

    @property
    def worse(self) -> int:
        """How many of the messages get worse."""
        return sum(flip["change"] == "worse" for flip in self.flips)


@dataclass(frozen=True)
class Result:
    """The whole; `another_help` are messages that help still comes first for, but with another text."""

    another_help: Sequence[Row]
    own: Found
    rest: Found


def sorted_result(result: Mapping[str, Any], changes: Iterable[DataChange]) -> Result:
    """Sort what the comparison found (tools/evaluate/comparison.py) by whether it concerns what was changed."""
    own = {name for change in changes for name in _topics_of(change)}
    topics, flips = result.get("topics", []), result.get("flips", [])
    others = [flip for flip in flips if flip["change"] != "another_help"]
    mine = [flip for flip in others if not own.isdisjoint(flip.get("topics", ()))]
    return Result(
        another_help=[flip for flip in flips if flip["change"] == "another_help"],
        own=Found([row for row in topics if row.get("topic") in own], mine),
        rest=Found([row for row in topics if row.get("topic") not in own], [flip for flip in others if flip not in mine]),
    )


def _topics_of(change: DataChange) -> Collection[str]:
    """Return the topic that a change is about, those that its follow-ups lead to, and for safety both safety topics."""
    parts = (change.content, *change.content.get("follow_ups", ()))
    answers = {part["answer"] for part in parts if "answer" in part}
    return {change.topic_name, *answers, *(SAFETY_TOPICS if change.is_about_safety else ())}
