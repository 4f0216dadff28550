"""Proposals, the changes in them, and the row that lets one trainer worker work at a time."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from console.proposals.states import State
from nscp.changes import DataChange, Kind

KIND_LABELS = {
    Kind.ADD_EXAMPLES: "New examples",
    Kind.REMOVE_EXAMPLE: "Remove an example",
    Kind.ANSWER: "Change the answer",
    Kind.SIMPLER: "Change the simpler version",
    Kind.TITLE: "Change the title",
    Kind.ADD_FOLLOW_UPS: "New follow-up questions",
    Kind.REMOVE_FOLLOW_UP: "Remove a follow-up question",
    Kind.NEW_TOPIC: "New topic",
    Kind.BUTTON_WORDS: "Other words for a button",
    Kind.SAFETY_TEXT: "Change a safety text",
    Kind.ADD_PHRASE: "New safety phrase",
    Kind.REMOVE_PHRASE: "Remove a safety phrase",
}


class Proposal(models.Model):
    """Changes that are checked, approved and released together.

    Attributes:
        author: user name of the person who began it.
        base: fingerprint of what it was checked against; see `console.proposals.live`.
        laid_over: ids of the proposals that were live then and not yet in the files, oldest first.
        step: what the check is doing, as the page shows it.
        share: how much of the check is done, 0 to 1.
        cancelling: somebody wants the check to stop.
        reasons: why it cannot be approved, or why the check did not finish, in plain words.
        result: what the comparison found (tools/evaluate/compare.py).
        model: name of the checked model's folder in `var/proposals`; empty if there is none.
        comment: why it was sent back, in the words of the person who did.
        applied_at: when its changes were written into the checkout's files.
        removed_by: user names of those who took out what somebody else had written.
    """

    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    author = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True)
    base = models.CharField(max_length=64, blank=True)
    laid_over = models.JSONField(default=list)
    step = models.CharField(max_length=100, blank=True)
    share = models.FloatField(default=0)
    cancelling = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True)
    reasons = models.JSONField(default=list)
    result = models.JSONField(default=dict)
    model = models.CharField(max_length=100, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True)
    released_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    removed_by = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"proposal {self.pk}"

    def data_changes(self) -> list[DataChange]:
        """Return its changes in the order in which they were written."""
        return [change.data_change for change in self.changes.all()]

    @property
    def version(self) -> str:
        """Return what is different when a change in it, or its check, is another, for those who decide."""
        changes = [f"{pk} {at.isoformat()}" for pk, at in self.changes.values_list("pk", "at")]
        return str(salted_hmac("console.proposals", f"{self.checked_at} {changes}").hexdigest())

    @property
    def is_about_safety(self) -> bool:
        """Whether only the safeguarding lead may approve it."""
        return any(change.is_about_safety for change in self.data_changes())

    def writers(self) -> set[str]:
        """Return the user names of everybody who wrote a part of it: none of them may approve it."""
        return {
            self.author,
            *self.removed_by,
            *(name for change in self.changes.all() for name in (change.by, *change.earlier_by)),
        }


class Change(models.Model):
    """One change of the data; `nscp.changes` says what `topic` and `content` hold.

    Attributes:
        by: user name of the person who wrote it as it is.
        earlier_by: user names of those who wrote what it was before.
        at: when it was written as it is.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=20, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()])
    topic = models.CharField(max_length=100)
    content = models.JSONField()
    by = models.CharField(max_length=150)
    earlier_by = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ("id",)

    @property
    def data_change(self) -> DataChange:
        """Return it as `nscp` knows it."""
        content: dict[str, Any] = self.content
        return DataChange(Kind(self.kind), self.topic, content)


class TrainerClaim(models.Model):
    """At most one row, numbered 1: which trainer worker is at work, on whatever machine.

    Attributes:
        holder: a name that the worker made for itself when it started.
        heartbeat_at: when it last said that it is alive. After `claims.LEASE` without one, another may take its place.
    """

    id = models.IntegerField(primary_key=True)
    holder = models.CharField(max_length=100)
    heartbeat_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
