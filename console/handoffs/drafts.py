"""What a family has answered so far. Any process can go on with it; nothing of it is sent unless the family says so."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from django.db import transaction
from django.db.models import QuerySet

from console.database import healing
from console.handoffs.chats import Chat
from console.handoffs.models import HandOff, State
from console.handoffs.references import new_reference
from console.handoffs.sealing import seal, unseal

LONGEST = 20_000  # characters of an answer, as of any message on the website (assistant/channel/requests.py)
LIFETIME = timedelta(minutes=30)  # after the last answer


@dataclass(frozen=True)
class Details:
    """What a family answered, as typed.

    Attributes:
        message: what to pass on.
        reply_to: how NSCP may reply: an email address, or phone numbers, in their usual form.
        reply_note: their whole answer about that, if it says more.
        name: a name, if they gave one.
        safe_time: a safe time or way to reply, such as "it isn't safe to phone", if they gave one.
    """

    message: str = ""
    reply_to: str = ""
    reply_note: str = ""
    name: str = ""
    safe_time: str = ""


def keep(chat: Chat, reference: str | None, **answers: str) -> str:
    """Write answers into a draft, which then lives for another 30 minutes. Writing the same again changes nothing.

    Args:
        chat: in which they were given.
        reference: of the draft; a new one is made for None, or if there is no such draft of this chat.
        answers: by the names of `Details`' fields.

    Returns:
        The draft's reference.

    Raises:
        TypeError: an answer is to no field of `Details`.
        ValueError: an answer is longer than the website takes.
        django.db.Error: the database does not answer, or (once in thousands of millions) has the new reference already.
        SealingError, SettingsError: see `console.handoffs.sealing`.
    """
    Details(**answers)  # complains about an answer that nothing asks for
    if any(len(answer) > LONGEST for answer in answers.values()):
        raise ValueError(f"An answer of more than {LONGEST} characters is not kept.")
    if reference is not None and change(chat, reference, answers):
        return reference
    made = new_reference()  # before the work, which may be done twice
    _make(chat, made, answers)
    return made


@healing
def change(chat: Chat, reference: str, answers: dict[str, str]) -> bool:
    """Write answers into a draft, if it is there; arguments and errors as of `keep`.

    Returns:
        False if there is no such draft of this chat.
    """
    with transaction.atomic():
        draft = _drafts(chat, reference).select_for_update().first()
        if draft is None:
            return False
        draft.details = seal({**unseal(draft.details), **answers})
        draft.touched_at = datetime.now(timezone.utc)
        draft.save(update_fields=["details", "touched_at"])
    return True


@healing
def read(chat: Chat, reference: str) -> Details | None:
    """What a family has answered so far.

    Returns:
        None if there is no such draft of this chat: it was sent, was left, or is too old.

    Raises:
        django.db.Error: the database does not answer.
        SealingError, SettingsError: see `console.handoffs.sealing`.
    """
    draft = _drafts(chat, reference).first()
    return Details(**unseal(draft.details)) if draft else None


@healing
def forget(chat: Chat, reference: str) -> None:
    """Delete a draft. What is saved already stays.

    Raises:
        django.db.Error: the database does not answer.
    """
    HandOff.objects.filter(**chat._asdict(), reference=reference, state=State.DRAFT).delete()


def oldest() -> datetime:
    """When a draft that has only just become too old was last touched."""
    return datetime.now(timezone.utc) - LIFETIME


def _drafts(chat: Chat, reference: str) -> QuerySet[HandOff]:
    return HandOff.objects.filter(**chat._asdict(), reference=reference, state=State.DRAFT, touched_at__gt=oldest())


@healing
def _make(chat: Chat, reference: str, answers: dict[str, str]) -> None:
    """Make a draft, unless this chat has it already because the work is done for a second time."""
    if not _drafts(chat, reference).exists():
        details = seal({**dataclasses.asdict(Details()), **answers})
        HandOff.objects.create(**chat._asdict(), reference=reference, details=details, touched_at=datetime.now(timezone.utc))
