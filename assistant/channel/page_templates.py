"""Renders the templates that all pages share, with their words, links and style sheet."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assistant.channel.links import ContactLinks
from assistant.channel.page_words import PageWords
from assistant.channel.static_files import A_DAY, STYLE, StaticFile
from nscp.contacts import Contact, all_checked

HERE = Path(__file__).parent
STATIC = HERE / "static"
STYLE_PATH = "/static/pages.css"


class PageTemplates:
    """The templates, ready to be rendered."""

    def __init__(self, words: PageWords, contacts: Mapping[str, Contact]) -> None:
        """Set up.

        Args:
            words: the pages' own sentences.
            contacts: slot name -> contact, for links and for the test banner.
        """
        self.words = words
        self.style = StaticFile((STATIC / "pages.css").read_bytes(), STYLE, A_DAY)
        self._links = ContactLinks(contacts.values())
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            words=words,
            is_test=not all_checked(dict(contacts)),
            style=f"{STYLE_PATH}?v={self.style.version}",
            new_message_id=new_message_id,
        )
        self._environment.filters.update(linked=self._links.linked, paragraphs=self._paragraphs)

    def render(self, template: str, **values: object) -> str:
        """A whole page.

        Args:
            template: a file in `templates/`.
            values: what it shows.
        """
        page: str = self._environment.get_template(template).render(**values)
        return page

    def _paragraphs(self, text: str) -> list[Markup]:
        return [self._links.linked(part.strip()) for part in text.split("\n\n") if part.strip()]


def new_message_id() -> str:
    """An id for a message that has not been sent yet."""
    return str(uuid.uuid4())
