"""The website's API, as docs/openapi.yml describes it."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from assistant.channel.chats import Chats, Incoming, Opinion, Reply
from assistant.channel.health import Health
from assistant.channel.problems import RETRY_SECONDS, Problem
from assistant.channel.requests import EmptyText, agent_of, read_id, read_object, read_text, sanitize
from assistant.channel.sessions import BEARER, ExpiredSession, InvalidSession, Sessions
from nscp.conversation import ChatMessage

LONGEST_COMMENT = 2_000  # characters
LONGEST_TOKEN = 1_000  # bytes


class Api:
    """The API's routes."""

    def __init__(self, chats: Chats, sessions: Sessions, health: Health) -> None:
        self._chats = chats
        self._sessions = sessions
        self._health = health

    def add_to(self, routes: Blueprint) -> None:
        """Add the routes to the channel's blueprint."""

        @routes.post("/sessions")
        async def start(request: Request) -> HTTPResponse:
            if request.body:
                read_object(request)  # nothing in it is used; what is not JSON is refused all the same
            opening = await self._chats.opening(agent_of(request))
            token = self._token(self._sessions.new_sender_id())
            return json({**token, "messages": _as_json(opening)}, status=201)

        @routes.post("/messages")
        async def send(request: Request) -> HTTPResponse:
            sender_id, content = self._sender_id(request), read_object(request)
            incoming = Incoming.typed(sender_id, read_id(content, "id"), read_text(content, "text"))
            agent = agent_of(request)
            reply = await self._chats.send(agent, agent.handle_message, incoming)
            return self._replies(reply)

        @routes.get("/messages")
        async def read(request: Request) -> HTTPResponse:
            sender_id = self._sender_id(request)
            await self._chats.refuse_ended(sender_id)
            return json({"messages": _as_json(await self._chats.conversation(sender_id))})

        @routes.post("/feedback")
        async def feedback(request: Request) -> HTTPResponse:
            sender_id, content = self._sender_id(request), read_object(request)
            message_id = read_text(content, "message_id")
            helpful, comment = content.get("helpful"), content.get("comment", "")
            if not isinstance(helpful, bool) or not isinstance(comment, str) or len(comment) > LONGEST_COMMENT:
                raise Problem("bad-request")
            opinion = Opinion(sender_id, message_id, helpful, _cleaned(comment))
            agent = agent_of(request)
            reply = await self._chats.keep_feedback(agent, agent.handle_message, opinion)
            return self._replies(reply) if reply else empty()

        @routes.delete("/session")
        async def end(request: Request) -> HTTPResponse:
            await self._chats.end(self._sender_id(request))
            return empty()

        @routes.post("/session/end")
        async def end_by_beacon(request: Request) -> HTTPResponse:
            # navigator.sendBeacon can set no headers, so the token is the body.
            token = request.body[:LONGEST_TOKEN].decode("ascii", "replace").strip()
            await self._chats.end(self._read(token))
            return empty()

        @routes.get("/health/live")
        async def live(_: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @routes.get("/health/ready")
        async def ready(request: Request) -> HTTPResponse:
            readiness = await self._health.readiness(agent_of(request))
            if readiness.is_ready:
                return json(readiness.as_json())
            return json(readiness.as_json(), status=503, headers={"Retry-After": str(RETRY_SECONDS)})

    def _token(self, sender_id: str) -> dict[str, Any]:
        return {"token": self._sessions.token(sender_id), "expires_in": self._sessions.lifetime}

    def _replies(self, reply: Reply) -> HTTPResponse:
        return json({**self._token(reply.sender_id), "messages": _as_json(reply.messages)})

    def _sender_id(self, request: Request) -> str:
        """Return the sender id of the bearer token; a `Problem` if there is none, or it is not good."""
        header = request.headers.get("authorization", "")
        if not header.lower().startswith(BEARER):
            raise Problem("no-session", headers={"WWW-Authenticate": "Bearer"})
        return self._read(header[len(BEARER) :].strip())

    def _read(self, token: str) -> str:
        try:
            return self._sessions.read(token)
        except ExpiredSession as error:
            raise Problem("session-expired", headers={"WWW-Authenticate": "Bearer"}) from error
        except InvalidSession as error:
            raise Problem("no-session", headers={"WWW-Authenticate": "Bearer"}) from error


def _cleaned(comment: str) -> str:
    try:
        return sanitize(comment)
    except EmptyText:
        return ""


def _as_json(messages: list[ChatMessage]) -> list[dict[str, Any]]:
    return [message.as_json() for message in messages]
