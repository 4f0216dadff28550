"""NSCP's guide as a page, word for word; the source of an answer links to its section here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assistant.channel.information import InformationPage, Section
from assistant.channel.page_words import PageWords
from nscp.guide import GuideSentence
from nscp.yaml_lines import YamlFile

NAME = "guide"


def load_guide_page(data: Path, guide: Mapping[str, GuideSentence], words: PageWords) -> InformationPage:
    """The page.

    Args:
        data: the project's `data/` folder.
        guide: sentence id -> sentence, in the guide's order.
        words: say whose words they are.

    Raises:
        DataError: the guide has no title.
    """
    file = YamlFile(data / "guide.yml")
    if "title" not in file.content:
        raise file.error("needs a title")
    headings = {sentence.section: sentence.heading for sentence in guide.values()}
    ours = {section["id"] for section in file.content["sections"] if section.get("heading_is_ours")}
    sections = []
    for anchor, heading in headings.items():
        sentences = tuple(sentence.text for sentence in guide.values() if sentence.section == anchor)
        sections.append(Section(heading, sentences, anchor, words.heading_is_ours if anchor in ours else ""))
    return InformationPage(NAME, str(file.content["title"]), tuple(sections), words.guide_lead)
