"""What Rasa would read elsewhere, but nothing in this pipeline does: named, so that nobody waits for it to work."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.problem import Problem
from nscp.rasa_files import RasaFiles

NOT_READ = ("regex", "lookup", "synonym")
# An example with an entity marked: "how long is [six months](duration)", or with {"entity": ...} behind the bracket.
MARKED = re.compile(r"\[[^\]]+\](?:\([^)]+\)|\{[^}]+\})")


def unread(files: RasaFiles) -> Iterator[Problem]:
    """Yield entities, regexes, lookup tables, synonyms and stories; none is refused."""
    if files.domain.content.get("entities"):
        what = "no part of this pipeline finds entities: nothing in `entities` has an effect"
        yield Problem(files.domain.path, files.domain.line("entities"), what)
    for file, index, entry in files.entries("nlu"):
        for key in NOT_READ:
            if key in entry:
                what = (
                    f"no part of this pipeline reads a {key}: {entry[key]!r} has no effect. Write it as examples of a topic"
                )
                yield Problem(file.path, file.line("nlu", index, key), what)
        examples = entry.get("examples")
        if "intent" not in entry or not isinstance(examples, str):
            continue
        first = file.line("nlu", index, "examples")
        for offset, row in enumerate(examples.splitlines()):
            if MARKED.search(row):
                what = "an entity is marked, but no part of this pipeline finds entities. Write the plain words"
                yield Problem(file.path, first + offset, what)
    for file, index, entry in files.entries("stories"):
        what = f"the story {entry.get('story')!r} teaches nothing: the only policy here plays rules. Write a rule"
        yield Problem(file.path, file.line("stories", index), what)
