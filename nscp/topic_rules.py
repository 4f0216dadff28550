"""What every topic file must keep to, beyond its shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from nscp.answers import Answer
from nscp.conversation import SIMPLER
from nscp.guide import GuideSentence
from nscp.problem import Problem
from nscp.topics import RETRIEVAL, Topic
from nscp.words import words_of
from nscp.yaml_lines import CURLY, YamlFile

FEWEST_EXAMPLES = 5  # with fewer nothing is learned
WANTED_EXAMPLES = {"faq": 25, "gap": 12, "out_of_scope": 150, "immediate_danger": 60, "self_harm_distress": 60}
WANTED_FOR_OTHERS = 25


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
    if topic.title.startswith(CURLY[:2]):
        yield Problem(
            path, topic.file.line("title"), "the title has curly quotes around it, which families would see: take them off"
        )
    folder = topic.name.split("/")[0] if topic.is_retrieval else "plain"
    if path.parent.name in (*RETRIEVAL, "plain") and path.parent.name != folder:
        yield Problem(
            path, topic.file.line("nlu", 0, "intent"), f"{topic.name} belongs into data/topics/{folder}/: move the file"
        )
    last = topic.name.split("/")[-1]
    for answer in own:
        if answer.utter not in (topic.utter, f"{SIMPLER}{last}"):
            what = f"nothing plays {answer.utter}: in this file write {topic.utter}, or {SIMPLER}{last} for simpler words"
            yield Problem(path, topic.file.line("responses", answer.utter), what)
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


def same_title_twice(topics: Mapping[str, Topic]) -> Iterator[Problem]:
    """Yield titles that two topics have: their button could mean either."""
    seen: dict[str, Topic] = {}
    for topic in topics.values():
        other = seen.setdefault(normal(topic.title), topic)
        if other is not topic:
            what = f"the title {topic.title!r} is that of {other.name} too: a button could mean either. Choose another"
            yield Problem(topic.file.path, topic.file.line("title"), what)


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


@lru_cache(maxsize=2**16)
def normal(text: str) -> str:
    """Return a text without capitals and punctuation; the text itself if nothing else is in it."""
    return " ".join(words_of(text)) or text
