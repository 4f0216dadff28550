"""Released models, when each one was live, and what the Rasa servers do with them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import IsNull

CHECKOUT = "checkout"  # in place of an ETag, while no release is live (assistant/released/console.py)


class Release(models.Model):
    """A model that somebody released.

    Attributes:
        made_by: name of the account, or `(command line)`.
        note: what changed, in a sentence.
        proposal: number of the proposal that it came from, if any.
        file: its name in `var/releases`.
        guide, program: what the model rests on (nscp/model_record.py).
        figures: what its check found, in words: {"Examples understood": "96.1%"}.
    """

    number = models.PositiveIntegerField(primary_key=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=150)
    note = models.CharField(max_length=300)
    proposal = models.PositiveIntegerField(null=True)
    file = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    guide = models.CharField(max_length=64)
    program = models.CharField(max_length=64)
    figures = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"Release {self.number}"

    @property
    def etag(self) -> str:
        """Return what a Rasa server knows it by."""
        return f"{self.number}.{self.sha256}"


class Period(models.Model):
    """A time during which a model was live. While there is none without an end, the checkout's model is.

    Attributes:
        release: None for the checkout's model.
        by: name of the account that made it live, or `(command line)`.
        reason: why.
    """

    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="periods")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=300)

    class Meta:
        default_permissions = ()
        ordering = ("since", "id")
        constraints = (
            models.UniqueConstraint(IsNull(F("until"), True), condition=Q(until=None), name="releases_one_model_is_live"),
        )


class RasaServer(models.Model):
    """What a Rasa server said when it last asked for the live model.

    Attributes:
        name: machine and process.
        serving: ETag of the model that answers families there, or `checkout`.
        refused: ETag of a release that it could not serve; empty if there was none.
        why: in one word (assistant/released/serving.py).
    """

    name = models.CharField(max_length=100, primary_key=True)
    serving = models.CharField(max_length=100)
    refused = models.CharField(max_length=100, blank=True)
    why = models.CharField(max_length=30, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ("name",)
