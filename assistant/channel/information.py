"""Pages to read, such as `/privacy`: one file each in `data/pages/`, named as the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, html

from assistant.channel.filled_words import filled
from assistant.channel.page_headers import PAGE_HEADERS
from assistant.channel.page_templates import STYLE_PATH, PageTemplates
from assistant.channel.static_files import A_DAY
from nscp.contacts import Contact
from nscp.settings import Settings
from nscp.yaml_lines import YamlFile

BEFORE_CHAT = "before"  # the page that comes before the chat; it has an address there


@dataclass(frozen=True)
class Link:
    """A link that stands by itself."""

    text: str
    to: str


Paragraph = str | tuple[str, ...] | Link  # plain text, a list of points, or a link


@dataclass(frozen=True)
class Section:
    """A part of a page: heading, paragraphs, its anchor if others link to it, and what we have to say of it."""

    heading: str
    paragraphs: tuple[Paragraph, ...]
    anchor: str = ""
    note: str = ""


@dataclass(frozen=True)
class InformationPage:
    """A page.

    Attributes:
        name: its name in the address.
        title: its title.
        sections: its parts in order.
        lead: a sentence before the first part.
    """

    name: str
    title: str
    sections: tuple[Section, ...]
    lead: str = ""


def load_information(data: Path, contacts: Mapping[str, Contact], settings: Settings) -> dict[str, InformationPage]:
    """Read every page.

    Args:
        data: the project's `data/` folder.
        contacts: slot name -> contact, for the {slots} in the sentences.
        settings: for {retention_days} and {hand_off_days}, and for the parts that stand there only `if` something is on.

    Returns:
        name -> page.

    Raises:
        DataError: a page has another shape, or names a slot that is not a contact.
    """
    days = {"retention_days": str(settings.retention_days), "hand_off_days": str(settings.hand_off.retention_days)}
    is_on = {None: True, "hand_off": settings.hand_off.send}
    files = sorted((data / "pages").glob("*.yml"))
    return {path.stem: _read(YamlFile(path), path.stem, contacts, days, is_on) for path in files}


def _read(
    file: YamlFile, name: str, contacts: Mapping[str, Contact], days: Mapping[str, str], is_on: Mapping[str | None, bool]
) -> InformationPage:
    def paragraph(content: Any, *place: str | int) -> Paragraph:
        if isinstance(content, list):
            return tuple(filled(file, point, contacts, *place, **days) for point in content)
        if isinstance(content, dict):
            return Link(str(content["link"]), str(content["to"]))
        return filled(file, content, contacts, *place, **days)

    def section(content: Any, index: int) -> Section:
        place = ("sections", index, "paragraphs")
        return Section(str(content["heading"]), tuple(paragraph(part, *place) for part in content["paragraphs"]))

    try:
        wanted = [(index, part) for index, part in enumerate(file.content["sections"]) if is_on[part.get("if")]]
        sections = tuple(section(part, index) for index, part in wanted)
        return InformationPage(name, str(file.content["title"]), sections, str(file.content.get("lead", "")))
    except (KeyError, TypeError) as error:
        raise file.error("needs a title, and sections, each with heading and paragraphs") from error


class InformationPages:
    """The pages' routes, and the style sheet that all pages share."""

    def __init__(self, templates: PageTemplates, pages: Iterable[InformationPage]) -> None:
        """Set up.

        Args:
            templates: the templates.
            pages: the pages, each to stand at its name.
        """
        self._pages = {f"/{page.name}": information_html(templates, page) for page in pages}
        self._style = templates.style

    def blueprint(self) -> Blueprint:
        """The routes, to be registered at the server's root."""
        routes = Blueprint("information")

        @routes.get(STYLE_PATH, name="style")
        async def show_style(request: Request) -> HTTPResponse:
            return self._style.response(request)

        @routes.get("/favicon.ico", name="icon")
        async def show_icon(_: Request) -> HTTPResponse:
            # Browsers ask for one. None is better than an icon that tells others what was open.
            return empty(headers={"Cache-Control": A_DAY})

        for path in self._pages:

            @routes.get(path, name=path.strip("/"))
            async def show(request: Request) -> HTTPResponse:
                return html(self._pages[request.path.rstrip("/")], headers=dict(PAGE_HEADERS))

        return routes


def information_html(templates: PageTemplates, page: InformationPage, onward: str = "") -> str:
    """A page to read.

    Args:
        templates: the templates.
        page: the page.
        onward: where its button leads, if it has one.
    """
    return templates.render("information.html", page=page, onward=onward)
