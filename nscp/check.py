"""`python -m nscp.check`: checks what stands in `data/` and says, with file and line, what to fix."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from nscp.answer_rules import Sources, problems_of_answer
from nscp.answers import REPLIES, Answer, load_answers
from nscp.answers_page import ANSWERS_PAGE, answers_page
from nscp.contacts import load_contacts
from nscp.guide import load_guide
from nscp.intent_actions import problems_of_rules
from nscp.safety_phrases import load_safety_phrases
from nscp.topic_rules import Problem, problems_of_ground, problems_of_topic, same_example_twice, too_few_examples
from nscp.topics import load_topics
from nscp.yaml_lines import DataError, YamlFile

PROJECT = Path(__file__).resolve().parents[1]


def load_sources(project: Path) -> Sources:
    """Read the guide, the contacts and the service facts of a project folder."""
    data = project / "data"
    facts = " ".join(YamlFile(data / "service.yml").content["facts"])
    return Sources(load_guide(data), load_contacts(project), facts)


def problems(project: Path) -> Iterator[Problem]:
    """Yield all that is wrong with the data of a project folder.

    Raises:
        DataError: a file is broken so that nothing behind it can be checked.
    """
    data = project / "data"
    sources, topics, answers = load_sources(project), load_topics(data), load_answers(data)
    for topic in topics.values():
        own = [answer for answer in answers if answer.file.path == topic.file.path]
        yield from problems_of_topic(topic, topics, sources.guide, own)
    yield from same_example_twice(topics)
    yield from _problems_of_replies(data, answers, sources)
    yield from problems_of_rules(data, topics)
    load_safety_phrases(data / "safety")
    for answer in answers:
        yield from (Problem(answer.file.path, answer.line, what) for what in problems_of_answer(answer, sources))


def _problems_of_replies(data: Path, answers: list[Answer], sources: Sources) -> Iterator[Problem]:
    """Check the replies that belong to no topic by the same ground rules."""
    for path in sorted((data / REPLIES).glob("*.yml")):
        own = [answer for answer in answers if answer.file.path == path]
        file = YamlFile(path)
        rests_on = {str(id_): str(fingerprint) for id_, fingerprint in (file.content.get("rests_on") or {}).items()}
        yield from problems_of_ground(file, rests_on, sources.guide, own)


def stale_page(project: Path) -> Iterator[Problem]:
    """Yield a complaint if `docs/answers.md` is not what the data says now."""
    page = project / ANSWERS_PAGE
    if not page.exists() or page.read_text(encoding="utf-8") != answers_page(project):
        yield Problem(page, 1, "is not up to date: run `python -m nscp.answers_page`")


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    try:
        found = [*problems(PROJECT), *stale_page(PROJECT)]
        advice = list(too_few_examples(load_topics(PROJECT / "data")))
    except DataError as error:
        print(error)
        return 1
    for problem in found:
        print(problem)
    for problem in advice:
        print(f"advice: {problem}")
    print(f"data: {len(found)} to fix, {len(advice)} to improve")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
