"""What trainers decided about what the assistant did not understand. No family's words are in these tables."""

from __future__ import annotations

from django.db import models


class Outcome(models.TextChoices):
    """What became of a group of the inbox."""

    EXAMPLE = "example", "Examples were written"
    TOPIC = "topic", "A new topic was written"
    GUIDE = "guide", "The guide should answer it"
    LEFT = "left", "Left as it is"
    PROPOSAL = "proposal", "Answered by a proposal"


class Decision(models.Model):
    """What somebody decided about a group of the inbox. What comes later in the same group is a new question.

    Attributes:
        group: the group's id; see `console/topics/groups.py`.
        topic: full name of the topic that the group is nearest to; empty if none.
        word: the word that its messages share, which is one of the assistant's own examples; may be empty.
        until: what was asked until then is decided.
        count: how many messages and judgements that was.
        proposal: number of the proposal that answers it, if one does.
    """

    group = models.CharField(max_length=16, db_index=True)
    topic = models.CharField(max_length=100, blank=True)
    word = models.CharField(max_length=50, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    until = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()
    proposal = models.PositiveIntegerField(null=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ("-at", "-pk")

    def get_outcome_display(self) -> str:
        """Return what became of it in words, in place of Django's: with the proposal's number."""
        if self.proposal is not None:
            return f"Proposal {self.proposal} was released for it"
        return str(Outcome(self.outcome).label)


class DecidedItem(models.Model):
    """A message or a judgement that a decision is about, by its number in its own table."""

    class Kind(models.TextChoices):
        """Which table."""

        MESSAGE = "message"
        JUDGEMENT = "judgement"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.PositiveBigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["kind", "number"], name="decided_once"),)


class GroupProposal(models.Model):
    """A group of the inbox that somebody wrote a change of a proposal for; when that goes live, the group is decided.

    Attributes:
        at: when the change was written: what came later in the group was not read.
    """

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="+")
    group = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["proposal", "group"], name="group_of_proposal_once"),)
