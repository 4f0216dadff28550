"""From scores to what the assistant does: answer, ask "did you mean", or say that it did not understand.

Also two questions in one message: "how long does it take and who sees it".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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
# "why?" alone: a question, though it says little; small talk never asks like that.
BARE_QUESTION = re.compile(
    r"(?:(?:and|but|so|ok|okay|oh|then) )*(?:who|when|where|why|how|how come)(?: (?:though|then|exactly|is that))*[ ?.!]*"
)
# Space is looked through once, from its beginning: a long one that leads to no break would cost seconds.
BREAK = re.compile(r"(?:(?<!\s)\s+)?(?:[.?!;,\n]+|\b(?:and|also|plus|oh)\b|&)\s*")
# What people say before or after a question; the question is answered.
SAID_BESIDE_A_QUESTION = ("statement", "greet", "thanks", "affirm", "deny", "goodbye")
LEAST_WORDS = 2
MOST_PARTS = 4


@dataclass(frozen=True)
class Decision:
    """What to do with one message.

    Attributes:
        action: `answer`, `clarify` or `nlu_fallback`.
        topics: the topic to answer, or those to offer, best first; empty for a fallback.
    """

    action: str
    topics: tuple[str, ...]


def decide(
    asked: str, topics: tuple[str, ...], probability: np.ndarray, confidence: float, thresholds: Thresholds
) -> Decision:
    """Choose answer, clarify or fallback.

    Args:
        asked: the message in plain words.
        topics: full topic names.
        probability: of each topic that could be answered, shape (topics,); see `answerable`.
        confidence: how likely the likeliest topic is right.
        thresholds: the model's.
    """
    decision = _decide(topics, probability, confidence, thresholds)
    order = [int(column) for column in np.argsort(-probability)]
    likeliest = topics[order[0]]
    if BARE_QUESTION.fullmatch(asked) and (decision.action == FALLBACK or not _can_be_offered(likeliest)):
        return Decision(CLARIFY, _offers(topics, probability, order))
    if decision.action == ANSWER or STATEMENT not in topics or ASKS.search(asked):
        return decision
    # To what asks nothing, kind words or "thank you for telling me" are never far wrong; "I did not catch that" is.
    if likeliest == OUT_OF_SCOPE:
        return decision
    if not _can_be_offered(likeliest):
        return Decision(ANSWER, (likeliest,))
    is_likely = probability[topics.index(STATEMENT)] >= LIKELY_STATEMENT * probability.max()
    return Decision(ANSWER, (STATEMENT,)) if is_likely else decision


def _decide(topics: tuple[str, ...], probability: np.ndarray, confidence: float, thresholds: Thresholds) -> Decision:
    order = [int(column) for column in np.argsort(-probability)]
    best = topics[order[0]]
    if confidence >= thresholds.answer or (
        not _can_be_offered(best) and best != OUT_OF_SCOPE and confidence >= SMALL_TALK_SURE
    ):
        return Decision(ANSWER, (best,))
    offers = _offers(topics, probability, order)
    if confidence < thresholds.suggest or not offers:
        return Decision(FALLBACK, ())
    if not _can_be_offered(best) and probability[topics.index(offers[0])] < LIKELY_ENOUGH_TO_ASK:
        return Decision(FALLBACK, ())
    return Decision(CLARIFY, offers)


def _offers(topics: tuple[str, ...], probability: np.ndarray, order: list[int]) -> tuple[str, ...]:
    """Return the two or three likeliest topics that can be offered."""
    candidates = [column for column in order if _can_be_offered(topics[column])][:MOST_OFFERED]
    return tuple(
        topics[column] for place, column in enumerate(candidates) if place < 2 or probability[column] >= LEAST_LIKELY_OFFER
    )


def _can_be_offered(topic: str) -> bool:
    return "/" in topic or topic in OFFERED_PLAIN


def parts_of(plain: str) -> list[str]:
    """Return the pieces of a message that may each be a question.

    Args:
        plain: the message in plain words.

    Returns:
        Two to four pieces of two words or more; empty if the message does not come apart like that.
    """
    parts = [part for part in BREAK.split(plain) if len(part.split()) >= LEAST_WORDS]
    return parts if 2 <= len(parts) <= MOST_PARTS else []


def strip_punctuation(sentence: str) -> str:
    """Return a sentence without the punctuation at its end, as it is among the parts of its message."""
    return sentence.rstrip(" .?!")


def parts_besides(texts: Iterable[str], parts: Sequence[str]) -> tuple[str, ...]:
    """Return those parts of a message that are none of its sentences, each once.

    Args:
        texts: the message and its sentences, in plain words.
        parts: what `parts_of` found.
    """
    read = {strip_punctuation(text) for text in texts}
    return tuple(part for part in dict.fromkeys(parts) if part not in read)


def with_second_question(decision: Decision, parts: Sequence[str | None]) -> tuple[Decision, str | None]:
    """Take what the parts ask into account.

    Args:
        decision: what was decided about the whole message.
        parts: for each part, the guide topic it is surely about, what is likely said beside a question, or None.

    Returns:
        The decision, and the topic of a second question or None. A message that was not clear as a whole, but whose parts
        are, is answered part by part.
    """
    asked = list(dict.fromkeys(topic for topic in parts if topic is not None and "/" in topic))
    if decision.action == ANSWER and decision.topics[0] in SAID_BESIDE_A_QUESTION and asked:
        return Decision(ANSWER, (asked[0],)), asked[1] if len(asked) > 1 else None
    if decision.action == ANSWER and decision.topics[0] in asked:
        if len(asked) == 1:
            return decision, None
        first, second = asked[:2] if decision.topics[0] in asked[:2] else (asked[0], decision.topics[0])
        return Decision(ANSWER, (first,)), second  # in the order in which they were asked
    if decision.action != ANSWER and len(asked) >= 2:
        return Decision(ANSWER, (asked[0],)), asked[1]
    if decision.action == FALLBACK and parts and None not in parts:
        return Decision(ANSWER, (asked[0] if asked else STATEMENT,)), None
    if decision.action == CLARIFY and len(asked) == 1 and (asked[0] == decision.topics[0] or None not in parts):
        return Decision(ANSWER, (asked[0],)), None
    return decision, None
