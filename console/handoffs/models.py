"""A message that a family leaves for NSCP, from its first answer until its details are removed."""

from __future__ import annotations

import secrets

from django.db import models

from console.handoffs import reasons
from nscp.hand_off import REFERENCE_LETTERS


class State(models.TextChoices):
    """What has become of a hand-off."""

    DRAFT = "draft"  # being written by the family; staff never see it
    SAVED = "saved"  # promised to the family, waiting for the mailer
    SENDING = "sending"  # a mailer has it
    SENT = "sent"  # the mail server took it
    FAILED = "failed"  # the last attempt failed: it is tried again, or the mailer has given up (`HandOff.is_given_up`)
    CLOSED = "closed"  # staff are done with it


UNSENT = (State.SAVED, State.SENDING, State.FAILED)  # promised to the family, and not emailed yet
GIVEN_UP = models.Q(state=State.FAILED, next_try_at__isnull=True)  # see `HandOff.is_given_up`
# As staff read it. Of what failed it depends on whether it is tried again.
STATE_LABELS = {
    State.DRAFT: "Being written",
    State.SAVED: "Waiting",
    State.SENDING: "Being sent",
    State.SENT: "Sent",
    State.CLOSED: "Closed",
}


class HandOffs(models.QuerySet):
    """Hand-offs by what they are to staff."""

    def saved(self) -> models.QuerySet[HandOff]:
        """Leave out drafts, which staff never see."""
        return self.exclude(state=State.DRAFT)

    def given_up(self) -> models.QuerySet[HandOff]:
        """Return those that will not be sent unless staff do something."""
        return self.filter(GIVEN_UP)


class HandOff(models.Model):
    """One message for NSCP.

    Attributes:
        reference: what family and staff call it, such as NSCP-BCDF-GHJK.
        sender_id: Rasa's id of the conversation that it was written in.
        channel: by which that came; see `console.handoffs.drafts.Chat`.
        details: what the family answered, encrypted (console/handoffs/encryption.py); empty once removed.
        touched_at: when the family last answered; a draft lives for 30 minutes after that.
        attempts: how often the mailer began to send it.
        next_try_at: when a mailer may take it; None if none will, because it is sent or closed, or left to staff after
            days of tries. While one is sending it, when another may, should the first have died.
        reason: why the last try failed, in our own words: a mail server's words might repeat the mail.
    """

    reference = models.CharField(max_length=20, unique=True)
    sender_id = models.CharField(max_length=255, db_index=True)
    channel = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    details = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = HandOffs.as_manager()

    def __str__(self) -> str:
        return str(self.reference)

    @property
    def is_given_up(self) -> bool:
        """Return whether the mailer has stopped trying after days of attempts, and leaves it to staff."""
        return self.state == State.FAILED and self.next_try_at is None

    @property
    def state_in_words(self) -> str:
        """Return what has become of it, for staff."""
        if self.state == State.FAILED:
            return "Not sent: given up, waits for staff" if self.is_given_up else "Not sent yet: will be tried again"
        return STATE_LABELS[State(self.state)]

    @property
    def reason_in_words(self) -> str:
        """Return why it was not sent, for staff."""
        return reasons.in_words(self.reason)


def new_reference() -> str:
    """Return a reference that nobody can guess."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"NSCP-{letters[:4]}-{letters[4:]}"
