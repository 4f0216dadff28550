"""What the pages to read say: those of `data/pages/`, NSCP's guide, and the status of the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.channel.health import Readiness
from assistant.channel.texts import PageWords, filled
from nscp.contacts import Contact
from nscp.guide import GuideSentence
from nscp.settings import Settings
from nscp.yaml_lines import YamlFile

LOOKED_AT = ("model", "store", "disk", "actions", "data", "mails")
HOURS = "{hours}"


@dataclass(frozen=True)
class Link:
    """A link that is a paragraph of its own."""

    text: str
    to: str


Paragraph = str | tuple[str, ...] | Link  # plain text, a list of points, or a link


@dataclass(frozen=True)
class Section:
    """A part of a page: heading, paragraphs, an anchor if others link to it, and our note about it."""

    heading: str
    paragraphs: tuple[Paragraph, ...]
    anchor: str = ""
    note: str = ""


@dataclass(frozen=True)
class InformationPage:
    """A page: its name in the address, its title, its sections, and a sentence before the first of them."""

    name: str
    title: str
    sections: tuple[Section, ...]
    lead: str = ""


def load_information(data: Path, contacts: Mapping[str, Contact], settings: Settings) -> dict[str, InformationPage]:
    """Read every page of `pages/`; a section with `if` is left out while that is off.

    Returns:
        name -> page.

    Raises:
        DataError: a page has another shape, or names a slot that is not known.
    """
    days = {"retention_days": str(settings.retention_days), "hand_off_days": str(settings.hand_off.retention_days)}
    is_on = {None: True, "hand_off": settings.hand_off.send}
    files = sorted((data / "pages").glob("*.yml"))
    return {path.stem: _read(YamlFile(path), path.stem, contacts, days, is_on) for path in files}


def _read(
    file: YamlFile, name: str, contacts: Mapping[str, Contact], days: Mapping[str, str], is_on: Mapping[str | None, bool]
) -> InformationPage:
    def paragraph(content: Any, *keys: str | int) -> Paragraph:
        if isinstance(content, list):
            return tuple(filled(file, point, contacts, *keys, **days) for point in content)
        if isinstance(content, dict):
            return Link(str(content["link"]), str(content["to"]))
        return filled(file, content, contacts, *keys, **days)

    def section(content: Any, index: int) -> Section:
        keys = ("sections", index, "paragraphs")
        return Section(str(content["heading"]), tuple(paragraph(part, *keys) for part in content["paragraphs"]))

    try:
        wanted = [(index, part) for index, part in enumerate(file.content["sections"]) if is_on[part.get("if")]]
        sections = tuple(section(part, index) for index, part in wanted)
        return InformationPage(name, str(file.content["title"]), sections, str(file.content.get("lead", "")))
    except (KeyError, TypeError) as error:
        raise file.error("needs a title, and sections, each with heading and paragraphs") from error


def load_guide_page(data: Path, guide: Mapping[str, GuideSentence], words: PageWords) -> InformationPage:
    """Return the guide word for word; the source of an answer links to its section here.

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
    return InformationPage("guide", str(file.content["title"]), tuple(sections), words.guide_lead)


@dataclass(frozen=True)
class StatusWords:
    """The sentences of `health.yml`: by status, and by what was looked at and whether it works."""

    title: str
    heading: str
    after: str
    status: Mapping[str, str]
    points: Mapping[str, Mapping[bool, str]]

    def page(self, readiness: Readiness) -> InformationPage:
        """Say in words for people what `/health/ready` says."""
        hours = int((readiness.oldest_unsent or 0) // 3600)
        points = [self.points[name][getattr(readiness, name)] for name in LOOKED_AT if name != "mails" or readiness.store]
        said = tuple(point.replace(HOURS, str(hours)) for point in points)
        return InformationPage(
            "status", self.title, (Section(self.heading, (said, self.after)),), self.status[readiness.status]
        )


def load_status_words(data: Path, contacts: Mapping[str, Contact]) -> StatusWords:
    """Read `health.yml`.

    Raises:
        DataError: a sentence is missing, or names a slot that is not a contact.
    """
    file = YamlFile(data / "health.yml")

    def words(*keys: str) -> str:
        content = file.content
        for key in keys:
            content = content[key]
        return filled(file, content, contacts, *keys, hours=HOURS)

    try:
        return StatusWords(
            words("title"),
            words("heading"),
            words("after"),
            {status: words("status", status) for status in ("ready", "impaired", "not ready")},
            {name: {True: words(name, "works"), False: words(name, "fails")} for name in LOOKED_AT},
        )
    except (KeyError, TypeError) as error:
        raise file.error(
            f"needs {error}: title, heading, after, status, and works and fails for each of {LOOKED_AT}"
        ) from error
