"""All tables of this app: what staff add to conversations, and what the assistant writes (stored_models.py)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from django.db import models
from django.db.models import Exists, OuterRef

from console.conversations.saved_filters import SavedFilter
from console.conversations.stored_models import (
    OUTCOMES_EXPLAINED,
    Conversation,
    EndedSession,
    Event,
    Feedback,
    HeldConversation,
    Message,
    Need,
    Outcome,
    Safety,
)

__all__ = [
    "OUTCOMES_EXPLAINED",
    "ApprovedAnswer",
    "CommandProgress",
    "Conversation",
    "EndedSession",
    "Event",
    "Feedback",
    "HeldConversation",
    "Judgement",
    "Message",
    "MissedDetail",
    "Need",
    "Note",
    "Outcome",
    "QueueSkip",
    "Review",
    "Safety",
    "SavedFilter",
    "Tag",
    "is_disputed",
    "is_reviewed",
]

CLAIM = timedelta(minutes=30)  # after which a conversation that was opened and left goes back into the queue


class Review(models.Model):
    """Who looks at a conversation, and how much of it has been reviewed.

    Attributes:
        claimed_by: user name of who has it on their screen; nobody else gets it from the queue meanwhile.
        reviewed_messages: how many messages the reviewer had seen. With more it wants another look; see `is_reviewed`.
        reviewed_thumbs_down: how many opinions that an answer did not help.
    """

    sender_id = models.CharField(max_length=255, primary_key=True)
    claimed_by = models.CharField(max_length=150, blank=True)
    claimed_at = models.DateTimeField(null=True)
    reviewed_by = models.CharField(max_length=150, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_messages = models.PositiveIntegerField(default=0)
    reviewed_thumbs_down = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    @property
    def claimant(self) -> str:
        """Return the user name of who has it on their screen now; empty if nobody."""
        is_now = self.claimed_at is not None and self.claimed_at > datetime.now(timezone.utc) - CLAIM
        return str(self.claimed_by) if is_now else ""


class QueueSkip(models.Model):
    """A conversation that somebody put back, and does not get from the queue for half an hour."""

    sender_id = models.CharField(max_length=255)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["sender_id", "by"], name="skipped_once"),)


def is_reviewed() -> Exists:
    """Return a condition on `Conversation`: it was reviewed, and nothing that calls for a look has come since."""
    seen = {"reviewed_messages__gte": OuterRef("messages"), "reviewed_thumbs_down__gte": OuterRef("thumbs_down")}
    return Exists(Review.objects.filter(sender_id=OuterRef("sender_id"), reviewed_at__isnull=False, **seen))


class Tag(models.Model):
    """A word that staff put on a conversation."""

    sender_id = models.CharField(max_length=255)
    name = models.CharField(max_length=40, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["sender_id", "name"], name="tag_once"),)


class Note(models.Model):
    """What somebody wrote about a conversation, for colleagues."""

    sender_id = models.CharField(max_length=255, db_index=True)
    text = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class Judgement(models.Model):
    """Whether the assistant understood a message, as one reviewer sees it. For trainers: no family's words are in it.

    Attributes:
        sender_id: the conversation; empty once it has been removed, since the judgement outlives it.
        message_id: of the message; empty as above.
        number: the same for all judgements of one message, also when the conversation has been removed.
        taken_for: the topic that the assistant understood it as; empty if none.
        topic: the topic it is really about, as a full name; empty if no topic fits.
        guide_should_answer: the guide says nothing of it, and ought to.
        example: an example in the reviewer's own words; may be empty.
    """

    sender_id = models.CharField(max_length=255, blank=True, db_index=True)
    message_id = models.CharField(max_length=255, blank=True)
    number = models.PositiveBigIntegerField(null=True, db_index=True)
    taken_for = models.CharField(max_length=100, blank=True)
    is_right = models.BooleanField()
    topic = models.CharField(max_length=100, blank=True)
    guide_should_answer = models.BooleanField(default=False)
    example = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["sender_id", "message_id", "by"], condition=~models.Q(sender_id=""), name="judged_once"
            ),
        )


def is_disputed() -> Exists:
    """Return a condition on `Judgement`: another reviewer says that the message is about something else."""
    return Exists(Judgement.objects.filter(number=OuterRef("number")).exclude(topic=OuterRef("topic")))


class ApprovedAnswer(models.Model):
    """What NSCP would answer to a question that the guide does not. The newest of a topic counts.

    Attributes:
        approved_by: who at NSCP approved it: a name or a job title.
        approved_on: when they did.
        by: who wrote it down here.
        changed_by: who changed it last; empty for nobody.
    """

    topic = models.CharField(max_length=100, db_index=True)
    text = models.TextField()
    approved_by = models.CharField(max_length=100)
    approved_on = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class MissedDetail(models.Model):
    """A detail that the masking missed and a reviewer hid. What it was, and where, is recorded nowhere."""

    kind = models.CharField(max_length=20, db_index=True)
    on = models.DateField(auto_now_add=True)

    class Meta:
        default_permissions = ()


class CommandProgress(models.Model):
    """How far a command has come that goes through all conversations. A row while it is under way, none otherwise."""

    command = models.CharField(max_length=40, primary_key=True)
    until = models.CharField(max_length=255)  # the last conversation that is done

    class Meta:
        default_permissions = ()
