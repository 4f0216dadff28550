"""A domain that need not be compared with an empty one.

For each message Rasa asks whether there is a domain at all. It does so by making an empty one and comparing the two, word
for word (rasa/core/processor.py, `_check_for_unseen_features`). A model that was trained has one.
"""

from __future__ import annotations

from rasa.core.agent import Agent
from rasa.shared.core.domain import Domain


class KnownDomain(Domain):
    """The domain of a trained model."""

    def is_empty(self) -> bool:
        """False; see above."""
        return False


def know_domain(agent: Agent) -> None:
    """Let an agent know that it has a domain.

    Args:
        agent: with a model; without one nothing happens.
    """
    if agent.processor is not None:
        agent.processor.domain = KnownDomain.from_dict(agent.processor.domain.as_dict())
