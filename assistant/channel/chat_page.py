"""The permanent chat page at `/chat`: works without JavaScript, by POST, redirect, GET."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping

from rasa.core.agent import Agent
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html, redirect, text

from assistant.channel.chat_view import ChatView, PageState, new_message_id
from assistant.channel.conversation import ChatMessage, is_answered, read_conversation
from assistant.channel.opening import read_opening
from assistant.channel.origin import is_from_our_page
from assistant.channel.sessions import InvalidSession, Sessions
from assistant.channel.turns import OnNewMessage, take_turn
from assistant.channel.typed_text import LONGEST, EmptyText, TextTooLong, typed_text
from nscp.guide import GuideSentence

logger = logging.getLogger(__name__)

PATH = "/chat"
COOKIE = "nscp_session"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
STYLE_CACHE = "public, max-age=86400"  # a day; its address changes with its content


class ChatPage:
    """The page's routes."""

    def __init__(self, view: ChatView, sessions: Sessions, guide: Mapping[str, GuideSentence]) -> None:
        """Set up.

        Args:
            view: renders the page.
            sessions: mints and reads the cookie.
            guide: sentence id -> sentence, for the source line.
        """
        self._view = view
        self._sessions = sessions
        self._guide = guide

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The routes, to be registered at the server's root.

        Args:
            on_new_message: the handler that Rasa gives to a channel.
        """
        routes = Blueprint("chat_page", url_prefix=PATH)

        @routes.get("/")
        async def show(request: Request) -> HTTPResponse:
            return await self._show(request)

        @routes.post("/")
        async def send(request: Request) -> HTTPResponse:
            return await self._send(request, on_new_message)

        @routes.post("/start-again")
        async def start_again(request: Request) -> HTTPResponse:
            if not is_from_our_page(request.headers):
                return self._answer(PageState(error=self._view.words.not_from_here), 403)
            return _drop_cookie(redirect(PATH, status=303), request)

        @routes.get("/chat.css")
        async def style(_: Request) -> HTTPResponse:
            return text(self._view.style, content_type="text/css", headers={"Cache-Control": STYLE_CACHE})

        @routes.exception(Exception)
        async def fail(_: Request, error: Exception) -> HTTPResponse:
            # The error's own words may quote the message, so only its kind is logged.
            logger.error("The chat page failed with %s.", type(error).__name__)
            return self._answer(PageState(error=self._view.words.no_reply), 503)

        @routes.on_response
        async def protect(_: Request, response: HTTPResponse) -> None:
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)

        return routes

    async def _show(self, request: Request) -> HTTPResponse:
        sender_id = self._sender_id(request)
        said = await self._said(_agent(request), sender_id) if sender_id else []
        ended = COOKIE in request.cookies and sender_id is None
        return await self._page(request, said, PageState(notice=self._view.words.session_ended if ended else ""))

    async def _send(self, request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
        words = self._view.words
        typed = str(request.form.get("text") or "")
        message_id = _message_id(request)
        if not is_from_our_page(request.headers):
            return await self._page(request, [], PageState(error=words.not_from_here, typed=typed), 403)
        sender_id = self._sender_id(request)
        said = await self._said(_agent(request), sender_id) if sender_id else []
        try:
            message = typed_text(typed)
        except EmptyText:
            return await self._page(request, said, PageState(error=words.empty), 422)
        except TextTooLong:
            too_long = words.too_long.format(limit=f"{LONGEST:,}")
            return await self._page(request, said, PageState(error=too_long, typed=typed), 413)

        sender_id = sender_id or self._sessions.new_sender_id()
        replied = is_answered(said, message_id) or await take_turn(on_new_message, sender_id, message_id, message)
        if replied:
            return self._keep_cookie(redirect(f"{PATH}#latest", status=303), request, sender_id)
        # The message stands in the box again, so it is not shown among the messages too.
        said = [shown for shown in await self._said(_agent(request), sender_id) if shown.id != message_id]
        failed = PageState(error=words.no_reply, typed=typed, message_id=message_id)
        return self._keep_cookie(await self._page(request, said, failed, 503), request, sender_id)

    async def _said(self, agent: Agent, sender_id: str) -> list[ChatMessage]:
        # The full tracker: `retrieve` gives only what was said since the last pause (session_config in domain.yml).
        tracker = await agent.tracker_store.retrieve_full_tracker(sender_id)
        return read_conversation(tracker.events, self._guide) if tracker else []

    async def _page(self, request: Request, said: list[ChatMessage], state: PageState, status: int = 200) -> HTTPResponse:
        opening = await read_opening(_agent(request), self._guide)
        if opening is None and not state.error:
            state, status = PageState(error=self._view.words.no_reply), 503
        return self._answer(
            PageState([opening, *said] if opening else said, state.error, state.typed, state.message_id, state.notice),
            status,
        )

    def _answer(self, state: PageState, status: int) -> HTTPResponse:
        return html(self._view.html(state), status=status, headers=dict(HEADERS))

    def _sender_id(self, request: Request) -> str | None:
        try:
            return self._sessions.sender_id(request.cookies.get(COOKIE) or "")
        except InvalidSession:
            return None

    def _keep_cookie(self, response: HTTPResponse, request: Request, sender_id: str) -> HTTPResponse:
        """Sign anew with every message. No expiry is set, so the browser forgets the cookie when it is closed."""
        return _set_cookie(response, request, self._sessions.token(sender_id))


def _agent(request: Request) -> Agent:
    return request.app.ctx.agent


def _message_id(request: Request) -> str:
    try:
        return str(uuid.UUID(request.form.get("id") or ""))
    except ValueError:
        return new_message_id()


def _set_cookie(response: HTTPResponse, request: Request, value: str) -> HTTPResponse:
    response.cookies[COOKIE] = value
    cookie = response.cookies[COOKIE]
    cookie["path"] = PATH
    cookie["httponly"] = True
    cookie["samesite"] = "Strict"
    # A proxy in front ends the encryption and says so; a client that lies here only spoils its own cookie.
    forwarded = request.headers.get("x-forwarded-proto", "")
    if request.scheme == "https" or forwarded.split(",")[0].strip() == "https":
        cookie["secure"] = True
    return response


def _drop_cookie(response: HTTPResponse, request: Request) -> HTTPResponse:
    _set_cookie(response, request, "").cookies[COOKIE]["max-age"] = 0
    return response
