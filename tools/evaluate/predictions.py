"""What the trained model makes of a message, without a conversation around it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.model import get_latest_model
from rasa.shared.nlu.constants import RESPONSE_SELECTOR
from rasa.utils.log_utils import configure_structlog

from assistant.channel.requests import sanitize
from assistant.nlu.decision import CLARIFY, FALLBACK
from assistant.nlu.safety_classifier import HELP_FIRST
from nscp.topics import RETRIEVAL


class NoModelError(Exception):
    """There is no trained model to measure."""


@dataclass(frozen=True)
class Prediction:
    """What the model makes of one message.

    Attributes:
        topic: the full name of the topic answered outright; None if the assistant asks or falls back.
        offered: the topics of a "did you mean", best first; empty otherwise.
        is_fallback: True if the assistant says that it did not understand.
        safety: `help_first`, `answer_with_help` or `none`.
        ranking: full topic names, likeliest first, before any threshold.
        confidence: how sure the model is of the likeliest topic, 0 to 1.
        help_text: the response that leads, if help comes first.
    """

    topic: str | None
    offered: tuple[str, ...]
    is_fallback: bool
    safety: str
    ranking: tuple[str, ...]
    confidence: float
    help_text: str | None = None

    @property
    def what_happens(self) -> str:
        """In words: the topic answered, the topics offered, or the fallback."""
        if self.topic is not None:
            return self.topic
        return f"did you mean {' or '.join(self.offered)}" if self.offered else "fallback"


def newest_model(folder: Path) -> Path:
    """The model trained last.

    Args:
        folder: usually `models/`.

    Raises:
        NoModelError: there is none.
    """
    found = get_latest_model(str(folder)) if folder.is_dir() else None
    if found is None:
        raise NoModelError(f"There is no model in {folder}. Run `make train`.")
    return Path(found)


def predict(model: Path, texts: Iterable[str]) -> list[Prediction]:
    """Load our model and let it read texts."""
    return [prediction_of(parsed) for parsed in parse(model, texts)]


def parse(model: Path, texts: Iterable[str]) -> list[dict[str, Any]]:
    """Load any model and let it read texts.

    Args:
        model: a `.tar.gz` that Rasa wrote.
        texts: what people type; cleaned first, as the website's channel does.

    Returns:
        For each text what Rasa's `/model/parse` would return.
    """
    agent = _agent(model)

    async def parse_all() -> list[dict[str, Any]]:
        return [await agent.parse_message(sanitize(text)) for text in texts]

    return asyncio.run(parse_all())


@cache  # loading takes seconds, and the tests ask for the same model again and again
def _agent(model: Path) -> Agent:
    # An Agent loaded outside Rasa's command line leaves structlog as it comes, and that prints messages' text.
    configure_structlog(logging.ERROR)
    return Agent.load(model)


def prediction_of(parsed: Mapping[str, Any]) -> Prediction:
    """Make a prediction from what Rasa returns for a message."""
    name = parsed["intent"]["name"]
    plan = parsed.get(RESPONSE_SELECTOR, {}).get("reply_plan") or [None]
    return Prediction(
        topic=None if name in (CLARIFY, FALLBACK) else full_topic(parsed, name),
        offered=tuple(parsed[CLARIFY]["topics"]) if name == CLARIFY else (),
        is_fallback=name == FALLBACK,
        safety=parsed["safety"]["outcome"],
        ranking=tuple(entry["name"] for entry in parsed["intent_ranking"]),
        confidence=float(parsed["intent"]["confidence"]),
        help_text=plan[0] if parsed["safety"]["outcome"] == HELP_FIRST else None,
    )


def full_topic(parsed: Mapping[str, Any], intent: str) -> str:
    """The full name behind an intent: of `faq`, the `faq/...` that the response selector chose."""
    if intent not in RETRIEVAL:
        return intent
    return str(parsed["response_selector"][intent]["response"]["intent_response_key"])
