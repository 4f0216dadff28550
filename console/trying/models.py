"""Messages that trainers try on models, until they have seen the answers."""

from __future__ import annotations

import uuid

from django.db import models

from console.proposals.models import Proposal


class Question(models.Model):
    """A message to try.

    Attributes:
        by: user name of the person who typed it. Nobody else sees it.
        proposal: whose model answers beside the live one; None for the live one alone.
        text: what was typed; empty once it was shown with its answer.
        live, changed: what the models answered (assistant/ask.py); empty until then, and where there is no such model.
        answered_at: when both had answered, or could not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    by = models.CharField(max_length=150)
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, related_name="+")
    text = models.TextField()
    asked_at = models.DateTimeField(db_index=True)
    live = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ("asked_at",)
