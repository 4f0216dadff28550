"""Judging messages: which topics a reviewer is offered first, what reviewers made of a message, and saving that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from console.conversations.forms import NONE_FITS, RIGHT
from console.conversations.models import Judgement, Message
from console.conversations.topics import titles
from console.conversations.transcript import TranscriptEntry

MOST_OFFERED = 6


@dataclass(frozen=True)
class JudgedEntry:
    """An entry of the transcript with what there is to judge about it.

    Attributes:
        judgements: one of each reviewer who judged the message, the first first.
        mine: the reader's own; None if they have not judged it.
        likely: topics to choose from first; see `likely_topics`.
    """

    entry: TranscriptEntry
    judgements: list[Judgement]
    mine: Judgement | None
    likely: list[str]

    @property
    def is_disputed(self) -> bool:
        """Return whether reviewers differ on what the message is about, as `models.is_disputed` does."""
        return len({judgement.topic for judgement in self.judgements}) > 1


def judged(entries: Iterable[TranscriptEntry], sender_id: str, user_name: str) -> list[JudgedEntry]:
    """Return a conversation's entries with their judgements, as one reviewer sees them."""
    given: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in Judgement.objects.filter(sender_id=sender_id).order_by("pk"):
        given[judgement.message_id].append(judgement)
    return [
        JudgedEntry(
            entry,
            given[entry.message_id],
            next((judgement for judgement in given[entry.message_id] if judgement.by == user_name), None),
            likely_topics(entry.facts, entry) if entry.facts else [],
        )
        for entry in entries
    ]


def likely_topics(message: Message, entry: TranscriptEntry) -> list[str]:
    """Return what a message may be about besides the topic it was understood as, likeliest first.

    That is what else it was answered with, the danger that was seen in it, the other possibilities, and what was offered.
    """
    by_title = {title: name for name, title in titles().items()}
    answered = [reply.topic for reply, _ in entry.replies]
    possible = [topic for topic, _ in message.runners_up]
    offered = [by_title.get(button) for reply, _ in entry.replies for button in reply.buttons]
    likely = dict.fromkeys([*answered, message.safety_topic, *possible, *offered])
    return [name for name in likely if name in titles() and name != message.topic][:MOST_OFFERED]


def save(message: Message, user_name: str, chosen: dict[str, Any]) -> None:
    """Save what a reviewer chose in `JudgementForm`, in place of their own earlier judgement; those of others stay.

    Call it with the conversation locked.
    """
    of_message = {"sender_id": message.conversation_id, "message_id": message.message_id}
    is_right = chosen["about"] in (RIGHT, message.topic)
    about = "" if chosen["about"] == NONE_FITS else chosen["about"]
    first = Judgement.objects.filter(**of_message).order_by("pk").first()
    judgement, _ = Judgement.objects.update_or_create(
        **of_message,
        by=user_name,
        defaults={
            "taken_for": message.topic,
            "is_right": is_right,
            "topic": message.topic if is_right else about,
            "guide_should_answer": chosen["guide_should_answer"],
            "example": chosen["example"],
        },
    )
    if judgement.number is None:
        Judgement.objects.filter(pk=judgement.pk).update(number=first.number if first else judgement.pk)


def others_of(judgements: Iterable[Judgement]) -> dict[int, list[Judgement]]:
    """Return pk -> what other reviewers said of the same message."""
    some = list(judgements)
    of_message: dict[int | None, list[Judgement]] = defaultdict(list)
    for judgement in Judgement.objects.filter(number__in=[row.number for row in some]).order_by("pk"):
        of_message[judgement.number].append(judgement)
    return {row.pk: [other for other in of_message[row.number] if other.pk != row.pk] for row in some}


def as_chosen(judgement: Judgement) -> dict[str, Any]:
    """Return what `JudgementForm` shows of an earlier judgement."""
    return {
        "about": RIGHT if judgement.is_right else judgement.topic or NONE_FITS,
        "guide_should_answer": judgement.guide_should_answer,
        "example": judgement.example,
    }
