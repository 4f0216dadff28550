"""What every topic file must keep to, beyond its shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nscp.answers import Answer
from nscp.guide import GuideSentence
from nscp.topics import Topic
from nscp.words import words_of
from nscp.yaml_lines import YamlFile

FEWEST_EXAMPLES = 5  # with fewer nothing is learned
WANTED_EXAMPLES = {"faq": 25, "gap": 12, "out_of_scope": 150, "immediate_danger": 60, "self_harm_distress": 60}
WANTED_FOR_OTHERS = 25


@dataclass(frozen=True)
class Problem:
    """Something to fix.

    Attributes:
        path: the file.
        line: from 1.
        what: what is wrong and what to do.
    """

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def problems_of_topic(
    topic: Topic, topics: Mapping[str, Topic], guide: Mapping[str, GuideSentence], own: Sequence[Answer]
) -> Iterator[Problem]:
    """Yield what is wrong with a topic; `own` are all answers of its file."""
    path = topic.file.path
    if path.stem != topic.name.split("/")[-1]:
        yield Problem(path, topic.file.line("nlu"), f"holds {topic.name}; name the file {topic.name.split('/')[-1]}.yml")
    if len(topic.examples) < FEWEST_EXAMPLES:
        line = topic.file.line("nlu", 0, "examples")
        yield Problem(path, line, f"has {len(topic.examples)} examples; write at least {FEWEST_EXAMPLES}, varied")
    if normal(topic.title) not in {normal(example.text) for example in topic.examples}:
        yield Problem(path, topic.file.line("title"), f"the title {topic.title!r} must also stand among the examples")
    for follow_up in topic.follow_ups:
        if follow_up.answer not in topics:
            yield Problem(path, follow_up.line, f"there is no topic {follow_up.answer!r} to answer this follow-up")
    yield from problems_of_ground(topic.file, topic.rests_on, guide, own)


def problems_of_ground(
    file: YamlFile, rests_on: Mapping[str, str], guide: Mapping[str, GuideSentence], answers: Sequence[Answer]
) -> Iterator[Problem]:
    """Yield answers of one file that do not name their guide sentences, or whose sentences have changed since.

    Args:
        file: the file.
        rests_on: what it says it rests on: sentence id -> fingerprint.
        guide: the guide as it is now.
        answers: the file's answers.
    """
    path = file.path
    used = {source for answer in answers for sentence in answer.sentences for source in sentence.sources if source in guide}
    for id_ in sorted(used - set(rests_on)):
        line = file.line("rests_on")
        yield Problem(path, line, f'an answer uses {id_}: add `{id_}: "{guide[id_].fingerprint}"` to rests_on')
    for id_, fingerprint in rests_on.items():
        line = file.line("rests_on", id_)
        if id_ not in guide:
            yield Problem(path, line, f"the guide has no sentence {id_}")
        elif id_ not in used:
            yield Problem(path, line, f"no answer here names {id_} in metadata.from; take it out, or name it there")
        elif fingerprint != guide[id_].fingerprint:
            names = ", ".join(answer.utter for answer in answers if id_ in _sources(answer))
            yield Problem(
                path,
                line,
                f"the guide's sentence {id_} has changed: read {names} against it, then write "
                f'`{id_}: "{guide[id_].fingerprint}"`. It now says: {guide[id_].text}',
            )


def _sources(answer: Answer) -> set[str]:
    return {source for sentence in answer.sentences for source in sentence.sources}


def same_example_twice(topics: Mapping[str, Topic]) -> Iterator[Problem]:
    """Yield examples that are in two topics, or twice in one, but for capitals and punctuation."""
    seen: dict[str, tuple[Topic, int]] = {}
    for topic in topics.values():
        for example in topic.examples:
            key = normal(example.text)
            if key in seen:
                other, line = seen[key]
                where = f"{other.file.path}:{line}"
                yield Problem(topic.file.path, example.line, f"{example.text!r} stands at {where} too; keep one")
            seen[key] = (topic, example.line)


def too_few_examples(topics: Mapping[str, Topic]) -> Iterator[Problem]:
    """Yield topics that would be understood better with more examples; advice, not an error."""
    for topic in topics.values():
        wanted = wanted_examples(topic)
        if len(topic.examples) < wanted:
            line = topic.file.line("nlu", 0, "examples")
            yield Problem(topic.file.path, line, f"has {len(topic.examples)} examples; {wanted} are wanted")


def wanted_examples(topic: Topic) -> int:
    """Return how many examples a topic should have."""
    return WANTED_EXAMPLES.get(topic.name, WANTED_EXAMPLES.get(topic.name.split("/")[0], WANTED_FOR_OTHERS))


def normal(text: str) -> str:
    """Return a text without capitals and punctuation; the text itself if nothing else is in it."""
    return " ".join(words_of(text)) or text
