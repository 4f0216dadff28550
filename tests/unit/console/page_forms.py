"""What a browser would find on a page of the console: its forms with what can be filled in, and what it says of errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.test import Client

TYPED = ("text", "number", "search", "date", "textarea")


@dataclass
class Form:
    """A form: where it goes, and its fields as name, kind and value. A choice has one entry for each of its values."""

    action: str
    method: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)

    def hidden(self) -> dict[str, str]:
        """What the page itself sends along."""
        return {name: value for name, kind, value in self.fields if kind == "hidden" and name != "csrfmiddlewaretoken"}

    def filled(self, text: str) -> dict[str, str]:
        """The same text in every field, also as a choice."""
        return {name: text for name, kind, _ in self.fields if kind not in ("hidden", "submit")}

    def typed_into(self) -> set[str]:
        """The fields that keep what is typed."""
        return {name for name, kind, _ in self.fields if kind in TYPED}


class Page(HTMLParser):
    """One page, read."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.text = text
        self.title = ""
        self.forms: list[Form] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._address = address
        self._open: list[str] = []
        self._select = ""
        self._form: Form | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, fields and titles."""
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self._open.append(tag)
        if tag == "form":
            self._form = Form(urljoin(self._address, given.get("action", "")), given.get("method", "get").lower())
            self.forms.append(self._form)
        if tag == "select":
            self._select = given.get("name", "")
        if self._form is not None:
            self._note_field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """Leave a form."""
        if tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        """Note the title."""
        if self._open and self._open[-1] == "title" and not self.title:
            self.title = data.strip()

    def _note_field(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        name, value = given.get("name", ""), given.get("value", "")
        kind = {"input": given.get("type", "text"), "button": "submit"}.get(tag, tag)
        if tag in ("input", "textarea", "select", "button") and name:
            self._form.fields.append((name, kind, value))

    def ids(self) -> set[str]:
        """Every id on the page."""
        return {given["id"] for _, given in self.tags if "id" in given}

    def summaries(self) -> list[int]:
        """The places of the error summaries among the tags."""
        return [place for place, (_, given) in enumerate(self.tags) if given.get("class") == "error-summary"]

    def heading(self) -> int:
        """The place of the h1."""
        return next(place for place, (tag, _) in enumerate(self.tags) if tag == "h1")

    def summary_links(self) -> list[str]:
        """The ids that the summary leads to."""
        parts = self.text.split('class="error-summary"')[1].split("</ul>")[0].split('href="#')
        return [part.split('"')[0] for part in parts[1:]]


def seen(client: Client, address: str) -> dict[str, str]:
    """What a form on a page says of what it showed."""
    return seen_on(client.get(address).content.decode())


def seen_on(page: str) -> dict[str, str]:
    """The same of a page that is here."""
    return {"seen": next(form.hidden()["seen"] for form in Page("/", page).forms if "seen" in form.hidden())}
