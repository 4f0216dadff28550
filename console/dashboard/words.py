"""Numbers as the dashboard says them."""

from __future__ import annotations

from console.dashboard.period import Days, Tally

DANGER = "Danger: safety help given"
LAST_WEEK = "in the last 7 days"  # of the period, which need not end today


def number(count: int) -> str:
    """Return 1383 as "1,383"."""
    return f"{count:,}"


def counted(count: int, noun: str) -> str:
    """Return "1 message" or "1,383 messages"."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def percent(part: int, whole: int) -> str:
    """Return a share as "69%". What there is little of is "less than 1%", never "0%"; the same at the other end."""
    if not whole:
        return "0%"
    share = 100 * part / whole
    if 0 < share < 1:
        return "less than 1%"
    if 99 < share < 100:
        return "more than 99%"
    return f"{share:.0f}%"


def week_on_week(tally: Tally, period: Days) -> str:
    """Return "12 in the last 7 days, 5 more than the week before"; of a period that is a week, what follows the comma."""
    now, before = tally.last_week, tally.week_before
    if not now and not before:
        return "none in the last 2 weeks"
    if len(period) == len(period.last_week):
        return _change(now, before)
    return f"{number(now) if now else 'none'} {LAST_WEEK}, {_change(now, before)}"


def out_of(part: Tally, whole: Tally) -> str:
    """Return "4 of 120 messages in the last 7 days, 2 of 98 the week before"."""
    now = f"{number(part.last_week)} of {counted(whole.last_week, 'message')} {LAST_WEEK}"
    return f"{now}, {number(part.week_before)} of {number(whole.week_before)} the week before"


def _change(now: int, before: int) -> str:
    if now == before:
        return "as many as the week before"
    if not before:
        return "none the week before"
    return f"{number(abs(now - before))} {'more' if now > before else 'fewer'} than the week before"


def share_by_week(part: Tally, whole: Tally, period: Days) -> str:
    """Return "71% in the last 7 days, 68% the week before", as far as there was anything in them."""
    words = []
    if whole.last_week and len(period) != len(period.last_week):
        words.append(f"{percent(part.last_week, whole.last_week)} {LAST_WEEK}")
    if whole.week_before:
        words.append(f"{percent(part.week_before, whole.week_before)} the week before")
    return ", ".join(words)


def hour(of_day: int) -> str:
    """Return an hour of the day, 0 to 24, as "midnight", "9am", "midday" or "5pm"."""
    if of_day % 12 == 0:
        return "midday" if of_day == 12 else "midnight"
    return f"{of_day % 12}{'am' if of_day < 12 else 'pm'}"


def sentence(words: str) -> str:
    """Return words with a capital letter and a full stop."""
    return f"{words[:1].upper()}{words[1:]}." if words else ""
