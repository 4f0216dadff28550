"""What has been told of a chat by email, so that nobody is told twice."""

from __future__ import annotations

from django.db import models


class Alert(models.Model):
    """What the alerts about one chat have told. A row while something could still be told; see `console.alerts.due.purge`.

    Attributes:
        sender_id: Rasa's id of the conversation; empty in the row of emails about several.
        danger_told: number of the latest message about danger that was told; 0 for none.
        unsent_told: primary key of the latest hand-off that was told; 0 for none.
        not_before: when the next email about this chat may go: while one is being sent, when another mailer may try; after a
            failure, when it is tried again; after an email, a quarter of an hour later.
        attempts: how often a mailer began to send what has not been told yet.
    """

    sender_id = models.CharField(max_length=255, primary_key=True)
    danger_told = models.PositiveIntegerField(default=0)
    unsent_told = models.PositiveBigIntegerField(default=0)
    not_before = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()


class SingleAlert(models.Model):
    """When an email about danger in one chat went. A row for an hour, since only so many may go in one."""

    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
