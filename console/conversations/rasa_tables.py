"""The tables that the assistant writes (assistant/store/tables.py), as Django sees them.

The assistant makes them when it first runs, so they may not be there yet: ask `are_there` first.
"""

from __future__ import annotations

from django.db import connection, models

TABLES = ("events", "turns", "feedback", "ended_sessions", "holds")


def are_there() -> bool:
    """True once the assistant has made its tables.

    Raises:
        django.db.Error: the database does not answer.
    """
    return set(TABLES) <= set(connection.introspection.table_names())


def keep_stored(sender_id: str) -> bool:
    """Make whoever would remove a conversation wait until the transaction ends; False if it has been removed.

    Raises:
        django.db.Error: the database does not answer, or somebody is removing it for too long.
    """
    if not are_there():
        return False
    # SQLite, which has no locks on rows, lets one transaction at a time in anyway.
    first = Turn.objects.select_for_update().filter(sender_id=sender_id).order_by("number")[:1]
    return bool(first)


class Event(models.Model):
    """One event of a conversation, as Rasa keeps it.

    Attributes:
        timestamp: seconds since 1970, as everywhere in these tables.
        data: the event in JSON, personal details hidden.
    """

    id = models.AutoField(primary_key=True)
    sender_id = models.CharField(max_length=255)
    type_name = models.CharField(max_length=255)
    timestamp = models.FloatField(null=True)
    intent_name = models.CharField(max_length=255, null=True)
    action_name = models.CharField(max_length=255, null=True)
    data = models.TextField(null=True)

    class Meta:
        default_permissions = ()
        managed = False
        db_table = "events"


class Turn(models.Model):
    """A message that was answered. Stored in one transaction with its events."""

    pk = models.CompositePrimaryKey("sender_id", "number")
    sender_id = models.CharField(max_length=255)
    number = models.IntegerField()
    message_id = models.CharField(max_length=255)
    stored_at = models.FloatField()

    class Meta:
        default_permissions = ()
        managed = False
        db_table = "turns"


class Feedback(models.Model):
    """What a family thought of a reply. `message_id` is the reply's: that of the message, a point and its place."""

    pk = models.CompositePrimaryKey("sender_id", "message_id")
    sender_id = models.CharField(max_length=255)
    message_id = models.CharField(max_length=255)
    helpful = models.BooleanField()
    comment = models.TextField()
    given_at = models.FloatField()

    class Meta:
        default_permissions = ()
        managed = False
        db_table = "feedback"


class EndedSession(models.Model):
    """A conversation that the family has ended."""

    sender_id = models.CharField(max_length=255, primary_key=True)
    ended_at = models.FloatField()

    class Meta:
        default_permissions = ()
        managed = False
        db_table = "ended_sessions"


class HeldConversation(models.Model):
    """A conversation that the purge leaves alone."""

    sender_id = models.CharField(max_length=255, primary_key=True)
    reason = models.TextField()
    held_at = models.FloatField()

    class Meta:
        default_permissions = ()
        managed = False
        db_table = "holds"
