"""What every topic file must keep to, beyond its shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nscp.answers import Answer
from nscp.guide import GuideSentence
from nscp.plain_words import words_of
from nscp.topics import Topic

FEWEST_EXAMPLES = 5  # with fewer nothing is learned
WANTED_EXAMPLES = {"faq": 25, "gap": 12, "out_of_scope": 150, "immediate_danger": 60, "self_harm_distress": 60}
WANTED_FOR_OTHERS = 25


@dataclass(frozen=True)
class Problem:
    """Something to mend.

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
    topic: Topic, topics: Mapping[str, Topic], guide: Mapping[str, GuideSentence], answers: Mapping[str, Answer]
) -> Iterator[Problem]:
    """What is wrong with a topic."""
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
    yield from _problems_of_ground(topic, guide, answers.get(topic.utter))


def _problems_of_ground(topic: Topic, guide: Mapping[str, GuideSentence], answer: Answer | None) -> Iterator[Problem]:
    path = topic.file.path
    used = {source for sentence in (answer.sentences if answer else ()) for source in sentence.sources if source in guide}
    for id_ in sorted(used - set(topic.rests_on)):
        yield Problem(
            path,
            topic.file.line("rests_on"),
            f'the answer uses {id_}: add `{id_}: "{guide[id_].fingerprint}"` to rests_on',
        )
    for id_, fingerprint in topic.rests_on.items():
        line = topic.file.line("rests_on", id_)
        if id_ not in guide:
            yield Problem(path, line, f"the guide has no sentence {id_}")
        elif id_ not in used:
            yield Problem(path, line, f"no sentence of the answer names {id_}; take it out, or name it in metadata.from")
        elif fingerprint != guide[id_].fingerprint:
            yield Problem(
                path,
                line,
                f"the guide's sentence {id_} has changed: read the answer of {topic.name} against it, then write "
                f'`{id_}: "{guide[id_].fingerprint}"`. It now says: {guide[id_].text}',
            )


def same_example_twice(topics: Mapping[str, Topic]) -> Iterator[Problem]:
    """Examples that stand in two topics, or twice in one, apart from capitals and punctuation."""
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
    """Topics that would be understood better with more examples; advice, not an error."""
    for topic in topics.values():
        wanted = WANTED_EXAMPLES.get(topic.name, WANTED_EXAMPLES.get(topic.name.split("/")[0], WANTED_FOR_OTHERS))
        if len(topic.examples) < wanted:
            line = topic.file.line("nlu", 0, "examples")
            yield Problem(topic.file.path, line, f"has {len(topic.examples)} examples; {wanted} are wanted")


def normal(text: str) -> str:
    """A text without capitals and punctuation; the text itself if nothing else is in it."""
    return " ".join(words_of(text)) or text
