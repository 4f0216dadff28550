"""The dashboard's large numbers: how many families wrote, whether they were helped, whether they were in danger."""

from __future__ import annotations

from dataclasses import dataclass

from console.dashboard.figures import Figures
from console.dashboard.period import Days, Tally
from console.dashboard.tables import Links
from console.dashboard.words import DANGER, counted, number, percent, sentence, share_by_week, week_on_week
from nscp.turn_facts import Outcome


@dataclass(frozen=True)
class KeyFigure:
    """One large number, with a sentence on the last two weeks."""

    title: str
    value: str
    note: str
    url: str = ""


def key_figures(found: Figures, links: Links) -> list[KeyFigure]:
    """Return them in the order in which they are shown."""
    period, opinions = found.period, found.helped + found.did_not_help
    return [
        _count("Conversations", found.conversations, period, links.to(period)),
        _count("Messages", found.messages, period, links.to(period)),
        _share(
            "Questions answered",
            found.outcome(Outcome.ANSWERED),
            found.questions,
            "question",
            period,
            links.to(period, outcome="answered"),
        ),
        _share("Answers that helped", found.helped, opinions, "opinion", period, links.to(period, thumbs="up")),
        _count(DANGER, found.outcome(Outcome.SAFETY), period, links.to(period, outcome="safety")),
        _count("Left a message for NSCP", found.left, period, links.to(period, hand_off="yes")),
    ]


def _count(title: str, tally: Tally, period: Days, url: str) -> KeyFigure:
    return KeyFigure(title, number(tally.total), sentence(week_on_week(tally, period)), url if tally.total else "")


def _share(title: str, part: Tally, whole: Tally, noun: str, period: Days, url: str) -> KeyFigure:
    if not whole.total:
        return KeyFigure(title, "–", f"No {noun}s.")
    of = f"{number(part.total)} of {counted(whole.total, noun)}."
    note = f"{of} {sentence(share_by_week(part, whole, period))}"
    return KeyFigure(title, percent(part.total, whole.total), note.strip(), url if part.total else "")
