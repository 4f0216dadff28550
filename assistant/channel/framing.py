"""Where a request ends: one that says it wrongly is refused, one whose end never comes is given up.

Sanic 21.12 takes "Content-Length: -1" at its word and then reads for ever, which stops the server for everybody. Each
byte of a body gives a client another half minute, and once a late body has been answered the rest of it is still waited for
(sanic/http.py, `read` and `http1`; sanic/server/protocols/http_protocol.py, `check_timeouts`).
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from sanic.compat import Header
from sanic.exceptions import InvalidUsage, RequestTimeout
from sanic.request import Request

BODY_SECONDS = 15  # for the whole of a body to arrive
LENGTH = re.compile(r"[0-9]{1,15}", re.ASCII)


class FramedRequest(Request):
    """A request whose length is given once and well, or that has no body. Made when the head is read and the body is not."""

    __slots__ = ()

    def __init__(self, url_bytes: bytes, headers: Header, *args: Any, **kwargs: Any) -> None:
        """Set up, as Sanic's `Request`.

        Raises:
            InvalidUsage: it has no good length; Sanic answers and closes the connection.
        """
        refuse_wrong_length(headers)
        super().__init__(url_bytes, headers, *args, **kwargs)

    async def receive_body(self) -> None:
        """Read the body before the request is handled, as Sanic's `Request`.

        Raises:
            RequestTimeout: it is late. The connection is closed after the answer, and the rest is not waited for.
        """
        try:
            await asyncio.wait_for(super().receive_body(), BODY_SECONDS)
        except asyncio.TimeoutError as error:
            self.stream.request_body = None
            self.stream.keep_alive = False
            raise RequestTimeout("Request Timeout") from error


def refuse_wrong_length(headers: Header) -> None:
    """Do nothing for a request that says rightly how long it is. One that says it twice may mean one thing to a proxy and
    another to us.

    Raises:
        InvalidUsage: it has no good length.
    """
    lengths = headers.getall("content-length", [])
    codings = headers.getall("transfer-encoding", [])
    if not lengths and codings in ([], ["chunked"]):
        return
    if codings or len(lengths) > 1 or not LENGTH.fullmatch(lengths[0]):
        raise InvalidUsage("Bad Request")
