"""How one client talks to each side. Both go through the same code: keep-alive, loopback, the whole answer read."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any, Protocol

import aiohttp

OURS, DEFAULT = "ours", "default"  # the two sides, by their names in the report


class TalkFailed(Exception):
    """There was no answer, or an empty one."""


class Talker(Protocol):
    """One client. It opens a session and speaks in it, one message after the other."""

    async def open(self) -> None:
        """Start a new session, as a new visitor."""

    async def say(self, text: str) -> list[str]:
        """Send a message; the texts that came back.

        Raises:
            TalkFailed: the answer is not 200, or it is empty, or it says that something went wrong.
        """


class WebsiteTalker:
    """Talks to this project's API."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        """Set up.

        Args:
            http: the client's own connection.
            address: of the server, without a path.
        """
        self._http = http
        self._api = f"{address}/webhooks/website"
        self._token = ""

    async def open(self) -> None:
        """See `Talker.open`."""
        self._token = (await _post(self._http, f"{self._api}/sessions", {}, {}, 201))["token"]

    async def say(self, text: str) -> list[str]:
        """See `Talker.say`."""
        headers = {"Authorization": f"Bearer {self._token}"}
        message = {"id": str(uuid.uuid4()), "text": text}
        answer = await _post(self._http, f"{self._api}/messages", message, headers, 200)
        self._token = answer.get("token", self._token)
        replies = [reply for reply in answer["messages"] if reply.get("kind") != "problem"]
        return _texts(replies)


class RestTalker:
    """Talks to Rasa's own `rest` channel, where a session is an id that the client makes up."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        """Set up; arguments as of `WebsiteTalker`."""
        self._http = http
        self._webhook = f"{address}/webhooks/rest/webhook"
        self._sender = ""

    async def open(self) -> None:
        """See `Talker.open`."""
        self._sender = uuid.uuid4().hex

    async def say(self, text: str) -> list[str]:
        """See `Talker.say`."""
        return _texts(await _post(self._http, self._webhook, {"sender": self._sender, "message": text}, {}, 200))


TALKERS: dict[str, type[WebsiteTalker] | type[RestTalker]] = {OURS: WebsiteTalker, DEFAULT: RestTalker}


async def _post(http: aiohttp.ClientSession, url: str, body: dict[str, str], headers: dict[str, str], status: int) -> Any:
    try:
        async with http.post(url, json=body, headers=headers) as response:
            if response.status != status:
                raise TalkFailed(f"{url} answered {response.status}")
            return await response.json()
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        raise TalkFailed(f"{url}: {type(error).__name__}") from error


def _texts(replies: list[dict[str, Any]]) -> list[str]:
    texts = [reply["text"] for reply in replies if reply.get("text")]
    if not texts:
        raise TalkFailed("the answer is empty")
    return texts
