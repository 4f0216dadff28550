"""A small web server with our middleware around it, to send it bytes."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

from rasa.server import add_root_route, configure_cors
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, text

from assistant.channel.limits import RateLimits
from assistant.channel.middleware import Middleware
from assistant.channel.texts import load_problems
from nscp.contacts import load_contacts
from nscp.settings import PROJECT, Settings
from tests.running_server import free_port

PATIENCE = 30  # seconds
NUMBERS = itertools.count(1)
Result = TypeVar("Result")


class WebServer:
    """The server's address, and ways to send it something.

    Attributes:
        app: Sanic's application; its route /echo answers with the body, /chat with a word, and /wait when it may.
        may_answer: lets /wait answer.
        running: the server of `app`.
        opened: the client's side of all connections.
    """

    def __init__(self, per_minute: int) -> None:
        """Make a server that is not running yet, which takes so many requests of one address."""
        self.port = free_port()
        self.may_answer = asyncio.Event()
        self.running: Any = None
        self.opened: list[asyncio.StreamWriter] = []
        self.app = Sanic(f"web_server_{next(NUMBERS)}", configure_logging=False)
        add_root_route(self.app)
        configure_cors(self.app)
        limits = RateLimits("1000/minute", f"{per_minute}/minute", "memory://")
        problems = load_problems(PROJECT / "data", load_contacts(PROJECT))

        @self.app.post("/echo")
        async def echo(request: Request) -> HTTPResponse:
            return text(f"<{request.body.decode()}>")

        @self.app.get("/chat")
        async def chat(_: Request) -> HTTPResponse:
            return text("a page")

        @self.app.get("/wait")
        async def wait(_: Request) -> HTTPResponse:
            await self.may_answer.wait()
            return text("at last")

        async def add_no_help(*_: object) -> None:
            pass

        Middleware(Settings(), limits, problems, add_no_help).install(self.app)

    async def connect(self, own_address: str = "127.0.0.1") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection from a loopback address."""
        streams = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(own_address, 0))
        self.opened.append(streams[1])
        return streams

    async def answers(self, sent: bytes) -> bytes:
        """Send something on one connection, and read until the server closes it or says nothing for a moment."""
        reader, writer = await self.connect()
        writer.write(sent)
        answer = b""
        try:
            while part := await asyncio.wait_for(reader.read(65536), 0.5):
                answer += part
        except (asyncio.TimeoutError, ConnectionResetError):
            pass
        return answer


@contextmanager
def starting_more_than_one() -> Iterator[None]:
    """Sanic rewrites its own functions at a start and can do that once; in its test mode it begins with the originals again
    (sanic/touchup/service.py)."""
    Sanic.test_mode = True
    try:
        yield
    finally:
        Sanic.test_mode = False


@asynccontextmanager
async def serving(per_minute: int = 1000) -> AsyncIterator[WebServer]:
    """A running server."""
    server = WebServer(per_minute)
    running = await server.app.create_server("127.0.0.1", server.port, return_asyncio_server=True, access_log=False)
    assert running
    server.running = running
    with starting_more_than_one():
        await running.startup()
        await running.before_start()
    try:
        yield server
    finally:
        server.may_answer.set()
        running.close()
        await running.wait_closed()
        for connection in list(running.connections):
            connection.abort()
        for writer in server.opened:
            writer.close()
        await asyncio.sleep(0.01)


def with_server(talk: Callable[[WebServer], Awaitable[Result]], per_minute: int = 1000) -> Result:
    """What comes of talking to a server that runs meanwhile."""

    async def run() -> Result:
        async with serving(per_minute) as server:
            return await asyncio.wait_for(talk(server), PATIENCE)

    return asyncio.run(run())


def statuses(answers: bytes) -> list[int]:
    """The status of each answer on a connection."""
    return [int(part.split(b" ", 1)[0]) for part in answers.split(b"HTTP/1.1 ")[1:] if not part.startswith(b"100 ")]
