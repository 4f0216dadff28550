"""Pages to read, such as `/privacy`: one file each in `data/pages/`, named as the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html

from assistant.channel.chat_view import ChatView
from assistant.channel.filled_words import filled
from assistant.channel.page_headers import PAGE_HEADERS
from nscp.contacts import Contact
from nscp.settings import Settings
from nscp.yaml_lines import YamlFile


@dataclass(frozen=True)
class Section:
    """A part of a page: its heading, and its paragraphs in plain text."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class InformationPage:
    """A page: its name in the address, its title, and its parts in order."""

    name: str
    title: str
    sections: tuple[Section, ...]


def load_information(data: Path, contacts: Mapping[str, Contact], settings: Settings) -> list[InformationPage]:
    """Read every page.

    Args:
        data: the project's `data/` folder.
        contacts: slot name -> contact, for the {slots} in the sentences.
        settings: for {retention_days}.

    Raises:
        DataError: a page has another shape, or names a slot that is not a contact.
    """
    return [_read(YamlFile(path), path.stem, contacts, settings) for path in sorted((data / "pages").glob("*.yml"))]


def _read(file: YamlFile, name: str, contacts: Mapping[str, Contact], settings: Settings) -> InformationPage:
    days = str(settings.retention_days)
    sections = []
    try:
        for index, section in enumerate(file.content["sections"]):
            place = ("sections", index, "paragraphs")
            paragraphs = [filled(file, text, contacts, *place, retention_days=days) for text in section["paragraphs"]]
            sections.append(Section(str(section["heading"]), tuple(paragraphs)))
        return InformationPage(name, str(file.content["title"]), tuple(sections))
    except (KeyError, TypeError) as error:
        raise file.error("needs a title, and sections, each with heading and paragraphs") from error


class InformationPages:
    """The pages' routes."""

    def __init__(self, view: ChatView, pages: Sequence[InformationPage]) -> None:
        """Set up.

        Args:
            view: renders them.
            pages: the pages.
        """
        self._pages = {page.name: view.information(page.title, page.sections) for page in pages}

    def blueprint(self) -> Blueprint:
        """The routes, to be registered at the server's root."""
        routes = Blueprint("information")
        for name in self._pages:
            routes.add_route(self._show, f"/{name}", name=name)
        return routes

    async def _show(self, request: Request) -> HTTPResponse:
        return html(self._pages[request.path.strip("/")], headers=dict(PAGE_HEADERS))
