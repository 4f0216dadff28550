"""Turns a conversation into the chat page."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.channel.page_templates import PageTemplates, new_message_id
from nscp.conversation import ChatMessage, latest_turn


@dataclass(frozen=True)
class PageState:
    """What one page shows.

    Attributes:
        messages: the conversation, the opening first.
        error: a sentence about the message that was just sent, if it could not be taken.
        typed: what stands in the box.
        message_id: id that the next message from the box will carry.
        notice: a sentence about the page itself, such as that an earlier chat has ended.
        token: of the session, for the forms of a page whose browser may keep no cookies.
    """

    messages: list[ChatMessage] = field(default_factory=list)
    error: str = ""
    typed: str = ""
    message_id: str = ""
    notice: str = ""
    token: str = ""


class ChatView:
    """Renders the chat page."""

    def __init__(self, templates: PageTemplates) -> None:
        """Set up.

        Args:
            templates: the templates.
        """
        self.words = templates.words
        self._templates = templates

    def html(self, state: PageState) -> str:
        """The whole page."""
        newest = latest_turn(state.messages)
        return self._templates.render(
            "chat.html",
            messages=state.messages,
            newest=newest,
            latest=newest[0] if newest else None,
            has_begun=any(message.who == "user" for message in state.messages),
            earlier_help=_earlier_help(state.messages, newest),
            error=state.error,
            typed=state.typed,
            message_id=state.message_id or new_message_id(),
            notice=state.notice,
            token=state.token,
        )


def _earlier_help(messages: list[ChatMessage], newest: list[ChatMessage]) -> list[str]:
    """Return the safety texts that were said earlier, each once, the newest first; none while the newest replies hold one.

    Beside an answer the line of help stands for no earlier text: that has more numbers.
    """
    said = [message for message in messages if message.kind == "safety"]
    whole = [message for message in said if _is_whole(message.text)]
    if any(message in newest for message in whole or said):
        return []
    return list(dict.fromkeys(message.text for message in reversed(said)))


def _is_whole(text: str) -> bool:
    """Tell whether a safety text is one of those that lead a reply, in paragraphs, and not the line of help."""
    return "\n\n" in text
