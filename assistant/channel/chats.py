"""What families do with a chat, for the API and the chat page alike."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from rasa.core.agent import Agent
from sanic.request import Request

from assistant.channel.degraded_replies import degraded_reply, notice, with_address
from assistant.channel.limits import Pause, RateLimits
from assistant.channel.parsing import ANSWER_WITH_HELP, HELP_FIRST, NO_DANGER, Busy, MessageParse, Parser, safety_of
from assistant.channel.problems import RETRY_SECONDS, Problem
from assistant.channel.requests import EmptyText, TextTooLong, sanitize, typed_in
from assistant.channel.responses import LINE_OF_HELP, help_message, read_opening, read_response
from assistant.channel.sessions import Sessions, sender_of
from assistant.channel.texts import Notices
from assistant.channel.turns import HELP_SECONDS, OnNewMessage, RunningTurns, help_by, is_urgent, take_turn
from assistant.store import conversations, records
from assistant.store.conversations import ConversationState
from assistant.store.database import Database, StoreFailed
from assistant.store.lock_store import ConversationLocks
from assistant.store.turn import SaveResult
from nscp.conversation import COMMENT, ChatMessage, read_conversation, reply_to
from nscp.guide import GuideSentence
from nscp.masking import clean
from nscp.sessions import LONGEST_CHAT

logger = logging.getLogger(__name__)

REFUSED = "refused.1"  # id of the help in the refusal of a message


@dataclass(frozen=True)
class Reply:
    """The answer to one message.

    Attributes:
        sender_id: the conversation it stands in: a new one if the old one had become long.
        messages: the reply.
        is_stored: false where the conversation may not show it when it is read again.
        is_answer: false where the message is still to be answered: the assistant is paused, or something failed.
    """

    sender_id: str
    messages: list[ChatMessage]
    is_stored: bool = True
    is_answer: bool = True


@dataclass(frozen=True)
class Incoming:
    """One message of a family: its conversation, the client's id for it, and the cleaned text.

    A comment on an answer is answered only if it may be about danger; the reply has no messages otherwise.
    """

    sender_id: str
    message_id: str
    text: str
    is_comment: bool = False

    @classmethod
    def typed(cls, sender_id: str, message_id: str, raw: str) -> Incoming:
        """Return a message whose text is still to be cleaned.

        Raises:
            Problem: nothing readable was typed, or too much.
        """
        try:
            return cls(sender_id, message_id, sanitize(raw))
        except EmptyText as error:
            raise Problem("empty") from error
        except TextTooLong as error:
            raise Problem("too-long") from error

    def with_new_id(self) -> Incoming:
        """Return the message under an id made of its own and its text, so that it still has the same one if sent again."""
        return replace(self, message_id=_id_of(self.message_id, self.text))


@dataclass(frozen=True)
class Opinion:
    """What the family thought of a reply: its conversation and id, whether it helped, and why, cleaned, perhaps empty."""

    sender_id: str
    reply_id: str
    helpful: bool
    comment: str

    def as_message(self) -> Incoming:
        """Return the comment as a message; the same comment again is the same message."""
        return Incoming(self.sender_id, _id_of(self.reply_id, self.comment), self.comment, is_comment=True)


class Chats:
    """Sends messages, reads conversations, keeps feedback and ends sessions. Raises `Problem` for what families are told."""

    def __init__(
        self,
        database: Database,
        guide: Mapping[str, GuideSentence],
        sessions: Sessions,
        limits: RateLimits,
        pause: Pause,
        notices: Notices,
        help_texts: Mapping[str, str],
    ) -> None:
        """Set up.

        Args:
            database: where conversations are stored.
            guide: sentence id -> sentence, for the source of an answer.
            sessions: knows where a long chat goes on.
            limits: counts the messages of a session.
            pause: says whether the assistant is paused.
            notices: what the service itself says.
            help_texts: safety topic -> text, for when no model is loaded.
        """
        self._database = database
        self._guide = guide
        self._sessions = sessions
        self._limits = limits
        self._pause = pause
        self._notices = notices
        self._help_texts = help_texts
        self._locks = ConversationLocks()
        self._parser = Parser()
        self._turns: RunningTurns[Reply] = RunningTurns()
        self._opinions: RunningTurns[None] = RunningTurns()

    async def opening(self, agent: Agent) -> list[ChatMessage]:
        """Return what a family reads first; without a model, where to write: a chat still begins, and danger is helped."""
        opening = await read_opening(agent, self._guide)
        if opening is None:
            return [notice(self._notices.paused, "pause")]
        paused = await self._pause.notice()
        return [opening, notice(paused, "pause")] if paused else [opening]

    async def send(self, agent: Agent, on_new_message: OnNewMessage, incoming: Incoming) -> Reply:
        """Answer a message. The same message again gets the first reply and does nothing else; see `_is_another`.

        Args:
            agent: Rasa's agent.
            on_new_message: the handler that Rasa gives to a channel.
            incoming: the message.

        Raises:
            Problem: the chat was ended, with help if the message is about danger; or too much came, or something failed,
                and the message can be sent again.
        """
        parse = MessageParse(self._parser, agent, incoming.text, incoming.sender_id)
        by = help_by()
        turn = self._turns.start(self._send(agent, on_new_message, incoming, parse))
        try:
            if await is_urgent(turn, parse):
                reply = await self._degraded_reply(agent, incoming, parse, by)  # the turn goes on and is stored if it can be
                if reply:
                    return reply
            return await turn
        except asyncio.CancelledError:
            turn.cancel()
            raise
        except Problem as problem:
            has_ended = problem.code == "session-ended"
            failed = has_ended or problem.code == "try-again" or isinstance(problem, Busy)
            reply = await self._degraded_reply(agent, incoming, parse, by) if failed else None
            if reply is None:
                raise
            if has_ended:
                problem.messages = [message for message in reply.messages if message.kind != "notice"]
                raise
            return reply
        finally:
            if turn.done():
                parse.cancel()
            else:
                turn.add_done_callback(lambda _: parse.cancel())

    async def conversation(self, sender_id: str) -> list[ChatMessage]:
        """Return all that was said, with personal details hidden.

        Raises:
            Problem: it cannot be read now.
        """
        return read_conversation(await self._run(lambda connection: conversations.said(connection, sender_id)), self._guide)

    async def refuse_ended(self, sender_id: str) -> None:
        """Do nothing for a chat that goes on.

        Raises:
            Problem: the chat was ended, or that cannot be read now.
        """
        following = self._sessions.continuation
        if await self._run(lambda connection: records.has_chat_ended(connection, sender_id, following, LONGEST_CHAT)):
            raise Problem("session-ended")

    async def keep_feedback(self, agent: Agent, on_new_message: OnNewMessage, opinion: Opinion) -> Reply | None:
        """Store what the family thought of a reply. A comment that may be about danger is also answered, as a message.

        Args:
            agent: Rasa's agent.
            on_new_message: the handler that Rasa gives to a channel.
            opinion: what they thought.

        Returns:
            The answer to such a comment, whatever becomes of the opinion.

        Raises:
            Problem: the chat was ended or has no such reply, or it cannot be stored now.
        """
        reply = await self._answer_comment(agent, on_new_message, opinion) if opinion.comment else None
        storing = self._opinions.start(self._store_opinion(opinion))
        if reply is None:
            await storing
        else:
            await asyncio.wait({storing}, timeout=HELP_SECONDS)
        return reply

    async def help_if_refused(self, problem: Problem, request: Request) -> None:
        """Add the help to the refusal of a message that speaks plainly of danger; see `Parser.refused_topic`."""
        if problem.messages or request.method != "POST":
            return
        length, session = len(request.body), sender_of(request, self._sessions)
        with suppress(Busy):
            topic = await self._parser.refused_topic(lambda: typed_in(request), length, session)
            problem.messages = [help_message(topic, self._help_texts, REFUSED)] if topic else []

    async def _answer_comment(self, agent: Agent, on_new_message: OnNewMessage, opinion: Opinion) -> Reply | None:
        try:
            reply = await self.send(agent, on_new_message, opinion.as_message())
        except Problem as problem:
            if problem.messages:
                raise
            return None  # the opinion is still to be stored, and its own problem to be told
        return reply if reply.messages else None

    async def _store_opinion(self, opinion: Opinion) -> None:
        sender_id, reply_id = opinion.sender_id, opinion.reply_id
        await self.refuse_ended(sender_id)
        said = await self.conversation(sender_id)
        if not any(message.who == "assistant" and message.id == reply_id for message in said):
            raise Problem("not-found")
        comment = opinion.comment and await self._parser.mask(opinion.comment, sender_id)
        given = (opinion.helpful, comment, time.time())
        await self._run(lambda connection: records.keep_feedback(connection, sender_id, reply_id, *given))

    async def end(self, sender_id: str) -> None:
        """Let nobody write to this chat any more, whichever of its tokens asks for that.

        Raises:
            Problem: that cannot be stored now.
        """
        following, now = self._sessions.continuation, time.time()
        await self._run(lambda connection: records.end_chat(connection, sender_id, following, LONGEST_CHAT, now))

    async def _degraded_reply(self, agent: Agent, incoming: Incoming, parse: MessageParse, by: float) -> Reply | None:
        """Return help, or where to write, although the turn failed; None for one that must wait, or is not read by then."""
        if not agent.is_ready():
            return await self._help_without_model(incoming)
        if safety_of(parse.so_far()) != HELP_FIRST:
            await asyncio.wait({parse.start()}, timeout=by - time.monotonic())
        if incoming.is_comment and safety_of(parse.so_far()) == NO_DANGER:
            return None
        messages, is_answer = await degraded_reply(agent, self._guide, self._notices, parse.so_far(), incoming.message_id)
        return Reply(incoming.sender_id, messages, is_stored=False, is_answer=is_answer) if messages else None

    async def _help_without_model(self, incoming: Incoming) -> Reply | None:
        """Return help for a message that speaks plainly of danger; None for any other."""
        topic = await self._parser.plain_topic(incoming.text, incoming.sender_id)
        if topic is None:
            return None
        help_ = help_message(topic, self._help_texts, f"{incoming.message_id}.1")
        not_kept = notice(self._notices.not_kept, f"{incoming.message_id}.2")
        return Reply(incoming.sender_id, [help_, not_kept], is_stored=False)

    async def _send(self, agent: Agent, on_new_message: OnNewMessage, incoming: Incoming, parse: MessageParse) -> Reply:
        if not agent.is_ready():
            raise Problem("try-again", RETRY_SECONDS)
        wait = await self._limits.wait_of_session(incoming.sender_id)
        if wait:
            parse.only_if_plain(unless_short=await self._limits.may_be_read(incoming.sender_id))
        async with self._locks.turn_of(incoming.sender_id):
            incoming, state = await self._load_state(incoming)
            if state.answered is not None and await self._is_another(incoming, parse):
                incoming, state = await self._load_state(incoming.with_new_id())
            if state.answered is not None:
                await self.refuse_ended(incoming.sender_id)
                return await self._first_reply(incoming, state.answered)
            found = await parse.get()
            safety = safety_of(found.parsed)
            if incoming.is_comment and safety != HELP_FIRST:
                other_reply = await self._reply_beside_chat(agent, incoming, with_help=safety == ANSWER_WITH_HELP)
                if other_reply:
                    return other_reply
            if safety != HELP_FIRST:
                if wait:
                    raise Problem("too-many", wait)
                paused = await self._pause.notice()
                if paused:
                    return await self._paused_reply(agent, incoming, paused, with_help=safety == ANSWER_WITH_HELP)
            message = (on_new_message, incoming.sender_id, incoming.message_id, incoming.text)
            metadata = COMMENT if incoming.is_comment else None
            turn = await take_turn(*message, found, state.last_event, metadata)
            plain = with_address(found.parsed) if turn.outcome is SaveResult.UNANSWERED else None
            if plain:  # the action server is down
                turn = await take_turn(*message, found._replace(parsed=plain), state.last_event, metadata)
        if turn.outcome is SaveResult.REPEATED and not await self._is_another(incoming, parse):
            return await self._first_reply(incoming, state.number + 1)
        if turn.outcome is not SaveResult.STORED:
            raise Problem("try-again", RETRY_SECONDS)
        said = read_conversation(turn.events, self._guide)
        return await self._reply(incoming, said, state.number + 1)

    async def _is_another(self, incoming: Incoming, parse: MessageParse) -> bool:
        """Whether a message is not the one that was answered under its id: a page may send an edited text under the old one.

        Where details are hidden in what is stored, words cannot be compared: then it is another only if it needs help first
        and the reply to the first was no help. A message for NSCP must not take a repeated answer for the next one.
        """
        said = await self.conversation(incoming.sender_id)
        stored = next((message.text for message in said if message.id == incoming.message_id), None)
        if stored is None or stored in (incoming.text, clean(incoming.text) or " "):
            return False
        if "[" not in stored:  # as placeholders begin
            return True
        safety = safety_of((await parse.get()).parsed)
        return safety == HELP_FIRST and all(reply.kind != "safety" for reply in reply_to(said, incoming.message_id))

    async def _reply_beside_chat(self, agent: Agent, incoming: Incoming, with_help: bool) -> Reply | None:
        """Return the reply to a comment that is not to be taken as a message; None for one that may be about danger.

        While a message for NSCP is being taken the form would take the comment for an answer to its question.
        """
        if with_help and not await self._is_in_form(incoming.sender_id):
            return None
        help_ = await read_response(agent, LINE_OF_HELP, self._guide, f"{incoming.message_id}.1") if with_help else None
        return Reply(incoming.sender_id, [help_] if help_ else [], is_stored=False, is_answer=False)

    async def _load_state(self, incoming: Incoming) -> tuple[Incoming, ConversationState]:
        """Return the conversation's state; a chat that has become long continues as a new one."""
        state = await self._run(
            lambda connection: conversations.load_state(connection, incoming.sender_id, incoming.message_id)
        )
        if state.ended:
            raise Problem("session-ended")
        if state.answered is None and await self._is_over(incoming.sender_id, state.number):
            return await self._load_state(replace(incoming, sender_id=self._sessions.continuation(incoming.sender_id)))
        return incoming, state

    async def _first_reply(self, incoming: Incoming, number: int) -> Reply:
        return await self._reply(incoming, await self.conversation(incoming.sender_id), number)

    async def _is_over(self, sender_id: str, number: int) -> bool:
        """Whether a chat has become too long to go on; not before a message for NSCP that is being taken is finished."""
        return number >= LONGEST_CHAT and not await self._is_in_form(sender_id)

    async def _is_in_form(self, sender_id: str) -> bool:
        is_in_form: bool = await self._run(lambda connection: conversations.is_in_form(connection, sender_id))
        return is_in_form

    async def _reply(self, incoming: Incoming, said: list[ChatMessage], number: int) -> Reply:
        messages = reply_to(said, incoming.message_id)
        if await self._is_over(incoming.sender_id, number):
            messages.append(notice(self._notices.long_chat, f"{incoming.message_id}.{len(messages) + 1}"))
        return Reply(incoming.sender_id, messages)

    async def _paused_reply(self, agent: Agent, incoming: Incoming, paused: str, with_help: bool) -> Reply:
        messages = [notice(paused, f"{incoming.message_id}.1")]
        help_ = await read_response(agent, LINE_OF_HELP, self._guide, f"{incoming.message_id}.2") if with_help else None
        return Reply(incoming.sender_id, [*messages, help_] if help_ else messages, is_stored=False, is_answer=False)

    async def _run(self, work: Any) -> Any:
        try:
            return await self._database.run(work)
        except StoreFailed as error:
            logger.error("A request was not answered: %s.", str(error))  # as an error it would be named by its kind
            raise Problem("try-again", RETRY_SECONDS) from error


def _id_of(earlier_id: str, text: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{earlier_id} {text}"))
