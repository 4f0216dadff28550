"""`/demo`: a page such as a council has, with the chat on it, to see both together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html

from assistant.channel.filled_words import filled
from assistant.channel.page_headers import DEMO_HEADERS
from assistant.channel.page_templates import STATIC, PageTemplates
from assistant.channel.static_files import FIVE_MINUTES, SCRIPT, STYLE, StaticFile
from assistant.channel.widget_files import ENTRY, PREFIX
from nscp.contacts import Contact
from nscp.guide import GuideSentence
from nscp.yaml_lines import YamlFile

PATH = "/demo"


class Demo:
    """The page's routes."""

    def __init__(
        self, templates: PageTemplates, data: Path, contacts: Mapping[str, Contact], guide: Mapping[str, GuideSentence]
    ) -> None:
        """Set up.

        Args:
            templates: the templates.
            data: the project's `data/` folder.
            contacts: slot name -> contact, for the {slots} in the words.
            guide: sentence id -> sentence; the page's own text is NSCP's.

        Raises:
            DataError: `demo.yml` names a slot that is not a contact.
        """
        file = YamlFile(data / "demo.yml")
        said = {str(name): filled(file, text, contacts, name) for name, text in file.content.items()}
        self._page = templates.render("demo.html", demo=said, guide=guide, script=f"{PREFIX}/{ENTRY}")
        self._files = {
            f"{PATH}/demo.css": StaticFile((STATIC / "demo.css").read_bytes(), STYLE, FIVE_MINUTES),
            f"{PATH}/exit.js": StaticFile((STATIC / "exit.js").read_bytes(), SCRIPT, FIVE_MINUTES),
        }

    def blueprint(self) -> Blueprint:
        """The routes, to be registered at the server's root."""
        routes = Blueprint("demo")

        @routes.get(PATH, name="page")
        async def show(_: Request) -> HTTPResponse:
            return html(self._page, headers=dict(DEMO_HEADERS))

        for number, path in enumerate(self._files):

            @routes.get(path, name=f"file_{number}")
            async def show_file(request: Request) -> HTTPResponse:
                return self._files[request.path].response(request)

        return routes
