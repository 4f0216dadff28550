"""A change that staff make to a conversation: noted in the audit log, and only while the conversation is there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import transaction
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from console.audit.models import record
from console.conversations import rasa_tables
from console.conversations.index_models import Conversation


@contextlib.contextmanager
def changing(request: HttpRequest, sender_id: str, action: str, reason: str = "") -> Iterator[None]:
    """A transaction for the change. The conversation cannot be removed until it ends, so that nothing is left of it.

    Args:
        request: whose user makes it.
        sender_id: the conversation.
        action: one of the audit log's `Action`.
        reason: what, or why.

    Raises:
        Http404: there is no such conversation.
        django.db.Error: the database does not answer, or it could not be noted; nothing is changed.
    """
    with transaction.atomic():
        if not rasa_tables.keep_stored(sender_id):
            raise Http404
        get_object_or_404(Conversation, pk=sender_id)
        record(request, action, f"conversation {sender_id}", reason)
        yield
