"""The pages beside the chat, at the server's root: pages to read, `/status`, `/demo`, and the static files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, html

from assistant.channel.health import Health
from assistant.channel.information import InformationPage, StatusWords
from assistant.channel.middleware import COMMON_HEADERS, PAGE_HEADERS
from assistant.channel.rendering import STATIC, STYLE_PATH, PageTemplates
from assistant.channel.requests import agent_of
from assistant.channel.static_files import A_DAY, FIVE_MINUTES, SCRIPT, STYLE, StaticFile
from assistant.channel.texts import filled
from assistant.channel.widget import ENTRY, PREFIX
from nscp.contacts import Contact
from nscp.guide import GuideSentence
from nscp.yaml_lines import YamlFile

DEMO = "/demo"
# What docs/embedding.md asks of a website with a strict policy; the demonstration shows that it is enough.
DEMO_HEADERS = COMMON_HEADERS | {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


class Pages:
    """The pages' routes."""

    def __init__(
        self,
        templates: PageTemplates,
        information: Iterable[InformationPage],
        status: StatusWords,
        health: Health,
        demo: str,
        widget: Mapping[str, StaticFile],
    ) -> None:
        """Take the pages to read, the HTML of the demonstration, and the widget's files by path."""
        self._templates = templates
        self._status = status
        self._health = health
        self._pages = {f"/{page.name}": (templates.information(page), PAGE_HEADERS) for page in information}
        self._pages[DEMO] = demo, DEMO_HEADERS
        self._files = {
            STYLE_PATH: templates.style,
            f"{DEMO}/demo.css": StaticFile((STATIC / "demo.css").read_bytes(), STYLE, FIVE_MINUTES),
            f"{DEMO}/exit.js": StaticFile((STATIC / "exit.js").read_bytes(), SCRIPT, FIVE_MINUTES),
            **widget,
        }

    def blueprint(self) -> Blueprint:
        """Return the routes, to be registered at the server's root."""
        routes = Blueprint("pages")
        for path in self._pages:

            @routes.get(path, name=path.strip("/"))
            async def show(request: Request) -> HTTPResponse:
                page, headers = self._pages[request.path.rstrip("/")]
                return html(page, headers=dict(headers))

        for number, path in enumerate(self._files):

            @routes.route(path, methods=["GET", "HEAD"], name=f"file_{number}")
            async def show_file(request: Request) -> HTTPResponse:
                return self._files[request.path.rstrip("/")].response(request)

        @routes.get("/status")
        async def status(request: Request) -> HTTPResponse:
            readiness = await self._health.readiness(agent_of(request))
            page = self._templates.information(self._status.page(readiness))
            return html(page, status=200 if readiness.is_ready else 503, headers=dict(PAGE_HEADERS))

        @routes.get("/favicon.ico", name="icon")
        async def show_icon(_: Request) -> HTTPResponse:
            # Browsers ask for one. None is better than an icon that tells others what was open.
            return empty(headers={"Cache-Control": A_DAY})

        return routes


def render_demo(
    templates: PageTemplates, data: Path, contacts: Mapping[str, Contact], guide: Mapping[str, GuideSentence]
) -> str:
    """Return a page such as a council has, with the chat on it, to see both together; its text is from NSCP's guide.

    Raises:
        DataError: `demo.yml` names a slot that is not a contact.
    """
    file = YamlFile(data / "demo.yml")
    said = {str(name): filled(file, text, contacts, name) for name, text in file.content.items()}
    return templates.render("demo.html", demo=said, guide=guide, script=f"{PREFIX}/{ENTRY}")
