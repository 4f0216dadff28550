"""What a model answered, in words for trainers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.conversations.models import Outcome, Safety
from console.trying.models import Question

LEAST = 0.005  # confidence of another possibility that is shown: less would read as 0%
HELP: dict[Any, str] = {
    Safety.HELP_FIRST: "Help comes first",
    Safety.ANSWER_WITH_HELP: "A line of help with the answer",
    Safety.NONE: "None",
}
NOTHING: dict[Any, str] = {
    Outcome.CLARIFIED: "Not sure: it asks back",
    Outcome.FALLBACK: "Not understood",
}


@dataclass(frozen=True)
class Answer:
    """One column of the page.

    Attributes:
        heading: whose answer it is.
        failed: whether the model could not answer.
        about: title of the topic, or that there is none.
        confidence: 0 to 1; None where there is no topic, and where help comes first: that is not decided by the topics.
        others: titles of other topics that it thought of, or offers, with confidence.
        is_asking: whether it offers these to the family.
        help: whether help is shown.
        replies: what families read: text and titles of buttons.
    """

    heading: str
    failed: bool = False
    about: str = ""
    confidence: float | None = None
    others: tuple[tuple[str, float], ...] = ()
    is_asking: bool = False
    help: str = ""
    replies: tuple[tuple[str, tuple[str, ...]], ...] = ()


def answers_to(question: Question, live: Mapping[str, str], changed: Mapping[str, str]) -> list[Answer]:
    """Return the live assistant's answer, and the changed one's if there is one.

    Args:
        live, changed: full topic name -> title, as each of them knows it.
    """
    found = [_answer("Live now", question.live, live)]
    if question.changed:
        found.append(_answer("With this proposal", question.changed, changed))
    return found


def are_alike(answers: list[Answer]) -> bool:
    """Whether families would read the same."""
    live, *others = answers
    return bool(others) and not live.failed and all(answer.replies == live.replies for answer in others)


def _answer(heading: str, given: Mapping[str, Any], titles: Mapping[str, str]) -> Answer:
    if not given or "problem" in given:
        return Answer(heading, failed=True)
    topic, outcome = given["topic"], given["outcome"]
    others = [(name, confidence) for name, confidence in given["runners_up"] if confidence >= LEAST]
    return Answer(
        heading,
        about=titles.get(topic, topic) if topic else NOTHING.get(outcome, "No topic"),
        confidence=given["confidence"] if topic and given["safety"] != Safety.HELP_FIRST else None,
        others=tuple((titles.get(name, name), confidence) for name, confidence in others),
        is_asking=outcome == Outcome.CLARIFIED,
        help=HELP[given["safety"]],
        replies=tuple((reply["text"], tuple(reply["buttons"])) for reply in given["replies"]),
    )
