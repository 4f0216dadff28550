"""How many connections may wait for their clients, and for how long.

Each open connection takes one of the files that the system allows the process. Sanic 21.12 sets no limit to them, and lets
one on which nothing was ever said live as long as one that waits for a client's next request.
"""

from __future__ import annotations

import logging
import resource
import time
from asyncio.transports import Transport
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sanic.app
from sanic import Sanic
from sanic.http import Stage
from sanic.server import HttpProtocol

from nscp.client_address import counted_address
from nscp.strict_http.framing import HEAD_SECONDS, FramedRequest, FramedStream

logger = logging.getLogger(__name__)

KEEP_ALIVE_SECONDS = 75  # between two requests; longer than nginx keeps a connection that it does not use
WAITING_OF_ADDRESS = 64  # a hospital has one address, and its browsers keep some connections each
MOST = 1000
OWN_SLOTS = ("address", "since")  # not where mypy would read it: it would miss those of Sanic's classes
TOLD_SECONDS = 60  # between two lines of the log about connections that were dropped


@dataclass
class Ceilings:
    """How many connections may be open.

    Attributes:
        of_address: those of one address that wait for their client; None where all come from proxies of ours.
        of_all: of the server.
        told_at: when the log last said that connections were dropped, on the clock of `time.monotonic`.
    """

    of_address: int | None
    of_all: int
    told_at: float = float("-inf")


class Connection(HttpProtocol):
    """A client's connection. One that waits for its client makes room for a new one where there are too many."""

    __slots__ = OWN_SLOTS

    def __init__(self, **kwargs: Any) -> None:
        """Make a connection that is not open yet; the arguments are Sanic's."""
        super().__init__(**kwargs)
        self._http: FramedStream | None = None
        self.keep_alive_timeout = HEAD_SECONDS  # until the first answer
        self.address = ""
        self.since = 0.0  # when it was opened or last sent something, on the clock of `time.monotonic`

    def connection_made(self, transport: Transport) -> None:
        """Begin to read, and drop a connection if that makes one too many."""
        self.since = time.monotonic()
        super().connection_made(transport)
        self.address = counted_address(self.conn_info.client_ip if self.conn_info else "")
        ceilings: Ceilings = self.app.ctx.ceilings
        surplus = surplus_connection(self.connections, self.address, ceilings)
        if surplus:
            surplus.abort()
            if self.since - ceilings.told_at > TOLD_SECONDS:
                ceilings.told_at = self.since
                logger.warning("Too many connections are open: those that wait for their clients longest are dropped.")

    async def send(self, data: bytes) -> None:
        """Send a part of an answer."""
        await super().send(data)
        self.since = time.monotonic()
        self.keep_alive_timeout = self.app.config.KEEP_ALIVE_TIMEOUT

    def abort(self) -> None:
        """Close the connection at once, whatever is still to be sent.

        Sanic's own method also forgets the transport, and fails when it then names a request that has not come.
        """
        if self.transport:
            self.transport.abort()

    @property
    def is_open(self) -> bool:
        """False from the moment it is dropped."""
        return self.transport is not None and not self.transport.is_closing()

    @property
    def waits(self) -> bool:
        """True when the client has to send something: a request, the rest of a head, the rest of a body."""
        if self._http is None or self._http.stage in (Stage.IDLE, Stage.REQUEST):
            return True
        return self._http.stage is Stage.HANDLER and bool(self._http.request_body)

    def _setup_connection(self) -> None:
        super()._setup_connection()
        self._http = FramedStream(self)


def surplus_connection(connections: Collection[Connection], address: str, ceilings: Ceilings) -> Connection | None:
    """The connection that has to go; None if there is room for all. One whose request is being answered stays.

    Args:
        connections: those of the server, the new one among them.
        address: of the new one.
        ceilings: how many may be open.
    """
    if len(connections) <= min(ceilings.of_address or ceilings.of_all, ceilings.of_all):
        return None
    still_open = [connection for connection in connections if connection.is_open]
    waiting = [connection for connection in still_open if connection.waits]
    if len(still_open) <= ceilings.of_all:
        waiting = [connection for connection in waiting if connection.address == address]
        if ceilings.of_address is None or len(waiting) <= ceilings.of_address:
            return None
    # Whoever opens the most loses first, so that a few that open many take nothing from the many that open a few.
    of_address = Counter(connection.address for connection in waiting)
    return max(waiting, key=lambda connection: (of_address[connection.address], -connection.since), default=None)


def read_strictly(app: Sanic, trusted_proxies: int) -> None:
    """Let Sanic use `FramedRequest` and `Connection`, and set the ceilings.

    Args:
        app: the server, before it starts.
        trusted_proxies: how many proxies of ours stand in front. With any, it is for them to count addresses.
    """
    app.request_class = FramedRequest
    app.ctx.ceilings = Ceilings(None if trusted_proxies else WAITING_OF_ADDRESS, _most())
    app.config.REQUEST_TIMEOUT = HEAD_SECONDS
    app.config.KEEP_ALIVE_TIMEOUT = KEEP_ALIVE_SECONDS
    # Rasa and rasa_sdk start their servers without saying which protocol (rasa/core/run.py, `serve_application`;
    # rasa_sdk/endpoint.py, `run`), and Sanic then takes the one of this name (sanic/app.py, `run`).
    sanic.app.HttpProtocol = Connection


def _most() -> int:
    """Half the files that may be open: the rest is for the model, the database, the logs, and a rush of new connections."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if allowed == resource.RLIM_INFINITY else min(MOST, allowed // 2)
