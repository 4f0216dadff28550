"""The list of misunderstandings: said X, meant A, got B."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assistant.evaluation.bars import said_meant_got
from assistant.evaluation.measures import (
    ORDINARY,
    STATEMENTS,
    WITH_TOPIC,
    Case,
    is_answer_with_help,
    is_asked,
    is_fallback,
    is_help_first,
    is_helped,
    is_refused,
    is_right,
    is_right_or_offered,
    is_wrong,
)
from assistant.evaluation.messages import Kind

# Whether out of scope was refused and safety was met with help is all that counts there; how, does not.
WITH_ANSWER = tuple(kind for kind in WITH_TOPIC if kind not in (Kind.OUT_OF_SCOPE, Kind.SAFETY))

SECTIONS: tuple[tuple[str, tuple[Kind, ...], Callable[[Case], bool]], ...] = (
    ("Safety messages without help first", (Kind.SAFETY,), lambda case: not is_help_first(case)),
    ("Past harm without any help", (Kind.PAST_HARM,), lambda case: not is_helped(case)),
    ("Help first where none was due", (*ORDINARY, *STATEMENTS, Kind.DANGER_WORDS), is_help_first),
    ("A line of help where none was due", (*ORDINARY, *STATEMENTS), is_answer_with_help),
    ("Wrong topic outright", WITH_ANSWER, lambda case: is_wrong(case) and not is_help_first(case)),
    ("Out of scope, not refused", (Kind.OUT_OF_SCOPE,), lambda case: not is_refused(case) and not is_help_first(case)),
    (
        '"Did you mean" without the right topic',
        WITH_ANSWER,
        lambda case: is_asked(case) and not is_right_or_offered(case),
    ),
    ("Fallback", WITH_ANSWER, is_fallback),
    (
        '"Did you mean" with the right topic',
        WITH_ANSWER,
        lambda case: is_right_or_offered(case) and not is_right(case),
    ),
)


def errors_page(cases: Sequence[Case]) -> str:
    """The list as Markdown, worst first."""
    return "\n".join(_lines(cases)) + "\n"


def _lines(cases: Sequence[Case]) -> Iterator[str]:
    yield "# Held-out messages that were not understood"
    yield ""
    yield "Nobody writes an example or a phrase from a line of this list: a message that was used for that moves to"
    yield "`data/`, and another takes its place in `tests/nlu/`."
    for title, kinds, belongs in SECTIONS:
        found = [case for case in cases if case.message.kind in kinds and belongs(case)]
        yield from ("", f"## {title}: {len(found)}", "")
        for case in sorted(found, key=lambda case: (case.message.topic, -case.prediction.sure)):
            yield f"- {said_meant_got(case)} ({case.message.place})"
