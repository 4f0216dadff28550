"""A plain client of the website's API, which also sends what no browser would.

Used by tests in both environments, so nothing here imports Rasa or the project.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

SECONDS = 30  # longer than a turn may take
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Reply:
    """What the server answered.

    Attributes:
        status: HTTP status.
        headers: names in lower case.
        body: as it came.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def texts(self) -> str:
        """The texts of all messages, one after the other."""
        return "\n".join(message["text"] for message in self.json["messages"])

    @property
    def kinds(self) -> list[str]:
        """The kinds of the messages."""
        return [message["kind"] for message in self.json["messages"]]


Check = Callable[[str, str, Reply], None]


def no_check(method: str, path: str, reply: Reply) -> None:
    """Accept any reply."""


@dataclass
class Client:
    """Talks to one server, each request on a connection of its own.

    Attributes:
        address: of the API, without a slash at the end.
        check: called with method, path and reply of every request.
        headers: sent with every request.
        source: the address of this machine that requests come from, such as 127.0.0.2; the system's choice if empty.
    """

    address: str
    check: Check = no_check
    headers: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    def call(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a request.

        Args:
            method: such as GET.
            path: below the API's address.
            body: bytes, or parts that are sent in chunks without saying how many will come.
            headers: to send besides the client's own.
        """
        sent = self.begin(method, path, body, headers)
        reply = end(sent)
        self.check(method, path, reply)
        return reply

    def begin(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> http.client.HTTPConnection:
        """Send a request and leave its answer to `end`."""
        connection = connect(self.address, self.source)
        chunked = body is not None and not isinstance(body, bytes)
        all_headers = {"Connection": "close", **self.headers, **(headers or {})}
        if chunked:
            all_headers["Transfer-Encoding"] = "chunked"
        # A server need not read all of what it refuses; its answer may be there all the same.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.request(method, urlsplit(self.address).path + path, body, all_headers, encode_chunked=chunked)
        return connection

    def post(self, path: str, content: object, token: str | None = None, **headers: str) -> Reply:
        """POST something as JSON."""
        return self.call("POST", path, json.dumps(content).encode(), {**JSON, **bearer(token), **headers})

    def start(self) -> Session:
        """Start a session."""
        reply = self.post("/sessions", {})
        assert reply.status == 201, (reply.status, reply.body)
        return Session(self, reply.json["token"], reply)


@dataclass
class Session:
    """One session, whose token is changed when the server says so.

    Attributes:
        client: where.
        token: the newest.
        opening: the reply that started it.
    """

    client: Client
    token: str
    opening: Reply

    def send(self, text: str, id_: str | None = None, client: Client | None = None) -> Reply:
        """Send a message.

        Args:
            text: what is typed.
            id_: the message's id; a new one if there is none.
            client: another server than the one where the session was started.
        """
        reply = (client or self.client).post("/messages", {"id": id_ or new_id(), "text": text}, self.token)
        if reply.status == 200:
            self.token = reply.json.get("token", self.token)
        return reply

    def read(self, client: Client | None = None) -> Reply:
        """The conversation so far."""
        return (client or self.client).call("GET", "/messages", headers=bearer(self.token))

    def messages(self) -> list[dict[str, Any]]:
        """The messages of the conversation so far."""
        reply = self.read()
        assert reply.status == 200, (reply.status, reply.body)
        messages: list[dict[str, Any]] = reply.json["messages"]
        return messages

    def give_feedback(self, message_id: object, helpful: object = True, **more: object) -> Reply:
        """Say whether a reply helped."""
        return self.client.post("/feedback", {"message_id": message_id, "helpful": helpful, **more}, self.token)

    def end(self) -> Reply:
        """End the session."""
        return self.client.call("DELETE", "/session", headers=bearer(self.token))


def new_id() -> str:
    """A new message id."""
    return str(uuid.uuid4())


def bearer(token: str | None) -> dict[str, str]:
    """The header that carries a token."""
    return {} if token is None else {"Authorization": f"Bearer {token}"}


def connect(address: str, source: str = "") -> http.client.HTTPConnection:
    """A connection to a server, not yet open; `source` as in `Client`."""
    parts = urlsplit(address)
    assert parts.hostname
    return http.client.HTTPConnection(
        parts.hostname, parts.port, timeout=SECONDS, source_address=(source, 0) if source else None
    )


def end(connection: http.client.HTTPConnection) -> Reply:
    """Read the answer to a request and close its connection."""
    try:
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, headers, response.read())
    finally:
        connection.close()
