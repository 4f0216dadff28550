"""The start page: what waits for a person, and the sections that the reader may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from console.accounts.access import may, signed_in
from console.accounts.permissions import Permission
from console.conversations import queue
from console.conversations.models import Conversation
from console.handoffs.services import left_to_staff


@dataclass(frozen=True)
class Waiting:
    """A line about what waits."""

    words: str
    url: str
    is_urgent: bool


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the start page."""
    kinds = ((Permission.VIEW_HAND_OFFS, _unsent), (Permission.VIEW_CONVERSATIONS, _unreviewed))
    waiting = [line for permission, look in kinds if may(request, permission) and (line := look())]
    return render(request, "console/home.html", {"waiting": waiting})


def _unsent() -> Waiting | None:
    count = left_to_staff()
    words = f"{count} message{'' if count == 1 else 's'} could not be sent"
    return Waiting(words, f"{reverse('handoffs:index')}?show=failed", is_urgent=True) if count else None


def _unreviewed() -> Waiting | None:
    about_safety = Count("pk", filter=Q(need=Conversation.Need.SAFETY))
    counts = queue.waiting().aggregate(all=Count("pk"), safety=about_safety)
    words = f"{counts['all']} waiting for review" + (f", {counts['safety']} about safety" if counts["safety"] else "")
    return Waiting(words, reverse("conversations:index"), counts["safety"] > 0) if counts["all"] else None
