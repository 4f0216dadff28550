"""Renders the pages: the templates with their words, the links to contacts, and the chat page's view of a conversation."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.channel.information import InformationPage
from assistant.channel.static_files import A_DAY, STYLE, StaticFile
from assistant.channel.texts import PageWords
from nscp.contacts import Contact, all_checked
from nscp.conversation import ChatMessage, latest_turn

HERE = Path(__file__).parent
STATIC = HERE / "static"
STYLE_PATH = "/static/pages.css"
MOST_NUMBERS = 5  # before the text; on a small phone the next one would be below the fold
SENTENCE_END = re.compile(r"(?<=[.!?]) ")


class ContactLinks:
    """Makes the known addresses and numbers in a text into links. Nothing else ever becomes one.

    Attributes:
        targets: each contact's value -> where it leads.
        labels: each number -> whose it is and when it answers.
    """

    def __init__(self, contacts: Iterable[Contact]) -> None:
        contacts = list(contacts)
        self.labels = {contact.value: contact.label for contact in contacts if contact.label}
        self.targets = {contact.value: _target(contact.value) for contact in contacts}
        longest_first = sorted(self.targets, key=len, reverse=True)
        # Not inside a longer number, word or address: "1999" and "999.example" hold no emergency number.
        self._pattern = re.compile(rf"(?<![\w@.+-])(?:{'|'.join(map(re.escape, longest_first))})(?!\.?[\w@-])")

    def linked(self, text: str) -> Markup:
        """Return the plain text of a reply, never of a family's message, as safe HTML."""
        html = Markup()
        end = 0
        for found in self._pattern.finditer(text):
            html += escape(text[end : found.start()])
            html += Markup('<a href="{}">{}</a>').format(self.targets[found.group()], found.group())
            end = found.end()
        return html + escape(text[end:])

    def numbers(self, text: str) -> list[str]:
        """Return the numbers to call that a text names, each once, in its order."""
        found = (match.group() for match in self._pattern.finditer(text))
        return [value for value in dict.fromkeys(found) if value in self.labels]


def _target(value: str) -> str:
    if "@" in value:
        return f"mailto:{value}"
    if value.replace(" ", "").isdigit():
        return f"tel:{value.replace(' ', '')}"
    return f"https://{value}/"


def new_message_id() -> str:
    """Return an id for a message that has not been sent yet."""
    return str(uuid.uuid4())


@dataclass(frozen=True)
class ChatState:
    """What the chat page shows.

    Attributes:
        messages: the conversation, the opening first.
        error: a sentence about the message that was just sent, if it could not be taken.
        typed: the text in the box.
        message_id: id that the next message from the box will carry.
        notice: a sentence about the page itself, such as that an earlier chat has ended.
        token: of the session, for the forms of a page whose browser may keep no cookies.
        is_help_first: the messages are help for what could not be taken, and come before the error.
    """

    messages: list[ChatMessage] = field(default_factory=list)
    error: str = ""
    typed: str = ""
    message_id: str = field(default_factory=new_message_id)
    notice: str = ""
    token: str = ""
    is_help_first: bool = False


class PageTemplates:
    """The templates of `templates/`, with the words, filters and style sheet that all of them use."""

    def __init__(self, words: PageWords, contacts: Mapping[str, Contact]) -> None:
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
        """Return a whole page, from a file of `templates/` and what it shows."""
        page: str = self._environment.get_template(template).render(**values)
        return page

    def information(self, page: InformationPage, onward: str = "") -> str:
        """Return a page to read, with a button that leads `onward`, if that is given."""
        return self.render("information.html", page=page, onward=onward)

    def chat(self, state: ChatState) -> str:
        """Return the chat page."""
        newest = latest_turn(state.messages)
        return self.render(
            "chat.html",
            **vars(state),
            newest=newest,
            latest=newest[0] if newest else None,
            has_begun=any(message.who == "user" for message in state.messages),
            earlier_help=_earlier_help(state.messages, newest),
        )

    def _paragraphs(self, text: str) -> list[Markup]:
        return [self._links.linked(part) for part in _parts(text)]

    def _numbers(self, text: str) -> list[tuple[str, str, str]]:
        """Return the first numbers of a text about danger: number, address, whose it is and when it answers."""
        found = self._links.numbers(text)[:MOST_NUMBERS]
        return [(number, self._links.targets[number], self._links.labels[number]) for number in found]

    def _short(self, text: str) -> list[Markup]:
        """Return what is shown below the numbers: the first paragraph, and what the last one says that names no number."""
        first, *others = _parts(text)
        without_numbers = (
            " ".join(sentence for sentence in SENTENCE_END.split(part) if not self._links.numbers(sentence))
            for part in reversed(others)
        )
        last = next(filter(None, without_numbers), "")
        return [self._links.linked(part) for part in (first, last) if part] if others else []


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _earlier_help(messages: list[ChatMessage], newest: list[ChatMessage]) -> list[str]:
    """Return the safety texts that were said earlier, each once, the newest first; none while the newest replies hold one.

    The line of help beside an answer does not count as one if a longer text was said: that has more numbers.
    """
    said = [message for message in messages if message.kind == "safety"]
    longer = [message for message in said if "\n\n" in message.text]  # those that lead a reply are in paragraphs
    if any(message in newest for message in longer or said):
        return []
    return list(dict.fromkeys(message.text for message in reversed(said)))
