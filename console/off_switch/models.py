"""The row by which staff pause the assistant. Every server looks for it at least every ten seconds."""

from __future__ import annotations

from django.db import models


class Pause(models.Model):
    """At most one row, numbered 1, which is there while the assistant is paused.

    Attributes:
        notice: what families read beside the fixed words; may be empty.
        paused_at: seconds since 1970.
    """

    id = models.IntegerField(primary_key=True)
    notice = models.TextField()
    paused_at = models.FloatField()

    class Meta:
        db_table = "pause"
        default_permissions = ()
