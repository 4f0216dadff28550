"""A conversation read from the events that are stored: which replies belong to which message, and what a family sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from nscp.guide import GuideSentence

Who = Literal["user", "assistant"]
Kind = Literal["user", "answer", "gap", "safety", "clarify", "notice", "other"]

Event = Mapping[str, Any]  # as Rasa's `Event.as_dict` gives it and the database keeps it

SAFETY_RESPONSES = ("utter_immediate_danger", "utter_self_harm_distress", "utter_line_of_help", "utter_after_help")
KINDS: tuple[tuple[str | tuple[str, ...], Kind], ...] = (
    (SAFETY_RESPONSES, "safety"),
    ("utter_faq/", "answer"),
    ("utter_simpler_none", "other"),
    (("utter_simpler_", "utter_sure"), "answer"),
    (("utter_gap/", "utter_gap_again"), "gap"),
    ("utter_clarify", "clarify"),
)
TOPIC_PREFIXES = ("utter_faq/", "utter_gap/")
SIMPLER = "utter_simpler_"  # a faq topic's answer in simpler words


# In the metadata of a message: it was typed as a comment on an answer, and answered because it may be about danger.
COMMENT = {"comment": True}


@dataclass
class Exchange:
    """A message of the family with the replies to it, as Rasa's events.

    Attributes:
        asked: the message; None for what the assistant said before any, and for what cannot be read.
        replies: in order.
        is_unreadable: something was said here that is not stored as it should be.
    """

    asked: Event | None
    replies: list[Event] = field(default_factory=list)
    is_unreadable: bool = False

    @property
    def message_id(self) -> str:
        """Return the client's id of the message."""
        if self.asked is None:
            return "" if self.is_unreadable else "start"
        return str(self.asked.get("message_id") or "")

    def said(self) -> list[tuple[str, Event]]:
        """Return the replies that have a text, each with its id: that of the message, a point and its place."""
        texts = [reply for reply in self.replies if reply.get("text")]
        return [(f"{self.message_id}.{place}", reply) for place, reply in enumerate(texts, start=1)]


@dataclass(frozen=True)
class ChatMessage:
    """One message as a family sees it.

    Attributes:
        who: who said it.
        text: plain text; an empty line parts paragraphs.
        buttons: titles of the choices offered with it.
        source: heading of the guide's section it rests on, if any.
        section: that section's anchor on the guide page.
        kind: what sort of message it is; a `notice` comes from the service itself.
        id: the user's message id, or for a reply the id of the message it answers and its place in the reply.
        topic: the guide topic it answers, such as `faq/how_long`, if it is an answer.
    """

    who: Who
    text: str
    buttons: tuple[str, ...] = ()
    source: str | None = None
    section: str | None = None
    kind: Kind = "other"
    id: str = ""
    topic: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the message as the website's API gives it (docs/openapi.yml)."""
        return {
            "id": self.id,
            "who": self.who,
            "text": self.text,
            "buttons": list(self.buttons),
            "topic": self.topic,
            "source": {"heading": self.source, "section": self.section} if self.source else None,
            "kind": self.kind,
        }


def exchanges_of(events: Iterable[Event | None]) -> list[Exchange]:
    """Pair each message of the family with its replies.

    Args:
        events: oldest first; others than of what was said are passed over, None is one that cannot be read.
    """
    exchanges: list[Exchange] = []
    for event in events:
        kind = event.get("event") if isinstance(event, Mapping) else None
        if event is None or kind is None:
            exchanges.append(Exchange(None, is_unreadable=True))
        elif kind == "user":
            exchange = Exchange(event)
            if exchanges and not exchanges[-1].replies and exchanges[-1].message_id == exchange.message_id:
                exchanges.pop()  # it got no reply and was sent again
            exchanges.append(exchange)
        elif kind == "bot":
            if not exchanges:
                exchanges.append(Exchange(None))
            exchanges[-1].replies.append(event)
    return exchanges


def read_conversation(events: Iterable[Event], guide: Mapping[str, GuideSentence]) -> list[ChatMessage]:
    """Return the messages of a conversation, oldest first.

    Args:
        events: oldest first; see `exchanges_of`.
        guide: sentence id -> sentence.
    """
    messages: list[ChatMessage] = []
    for exchange in exchanges_of(events):
        if exchange.asked and exchange.asked.get("text"):
            messages.append(ChatMessage("user", exchange.asked["text"], kind="user", id=exchange.message_id))
        messages += [read_reply(as_response(reply), guide, reply_id) for reply_id, reply in exchange.said()]
    return messages


def as_response(reply: Event) -> dict[str, Any]:
    """Return a reply's event as the response that `read_reply` takes."""
    return {**reply["metadata"], "text": reply["text"], "buttons": (reply.get("data") or {}).get("buttons")}


def read_reply(response: Mapping[str, Any], guide: Mapping[str, GuideSentence], message_id: str) -> ChatMessage:
    """Return a reply from a filled response.

    Args:
        response: `text` and perhaps `buttons`, `metadata` and `utter_action`, as Rasa's generator leaves them. (In a
            stored event the last two are found in its metadata: rasa/core/actions/action.py, `create_bot_utterance`.)
        guide: sentence id -> sentence.
        message_id: id to give it.
    """
    utter_action = str(response.get("utter_action", ""))
    sentence = _first_sentence(response.get("metadata"), guide)
    return ChatMessage(
        who="assistant",
        text=str(response["text"]),
        buttons=tuple(str(button["title"]) for button in response.get("buttons") or ()),
        source=sentence.heading if sentence else None,
        section=sentence.section if sentence else None,
        kind=_kind(utter_action),
        id=message_id,
        topic=_topic(utter_action),
    )


def reply_to(messages: Iterable[ChatMessage], message_id: str) -> list[ChatMessage]:
    """Return the replies to the message with this id, in order."""
    return [message for message in messages if message.who == "assistant" and message.id.startswith(f"{message_id}.")]


def latest_turn(messages: list[ChatMessage]) -> list[ChatMessage]:
    """Return the replies after the last message of the family; all messages if the family has not written yet."""
    last = max((index for index, message in enumerate(messages) if message.who == "user"), default=-1)
    return messages[last + 1 :]


def _kind(utter_action: str) -> Kind:
    return next((kind for prefix, kind in KINDS if utter_action.startswith(prefix)), "other")


def _topic(utter_action: str) -> str | None:
    if utter_action.startswith(TOPIC_PREFIXES):
        return utter_action.removeprefix("utter_")
    if utter_action.startswith(SIMPLER) and _kind(utter_action) == "answer":
        return f"faq/{utter_action.removeprefix(SIMPLER)}"
    return None


def _first_sentence(metadata: object, guide: Mapping[str, GuideSentence]) -> GuideSentence | None:
    entries = metadata.get("from") if isinstance(metadata, Mapping) else None
    for entry in entries if isinstance(entries, list) else ():
        for source in str(entry).split():
            if source in guide:
                return guide[source]
    return None
