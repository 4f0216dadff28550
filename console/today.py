"""What needs a person today, in sentences that link to where it is done. Each reader gets what their permissions are for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, Max, Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode

from console.accounts.access import may
from console.accounts.permissions import Permission
from console.accounts.states import locked_out_until
from console.conversations import queue
from console.conversations.filters import NEW, WAITING
from console.conversations.models import Message, Outcome, Safety
from console.handoffs.models import HandOff, State
from console.off_switch.services import NeverStarted, paused

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """One thing: a plain sentence, and the page that it links to."""

    words: str
    url: str
    is_urgent: bool = False


def needs_somebody(request: HttpRequest) -> list[Line]:
    """Return what the reader, or a colleague, has to do something about, the urgent first."""
    kinds: tuple[tuple[Permission, Callable[[], list[Line]]], ...] = (
        (Permission.VIEW_CONVERSATIONS, _conversations),
        (Permission.VIEW_HAND_OFFS, _unsent),
        (Permission.PAUSE_ASSISTANT, _pause),
        (Permission.MANAGE_ACCOUNTS, _locked_out),
    )
    lines = [line for permission, look in kinds if may(request, permission) for line in look()]
    return sorted(lines, key=lambda line: not line.is_urgent)


def this_week(request: HttpRequest) -> list[Line]:
    """Return what the assistant could not answer in the last 7 days against the 7 days before, for those who train it."""
    if not may(request, Permission.VIEW_REVIEW_DATA):
        return []
    today = timezone.localdate()
    # As counted by the dashboard: whole days, today included.
    recent, before = Q(day__gt=today - WEEK), Q(day__lte=today - WEEK)
    counts = Message.objects.filter(day__gt=today - 2 * WEEK, day__lte=today).aggregate(
        **{
            f"{outcome}_{name}": Count("pk", filter=when & Q(outcome=outcome))
            for outcome in (Outcome.FALLBACK, Outcome.CLARIFIED)
            for name, when in (("now", recent), ("before", before))
        }
    )
    told = []
    for outcome, sentence, view in (
        (Outcome.FALLBACK, "The assistant did not understand {}", "conversations:gaps"),
        (Outcome.CLARIFIED, "The assistant asked back about {}", "dashboard:index"),
    ):
        now, then = counts[f"{outcome}_now"], counts[f"{outcome}_before"]
        if now or then:
            told.append(
                Line(f"{sentence.format(_count(now, 'message'))}, {_change(now, then)}", f"{reverse(view)}?last=7-days")
            )
    return told


def _conversations() -> list[Line]:
    danger, overdue = queue.DANGER, queue.is_overdue()
    waiting = queue.waiting().aggregate(
        all=Count("pk"),
        danger=Count("pk", filter=danger),
        newest_danger=Max("last_at", filter=danger),
        overdue=Count("pk", filter=overdue),
        oldest=Min("last_at"),
    )
    lines = []
    if waiting["danger"]:
        is_one = waiting["danger"] == 1
        words = f"Somebody may be in danger: {_count(waiting['danger'], 'conversation')} not reviewed"
        when = f"{'from' if is_one else 'the newest from'} {_time(waiting['newest_danger'])}"
        url = f"{reverse('conversations:index')}?{urlencode({'review': NEW, 'safety': Safety.HELP_FIRST})}"
        lines.append(Line(f"{words}, {when}", url, is_urgent=True))
    if waiting["all"] == 1:
        words = f"1 conversation has waited for a review {_since(waiting['oldest'])}"
        lines.append(Line(words, f"{reverse('conversations:index')}?review={WAITING}"))
    elif waiting["all"]:
        words = f"{waiting['all']:,} conversations wait for a review, the oldest {_since(waiting['oldest'])}"
        if waiting["overdue"]:
            words += f", {waiting['overdue']:,} for longer than {_count(settings.NSCP.console.review_within.days, 'day')}"
        lines.append(Line(words, f"{reverse('conversations:index')}?review={WAITING}"))
    return lines


def _unsent() -> list[Line]:
    given_up = HandOff.objects.given_up().count()
    tried_again = HandOff.objects.filter(state=State.FAILED, next_try_at__isnull=False).count()
    url = f"{reverse('handoffs:index')}?show=failed"
    lines = []
    if given_up:
        lines.append(Line(f"{_count(given_up, 'message')} for NSCP could not be sent, and nobody tries again", url, True))
    if tried_again:
        words = f"{_count(tried_again, 'message')} for NSCP not sent yet: sending is tried again automatically"
        lines.append(Line(words, url))
    return lines


def _pause() -> list[Line]:
    try:
        pause = paused()
    except NeverStarted:
        return []
    words = f"The assistant is paused since {_time(pause.since)}: start it again when it may answer" if pause else ""
    return [Line(words, reverse("off_switch:index"), True)] if pause else []


def _locked_out() -> list[Line]:
    """Return how many people wrong passwords keep out now."""
    names = User.objects.filter(is_active=True).values_list("username", flat=True)
    count = len(locked_out_until(names))
    words = f"{_count(count, 'person', 'people')} {'is' if count == 1 else 'are'} locked out after wrong passwords"
    return [Line(words, reverse("accounts:index"))] if count else []


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def _change(now: int, before: int) -> str:
    if now == before:
        return "as many as in the 7 days before"
    return f"{abs(now - before):,} {'more' if now > before else 'fewer'} than in the 7 days before"


def _time(at: datetime) -> str:
    """Return when something was, as staff say it: "14:05 today", "6 November 2026"."""
    local = timezone.localtime(at)
    return date_format(local, "H:i") + " today" if local.date() == timezone.localdate() else str(date_format(local, "j F Y"))


def _since(at: datetime) -> str:
    """Return how long something has waited: "since 14:05 today", "for 12 days"."""
    days = (timezone.now() - at).days
    return f"for {_count(days, 'day')}" if days else f"since {_time(at)}"
