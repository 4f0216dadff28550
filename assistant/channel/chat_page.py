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

from assistant.channel import CHAT_PATH
from assistant.channel.chats import Chats, Incoming, Reply
from assistant.channel.middleware import PAGE_HEADERS, is_from_our_page
from assistant.channel.problems import Problem, Problems
from assistant.channel.rendering import ChatState, PageTemplates, new_message_id
from assistant.channel.requests import agent_of, read_form
from assistant.channel.sessions import FIELD, PageSession, Sessions, cookie_of
from nscp.conversation import ChatMessage

logger = logging.getLogger(__name__)

READ_SECONDS = 1.0  # that a page which has something to say waits for what was said before
EXIT_SECONDS = 1.0  # that Exit waits for the chat's end to be stored; the person is in a hurry


class ChatPage:
    """The page's routes."""

    def __init__(self, templates: PageTemplates, before: str, chats: Chats, sessions: Sessions, problems: Problems) -> None:
        """Take also the HTML of the page that says what Exit does, for people who have not begun."""
        self._templates = templates
        self._before = before
        self._chats = chats
        self._sessions = sessions
        self._session = PageSession(sessions)
        self._problems = problems

    def blueprint(self) -> Blueprint:
        """Return the routes, to be registered at the server's root."""
        routes = Blueprint("chat_page", url_prefix=CHAT_PATH)

        # Functions, because Sanic sets an attribute on each handler, which a method does not take.
        @routes.get("/")
        async def show(request: Request) -> HTTPResponse:
            return await self._show(request)

        @routes.post("/")
        async def send(request: Request) -> HTTPResponse:
            return await self._send(request)

        @routes.post("/shown")
        async def show_sent(request: Request) -> HTTPResponse:
            return await self._show_sent(request)

        @routes.post("/start-again")
        async def start_again(request: Request) -> HTTPResponse:
            return await self._start_again(request)

        @routes.get("/before")
        async def before(request: Request) -> HTTPResponse:
            return redirect(CHAT_PATH, status=303) if self._session.sender_id(request) else html(self._before)

        @routes.get("/exit")
        async def leave(request: Request) -> HTTPResponse:
            return await self.leave(request)

        @routes.exception(Exception)
        async def fail(_: Request, error: Exception) -> HTTPResponse:
            return self._failed(error)

        @routes.on_response
        async def protect(_: Request, response: HTTPResponse) -> None:
            for name, value in PAGE_HEADERS.items():
                response.headers.setdefault(name, value)

        return routes

    async def leave(self, request: Request) -> HTTPResponse:
        """Go to another website at once. A plain link leads here, so that Exit works without JavaScript.

        A link on another website ends no chat: its request carries no cookie (`SameSite=Strict`). Nor does HEAD, with which
        programs look where a link leads.
        """
        elsewhere = redirect(self._templates.words.exit_address, status=303)
        if request.stream.head_only:
            return elsewhere
        sender_id = self._session.sender_id(request)
        if sender_id:
            # `wait` does not stop what takes longer: the end is then stored after the person has gone.
            ending = asyncio.ensure_future(self._end_quietly(sender_id))
            await asyncio.wait({ending}, timeout=EXIT_SECONDS)
        return self._session.drop_cookie(elsewhere, request)

    async def _end_quietly(self, sender_id: str) -> None:
        try:
            await self._chats.end(sender_id)
        except Problem as problem:
            logger.error("A chat was left, but its end could not be stored: %s.", problem.code)

    async def _show(self, request: Request) -> HTTPResponse:
        sender_id = self._session.sender_id(request)
        try:
            said = await self._said(sender_id)
        except Problem as problem:
            if problem.code != "session-ended":
                raise
            sender_id, said = None, []
        if sender_id or cookie_of(request) is None:
            return await self._page(request, said, ChatState())
        page = await self._page(request, said, ChatState(notice=self._templates.words.session_ended))
        return self._session.drop_cookie(page, request)

    async def _start_again(self, request: Request) -> HTTPResponse:
        if not is_from_our_page(request.headers):
            return self._refuse(Problem("foreign-origin"))
        sender_id = self._session.sender_id(request)
        if sender_id:
            await self._chats.end(sender_id)
        return self._session.drop_cookie(redirect(CHAT_PATH, status=303), request)

    async def _send(self, request: Request) -> HTTPResponse:
        form = read_form(request)
        typed = form.get("text", "")
        message_id = _message_id(form)
        sender_id = self._session.sender_id(request)
        refused: Problem | None = getattr(request.ctx, "refused", None)
        try:
            if refused:
                raise refused
            if not is_from_our_page(request.headers):
                raise Problem("foreign-origin")
            incoming = Incoming.typed(sender_id or self._sessions.new_sender_id(), message_id, typed)
            agent = agent_of(request)
            reply = await self._chats.send(agent, agent.handle_message, incoming)
        except Problem as problem:
            await self._chats.help_if_refused(problem, request)
            if refused or problem.messages:  # of somebody who sends too much nothing is read from the store
                state = ChatState(error=self._problems.detail(problem.code), typed=typed, message_id=message_id)
                again = self._show_help(request, problem, state)
            else:
                again = await self._again(request, self._problems.detail(problem.code), typed, message_id, problem.status)
            again.headers.update(problem.headers)
            return self._session.drop_cookie(again, request) if problem.code == "session-ended" else again
        has_only_form = cookie_of(request) is None and FIELD in form
        if reply.is_answer and (not reply.is_stored or (has_only_form and not _can_be_read_by(sender_id, reply))):
            return await self._show_at_once(request, incoming, reply)
        if not reply.is_answer:
            notice = "\n\n".join(message.text for message in reply.messages)
            return await self._again(request, notice, typed, message_id, HTTPStatus.SERVICE_UNAVAILABLE)
        # 307 brings the form along, so that the answer can be shown to a browser that does not bring the cookie.
        path, status = (f"{CHAT_PATH}/shown", 307) if has_only_form else (CHAT_PATH, 303)
        return self._session.set_cookie(redirect(f"{path}#latest", status=status), request, reply.sender_id)

    async def _show_sent(self, request: Request) -> HTTPResponse:
        """Show the conversation after a first message, or after each where the browser keeps no cookies."""
        if not is_from_our_page(request.headers):
            return self._refuse(Problem("foreign-origin"))
        if cookie_of(request) is not None:
            return redirect(f"{CHAT_PATH}#latest", status=303)
        sender_id = self._session.sender_id(request)
        if sender_id is None:
            form = read_form(request)
            again = self._templates.words.cookies_needed, form.get("text", ""), _message_id(form)
            return await self._again(request, *again, HTTPStatus.OK)
        return await self._page(request, await self._said(sender_id), ChatState(notice=self._templates.words.no_cookies))

    async def _show_at_once(self, request: Request, incoming: Incoming, reply: Reply) -> HTTPResponse:
        """Show a reply that the store does not have, so that it cannot be read again after a redirect."""
        said = await self._said_if_it_can_be_read(request)
        earlier = [message for message in said if not message.id.startswith(incoming.message_id)]
        mine = ChatMessage("user", incoming.text, kind="user", id=incoming.message_id)
        page = await self._page(request, [*earlier, mine, *reply.messages], ChatState())
        return self._session.set_cookie(page, request, reply.sender_id)

    def _show_help(self, request: Request, problem: Problem, state: ChatState) -> HTTPResponse:
        """Show a message that was refused with help for it, if it is about danger, and nothing before them."""
        if problem.messages:
            mine = ChatMessage("user", state.typed, kind="user", id=state.message_id)
            state = replace(state, messages=[mine, *problem.messages], is_help_first=True)
        page = self._templates.chat(replace(state, token=self._session.form_token(request)))
        return html(page, status=problem.status)

    async def _again(self, request: Request, error: str, typed: str, message_id: str, status: int) -> HTTPResponse:
        """Show the page with the text in the box again, to be sent under the same id."""
        said = await self._said_if_it_can_be_read(request)  # the problem that is shown is the first one
        return await self._page(request, said, ChatState(error=error, typed=typed, message_id=message_id), status)

    async def _said(self, sender_id: str | None) -> list[ChatMessage]:
        """Return the conversation so far; a `Problem` if the chat was ended or cannot be read now."""
        if sender_id is None:
            return []
        await self._chats.refuse_ended(sender_id)
        return await self._chats.conversation(sender_id)

    async def _said_if_it_can_be_read(self, request: Request) -> list[ChatMessage]:
        try:
            return await asyncio.wait_for(self._said(self._session.sender_id(request)), READ_SECONDS)
        except (Problem, asyncio.TimeoutError):
            return []

    async def _page(self, request: Request, said: list[ChatMessage], state: ChatState, status: int = 200) -> HTTPResponse:
        try:
            opening = await self._chats.opening(agent_of(request))
        except Problem as problem:
            if not state.error:
                return self._refuse(problem)
            opening = []
        shown = replace(state, messages=[*opening, *said], token=self._session.form_token(request))
        return html(self._templates.chat(shown), status=status)

    def _refuse(self, problem: Problem) -> HTTPResponse:
        """Show nothing but what went wrong, and the box."""
        page = self._templates.chat(ChatState(error=self._problems.detail(problem.code)))
        return html(page, status=problem.status, headers=problem.headers)

    def _failed(self, error: Exception) -> HTTPResponse:
        if isinstance(error, Problem):
            return self._refuse(error)
        if isinstance(error, PayloadTooLarge):
            return self._refuse(Problem("too-long"))
        if isinstance(error, RequestTimeout):
            return self._refuse(Problem("too-slow"))
        # The error's own words may quote the message, so only its kind is logged.
        logger.error("The chat page failed with %s.", type(error).__name__)
        return self._refuse(Problem("try-again"))


def _can_be_read_by(sender_id: str | None, reply: Reply) -> bool:
    """Tell whether the form that brought a message can also show its reply: it names the reply's conversation.

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
