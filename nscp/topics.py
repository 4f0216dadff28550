"""Topic files: what people say about one topic, and what they are told.

One file under `data/topics/` holds one topic in Rasa's own format (`nlu`, `responses`) with a few keys of ours that Rasa
passes over:

    title        what the topic is called in a button and in "did you mean"; also one of the examples
    rests_on     guide sentence id -> its fingerprint when the answer was last checked against it
    follow_ups   short questions that only make sense after this topic's answer, and the topic that answers each
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nscp.yaml_lines import DataError, YamlFile

FOLDER = "topics"
RETRIEVAL = ("faq", "gap")
KEYS = {"version", "title", "rests_on", "follow_ups", "nlu", "responses"}


@dataclass(frozen=True)
class Example:
    """One thing people say, and the line it stands on."""

    text: str
    line: int


@dataclass(frozen=True)
class FollowUp:
    """Short questions that, said after this topic's answer, mean another topic."""

    says: tuple[str, ...]
    answer: str
    line: int


@dataclass(frozen=True)
class Topic:
    """One topic.

    Attributes:
        name: the full intent name, such as `faq/how_long` or `greet`.
        title: its name in words.
        examples: what people say.
        rests_on: guide sentence id -> fingerprint at the last check.
        follow_ups: see `FollowUp`.
        file: the file, for line numbers.
    """

    name: str
    title: str
    examples: tuple[Example, ...]
    rests_on: dict[str, str]
    follow_ups: tuple[FollowUp, ...]
    file: YamlFile

    @property
    def is_retrieval(self) -> bool:
        """Whether it is a `faq/` or `gap/` topic, whose answer is in the same file."""
        return self.name.split("/")[0] in RETRIEVAL

    @property
    def utter(self) -> str:
        """Return the name of the response that answers it."""
        return f"utter_{self.name}"


def topic_files(data: Path) -> list[Path]:
    """Return all topic files under `data/topics/`, in the order of their names."""
    return sorted(path for path in (data / FOLDER).rglob("*.yml"))


def load_topics(data: Path) -> dict[str, Topic]:
    """Read every topic file.

    Args:
        data: the project's `data/` folder.

    Returns:
        Full name -> topic.

    Raises:
        DataError: the first file that is broken: file, line, what, what to do.
    """
    return topics_in(map(YamlFile, topic_files(data)))


def topics_in(files: Iterable[YamlFile]) -> dict[str, Topic]:
    """Return the topics of these files by full name; raises DataError as `load_topics` does."""
    topics: dict[str, Topic] = {}
    for file in files:
        topic = _topic(file)
        if topic.name in topics:
            other = topics[topic.name].file.path
            raise topic.file.error(f"the topic {topic.name} stands in {other} already; keep one file", "nlu")
        topics[topic.name] = topic
    return topics


def load_topic(path: Path) -> Topic:
    """Read one topic file; raises DataError if it does not have a topic's shape."""
    return _topic(YamlFile(path))


def _topic(file: YamlFile) -> Topic:
    content = file.content
    if not isinstance(content, dict):
        raise file.error("is not a topic: it needs title, nlu and responses (see README.md, 'Add a topic')")
    for key in content:
        if key not in KEYS:
            raise file.error(f"has a key nobody reads: {key!r}. Known keys: {', '.join(sorted(KEYS))}", key)
    name = _intent(file)
    title = content.get("title")
    if not isinstance(title, str) or not title.strip():
        raise file.error("has no title. Add `title:` with the topic's name in words, as one of its examples says it")
    topic = Topic(
        name=name,
        title=title.strip(),
        examples=tuple(read_examples(file, "nlu", 0)),
        rests_on=_rests_on(file),
        follow_ups=tuple(_follow_ups(file)),
        file=file,
    )
    if topic.is_retrieval and topic.utter not in _responses(file):
        raise file.error(f"has no answer. Add `responses:` with `{topic.utter}:`", "responses")
    return topic


def _intent(file: YamlFile) -> str:
    nlu = file.content.get("nlu")
    if not isinstance(nlu, list) or len(nlu) != 1 or not isinstance(nlu[0], dict) or "intent" not in nlu[0]:
        raise file.error("needs exactly one intent: `nlu:` with one `- intent: faq/<topic>` and its `examples: |`", "nlu")
    return str(nlu[0]["intent"])


def read_examples(file: YamlFile, *keys: str | int) -> Iterator[Example]:
    """Yield the examples of what stands under `keys`; raises DataError where a line is none."""
    block = file.at(*keys).get("examples")
    if not isinstance(block, str):
        raise file.error("has no examples. Write `examples: |` and under it one `- ...` line each", *keys)
    first = file.line(*keys, "examples")
    for offset, row in enumerate(block.splitlines()):
        if not row.strip():
            continue
        if not row.startswith("- ") or not row[2:].strip():
            raise DataError(file.path, first + offset, f"is not an example: start the line with '- '. Found {row!r}")
        yield Example(row[2:].strip(), first + offset)


def _rests_on(file: YamlFile) -> dict[str, str]:
    found: Any = file.content.get("rests_on", {})
    if not isinstance(found, dict):
        raise file.error("rests_on must list guide sentences with their fingerprints, such as `S12: 1a2b3c4d`", "rests_on")
    return {str(id_): str(fingerprint) for id_, fingerprint in found.items()}


def _follow_ups(file: YamlFile) -> Iterator[FollowUp]:
    entries: Any = file.content.get("follow_ups", [])
    if not isinstance(entries, list):
        raise file.error("follow_ups must be a list of `says: [...]` with `answer: <topic>`", "follow_ups")
    for index, entry in enumerate(entries):
        if not isinstance(entry, dict) or not isinstance(entry.get("says"), list) or "answer" not in entry:
            raise file.error("needs `says:` (a list) and `answer:` (a topic)", "follow_ups", index)
        yield FollowUp(tuple(str(s) for s in entry["says"]), str(entry["answer"]), file.line("follow_ups", index, "answer"))


def _responses(file: YamlFile) -> dict[str, Any]:
    responses = file.content.get("responses", {})
    if not isinstance(responses, dict):
        raise file.error("responses must be `utter_<topic>:` with a list of texts", "responses")
    return responses
