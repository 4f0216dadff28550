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
from nscp.strict_http.framing import HEAD_SECONDS, StrictHttp, StrictRequest

logger = logging.getLogger(__name__)

KEEP_ALIVE_SECONDS = 75  # between two requests; longer than nginx keeps a connection that it does not use
WAITING_OF_ADDRESS = 64  # a hospital has one address, and its browsers keep some connections each
MOST_CONNECTIONS = 1000
OWN_SLOTS = ("address", "since")  # not where mypy would read it: it would miss those of Sanic's classes
LOG_SECONDS = 60  # between two log lines about connections that were dropped


@dataclass
class ConnectionLimits:
    """How many connections may be open.

    Attributes:
        of_address: those of one address that wait for their client; None where all come from our proxies.
        of_all: of the server.
        logged_at: when it was last logged that connections were dropped, on the clock of `time.monotonic`.
    """

    of_address: int | None
    of_all: int
    logged_at: float = float("-inf")


class Connection(HttpProtocol):
    """A client's connection. Where there are too many, one that waits for its client is dropped for a new one."""

    __slots__ = OWN_SLOTS

    def __init__(self, **kwargs: Any) -> None:
        """Make a connection that is not open yet; the arguments are Sanic's."""
        super().__init__(**kwargs)
        self._http: StrictHttp | None = None
        self.keep_alive_timeout = HEAD_SECONDS  # until the first answer
        self.address = ""
        self.since = 0.0  # when it was opened or last sent something, on the clock of `time.monotonic`

    def connection_made(self, transport: Transport) -> None:
        """Begin to read, and drop a connection if there are now too many."""
        self.since = time.monotonic()
        super().connection_made(transport)
        self.address = counted_address(self.conn_info.client_ip if self.conn_info else "")
        limits: ConnectionLimits = self.app.ctx.connection_limits
        surplus = surplus_connection(self.connections, self.address, limits)
        if surplus:
            surplus.abort()
            if self.since - limits.logged_at > LOG_SECONDS:
                limits.logged_at = self.since
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
        """Whether it is open; not so from the moment it is dropped."""
        return self.transport is not None and not self.transport.is_closing()

    @property
    def waits(self) -> bool:
        """Whether the client has to send something: a request, the rest of a head, the rest of a body."""
        if self._http is None or self._http.stage in (Stage.IDLE, Stage.REQUEST):
            return True
        return self._http.stage is Stage.HANDLER and bool(self._http.request_body)

    def _setup_connection(self) -> None:
        super()._setup_connection()
        self._http = StrictHttp(self)


def surplus_connection(connections: Collection[Connection], address: str, limits: ConnectionLimits) -> Connection | None:
    """Return the connection to drop, or None if there is room for all. One whose request is being answered stays.

    Args:
        connections: those of the server, with the new one.
        address: of the new one.
        limits: how many may be open.
    """
    if len(connections) <= min(limits.of_address or limits.of_all, limits.of_all):
        return None
    still_open = [connection for connection in connections if connection.is_open]
    waiting = [connection for connection in still_open if connection.waits]
    if len(still_open) <= limits.of_all:
        waiting = [connection for connection in waiting if connection.address == address]
        if limits.of_address is None or len(waiting) <= limits.of_address:
            return None
    # Whoever opens the most loses first, so that a few that open many take nothing from the many that open a few.
    of_address = Counter(connection.address for connection in waiting)
    return max(waiting, key=lambda connection: (of_address[connection.address], -connection.since), default=None)


def read_strictly(app: Sanic, trusted_proxies: int) -> None:
    """Let Sanic use `StrictRequest` and `Connection`, before it starts, and set the limits.

    Where there are trusted proxies in front, it is for them to count addresses.
    """
    app.request_class = StrictRequest
    app.ctx.connection_limits = ConnectionLimits(None if trusted_proxies else WAITING_OF_ADDRESS, _most())
    app.config.REQUEST_TIMEOUT = HEAD_SECONDS
    app.config.KEEP_ALIVE_TIMEOUT = KEEP_ALIVE_SECONDS
    # Rasa and rasa_sdk start their servers without saying which protocol (rasa/core/run.py, `serve_application`;
    # rasa_sdk/endpoint.py, `run`), and Sanic then takes the one of this name (sanic/app.py, `run`).
    sanic.app.HttpProtocol = Connection


def _most() -> int:
    """Return half the files that may be open: the rest is for the model, the database, logs and a rush of clients."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if allowed == resource.RLIM_INFINITY else min(MOST_CONNECTIONS, allowed // 2)
