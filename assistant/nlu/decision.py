"""From scores to what the assistant does: answer, ask "did you mean", or say that it did not understand."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from assistant.nlu.tuned import Thresholds

ANSWER, CLARIFY, FALLBACK = "answer", "clarify", "nlu_fallback"
SAFETY_TOPICS = ("immediate_danger", "self_harm_distress")
OUT_OF_SCOPE, STATEMENT = "out_of_scope", "statement"
# Topics that can be offered besides the guide's: a person can recognise "I want to talk to someone" as what they meant.
OFFERED_PLAIN = frozenset({"handoff_request", "bot_challenge", "data_request", "other_language"})
SMALL_TALK_SURE = 0.65  # a wrong "you are welcome" costs less than a wrong fact, so less certainty will do
LEAST_LIKELY_OFFER = 0.05
LIKELY_ENOUGH_TO_ASK = 0.2
MOST_OFFERED = 3
LIKELY_STATEMENT = 0.25  # of the likeliest topic: from here on, what asks nothing and is not clear is taken for a statement
# What shows that a message asks something: a question mark, how it or one of its clauses begins, or "do they" at its end.
ASKS = re.compile(
    r"\?|(?:^|[.,;!] |\b(?:and|but|so|ok|okay|also|then|please|well|know|tell me|wondering|wonder|unsure|sure) )"
    r"(?:who|what|when|where|why|how|which|whose|whats|if|whether|do|does|did|can|could|will|would|is|are|am|was|were|has|have"
    r"|may|might|should|shall|must|tell me|any chance|any idea|i want to know|i need to know|need to know)\b"
    r"|\b(?:(?:do|does|did|will|would|can|could|is|are|was|were|has|have|should)(?:n.?t)?|won.?t|can.?t|ain.?t)"
    r" (?:i|we|you|they|he|she|it|there)[ .!]*$"
)


@dataclass(frozen=True)
class Decision:
    """What to do with one message.

    Attributes:
        action: `answer`, `clarify` or `nlu_fallback`.
        topics: the topic to answer, or those to offer, best first; empty for a fallback.
    """

    action: str
    topics: tuple[str, ...]


def decide(asked: str, topics: tuple[str, ...], probability: np.ndarray, sure: float, thresholds: Thresholds) -> Decision:
    """Decide.

    Args:
        asked: the message in plain words.
        topics: full topic names.
        probability: of each topic that could be answered, shape (topics,); see `answerable`.
        sure: how likely the likeliest topic is right.
        thresholds: the model's.
    """
    decision = _decide(topics, probability, sure, thresholds)
    if decision.action == ANSWER or STATEMENT not in topics or ASKS.search(asked):
        return decision
    # To what asks nothing, kind words or "thank you for telling me" are never far wrong; "I did not catch that" is.
    likeliest = topics[int(probability.argmax())]
    if likeliest == OUT_OF_SCOPE:
        return decision
    if not _can_be_offered(likeliest):
        return Decision(ANSWER, (likeliest,))
    is_likely = probability[topics.index(STATEMENT)] >= LIKELY_STATEMENT * probability.max()
    return Decision(ANSWER, (STATEMENT,)) if is_likely else decision


def _decide(topics: tuple[str, ...], probability: np.ndarray, sure: float, thresholds: Thresholds) -> Decision:
    order = [int(column) for column in np.argsort(-probability)]
    best = topics[order[0]]
    if sure >= thresholds.answer or (not _can_be_offered(best) and best != OUT_OF_SCOPE and sure >= SMALL_TALK_SURE):
        return Decision(ANSWER, (best,))
    offers = _offers(topics, probability, order)
    if sure < thresholds.suggest or not offers:
        return Decision(FALLBACK, ())
    if not _can_be_offered(best) and probability[topics.index(offers[0])] < LIKELY_ENOUGH_TO_ASK:
        return Decision(FALLBACK, ())
    return Decision(CLARIFY, offers)


def _offers(topics: tuple[str, ...], probability: np.ndarray, order: list[int]) -> tuple[str, ...]:
    """The two or three likeliest topics that can be offered."""
    candidates = [column for column in order if _can_be_offered(topics[column])][:MOST_OFFERED]
    return tuple(
        topics[column] for place, column in enumerate(candidates) if place < 2 or probability[column] >= LEAST_LIKELY_OFFER
    )


def _can_be_offered(topic: str) -> bool:
    return "/" in topic or topic in OFFERED_PLAIN
