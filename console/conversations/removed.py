"""What becomes of the index and of review data when a conversation has been removed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from console.conversations.index_models import Conversation, Message
from console.conversations.rasa_tables import Turn
from console.conversations.review_models import Judgement, Note, PutBack, Review, Tag

AT_ONCE = 500
OF_STAFF = (Note, Tag, Review, PutBack)


def forget_removed() -> int:
    """Take conversations that the purge has removed out of the index, with what staff wrote about them.

    Judgements stay, without saying of which conversation: they hold nothing that a family wrote, and trainers may not have
    seen them yet.

    What staff wrote is looked at by itself: the index may be empty because it is being made anew.

    Returns:
        How many conversations went.
    """
    stored = Turn.objects.filter(sender_id=OuterRef("sender_id"))
    gone: list[str] = []
    for model in (Conversation, *OF_STAFF, Judgement):
        gone += model.objects.filter(~Exists(stored)).exclude(sender_id="").values_list("sender_id", flat=True)
    gone = list(dict.fromkeys(gone))
    for start in range(0, len(gone), AT_ONCE):
        some = gone[start : start + AT_ONCE]
        with transaction.atomic():
            Judgement.objects.filter(sender_id__in=some).update(sender_id="", message_id="")
            forget(some)
    return len(gone)


def forget(sender_ids: Sequence[str]) -> None:
    """Take conversations out of the index, with notes, tags and the state of its review."""
    Message.objects.filter(conversation_id__in=sender_ids).delete()
    Conversation.objects.filter(sender_id__in=sender_ids).delete()
    for model in OF_STAFF:
        model.objects.filter(sender_id__in=sender_ids).delete()
