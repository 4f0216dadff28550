"""Facts of conversations, computed again from what is stored: after texts have been hidden, or a rule has changed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.db import transaction

from console.conversations.models import CommandProgress, Conversation, Event, Feedback, Message
from nscp.conversation import Exchange, exchanges_of
from nscp.turn_facts import UNREADABLE, Need, conversation_facts, helpful_by_message, message_facts

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

SAID = ("user", "bot")  # kinds of events
AT_ONCE = 200  # conversations whose ids are read at once
RECOMPUTE = "recompute_facts"


def lock(sender_id: str) -> Conversation | None:
    """Return a conversation's row, which nobody else changes until the transaction ends; None if it has been removed.

    The assistant's turns, feedback and purge write or lock this row first too. SQLite, which has no locks on rows, lets one
    transaction at a time in anyway.

    Raises:
        django.db.Error: the database does not answer, or somebody has it locked for too long.
    """
    locked: Conversation | None = Conversation.objects.select_for_update().filter(pk=sender_id).first()
    return locked


def stored_exchanges(sender_id: str) -> list[Exchange]:
    """Return what was said in a conversation, oldest first; empty if it has been removed."""
    rows = Event.objects.filter(sender_id=sender_id, type_name__in=SAID).order_by("id").values_list("data", flat=True)
    return exchanges_of(map(_parsed, rows))


@transaction.atomic
def recompute(sender_id: str) -> bool:
    """Compute the facts of a conversation again. True if any was another one.

    A message that cannot be read keeps its place, and the conversation says so; the log names its id.

    Raises:
        django.db.Error: the database does not answer.
    """
    conversation = lock(sender_id)
    messages = list(Message.objects.filter(conversation_id=sender_id).order_by("number"))
    if conversation is None or not messages:
        return False
    exchanges = stored_exchanges(sender_id)
    opinions = list(Feedback.objects.filter(sender_id=sender_id))
    helpful = helpful_by_message((row.message_id, row.helpful) for row in opinions)
    by_id = {exchange.message_id: exchange for exchange in exchanges if exchange.asked is not None}
    rows, has_changed = [], False
    for message in messages:
        facts = message_facts(by_id.get(message.message_id), message.stored_at)
        facts["helpful"] = helpful.get(message.message_id)
        has_changed = _update(message, facts) or has_changed
        rows.append({**facts, "number": message.number, "stored_at": message.stored_at})
    whole = conversation_facts(rows, [(row.helpful, row.given_at) for row in opinions])
    if any(exchange.is_unreadable for exchange in exchanges):
        whole["need"] = max(whole["need"], int(Need.UNREADABLE))
    if any(row["need"] == Need.UNREADABLE for row in (whole, *rows)):
        logger.warning("Conversation %s holds what could not be read.", sender_id)
    return _update(conversation, whole) or has_changed


def go_through(command: str, work: Callable[[str], Result]) -> Iterator[Result]:
    """Do work for each conversation, in a transaction each, from where an earlier run of the command stopped.

    Args:
        command: whose progress it is.
        work: gets the conversation's id.

    Yields:
        What it returned.

    Raises:
        django.db.Error: the database does not answer; the next run goes on with this conversation.
    """
    progress = CommandProgress.objects.filter(command=command).first()
    for sender_id in ids_after(progress.until if progress else ""):
        with transaction.atomic():
            result = work(sender_id)
            CommandProgress.objects.update_or_create(command=command, defaults={"until": sender_id})
        yield result
    start_over(command)


def start_over(command: str) -> None:
    """Forget how far an earlier run of a command came."""
    CommandProgress.objects.filter(command=command).delete()


def ids_after(until: str = "") -> Iterator[str]:
    """Yield the ids of all conversations after one, in order."""
    while ids := list(Conversation.objects.filter(pk__gt=until).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield from ids
        until = ids[-1]


def _parsed(data: str | None) -> Any:
    try:
        return json.loads(data or "")
    except UNREADABLE:
        return None


def _update(row: Any, facts: dict[str, Any]) -> bool:
    """Write what differs; True if anything did."""
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    if changed:
        for name in changed:
            setattr(row, name, facts[name])
        row.save(update_fields=changed)
    return bool(changed)
