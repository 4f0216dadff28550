"""What a family reads before it has typed anything."""

from __future__ import annotations

from collections.abc import Mapping

from rasa.core.agent import Agent
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.channel.conversation import ChatMessage, read_reply
from assistant.channel.names import CHANNEL, OPENING
from nscp.guide import GuideSentence


async def read_opening(agent: Agent, guide: Mapping[str, GuideSentence]) -> ChatMessage | None:
    """The opening, filled with the slots' initial values. Nothing is stored and no conversation is started.

    Args:
        agent: Rasa's agent.
        guide: sentence id -> sentence.

    Returns:
        The opening, or None when no model is loaded or the model has none.
    """
    if not agent.is_ready():
        return None
    nobody = DialogueStateTracker(OPENING, agent.domain.slots)
    response = await agent.nlg.generate(OPENING, nobody, CHANNEL)
    if not response or not response.get("text"):
        return None
    return read_reply({**response, "utter_action": OPENING}, guide, OPENING)
