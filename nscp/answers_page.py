"""`python -m nscp.answers_page`: writes `docs/answers.md`, every answer beside its sources, for NSCP to sign off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from nscp.answers import REPLIES, SOURCES_BESIDE_THE_GUIDE, Answer, read_answers
from nscp.contacts import Contact, load_contacts
from nscp.guide import GuideSentence, load_guide
from nscp.topics import Topic, topic_files, topics_in
from nscp.yaml_lines import YamlFile

PROJECT = Path(__file__).resolve().parents[1]
ANSWERS_PAGE = Path("docs/answers.md")
HEAD = """# Every answer, beside the guide

Made from `data/` by `.venv/bin/python -m nscp.answers_page`; do not edit it here. For NSCP to read line by line and sign
off. On the left what a family is told, on the right the guide's own sentence, or what else the line rests on.
"""


def answers_page(project: Path) -> str:
    """Return the page as Markdown."""
    data = project / "data"
    guide, contacts = load_guide(data), load_contacts(project)
    of_topics = [YamlFile(path) for path in topic_files(data)]
    others = [YamlFile(path) for path in sorted((data / REPLIES).glob("*.yml"))]
    titles = {topic.utter: topic for topic in topics_in(of_topics).values()}
    answers = [answer for file in (*of_topics, *others) for answer in read_answers(file)]
    blocks = [_block(answer, guide, contacts, titles.get(answer.utter)) for answer in answers]
    return "\n".join([HEAD, *blocks])


def _block(answer: Answer, guide: Mapping[str, GuideSentence], contacts: Mapping[str, Contact], topic: Topic | None) -> str:
    heading = f"## {topic.title}\n\n`{topic.name}`" if topic else f"## `{answer.utter}`"
    rows = "\n".join(_rows(answer, guide, contacts))
    table = f"| what is said | what it rests on |\n|---|---|\n{rows}"
    return f"{heading}\n\n{table}\n\nSigned off by: ............ on: ............\n"


def _rows(answer: Answer, guide: Mapping[str, GuideSentence], contacts: Mapping[str, Contact]) -> Iterator[str]:
    for sentence in answer.sentences:
        said = " ".join(sentence.text.split())  # a line end would end the row
        for slot, contact in contacts.items():
            said = said.replace(f"{{{slot}}}", contact.value)
        ground = "<br>".join(
            f"{source}: {guide[source].text}" if source in guide else SOURCES_BESIDE_THE_GUIDE.get(source, source)
            for source in sentence.sources
        )
        yield f"| {said} | {ground} |"


def main() -> None:
    """Write the page."""
    page = PROJECT / ANSWERS_PAGE
    page.parent.mkdir(exist_ok=True)
    page.write_text(answers_page(PROJECT), encoding="utf-8")
    print(f"wrote {page}")


if __name__ == "__main__":
    main()
