"""Files that never change while the server runs: read once, sent compressed, and not again to browsers that have them."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping

from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

A_DAY = "public, max-age=86400"  # for addresses that change with their content
FIVE_MINUTES = "public, max-age=300"  # for fixed addresses: how long a change takes to reach everybody

STYLE = "text/css; charset=utf-8"
SCRIPT = "text/javascript; charset=utf-8"


class StaticFile:
    """The bytes of one file, and the headers to send with them."""

    def __init__(self, content: bytes, content_type: str, cache: str, headers: Mapping[str, str] | None = None) -> None:
        self.content = content
        self.version = hashlib.sha256(content).hexdigest()[:16]
        self._compressed = gzip.compress(content, mtime=0)
        self._content_type = content_type
        self._headers = {"Cache-Control": cache, "Vary": "Accept-Encoding", **(headers or {})}

    def response(self, request: Request) -> HTTPResponse:
        """Return the file, or 304 if the browser has it."""
        compress = "gzip" in request.headers.get("accept-encoding", "")
        tag = f'"{self.version}{"-gzip" if compress else ""}"'
        headers = self._headers | {"ETag": tag}
        # A proxy may have made the tag a weak one (W/"...") or several may be named.
        if tag in request.headers.get("if-none-match", ""):
            return empty(status=304, headers=headers)
        if compress:
            return raw(self._compressed, headers=headers | {"Content-Encoding": "gzip"}, content_type=self._content_type)
        return raw(self.content, headers=headers, content_type=self._content_type)
