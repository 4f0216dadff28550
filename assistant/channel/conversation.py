"""A conversation as a list of plain messages, read from the events that Rasa keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rasa.shared.core.events import BotUttered, Event, UserUttered

from nscp.guide import GuideSentence

Who = Literal["user", "assistant"]
Kind = Literal["user", "answer", "gap", "safety", "problem", "other"]

SAFETY_RESPONSES = ("utter_immediate_danger", "utter_self_harm_distress", "utter_line_of_help")
KINDS: tuple[tuple[str | tuple[str, ...], Kind], ...] = (
    (SAFETY_RESPONSES, "safety"),
    ("utter_faq/", "answer"),
    ("utter_gap/", "gap"),
)


@dataclass(frozen=True)
class ChatMessage:
    """One message as a family sees it.

    Attributes:
        who: who said it.
        text: plain text; an empty line parts paragraphs.
        buttons: titles of the choices offered with it.
        source: heading of the guide's section it rests on, if any.
        kind: what sort of message it is; `problem` stands where a reply should have been.
        id: the user's message id, or for a reply the id of the message it answers and its place in the reply.
    """

    who: Who
    text: str
    buttons: tuple[str, ...] = ()
    source: str | None = None
    kind: Kind = "other"
    id: str = ""


def read_conversation(events: Iterable[Event], guide: Mapping[str, GuideSentence]) -> list[ChatMessage]:
    """The messages of a conversation, oldest first.

    A message that got no reply and was sent again under the same id is shown once.

    Args:
        events: a tracker's events.
        guide: sentence id -> sentence.
    """
    messages: list[ChatMessage] = []
    place = 0
    for event in events:
        if isinstance(event, UserUttered) and event.text:
            message = ChatMessage("user", event.text, kind="user", id=str(event.message_id or ""))
            if messages and messages[-1].who == "user" and messages[-1].id == message.id:
                messages.pop()
            messages.append(message)
            place = 0
        elif isinstance(event, BotUttered) and event.text:
            place += 1
            question = next((message.id for message in reversed(messages) if message.who == "user"), "start")
            reply = {**event.metadata, "text": event.text, "buttons": event.data.get("buttons")}
            messages.append(read_reply(reply, guide, f"{question}.{place}"))
    return messages


def read_reply(response: Mapping[str, Any], guide: Mapping[str, GuideSentence], message_id: str) -> ChatMessage:
    """A reply from a filled response.

    Args:
        response: `text` and perhaps `buttons`, `metadata` and `utter_action`, as Rasa's generator leaves them. (In a
            stored event the last two are found in its metadata: rasa/core/actions/action.py, `create_bot_utterance`.)
        guide: sentence id -> sentence.
        message_id: id to give it.
    """
    return ChatMessage(
        who="assistant",
        text=str(response["text"]),
        buttons=tuple(str(button["title"]) for button in response.get("buttons") or ()),
        source=_source(response.get("metadata"), guide),
        kind=_kind(str(response.get("utter_action", ""))),
        id=message_id,
    )


def is_answered(messages: Iterable[ChatMessage], message_id: str) -> bool:
    """True when the conversation holds a reply to the message with this id."""
    return any(message.who == "assistant" and message.id.startswith(f"{message_id}.") for message in messages)


def with_problems(messages: list[ChatMessage], problem: str) -> list[ChatMessage]:
    """The conversation with a plain sentence wherever a message got no reply.

    Args:
        messages: the conversation.
        problem: what to say there.
    """
    shown: list[ChatMessage] = []
    for index, message in enumerate(messages):
        shown.append(message)
        is_last = index + 1 == len(messages)
        if message.who == "user" and (is_last or messages[index + 1].who == "user"):
            shown.append(ChatMessage("assistant", problem, kind="problem", id=f"{message.id}.0"))
    return shown


def latest_turn(messages: list[ChatMessage]) -> list[ChatMessage]:
    """The replies after the last message of the family; all messages if the family has not written yet."""
    last = max((index for index, message in enumerate(messages) if message.who == "user"), default=-1)
    return messages[last + 1 :]


def _kind(utter_action: str) -> Kind:
    return next((kind for prefix, kind in KINDS if utter_action.startswith(prefix)), "other")


def _source(metadata: object, guide: Mapping[str, GuideSentence]) -> str | None:
    entries = metadata.get("from") if isinstance(metadata, Mapping) else None
    for entry in entries if isinstance(entries, list) else ():
        for source in str(entry).split():
            if source in guide:
                return guide[source].heading
    return None
