"""Topics by their titles, as staff read them. A topic file that changes is read again, without a restart."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from nscp.settings import PROJECT
from nscp.topics import load_topic, topic_files
from nscp.yaml_lines import DataError

logger = logging.getLogger(__name__)

NONE = "No topic"
GROUPS = (("faq/", "In the guide"), ("gap/", "Not in the guide"), ("", "Other"))
KNOWN_SECONDS = 1.0  # for which no file is looked at again: a page asks for many titles


@dataclass(frozen=True)
class _Read:
    """A topic file as it was read last: which version of it, the topic's name and title, and what is wrong with it."""

    version: tuple[int, int]  # time of the change in nanoseconds, size in bytes
    name: str = ""
    title: str = ""
    problem: str = ""


class TopicTitles:
    """The titles in a `data/` folder. A file that cannot be read leaves its topic the title that it had."""

    def __init__(self, data: Path, known_seconds: float = KNOWN_SECONDS) -> None:
        self._data = data
        self._known_seconds = known_seconds
        self._files: dict[Path, _Read] = {}
        self._titles: dict[str, str] = {}
        self._looked = float("-inf")
        self._lock = threading.Lock()

    def titles(self) -> dict[str, str]:
        """Return full topic name -> title."""
        self._look()
        return self._titles

    def problems(self) -> list[str]:
        """Return what is wrong with files that cannot be read: file, line, what, and what to do."""
        self._look()
        return [read.problem for read in self._files.values() if read.problem]

    def _look(self) -> None:
        with self._lock:
            if time.monotonic() - self._looked < self._known_seconds:
                return
            self._files = {path: self._read(path) for path in topic_files(self._data)}
            self._titles = {read.name: read.title for read in self._files.values() if read.name}
            self._looked = time.monotonic()

    def _read(self, path: Path) -> _Read:
        before = self._files.get(path, _Read((0, 0)))
        try:
            version = (path.stat().st_mtime_ns, path.stat().st_size)
            if version == before.version:
                return before
            topic = load_topic(path)
        except FileNotFoundError:  # removed since the folder was listed
            return before
        except DataError as error:
            problem = str(error).replace(f"{self._data.parent}/", "")
            logger.warning("%s The topic keeps its title until the file is corrected.", problem)
            return _Read(version, before.name, before.title, problem)
        return _Read(version, topic.name, topic.title)


_topics = TopicTitles(PROJECT / "data")


def titles() -> dict[str, str]:
    """Return full topic name -> title, of all topics in `data/`."""
    return _topics.titles()


def problems() -> list[str]:
    """Return what is wrong with topic files that cannot be read."""
    return _topics.problems()


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
