"""Drafts: what a family has answered so far. Any process can continue one; it is sent only if the family says so."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from console.database import healing
from console.handoffs.encryption import decrypt, encrypt
from console.handoffs.models import HandOff, State, new_reference

LONGEST = 20_000  # characters of an answer, as of any message on the website (assistant/channel/requests.py)
LIFETIME = timedelta(minutes=30)  # after the last answer


class Chat(NamedTuple):
    """The chat in which a message is written; no other one can read, change, forget or send it.

    Attributes:
        sender_id: Rasa's id of the conversation. On the website the server has signed it; on Rasa's own `rest` anybody may
            name any, also one that the website gave to a family.
        channel: by which the conversation's latest message came, as the Rasa server says.
    """

    sender_id: str
    channel: str


@dataclass(frozen=True)
class Details:
    """What a family answered, as typed.

    Attributes:
        reply_to: how NSCP may reply: an email address, or phone numbers, in their usual form.
        reply_note: their whole answer about that, if it says more.
        safe_time: a safe time or way to reply, such as "it isn't safe to phone", if they gave one.
    """

    message: str = ""
    reply_to: str = ""
    reply_note: str = ""
    name: str = ""
    safe_time: str = ""


def save(chat: Chat, reference: str | None, **answers: str) -> str:
    """Write answers, by the names of `Details`' fields, into a draft, which then lives for another 30 minutes.

    Writing the same again changes nothing. A new draft is made for None, or if this chat has no such draft.

    Returns:
        The draft's reference.

    Raises:
        TypeError: an answer is to no field of `Details`.
        ValueError: an answer is longer than the website takes.
        django.db.Error: the database does not answer, or (once in thousands of millions) has the new reference already.
        DecryptionError, SettingsError: see `console.handoffs.encryption`.
    """
    Details(**answers)  # complains about an answer that nothing asks for
    if any(len(answer) > LONGEST for answer in answers.values()):
        raise ValueError(f"An answer of more than {LONGEST} characters is not kept.")
    if reference is not None and change(chat, reference, answers):
        return reference
    made = new_reference()  # here, since `_make` may run twice
    _make(chat, made, answers)
    return made


@healing
def change(chat: Chat, reference: str, answers: dict[str, str]) -> bool:
    """Write answers into a draft; False if this chat has no such draft; errors as of `save`."""
    with transaction.atomic():
        draft = _drafts(chat, reference).select_for_update().first()
        if draft is None:
            return False
        draft.details = encrypt({**decrypt(draft.details), **answers})
        draft.touched_at = datetime.now(timezone.utc)
        draft.save(update_fields=["details", "touched_at"])
    return True


@healing
def read(chat: Chat, reference: str) -> Details | None:
    """Return a draft; None if this chat has no such draft: it was sent, was left, or is too old; errors as of `save`."""
    draft = _drafts(chat, reference).first()
    return Details(**decrypt(draft.details)) if draft else None


@healing
def forget(chat: Chat, reference: str) -> None:
    """Delete a draft. What is saved already stays. Raises django.db.Error if the database does not answer."""
    HandOff.objects.filter(**chat._asdict(), reference=reference, state=State.DRAFT).delete()


def oldest() -> datetime:
    """Return when a draft that has only just become too old was last touched."""
    return datetime.now(timezone.utc) - LIFETIME


def _drafts(chat: Chat, reference: str) -> QuerySet[HandOff]:
    return HandOff.objects.filter(**chat._asdict(), reference=reference, state=State.DRAFT, touched_at__gt=oldest())


@healing
def _make(chat: Chat, reference: str, answers: dict[str, str]) -> None:
    """Make a draft, unless this chat has it already because this runs for a second time (`healing`)."""
    if not _drafts(chat, reference).exists():
        details = encrypt({**dataclasses.asdict(Details()), **answers})
        HandOff.objects.create(**chat._asdict(), reference=reference, details=details, touched_at=datetime.now(timezone.utc))
