"""What stands against examples while they are typed: what saving would refuse, and what another topic is nearer to."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache

from console.proposals.knowledge import Knowledge
from console.proposals.rules import reasons_against
from console.trying.nearest import Nearer, nearer_topic
from nscp.changes import DataChange, Kind

MOST_LINES = 5  # asked about at once: the page asks about those that have changed
MOST_ASKED = 60  # times a minute for one person in one process of the console
UNCHOSEN = "(none)"  # in place of a topic's name, while none is chosen or the topic is new


@dataclass(frozen=True)
class Hints:
    """What is said of one line: why it would be refused, and the topic that it is nearer to, if any."""

    text: str
    refused: tuple[str, ...]
    nearer: Nearer | None

    @property
    def is_good(self) -> bool:
        """Whether nothing stands against it."""
        return not self.refused and self.nearer is None


def of_lines(lines: Sequence[str], topic: str, known: Knowledge) -> list[Hints]:
    """Return what is to be said of each line.

    Args:
        lines: as they are typed.
        topic: full name of the topic that they are for; another for none yet.
        known: what there is without them.
    """
    if topic not in known.titles:
        topic, known = UNCHOSEN, copy.copy(known)
        known.titles = {**known.titles, UNCHOSEN: "this topic"}
    return [_hints(" ".join(line.split()), topic, known) for line in lines if line.strip()]


def may_ask(person: int) -> bool:
    """Count a question of an account, by its number; False if there were too many in this minute."""
    key = f"hints-{person}"
    cache.add(key, 0, timeout=60)
    try:
        return bool(cache.incr(key) <= MOST_ASKED)
    except ValueError:  # the minute has just ended
        return True


def _hints(line: str, topic: str, known: Knowledge) -> Hints:
    refused = reasons_against(DataChange(Kind.ADD_EXAMPLES, topic, {"examples": [line]}), known)
    return Hints(line, tuple(refused), None if refused else nearer_topic(line, topic, known))
