"""What the assistant writes of conversations (assistant/store/): Rasa's events, and the facts of each message.

The console writes to these tables too:

- it puts conversations on hold and releases them (retention.py);
- it erases conversations from every table, and marks them as ended (retention.py);
- it changes texts in events, feedback and reasons of holds, to hide details (rewriting.py);
- it computes the facts of conversations and messages again (facts.py).
"""

from __future__ import annotations

from typing import Any

from django.db import models

from nscp import turn_facts


class Outcome(models.TextChoices):
    """What the assistant did with a message."""

    ANSWERED = turn_facts.Outcome.ANSWERED.value, "Answered"
    CLARIFIED = turn_facts.Outcome.CLARIFIED.value, "Asked back"
    NOT_IN_GUIDE = turn_facts.Outcome.NOT_IN_GUIDE.value, "Not in the guide"
    FALLBACK = turn_facts.Outcome.FALLBACK.value, "Not understood"
    SAFETY = turn_facts.Outcome.SAFETY.value, "Safety help given"
    HAND_OFF = turn_facts.Outcome.HAND_OFF.value, "Message for NSCP"
    SMALL_TALK = turn_facts.Outcome.SMALL_TALK.value, "Small talk"
    OTHER = turn_facts.Outcome.OTHER.value, "Something else"


OUTCOMES_EXPLAINED: dict[Any, str] = {
    Outcome.ANSWERED: "The guide answers it, and the assistant gave that answer.",
    Outcome.CLARIFIED: "The assistant was not sure and asked “Did you mean one of these?”",
    Outcome.NOT_IN_GUIDE: "The guide does not answer it. The assistant said so and gave NSCP's address.",
    Outcome.FALLBACK: "The assistant did not understand it and asked for other words.",
    Outcome.SAFETY: "It spoke of danger or despair. The assistant gave the helplines first.",
    Outcome.HAND_OFF: "The family asked for a person, or was writing a message for NSCP.",
    Outcome.SMALL_TALK: "Hello, thank you, yes, no, goodbye.",
    Outcome.OTHER: "Upset or angry, another language, about the chat itself, or not about reviews.",
}


class Safety(models.TextChoices):
    """What the safety classifier made of a message."""

    HELP_FIRST = turn_facts.Safety.HELP_FIRST.value, "Help came first"
    ANSWER_WITH_HELP = turn_facts.Safety.ANSWER_WITH_HELP.value, "A line of help beside the answer"
    NONE = turn_facts.Safety.NONE.value, "Nothing"


class Need(models.IntegerChoices):
    """Why a conversation is worth a look."""

    SAFETY = turn_facts.Need.SAFETY.value, "Somebody may be in danger"
    LINE_OF_HELP = turn_facts.Need.LINE_OF_HELP.value, "A line of help was given"
    THUMBS_DOWN = turn_facts.Need.THUMBS_DOWN.value, "An answer did not help"
    UNSURE = turn_facts.Need.UNSURE.value, "The assistant was not sure"
    UNREADABLE = turn_facts.Need.UNREADABLE.value, "It could not be read"
    NONE = turn_facts.Need.NONE.value, "Nothing stands out"


class Conversation(models.Model):
    """One conversation as a whole. Code that changes any part of it locks this row first.

    Attributes:
        sender_id: Rasa's id of it.
        stored_at: when its last turn was stored, in seconds since 1970, as everywhere the assistant writes.
        feedback_at: when the last feedback was given; 0 for none.
        messages: messages of the family.
        lowest_confidence: of the messages that were about something.
    """

    Need = Need  # for templates

    sender_id = models.CharField(max_length=255, primary_key=True)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    stored_at = models.FloatField()
    feedback_at = models.FloatField(default=0)
    messages = models.PositiveIntegerField()
    need = models.PositiveSmallIntegerField(choices=Need.choices)
    lowest_confidence = models.FloatField()
    thumbs_up = models.PositiveIntegerField(default=0)
    thumbs_down = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        db_table = "conversations"
        indexes = (
            models.Index(fields=["-need", "-last_at"], name="conversations_by_need"),
            models.Index(fields=["last_at", "started_at"], name="conversations_by_time"),
        )

    def __str__(self) -> str:
        return str(self.sender_id)


class Message(models.Model):
    """One message of a family that was answered. Stored in one transaction with its events.

    Attributes:
        number: its place in the conversation, from 1. Two servers that answer one conversation at once collide here.
        message_id: the client's id of it: a message that comes again is the same message.
        stored_at: seconds since 1970.
        day: in local time, like `hour`, so that the dashboard counts without converting.
        text: with personal details hidden.
        search: the text as the search compares it; see `nscp.words.search_form`.
        topic: full name of what the assistant took it to be about; empty if it chose none.
        runners_up: [[topic, confidence], ...], likeliest first; what was offered, if it asked back.
        answers: names of the responses that were given, such as `utter_faq/how_long`.
        safety_topic: which danger the safety classifier saw.
        language: a guess in English words, if the family wants another language.
        response_ms: milliseconds from reading the message to having stored the reply; None if it is not known.
        helpful: what the family said of the reply; None for nothing.
    """

    # The assistant writes both rows in one transaction, so a constraint would only cost time.
    conversation = models.ForeignKey(
        Conversation, models.CASCADE, db_column="sender_id", db_constraint=False, db_index=False, related_name="said"
    )
    number = models.PositiveIntegerField()
    message_id = models.CharField(max_length=255)
    stored_at = models.FloatField()
    at = models.DateTimeField()
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    text = models.TextField()
    search = models.TextField()
    topic = models.CharField(max_length=turn_facts.LONGEST_NAME, blank=True)
    confidence = models.FloatField()
    runners_up = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    safety = models.CharField(max_length=20, choices=Safety.choices)
    safety_topic = models.CharField(max_length=turn_facts.LONGEST_NAME, blank=True)
    language = models.CharField(max_length=40, blank=True)
    need = models.PositiveSmallIntegerField(choices=Need.choices)
    response_ms = models.PositiveIntegerField(null=True)
    helpful = models.BooleanField(null=True)

    class Meta:
        default_permissions = ()
        db_table = "messages"
        constraints = (
            models.UniqueConstraint(fields=["conversation", "number"], name="message_in_order"),
            models.UniqueConstraint(fields=["conversation", "message_id"], name="message_once"),
        )
        indexes = (
            # What is counted is counted in an index alone, and in its order, so that nothing is looked up or sorted.
            models.Index(fields=["day", "outcome", "topic"], name="messages_counted"),
            models.Index(fields=["topic", "at", "outcome", "helpful"], name="messages_by_topic"),
            models.Index(fields=["outcome", "at"], name="messages_by_outcome"),
            models.Index(fields=["language", "at"], name="messages_by_language"),
            models.Index(fields=["day", "hour", "response_ms"], name="messages_timed"),
            models.Index(fields=["helpful", "day"], name="messages_by_opinion", condition=models.Q(helpful__isnull=False)),
            models.Index(fields=["at"], name="messages_about_danger", condition=models.Q(need=Need.SAFETY)),
        )

    def __str__(self) -> str:
        return str(self.message_id)


class Event(models.Model):
    """One event of a conversation, as Rasa's SQLTrackerStore stores it (rasa/core/tracker_store.py, `SQLEvent`).

    Attributes:
        timestamp: seconds since 1970.
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
        db_table = "events"
        indexes = (
            models.Index(fields=["sender_id", "id"], name="events_of_a_conversation"),
            models.Index(fields=["timestamp"], name="events_by_time"),
        )


class Feedback(models.Model):
    """What a family thought of a reply. `message_id` is the reply's: that of the message, a point and its place."""

    pk = models.CompositePrimaryKey("sender_id", "message_id")
    sender_id = models.CharField(max_length=255)
    message_id = models.CharField(max_length=255)
    helpful = models.BooleanField()
    comment = models.TextField()  # personal details hidden
    given_at = models.FloatField()

    class Meta:
        default_permissions = ()
        db_table = "feedback"


class EndedSession(models.Model):
    """A conversation to which nobody can write any more."""

    sender_id = models.CharField(max_length=255, primary_key=True)
    ended_at = models.FloatField()

    class Meta:
        default_permissions = ()
        db_table = "ended_sessions"


class HeldConversation(models.Model):
    """A conversation that the purge leaves alone."""

    sender_id = models.CharField(max_length=255, primary_key=True)
    reason = models.TextField()
    held_at = models.FloatField()

    class Meta:
        default_permissions = ()
        db_table = "holds"
