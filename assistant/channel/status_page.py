"""The page at `/status`: what `/health/ready` says, in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html

from assistant.channel.filled_words import filled
from assistant.channel.health import Health, Readiness
from assistant.channel.information import InformationPage, Section, information_html
from assistant.channel.page_headers import PAGE_HEADERS
from assistant.channel.page_templates import PageTemplates
from nscp.contacts import Contact
from nscp.yaml_lines import YamlFile

NAME = "status"
LOOKED_AT = ("model", "store", "disk", "actions", "mails")
HOURS = "{hours}"


@dataclass(frozen=True)
class HealthWords:
    """The sentences of `data/health.yml`.

    Attributes:
        title: the page's title.
        heading: stands over what was looked at.
        after: ends the page.
        status: status -> sentence.
        points: what was looked at -> its sentences, by `works` and `fails`.
    """

    title: str
    heading: str
    after: str
    status: Mapping[str, str]
    points: Mapping[str, Mapping[bool, str]]


def load_health_words(data: Path, contacts: Mapping[str, Contact]) -> HealthWords:
    """Read `health.yml`.

    Args:
        data: the project's `data/` folder.
        contacts: slot name -> contact, for the {slots} in the sentences.

    Raises:
        DataError: a sentence is missing, or names a slot that is not a contact.
    """
    file = YamlFile(data / "health.yml")

    def words(*place: str) -> str:
        content = file.content
        for key in place:
            content = content[key]
        return filled(file, content, contacts, *place, hours=HOURS)

    try:
        return HealthWords(
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


def status_page(words: HealthWords, readiness: Readiness) -> InformationPage:
    """The page for what was found."""
    hours = int((readiness.oldest_unsent or 0) // 3600)
    points = [words.points[name][getattr(readiness, name)] for name in LOOKED_AT if name != "mails" or readiness.store]
    said = tuple(point.replace(HOURS, str(hours)) for point in points)
    section = Section(words.heading, (said, words.after))
    return InformationPage(NAME, words.title, (section,), words.status[readiness.status])


class StatusPage:
    """The page's route."""

    def __init__(self, templates: PageTemplates, words: HealthWords, health: Health) -> None:
        """Set up.

        Args:
            templates: the templates.
            words: the page's sentences.
            health: looks.
        """
        self._templates = templates
        self._words = words
        self._health = health

    def blueprint(self) -> Blueprint:
        """The route, to be registered at the server's root."""
        routes = Blueprint(NAME)

        @routes.get(f"/{NAME}")
        async def show(request: Request) -> HTTPResponse:
            readiness = await self._health.readiness(request.app.ctx.agent)
            page = information_html(self._templates, status_page(self._words, readiness))
            return html(page, status=200 if readiness.is_ready else 503, headers=dict(PAGE_HEADERS))

        return routes
