"""Where a request ends: one that says it wrongly is refused, one whose end never comes is given up.

Sanic 21.12 takes "Content-Length: -1" at its word and then reads for ever, which stops the server for everybody. Each
byte of a head or a body gives a client more time, and once a late body has been answered the rest of it is still waited for
(sanic/http.py, `read` and `http1`; sanic/server/protocols/http_protocol.py, `check_timeouts`).
"""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

from httptools.parser.errors import HttpParserInvalidURLError
from sanic.compat import Header
from sanic.exceptions import InvalidUsage, RequestTimeout, SanicException
from sanic.http import HTTP_CONTINUE, Http, Stage
from sanic.request import Request

from nscp.strict_http.request_head import refuse_wrong_head

HEAD_SECONDS = 15  # for the whole of a head to arrive
BODY_SECONDS = 15  # for the whole of a body to arrive
END = b"\r\n"
# The end of the head or of the chunk before, and a size. What may follow a size is used by nobody and read differently.
CHUNK = re.compile(rb"\r\n[0-9A-Fa-f]{1,8}")
OWN_SLOTS = ("body_by",)  # not where mypy would read it: it would miss those of Sanic's class
LONGEST_CHUNK_LINE = 12  # bytes, both ends included, after which no size can follow


class StrictRequest(Request):
    """A request whose head can be read in one way only. Made when the head is read and the body is not."""

    __slots__ = ()

    def __init__(
        self, url_bytes: bytes, headers: Header, version: str, method: str, *args: Any, head: bytes = b"", **kwargs: Any
    ) -> None:
        """Make a request from its head; there is none where Sanic answers what it could not read.

        Raises:
            InvalidUsage: the head is wrong; Sanic answers and closes the connection.
        """
        if head:
            refuse_wrong_head(head)
        # HEAD is GET without a body in the answer, which Sanic leaves out by itself; it has no routes for it.
        method = "GET" if method == "HEAD" else method
        try:
            super().__init__(url_bytes, headers, version, method, *args, head=head, **kwargs)
        except HttpParserInvalidURLError as error:
            raise InvalidUsage("Bad Request") from error

    async def receive_body(self) -> None:
        """Read the body before the request is handled.

        Raises:
            RequestTimeout: it is late. The connection is closed after the answer, and the rest is not waited for.
        """
        try:
            await asyncio.wait_for(super().receive_body(), BODY_SECONDS)
        except asyncio.TimeoutError as error:
            self.stream.request_body = None
            self.stream.keep_alive = False
            raise RequestTimeout("Request Timeout") from error
        except asyncio.CancelledError:
            self.stream.be_silent_if_client_has_gone()
            raise


class StrictHttp(Http):
    """Sanic's reader of requests, with a time limit for heads and bodies, and only hexadecimal digits for a chunk's size.

    The time limit of a body also counts for the rest of it that is read after the answer, before the next request.
    """

    __slots__ = OWN_SLOTS

    expecting_continue: bool

    async def http1_request_header(self) -> None:
        """Read the next head.

        Raises:
            RequestTimeout: it is late.
            InvalidUsage: it is wrong.
        """
        try:
            await asyncio.wait_for(super().http1_request_header(), HEAD_SECONDS)
        except asyncio.TimeoutError as error:
            raise RequestTimeout("Request Timeout") from error
        except asyncio.CancelledError:
            self.be_silent_if_client_has_gone()
            raise
        self.body_by = time.monotonic() + BODY_SECONDS

    def be_silent_if_client_has_gone(self) -> None:
        """Let Sanic make no answer that nobody gets: the log would count it as a fault of the server."""
        if self.protocol.transport.is_closing():
            self.stage = Stage.FAILED

    def create_empty_request(self) -> None:
        """Make what stands for a request whose head could not be read: its address may be what is wrong with it."""
        self.url = None
        super().create_empty_request()
        self.request.conn_info = self.protocol.conn_info  # it is counted all the same

    async def read(self) -> bytes | None:
        """Read some of the body; nothing if what is wrong with it can no longer be answered.

        Raises:
            InvalidUsage: a chunk's size is no number.
            RequestTimeout: the body is late.
            PayloadTooLarge: the body is too long.
        """
        if time.monotonic() > self.body_by:
            self._give_up(RequestTimeout("Request Timeout"))
            return None
        if self.request_body == "chunked" and not self.request_bytes_left and not await self._is_right_chunk():
            self._give_up(InvalidUsage("Bad chunked encoding"))
            return None
        data: bytes | None = await super().read()
        return data

    def _give_up(self, error: SanicException) -> None:
        """Close the connection after the answer, since nobody knows where the body ends."""
        self.request_body = None
        self.keep_alive = False
        if self.stage is Stage.HANDLER:
            raise error

    async def _is_right_chunk(self) -> bool:
        """Look at the next chunk's size before Sanic, which lets Python read it: "0x2", "+2" and "0_2" are numbers to it.

        Sanic also does not look at the two bytes after a chunk, nor at those after the last size.
        """
        if self.expecting_continue:
            self.expecting_continue = False
            await self._send(HTTP_CONTINUE)
        buffer = self.recv_buffer
        while (end := buffer.find(END, len(END) + 1)) < 0 and len(buffer) < LONGEST_CHUNK_LINE:
            await self._receive_more()
        if end < 0 or not CHUNK.fullmatch(buffer, 0, end):
            return False
        if int(buffer[len(END) : end], 16) > 0:
            return True
        while len(buffer) < end + 2 * len(END):
            await self._receive_more()
        return bool(buffer[end : end + 2 * len(END)] == 2 * END)
