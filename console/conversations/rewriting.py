"""Changes the texts that are stored of a conversation, in every table and in the index.

What the assistant said stays: it is made of fixed texts. Messages for NSCP stay too, since the family wrote them for NSCP.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from console.conversations import rasa_tables
from console.conversations.indexing import index
from console.conversations.rasa_tables import Event, Feedback, HeldConversation
from console.conversations.reading import UNREADABLE
from console.conversations.review_models import Judgement, Note, Tag

# Kinds of events that hold what a family typed, each with the fields of it. Entities are dropped where the text changes,
# since they say where in the text they stood.
FIELDS = {"user": ("text", "metadata", "parse_data"), "slot": ("value",), "entities": ("entities",)}
REQUESTED_SLOT = "requested_slot"  # holds the name of a slot
OUR_NAME = re.compile(r"(?=.*[/_])[a-z\d_/]+")  # of an intent, a response, a policy

Change = Callable[[str], str]


def rewrite(sender_id: str, change: Change) -> bool:
    """Change every text of a conversation, in the caller's transaction; the caller holds the index's lock.

    Args:
        sender_id: the conversation.
        change: from a text that is stored to the one that takes its place.

    Returns:
        True if any text changed.

    Raises:
        django.db.Error: the database does not answer.
    """
    if not rasa_tables.keep_stored(sender_id):
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
    has_changed = _change_tags(sender_id, change) or has_changed
    if has_changed:
        index([sender_id])
    return has_changed


def _changed_event(stored: str | None, change: Change) -> str | None:
    """Return an event with its texts changed; None if none does, or if it cannot be read."""
    try:
        event = json.loads(stored or "")
        fields = [name for name in FIELDS[event["event"]] if name in event]
        if event["event"] == "slot" and event.get("name") == REQUESTED_SLOT:
            return None
        changed = {**event, **{name: _changed_value(event[name], change) for name in fields}}
    except UNREADABLE:
        return None
    if changed == event:
        return None
    if changed["event"] == "user" and changed.get("text") != event.get("text"):
        changed["entities"] = []
        if isinstance(changed.get("parse_data"), dict):
            changed["parse_data"]["entities"] = []
    return json.dumps(changed)


def _changed_value(value: Any, change: Change) -> Any:
    if isinstance(value, str):
        return value if OUR_NAME.fullmatch(value) else change(value)
    if isinstance(value, dict):
        return {key: _changed_value(inner, change) for key, inner in value.items()}
    return [_changed_value(inner, change) for inner in value] if isinstance(value, list) else value


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


def _change_tags(sender_id: str, change: Change) -> bool:
    """Take off the tags that would change: a tag is on a conversation once, and a placeholder tells nothing."""
    tags = [tag.pk for tag in Tag.objects.filter(sender_id=sender_id) if change(tag.name) != tag.name]
    Tag.objects.filter(pk__in=tags).delete()
    return bool(tags)
