"""Turns a conversation, or a page to read, into HTML."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assistant.channel.conversation import ChatMessage, latest_turn
from assistant.channel.links import ContactLinks
from assistant.channel.page_words import PageWords
from nscp.contacts import Contact, all_checked

HERE = Path(__file__).parent
STYLE = HERE / "static" / "chat.css"


@dataclass(frozen=True)
class PageState:
    """What one page shows.

    Attributes:
        messages: the conversation, the opening first.
        error: a sentence about the message that was just sent, if it could not be taken.
        typed: what stands in the box.
        message_id: id that the next message from the box will carry.
        notice: a sentence about the page itself, such as that an earlier chat has ended.
    """

    messages: list[ChatMessage] = field(default_factory=list)
    error: str = ""
    typed: str = ""
    message_id: str = ""
    notice: str = ""


class ChatView:
    """Renders the pages."""

    def __init__(self, words: PageWords, contacts: Mapping[str, Contact]) -> None:
        """Set up.

        Args:
            words: the page's own sentences.
            contacts: slot name -> contact, for links and for the test banner.
        """
        self.words = words
        self.style = STYLE.read_text(encoding="utf-8")
        self._links = ContactLinks(contacts.values())
        environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.update(
            words=words,
            is_test=not all_checked(dict(contacts)),
            style_version=hashlib.sha256(self.style.encode()).hexdigest()[:8],
            new_message_id=new_message_id,
        )
        environment.filters.update(linked=self._links.linked, paragraphs=self._paragraphs)
        self._chat = environment.get_template("chat.html")
        self._information = environment.get_template("information.html")

    def html(self, state: PageState) -> str:
        """The whole page."""
        newest = latest_turn(state.messages)
        page: str = self._chat.render(
            messages=state.messages,
            newest=newest,
            latest=newest[0] if newest else None,
            error=state.error,
            typed=state.typed,
            message_id=state.message_id or new_message_id(),
            notice=state.notice,
        )
        return page

    def information(self, title: str, sections: Sequence[object]) -> str:
        """A page to read.

        Args:
            title: its title.
            sections: each with `heading` and `paragraphs` in plain text.
        """
        page: str = self._information.render(title=title, sections=sections)
        return page

    def _paragraphs(self, text: str) -> list[Markup]:
        return [self._links.linked(part.strip()) for part in text.split("\n\n") if part.strip()]


def new_message_id() -> str:
    """An id for a message that has not been sent yet."""
    return str(uuid.uuid4())
