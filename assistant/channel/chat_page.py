"""The permanent chat page at `/chat`: works without JavaScript, by POST, redirect, GET."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from sanic import Blueprint
from sanic.exceptions import PayloadTooLarge, RequestTimeout
from sanic.request import Request
from sanic.response import HTTPResponse, html, redirect

from assistant.channel.api import agent_of
from assistant.channel.chat_view import ChatView, PageState
from assistant.channel.chats import Chats, Incoming, Reply
from assistant.channel.form_body import read_form
from assistant.channel.origin import is_from_our_page
from assistant.channel.page_headers import PAGE_HEADERS
from assistant.channel.page_templates import new_message_id
from assistant.channel.problems import Problem, Problems
from assistant.channel.sessions import InvalidSession, Sessions
from assistant.channel.turns import OnNewMessage
from nscp.conversation import ChatMessage

logger = logging.getLogger(__name__)

PATH = "/chat"
COOKIE = "nscp_session"
FIELD = "session"  # of the forms, with a token for browsers that keep no cookies
READ_SECONDS = 1.0  # that a page which has something to say waits for what was said before
EXIT_SECONDS = 1.0  # that Exit waits for the chat's end to be stored; the person is in a hurry


class ChatPage:
    """The page's routes."""

    def __init__(self, view: ChatView, before: str, chats: Chats, sessions: Sessions, problems: Problems) -> None:
        """Set up.

        Args:
            view: renders the page.
            before: the page that says what Exit does, for people who have not begun.
            chats: does the work.
            sessions: mints and reads the cookie.
            problems: what is said when something cannot be done.
        """
        self._view = view
        self._before = before
        self._chats = chats
        self._sessions = sessions
        self._problems = problems

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

        @routes.post("/shown")
        async def show_sent(request: Request) -> HTTPResponse:
            return await self._show_sent(request)

        @routes.post("/start-again")
        async def start_again(request: Request) -> HTTPResponse:
            if not is_from_our_page(request.headers):
                return self._refuse(Problem("foreign-origin"))
            sender_id = self._sender_id(request)
            if sender_id:
                await self._chats.end(sender_id)
            return _drop_cookie(redirect(PATH, status=303), request)

        @routes.get("/before")
        async def before(request: Request) -> HTTPResponse:
            if self._sender_id(request):
                return redirect(PATH, status=303)
            return html(self._before)

        @routes.get("/exit")
        async def leave(request: Request) -> HTTPResponse:
            return await self._leave(request)

        @routes.exception(Exception)
        async def fail(_: Request, error: Exception) -> HTTPResponse:
            if isinstance(error, Problem):
                return self._refuse(error)
            if isinstance(error, PayloadTooLarge):
                return self._refuse(Problem("too-long"))
            if isinstance(error, RequestTimeout):
                return self._refuse(Problem("too-slow"))
            # The error's own words may quote the message, so only its kind is logged.
            logger.error("The chat page failed with %s.", type(error).__name__)
            return self._refuse(Problem("try-again"))

        @routes.on_response
        async def protect(_: Request, response: HTTPResponse) -> None:
            for name, value in PAGE_HEADERS.items():
                response.headers.setdefault(name, value)

        return routes

    async def _show(self, request: Request) -> HTTPResponse:
        sender_id = self._sender_id(request)
        try:
            said = await self._said(sender_id)
        except Problem as problem:
            if problem.code != "session-ended":
                raise
            sender_id, said = None, []
        if sender_id or COOKIE not in request.cookies:
            return await self._page(request, said, PageState())
        return _drop_cookie(await self._page(request, said, PageState(notice=self._view.words.session_ended)), request)

    async def _said(self, sender_id: str | None) -> list[ChatMessage]:
        """The conversation so far.

        Raises:
            Problem: the chat was ended, so it is not shown again, or it cannot be read now.
        """
        if sender_id is None:
            return []
        await self._chats.refuse_ended(sender_id)
        return await self._chats.conversation(sender_id)

    async def _leave(self, request: Request) -> HTTPResponse:
        """Go to another website at once. A plain link leads here, so that Exit works without JavaScript.

        A link on another website ends no chat: its request carries no cookie (`SameSite=Strict`).
        """
        sender_id = self._sender_id(request)
        if sender_id:
            # `wait` does not stop what takes longer: the end is then stored after the person has gone.
            ending = asyncio.ensure_future(self._end_quietly(sender_id))
            await asyncio.wait({ending}, timeout=EXIT_SECONDS)
        return _drop_cookie(redirect(self._view.words.exit_address, status=303), request)

    async def _end_quietly(self, sender_id: str) -> None:
        try:
            await self._chats.end(sender_id)
        except Problem as problem:
            logger.error("A chat was left, but its end could not be stored: %s.", problem.code)

    async def _send(self, request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
        form = read_form(request)
        typed = form.get("text", "")
        message_id = _message_id(form)
        sender_id = self._sender_id(request)
        try:
            if not is_from_our_page(request.headers):
                raise Problem("foreign-origin")
            incoming = Incoming.typed(sender_id or self._sessions.new_sender_id(), message_id, typed)
            reply = await self._chats.send(agent_of(request), on_new_message, incoming)
        except Problem as problem:
            again = await self._again(request, self._problems.detail(problem.code), typed, message_id, problem.status)
            again.headers.update(problem.headers)
            return _drop_cookie(again, request) if problem.code == "session-ended" else again
        has_only_form = COOKIE not in request.cookies and FIELD in form
        if reply.is_answer and (not reply.is_stored or (has_only_form and not _can_be_read_by(sender_id, reply))):
            return await self._show_at_once(request, incoming, reply)
        if not reply.is_answer:
            notice = "\n\n".join(message.text for message in reply.messages)
            return await self._again(request, notice, typed, message_id, HTTPStatus.SERVICE_UNAVAILABLE)
        # 307 brings the form along, so that the answer can be shown to a browser that does not bring the cookie.
        there = redirect(f"{PATH}/shown#latest", status=307) if has_only_form else redirect(f"{PATH}#latest", status=303)
        return self._keep_cookie(there, request, reply.sender_id)

    async def _show_sent(self, request: Request) -> HTTPResponse:
        """Show the conversation after a first message, or after each where the browser keeps no cookies."""
        if not is_from_our_page(request.headers):
            return self._refuse(Problem("foreign-origin"))
        if COOKIE in request.cookies:
            return redirect(f"{PATH}#latest", status=303)
        sender_id = self._sender_id(request)
        if sender_id is None:
            form = read_form(request)
            again = self._view.words.cookies_needed, form.get("text", ""), _message_id(form)
            return await self._again(request, *again, HTTPStatus.OK)
        return await self._page(request, await self._said(sender_id), PageState(notice=self._view.words.no_cookies))

    async def _show_at_once(self, request: Request, incoming: Incoming, reply: Reply) -> HTTPResponse:
        """The page with a reply that the store does not have, so that it cannot be read again after a redirect."""
        said = await self._said_if_it_can_be_read(self._sender_id(request))
        earlier = [message for message in said if not message.id.startswith(incoming.message_id)]
        mine = ChatMessage("user", incoming.text, kind="user", id=incoming.message_id)
        page = await self._page(request, [*earlier, mine, *reply.messages], PageState())
        return self._keep_cookie(page, request, reply.sender_id)

    async def _said_if_it_can_be_read(self, sender_id: str | None) -> list[ChatMessage]:
        try:
            return await asyncio.wait_for(self._said(sender_id), READ_SECONDS)
        except (Problem, asyncio.TimeoutError):
            return []

    async def _again(self, request: Request, error: str, typed: str, message_id: str, status: int) -> HTTPResponse:
        """The page with the text in the box again, to be sent under the same id."""
        said = await self._said_if_it_can_be_read(self._sender_id(request))  # the problem that is shown is the first one
        state = PageState(error=error, typed=typed, message_id=message_id)
        return await self._page(request, said, state, status)

    async def _page(self, request: Request, said: list[ChatMessage], state: PageState, status: int = 200) -> HTTPResponse:
        try:
            opening = await self._chats.opening(agent_of(request))
        except Problem as problem:
            if not state.error:
                return self._refuse(problem)
            opening = []
        shown = replace(state, messages=[*opening, *said], token=self._token(request))
        return html(self._view.html(shown), status=status)

    def _refuse(self, problem: Problem) -> HTTPResponse:
        """A page with nothing but what went wrong, and the box."""
        page = self._view.html(PageState(error=self._problems.detail(problem.code)))
        return html(page, status=problem.status, headers=problem.headers)

    def _sender_id(self, request: Request) -> str | None:
        """The conversation that a request belongs to: that of its cookie, or of its form where the browser keeps no cookies.

        A form's token counts only where the browser itself says that the form was ours: another website could else make
        somebody go on in a chat that it can read.
        """
        token = request.cookies.get(COOKIE)
        if token is None and request.headers.get("sec-fetch-site") == "same-origin":
            token = read_form(request).get(FIELD)
        try:
            return self._sessions.read(token or "")
        except InvalidSession:
            return None

    def _token(self, request: Request) -> str:
        """A token for the page's forms, for a browser that brings no cookie: it may not have one yet, or keep none."""
        if COOKIE in request.cookies:
            return ""
        return self._sessions.token(self._sender_id(request) or self._sessions.new_sender_id())

    def _keep_cookie(self, response: HTTPResponse, request: Request, sender_id: str) -> HTTPResponse:
        """Sign anew with every message. No expiry is set, so the browser forgets the cookie when it is closed."""
        return _set_cookie(response, request, self._sessions.token(sender_id))


def _can_be_read_by(sender_id: str | None, reply: Reply) -> bool:
    """Whether the form that brought a message can also show its reply: it names the chat in which the reply stands.

    What cannot be read and is no help in danger is explained on the next page; help must not wait for that.
    """
    if sender_id is None:
        return not any(message.kind == "safety" for message in reply.messages)
    return sender_id == reply.sender_id


def _message_id(form: Mapping[str, str]) -> str:
    try:
        return str(uuid.UUID(form.get("id", "")))
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
