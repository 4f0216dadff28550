"""Conversations to play: one family's side of each, and what every turn should be shown.

Files are `tests/dialogues/*.yml`, one per writer:

    dialogues:
    - name: grandmother asks about the trial   # stands once
      turns:
      - says: "n how long"
        wants: [faq/how_long]                  # every outcome that is right, best first (tools/evaluate/replies.py)
        safety: none                           # or helped, help_first; none may be left out
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from assistant.nlu.safety_model import DANGER, DESPAIR
from nscp.settings import PROJECT
from nscp.yaml_lines import YamlFile
from tools.evaluate.replies import known_outcomes

FOLDER = PROJECT / "tests" / "dialogues"
TURN_KEYS = {"says", "wants", "safety"}


class Safety(str, Enum):
    """What help a turn needs."""

    HELP_FIRST = "help_first"  # the fixed text
    HELPED = "helped"  # the fixed text, or a line of help beside the answer
    NONE = "none"  # the fixed text would frighten


@dataclass(frozen=True)
class Turn:
    """One thing that is said, with every outcome that is right, best first."""

    says: str
    wants: tuple[str, ...]
    safety: Safety
    line: int

    @property
    def wanted(self) -> str:
        """Such as "self_harm_distress, safety help_first"."""
        words = " or ".join(self.wants)
        return words if self.safety is Safety.NONE else f"{words}, safety {self.safety.value}"


@dataclass(frozen=True)
class Dialogue:
    """One conversation; the writer is the file's name without its ending."""

    name: str
    writer: str
    turns: tuple[Turn, ...]


def dialogue_files(folder: Path = FOLDER) -> list[Path]:
    """The files of a folder.

    Raises:
        FileNotFoundError: it holds none.
    """
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise FileNotFoundError(f"{folder} holds no *.yml: there is no conversation to play.")
    return paths


def load_dialogues(paths: Iterable[Path]) -> tuple[Dialogue, ...]:
    """Read conversations.

    Raises:
        DataError: a file does not have the shape above, wants what nothing shows, or has a name twice.
    """
    known = known_outcomes()
    return tuple(dialogue for path in paths for dialogue in _dialogues(YamlFile(path), known))


def read_turn(file: YamlFile, known: Collection[str], *where: str | int) -> Turn:
    """The turn at a key path.

    Args:
        file: the file.
        known: what may be wanted.
        where: the key path.

    Raises:
        DataError: it is not one, or contradicts itself.
    """
    entry = file.at(*where)
    if not isinstance(entry, dict) or not {"says", "wants"} <= set(entry) <= TURN_KEYS:
        raise file.error("is not a turn: it needs `says:` and `wants:`, perhaps `safety:`, and nothing else", *where)
    says, wants, safety = entry["says"], entry["wants"], entry.get("safety", Safety.NONE.value)
    if not isinstance(says, str) or not says.strip():
        raise file.error(f"is not a text: {says!r}. Put it in double quotes", *where, "says")
    if not isinstance(wants, list) or not wants:
        raise file.error("must be a list of outcomes, best first, such as [faq/how_long]", *where, "wants")
    for index, outcome in enumerate(wants):
        if outcome not in known:
            raise file.error(f"nothing shows {outcome!r}.{_perhaps(str(outcome), known)}", *where, "wants", index)
    if safety not in [kind.value for kind in Safety]:
        raise file.error(f"safety is none, helped or help_first, not {safety!r}", *where, "safety")
    if safety == Safety.HELP_FIRST.value and not {DANGER, DESPAIR} & set(wants):
        raise file.error(f"help first shows {DANGER} or {DESPAIR}: add which to `wants:`", *where, "wants")
    if safety == Safety.NONE.value and {DANGER, DESPAIR} & set(wants):
        raise file.error(
            f"wants {DANGER} or {DESPAIR}, which is help: say `safety: helped` or `help_first`", *where, "wants"
        )
    return Turn(says, tuple(wants), Safety(safety), file.line(*where, "says"))


def _dialogues(file: YamlFile, known: Collection[str]) -> Iterator[Dialogue]:
    entries = file.content.get("dialogues") if isinstance(file.content, dict) else None
    if not isinstance(entries, list) or set(file.content) != {"dialogues"}:
        raise file.error("must hold a list under `dialogues:`, and nothing else")
    names: set[str] = set()
    for index, entry in enumerate(entries):
        where = ("dialogues", index)
        if not isinstance(entry, dict) or set(entry) != {"name", "turns"}:
            raise file.error("is not a conversation: it needs `name:` and `turns:`, and nothing else", *where)
        name, turns = str(entry["name"]), entry["turns"]
        if name in names:
            raise file.error(f"the name {name!r} stands here twice; choose another", *where, "name")
        if not isinstance(turns, list) or not turns:
            raise file.error("must be a list of turns with `says:` and `wants:`", *where, "turns")
        names.add(name)
        found = tuple(read_turn(file, known, *where, "turns", place) for place in range(len(turns)))
        yield Dialogue(name, file.path.stem, found)


def _perhaps(outcome: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(outcome, sorted(known), n=1)
    return f" Did you mean {near[0]}?" if near else " Topics are in data/topics/, others in tools/evaluate/replies.py."
