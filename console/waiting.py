"""What waits for a person, for the first page: messages that could not be sent, and conversations that want a look."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse

from console.accounts.access import may
from console.accounts.permissions import Permission
from console.conversations import queue
from console.conversations.models import Conversation
from console.hand_off_pages.queries import left_to_staff


@dataclass(frozen=True)
class Waiting:
    """Something that waits; `is_urgent` makes it stand out."""

    words: str
    url: str
    is_urgent: bool


def waiting(request: HttpRequest) -> list[Waiting]:
    """What waits, of what this reader may see."""
    kinds = ((Permission.VIEW_HAND_OFFS, _unsent), (Permission.VIEW_CONVERSATIONS, _unreviewed))
    return [line for permission, look in kinds if may(request, permission) and (line := look())]


def _unsent() -> Waiting | None:
    count = left_to_staff()
    words = f"{count} message{'' if count == 1 else 's'} could not be sent"
    return Waiting(words, f"{reverse('hand_offs:index')}?show=failed", is_urgent=True) if count else None


def _unreviewed() -> Waiting | None:
    about_safety = Count("pk", filter=Q(need=Conversation.Need.SAFETY))
    counts = queue.waiting().aggregate(all=Count("pk"), safety=about_safety)
    words = f"{counts['all']} waiting for review" + (f", {counts['safety']} about safety" if counts["safety"] else "")
    return Waiting(words, reverse("conversations:index"), counts["safety"] > 0) if counts["all"] else None
