"""The index: what staff look for in conversations, kept apart from Rasa's table so that a page needs no JSON."""

from __future__ import annotations

from typing import Any

from django.db import models


class Outcome(models.TextChoices):
    """What the assistant did with a message."""

    ANSWERED = "answered", "Answered"
    CLARIFIED = "clarified", "Asked back"
    NOT_IN_GUIDE = "not_in_guide", "Not in the guide"
    FALLBACK = "fallback", "Not understood"
    SAFETY = "safety", "Safety help given"
    HAND_OFF = "hand_off", "Message for NSCP"
    SMALL_TALK = "small_talk", "Small talk"
    OTHER = "other", "Something else"


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
    """What the safety net made of a message."""

    HELP_FIRST = "help_first", "Help came first"
    ANSWER_WITH_HELP = "answer_with_help", "A line of help beside the answer"
    NONE = "none", "Nothing"


class Conversation(models.Model):
    """One conversation, as a whole.

    Attributes:
        sender_id: Rasa's id of it.
        turns: number of its last turn that is indexed.
        stored_at: when that turn was stored, in seconds since 1970, exactly as the assistant wrote it.
        feedback_at: when the last feedback that is indexed was given, likewise; 0 for none.
        messages: messages of the family.
        needs: why somebody has to look at it, the most urgent first; see `Need`.
        lowest_confidence: of the messages that were about something.
    """

    class Need(models.IntegerChoices):
        """Why a conversation is worth a look."""

        SAFETY = 5, "Somebody may be in danger"
        LINE_OF_HELP = 4, "A line of help was given"
        THUMBS_DOWN = 3, "An answer did not help"
        UNSURE = 2, "The assistant was not sure"
        UNREADABLE = 1, "It could not be read"
        NONE = 0, "Nothing stands out"

    sender_id = models.CharField(max_length=255, primary_key=True)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    turns = models.IntegerField()
    stored_at = models.FloatField()
    feedback_at = models.FloatField(default=0)
    messages = models.PositiveIntegerField()
    need = models.PositiveSmallIntegerField(choices=Need.choices)
    lowest_confidence = models.FloatField()
    thumbs_up = models.PositiveIntegerField(default=0)
    thumbs_down = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["-need", "lowest_confidence", "-last_at"], name="conversations_by_need"),)

    def __str__(self) -> str:
        return str(self.sender_id)


class Message(models.Model):
    """One message of a family, with what became of it.

    Attributes:
        message_id: the website's id of it, which stays the same whatever becomes of the index.
        day: in local time, like `hour`, so that the dashboard counts without converting.
        text: with personal details hidden, as stored.
        search: the text as the search compares it; see `nscp.words.tidy`.
        topic: full name of what the assistant took it to be about; empty if it did not settle on one.
        runners_up: [[topic, confidence], ...], likeliest first; what was offered, if it asked back.
        answers: names of the responses that were given, such as `utter_faq/how_long`.
        safety_topic: which danger the safety net saw.
        language: a guess in English words, if the family wants another language.
        response_ms: milliseconds from reading the message to having stored the reply; None if it is not known.
        helpful: what the family said of the reply; None for nothing.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="said")
    message_id = models.CharField(max_length=255)
    at = models.DateTimeField()
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    text = models.TextField()
    search = models.TextField()
    topic = models.CharField(max_length=100, blank=True)
    confidence = models.FloatField()
    runners_up = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    safety = models.CharField(max_length=20, choices=Safety.choices)
    safety_topic = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=40, blank=True)
    response_ms = models.PositiveIntegerField(null=True)
    helpful = models.BooleanField(null=True)

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["day", "outcome", "topic", "hour"], name="messages_counted"),
            models.Index(fields=["topic", "at"], name="messages_by_topic"),
            models.Index(fields=["outcome", "at"], name="messages_by_outcome"),
            models.Index(fields=["language", "at"], name="messages_by_language"),
            models.Index(fields=["day", "response_ms"], name="messages_timed"),
            models.Index(fields=["helpful", "day"], name="messages_by_opinion", condition=models.Q(helpful__isnull=False)),
        )

    def __str__(self) -> str:
        return str(self.message_id)


class IndexState(models.Model):
    """How far the index is. One row.

    Attributes:
        until: every turn and feedback stored before this time is indexed, but for those that were committed late.
        compared_at: when all conversations were last compared with those that are stored.
    """

    until = models.FloatField(default=0)
    compared_at = models.FloatField(default=0)

    class Meta:
        default_permissions = ()
