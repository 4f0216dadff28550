"""A response outside a conversation, such as the opening: nothing is stored and no conversation is started."""

from __future__ import annotations

from collections.abc import Mapping

from rasa.core.agent import Agent
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.channel.names import CHANNEL, OPENING
from nscp.conversation import ChatMessage, read_reply
from nscp.guide import GuideSentence

LINE_OF_HELP = "utter_line_of_help"


async def read_response(agent: Agent, name: str, guide: Mapping[str, GuideSentence], message_id: str) -> ChatMessage | None:
    """A response, filled with the slots' initial values.

    Args:
        agent: Rasa's agent.
        name: the response's name.
        guide: sentence id -> sentence.
        message_id: id to give it.

    Returns:
        The message, or None when no model is loaded or the model has no such response.
    """
    if not agent.is_ready():
        return None
    nobody = DialogueStateTracker(name, agent.domain.slots)
    response = await agent.nlg.generate(name, nobody, CHANNEL)
    if not response or not response.get("text"):
        return None
    return read_reply({**response, "utter_action": name}, guide, message_id)


async def read_opening(agent: Agent, guide: Mapping[str, GuideSentence]) -> ChatMessage | None:
    """What a family reads before it has typed anything; arguments and result as in `read_response`."""
    return await read_response(agent, OPENING, guide, OPENING)
