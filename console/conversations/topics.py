"""Topics by their titles, as staff read them."""

from __future__ import annotations

from functools import cache

from nscp.settings import PROJECT
from nscp.topics import load_topics

NONE = "No topic"
GROUPS = (("faq/", "In the guide"), ("gap/", "Not in the guide"), ("", "Other"))


@cache
def titles() -> dict[str, str]:
    """Return full topic name -> title, of all topics in `data/`.

    Raises:
        DataError: a topic file is broken.
    """
    return {name: topic.title for name, topic in load_topics(PROJECT / "data").items()}


def title_of(name: str) -> str:
    """Return a topic's title; its name, if it has been removed from `data/` since; "No topic" for an empty name."""
    return titles().get(name, name) if name else NONE


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return all topics for a select box: (group, [(name, title), ...])."""
    left = dict(titles())
    grouped = []
    for beginning, group in GROUPS:
        names = [name for name in left if name.startswith(beginning)]
        grouped.append((group, sorted(((name, left.pop(name)) for name in names), key=lambda choice: choice[1])))
    return grouped
