"""Two questions in one message: "how long does it take and who sees it"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.nlu.decision import ANSWER, CLARIFY, Decision

# Space is looked through once, from its beginning: a long one that leads to no break would cost seconds.
BREAK = re.compile(r"(?:(?<!\s)\s+)?(?:[.?!;,\n]+|\b(?:and|also|plus|oh)\b|&)\s*")
# What people say before or after a question; the question is answered.
SAID_BESIDE_A_QUESTION = ("statement", "greet", "thanks", "affirm", "deny", "goodbye")
LEAST_WORDS = 2
MOST_PARTS = 4


def parts_of(plain: str) -> list[str]:
    """Pieces of a message that may each be a question.

    Args:
        plain: the message in plain words.

    Returns:
        Two to four pieces of two words or more; empty if the message does not come apart like that.
    """
    parts = [part for part in BREAK.split(plain) if len(part.split()) >= LEAST_WORDS]
    return parts if 2 <= len(parts) <= MOST_PARTS else []


def without_end(sentence: str) -> str:
    """A sentence as it stands among the parts of its message."""
    return sentence.rstrip(" .?!")


def parts_besides(texts: Iterable[str], parts: Sequence[str]) -> tuple[str, ...]:
    """Those parts of a message that are none of its sentences, each once.

    Args:
        texts: the message and its sentences, in plain words.
        parts: what `parts_of` found.
    """
    read = {without_end(text) for text in texts}
    return tuple(part for part in dict.fromkeys(parts) if part not in read)


def with_second_question(decision: Decision, parts: Sequence[str | None]) -> tuple[Decision, str | None]:
    """Look at what the parts ask.

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
    if decision.action == CLARIFY and len(asked) >= 2:
        return Decision(ANSWER, (asked[0],)), asked[1]
    if decision.action == CLARIFY and len(asked) == 1 and (asked[0] == decision.topics[0] or None not in parts):
        return Decision(ANSWER, (asked[0],)), None
    return decision, None
