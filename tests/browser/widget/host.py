"""Another website that has the chat on its pages: a small web server of the tests' own, on a loopback port."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
FALLBACK = (
    '<p>Email <a href="mailto:NSCP@northnorthants.gov.uk">NSCP</a>, or use <a href="{server}/chat">the chat page</a>.</p>'
)
PAGE = """<!DOCTYPE html>
<html lang="en-GB" dir="{direction}">
<head><meta charset="utf-8"><title>Example Council</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{style}">{head}</head>
<body>{exit}<main><h1>Reviews</h1><p>What a review is.</p><p><a href="{elsewhere}">Another page</a></p>
<nscp-chat {attributes}>{fallback}</nscp-chat></main><footer><p>The end.</p></footer></body></html>"""
OWN_EXIT = (
    '<a id="exit" href="https://www.bbc.co.uk/weather">Leave this website</a><script type="module" src="/exit.js"></script>'
)


@dataclass
class Content:
    """What stands at one address."""

    body: bytes
    headers: Mapping[str, str]


@dataclass
class Host:
    """The website.

    Attributes:
        address: of its start, without a slash at the end.
        contents: path -> what stands there.
    """

    address: str
    contents: dict[str, Content] = field(default_factory=dict)

    def add_page(
        self,
        server: str,
        *,
        css: str = "",
        policy: str = "",
        head: str | None = None,
        attributes: str = "",
        direction: str = "ltr",
        with_exit: bool = False,
    ) -> str:
        """Add a page with the chat on it.

        Args:
            server: the assistant's address.
            css: the website's own style sheet.
            policy: its Content-Security-Policy; none if empty.
            head: what loads the chat; the script tag of docs/embedding.md if None.
            attributes: of the element.
            direction: of the website's language.
            with_exit: give the page a way out of its own, as GOV.UK's component.

        Returns:
            The page's address.
        """
        number = len(self.contents)
        page, elsewhere, style = f"/page-{number}", f"/elsewhere-{number}", f"/style-{number}.css"
        tag = f'<script type="module" src="{server}/widget/v1/nscp-chat.js"></script>'
        html = PAGE.format(
            direction=direction,
            style=style,
            head=tag if head is None else head,
            exit=OWN_EXIT if with_exit else "",
            attributes=attributes,
            elsewhere=elsewhere,
            fallback=FALLBACK.format(server=server),
        ).encode()
        headers = {"Content-Type": "text/html; charset=utf-8"}
        headers |= {"Content-Security-Policy": policy} if policy else {}
        self.contents[page] = self.contents[elsewhere] = Content(html, headers)
        self.contents[style] = Content(css.encode(), {"Content-Type": "text/css"})
        self.add_file("/exit.js", PROJECT / "assistant" / "channel" / "static" / "exit.js")
        return self.address + page

    def add_file(self, path: str, file: Path) -> None:
        """Add a file."""
        self.contents[path] = Content(file.read_bytes(), {"Content-Type": TYPES[file.suffix]})


class Websites:
    """Runs the website."""

    def __init__(self) -> None:
        """Start it."""
        contents: dict[str, Content] = {}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = contents.get(self.path)
                # A browser asks for an icon by itself; none is no error.
                self.send_response(200 if found else 204 if self.path == "/favicon.ico" else 404)
                for name, value in (found.headers if found else {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(found.body if found else b"")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.host = Host(f"http://127.0.0.1:{self._server.server_port}", contents)

    def stop(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()
