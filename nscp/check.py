"""`python -m nscp.check`: checks what stands in `data/` and says, with file and line, what to fix."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from nscp.answer_rules import Sources, problems_of_answer
from nscp.answers import Answer, read_answers
from nscp.answers_page import ANSWERS_PAGE, answers_page
from nscp.config_names import problems_of_config
from nscp.contacts import load_contacts, problems_of_contacts
from nscp.example_rules import problems_of_examples
from nscp.guide import GuideSentence, load_guide
from nscp.intent_actions import problems_of_rules
from nscp.page_text_rules import problems_of_page_texts
from nscp.played_responses import problems_of_played_responses
from nscp.problem import Problem
from nscp.promises import load_promises
from nscp.rasa_files import RasaFiles, problems_of_files, read_rasa_files
from nscp.rule_names import problems_of_names
from nscp.topic_rules import problems_of_ground, problems_of_topic, same_title_twice, too_few_examples
from nscp.topics import FOLDER, Topic, topics_in
from nscp.unread import unread
from nscp.word_rules import problems_of_words
from nscp.yaml_lines import DataError, YamlFile

PROJECT = Path(__file__).resolve().parents[1]


def load_sources(project: Path) -> Sources:
    """Read the guide, the contacts, the service facts and the words of promises of a project folder."""
    data = project / "data"
    file = YamlFile(data / "service.yml")
    try:
        facts = " ".join(file.content["facts"])
    except (KeyError, TypeError) as error:
        raise file.error("needs `facts:`, a list of sentences", "facts") from error
    return Sources(load_guide(data), load_contacts(project), facts, load_promises(data))


def problems(project: Path) -> Iterator[Problem]:
    """Yield all that is wrong with the data of a project folder.

    Raises:
        DataError: a file is broken so that nothing behind it can be checked.
    """
    return _problems(project, read_rasa_files(project))


def notes(project: Path) -> list[Problem]:
    """Return what is right but has no effect; raises DataError as `problems` does."""
    return list(unread(read_rasa_files(project)))


def _topics(files: RasaFiles) -> dict[str, Topic]:
    return topics_in(file for name, file in files.others.items() if name.startswith(f"{FOLDER}/"))


def _problems(project: Path, files: RasaFiles) -> Iterator[Problem]:
    unusable = list(problems_of_files(project, files))
    yield from unusable
    if unusable:
        return
    data, sources, topics = project / "data", load_sources(project), _topics(files)
    answers = [answer for file in (files.domain, *files.read_by_rasa) for answer in read_answers(file)]
    for topic in topics.values():
        own = [answer for answer in answers if answer.file.path == topic.file.path]
        yield from problems_of_topic(topic, topics, sources.guide, own)
    yield from same_title_twice(topics)
    yield from problems_of_examples(files)
    yield from _problems_of_replies(files, answers, sources.guide)
    yield from problems_of_names(files, topics)
    yield from problems_of_rules(files, topics)
    yield from problems_of_played_responses(files)
    yield from problems_of_config(project)
    yield from problems_of_words(data, files, topics)
    yield from problems_of_contacts(project)
    yield from problems_of_page_texts(files, sources.contacts)
    for answer in answers:
        yield from problems_of_answer(answer, sources)


def _problems_of_replies(files: RasaFiles, answers: list[Answer], guide: Mapping[str, GuideSentence]) -> Iterator[Problem]:
    """Check the answers that belong to no topic by the same ground rules, and that no name has two."""
    for name, file in files.others.items():
        if file in files.read_by_rasa and not name.startswith(f"{FOLDER}/"):
            own = [answer for answer in answers if answer.file is file]
            rests_on = {str(id_): str(fingerprint) for id_, fingerprint in (file.content.get("rests_on") or {}).items()}
            yield from problems_of_ground(file, rests_on, guide, own)
    first: dict[str, YamlFile] = {}
    for answer in answers:
        other = first.setdefault(answer.utter, answer.file)
        if other is not answer.file:
            what = f"{answer.utter} stands in {other.path.name} too: Rasa would say either. Keep one"
            yield Problem(answer.file.path, answer.file.line("responses", answer.utter), what)


def stale_page(project: Path) -> Iterator[Problem]:
    """Yield a complaint if `docs/answers.md` is not what the data says now."""
    page = project / ANSWERS_PAGE
    if not page.exists() or page.read_text(encoding="utf-8") != answers_page(project):
        yield Problem(page, 1, "is not up to date: run `python -m nscp.answers_page`")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is wrong in the project, or in the folder that is named; 1 if anything is."""
    named = sys.argv[1:] if arguments is None else arguments
    project = Path(named[0]).resolve() if named else PROJECT
    found: list[object] = []
    noted: list[Problem] = []
    advice: list[Problem] = []
    try:
        files = read_rasa_files(project)
        noted += unread(files)
        found += _problems(project, files)
        found = found or list(stale_page(project))
        advice += too_few_examples(_topics(files))
    except DataError as error:
        found.append(error)
    for line in (*map(str, found), *(f"note: {one}" for one in noted), *(f"advice: {one}" for one in advice)):
        print(line.replace(f"{project}/", ""))
    print(f"data: {len(found)} to fix, {len(advice)} to improve, {len(noted)} without effect")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
