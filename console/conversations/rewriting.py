"""Changes texts that are stored of a conversation, in every table: hides a detail that the masking missed, or masks again.

What the assistant said stays: it is made of fixed texts. Messages for NSCP stay too, since the family wrote them for NSCP.
Tags stay when a detail is hidden: the page before it names those that hold it (hiding.py).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Container, Iterator
from functools import lru_cache
from typing import Any

from django.db import transaction

from console.conversations.facts import go_through, ids_after, lock, recompute
from console.conversations.models import Event, Feedback, HeldConversation, Judgement, MissedDetail, Note, Tag
from nscp.masking import PLACEHOLDERS, find_details, mask
from nscp.turn_facts import READ_ERRORS

# Kinds of events that hold what a family typed, each with the fields of it. Entities are dropped where the text changes,
# since they say where in the text they were.
FIELDS = {"user": ("text", "metadata", "parse_data"), "slot": ("value",), "entities": ("entities",)}
REQUESTED_SLOT = "requested_slot"  # holds the name of a slot
OUR_NAME = re.compile(r"(?=.*[/_])[a-z\d_/]+")  # of an intent or a response
# Parts of `parse_data` in which such a name is ours. Everywhere else it is what a family typed: "sam_whittle_kettering".
WITH_OUR_NAMES = frozenset({"intent", "intent_ranking", "response_selector", "clarify", "safety"})

MASK_AGAIN = "mask_again"

Change = Callable[[str], str]


class NotInConversation(Exception):
    """The detail is not in the conversation, or somebody has hidden it meanwhile."""


class _DryRun(Exception):
    """Rolls back what a dry run changed."""


@transaction.atomic
def hide(sender_id: str, detail: str, kind: str) -> None:
    """Hide a detail in every table but that of tags at once, and count its kind.

    Args:
        sender_id: the conversation.
        detail: as it is there; its case does not matter.
        kind: a key of `PLACEHOLDERS`.

    Raises:
        NotInConversation: nothing was changed.
        django.db.Error: the database does not answer.
    """
    if not rewrite(sender_id, replacing(detail, PLACEHOLDERS[kind])):
        raise NotInConversation
    MissedDetail.objects.create(kind=kind)


def replacing(detail: str, placeholder: str) -> Change:
    """Return what puts a placeholder in place of a detail where it is whole words, however it is spaced."""
    pattern = _pattern(detail)
    return lambda text: pattern.sub(lambda found: found["placeholder"] or placeholder, text)


def occurrences(detail: str, text: str) -> list[tuple[int, int]]:
    """Return where `replacing` would put a placeholder into a text: (start, end) of each."""
    return [found.span() for found in _pattern(detail).finditer(text) if not found["placeholder"]]


def mask_stored(is_dry_run: bool) -> Iterator[Counter[str]]:
    """Mask the conversations one by one, each in a transaction, from where an earlier run stopped.

    Args:
        is_dry_run: change nothing, and begin with the first conversation.

    Yields:
        What was newly found in a conversation, by kind; empty if nothing.

    Raises:
        django.db.Error: the database does not answer; the next run goes on with this conversation.
    """
    return map(_try_mask, ids_after()) if is_dry_run else go_through(MASK_AGAIN, _mask)


def rewrite(sender_id: str, change: Change) -> bool:
    """Change every text of a conversation, with the facts, in the caller's transaction.

    Args:
        sender_id: the conversation.
        change: from a text that is stored to the one that takes its place.

    Returns:
        True if any text changed.

    Raises:
        django.db.Error: the database does not answer.
    """
    if lock(sender_id) is None:
        return False
    has_changed = False
    for event in Event.objects.filter(sender_id=sender_id, type_name__in=FIELDS).order_by("id"):
        data = _changed_event(event.data, change)
        if data is not None:
            has_changed = True
            Event.objects.filter(pk=event.pk).update(data=data)
    rows = (
        (Feedback, "comment", ("sender_id", "message_id")),
        (Note, "text", ("pk",)),
        (Judgement, "example", ("pk",)),
        (HeldConversation, "reason", ("sender_id",)),
    )
    for model, field, key in rows:
        has_changed = _change_rows(model, field, key, sender_id, change) or has_changed
    if has_changed:
        recompute(sender_id)
    return has_changed


@lru_cache(maxsize=16)
def _pattern(detail: str) -> re.Pattern[str]:
    """Return a pattern that finds a detail, and placeholders, in which nothing is hidden."""
    words = r"\s+".join(map(re.escape, detail.split()))
    before = r"(?<!\w)" if detail[0].isalnum() else ""
    after = r"(?!\w)" if detail[-1].isalnum() else ""
    placeholders = "|".join(map(re.escape, PLACEHOLDERS.values()))
    return re.compile(rf"(?P<placeholder>{placeholders})|{before}{words}{after}", re.IGNORECASE)


def _mask(sender_id: str) -> Counter[str]:
    found: Counter[str] = Counter()
    texts: set[str] = set()  # that were counted: a message is in its event more than once

    def masked(text: str) -> str:
        if text not in texts:
            texts.add(text)
            found.update(detail.kind for detail in find_details(text))
        return mask(text)

    rewrite(sender_id, masked)
    _drop_tags(sender_id)
    return found


def _try_mask(sender_id: str) -> Counter[str]:
    found: Counter[str] = Counter()
    try:
        with transaction.atomic():
            found = _mask(sender_id)
            raise _DryRun
    except _DryRun:
        return found


def _changed_event(stored: str | None, change: Change) -> str | None:
    """Return an event with its texts changed; None if none does, or if it cannot be read."""
    try:
        event = json.loads(stored or "")
        fields = [name for name in FIELDS[event["event"]] if name in event]
        if event["event"] == "slot" and event.get("name") == REQUESTED_SLOT:
            return None
        ours = {"parse_data": WITH_OUR_NAMES}
        changed = {**event, **{name: _changed_value(event[name], change, ours.get(name, ())) for name in fields}}
    except READ_ERRORS:
        return None
    if changed == event:
        return None
    if changed["event"] == "user" and changed.get("text") != event.get("text"):
        changed["entities"] = []
        if isinstance(changed.get("parse_data"), dict):
            changed["parse_data"]["entities"] = []
    return json.dumps(changed)


def _changed_value(value: Any, change: Change, ours: Container[str] = ()) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        spared = _sparing_our_names(change)
        return {key: _changed_value(inner, spared if key in ours else change) for key, inner in value.items()}
    return [_changed_value(inner, change) for inner in value] if isinstance(value, list) else value


def _sparing_our_names(change: Change) -> Change:
    return lambda text: text if OUR_NAME.fullmatch(text) else change(text)


def _change_rows(model: Any, field: str, key: tuple[str, ...], sender_id: str, change: Change) -> bool:
    has_changed = False
    for row in model.objects.filter(sender_id=sender_id):
        before = getattr(row, field)
        after = change(before)
        if after != before:
            has_changed = True
            # Not `save`, which would set the time of a judgement to now.
            model.objects.filter(**{name: getattr(row, name) for name in key}).update(**{field: after})
    return has_changed


def _drop_tags(sender_id: str) -> None:
    """Remove the tags that hold what the rules now find: a placeholder as a tag tells nothing."""
    tags = [tag.pk for tag in Tag.objects.filter(sender_id=sender_id) if mask(tag.name) != tag.name]
    Tag.objects.filter(pk__in=tags).delete()
