"""Masks again what is stored, after the rules have improved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db import transaction

from console.conversations import rasa_tables
from console.conversations.erasing import index_held
from console.conversations.rasa_tables import Turn
from console.conversations.review_models import MaskingState
from console.conversations.rewriting import rewrite
from nscp.masking import find_details, mask

AT_ONCE = 200  # conversations whose ids are read at once


class _DryRun(Exception):
    """Takes back what a dry run changed."""


def start_over() -> None:
    """Forget how far an earlier run came."""
    MaskingState.objects.all().delete()


def mask_stored(is_dry_run: bool) -> Iterator[Counter[str]]:
    """Mask the conversations one by one, each in a transaction, from where an earlier run stopped.

    Args:
        is_dry_run: change nothing, and begin with the first conversation.

    Yields:
        What was newly found in a conversation, by kind; empty if nothing.

    Raises:
        MustStay: somebody brings the index up to date for too long; the next run goes on with this conversation.
        django.db.Error: the database does not answer; the next run goes on here too.
        OSError: SQLite's lock file cannot be made.
    """
    if not rasa_tables.are_there():
        return
    until = "" if is_dry_run else _until()
    while ids := _ids_after(until):
        for sender_id in ids:
            yield _mask_one(sender_id, is_dry_run)
        until = ids[-1]
    if not is_dry_run:
        start_over()


def _until() -> str:
    state = MaskingState.objects.first()
    return state.until if state else ""


def _ids_after(until: str) -> list[str]:
    ids = Turn.objects.filter(sender_id__gt=until).order_by("sender_id").values_list("sender_id", flat=True)
    return list(ids.distinct()[:AT_ONCE])


def _mask_one(sender_id: str, is_dry_run: bool) -> Counter[str]:
    found: Counter[str] = Counter()
    texts: set[str] = set()  # that were counted: a message stands in its event more than once

    def masked(text: str) -> str:
        if text not in texts:
            texts.add(text)
            found.update(detail.kind for detail in find_details(text))
        return mask(text)

    try:
        with index_held(), transaction.atomic():
            rewrite(sender_id, masked)
            if is_dry_run:
                raise _DryRun
            MaskingState.objects.update_or_create(pk=1, defaults={"until": sender_id})
    except _DryRun:
        pass
    return found
