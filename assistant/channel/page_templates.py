"""Renders the templates that all pages share, with their words, links and style sheet."""

from __future__ import annotations

import re
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
MOST_NUMBERS = 5  # before the text; on a small phone the next one would be below the fold
SENTENCE_END = re.compile(r"(?<=[.!?]) ")


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
        self._environment.filters.update(
            linked=self._links.linked, paragraphs=self._paragraphs, numbers=self._numbers, short=self._short
        )

    def render(self, template: str, **values: object) -> str:
        """A whole page.

        Args:
            template: a file in `templates/`.
            values: what it shows.
        """
        page: str = self._environment.get_template(template).render(**values)
        return page

    def _paragraphs(self, text: str) -> list[Markup]:
        return [self._links.linked(part) for part in _parts(text)]

    def _numbers(self, text: str) -> list[tuple[str, str, str]]:
        """Return the first numbers of a text about danger: number, address, whose it is and when it answers."""
        found = self._links.numbers(text)[:MOST_NUMBERS]
        return [(number, self._links.targets[number], self._links.labels[number]) for number in found]

    def _short(self, text: str) -> list[Markup]:
        """Return what stands below the numbers: the first paragraph, and what the last one says that names no number."""
        first, *others = _parts(text)
        without_numbers = (
            " ".join(sentence for sentence in SENTENCE_END.split(part) if not self._links.numbers(sentence))
            for part in reversed(others)
        )
        last = next(filter(None, without_numbers), "")
        return [self._links.linked(part) for part in (first, last) if part] if others else []


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def new_message_id() -> str:
    """An id for a message that has not been sent yet."""
    return str(uuid.uuid4())
