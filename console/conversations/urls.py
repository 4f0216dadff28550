from __future__ import annotations

from django.urls import path, register_converter

from console.conversations import (
    care_pages,
    conversation_page,
    gap_pages,
    hiding_pages,
    list_pages,
    queue_pages,
    review_pages,
)
from console.conversations.ids_in_addresses import IdConverter

register_converter(IdConverter, "id")

app_name = "conversations"
one = "conversations/<id:sender_id>/"
urlpatterns = [
    path("conversations/", list_pages.index, name="index"),
    path("queue/next/", queue_pages.take_next, name="take_next"),
    path(one, conversation_page.conversation, name="conversation"),
    path(f"{one}note/", review_pages.add_note, name="add_note"),
    path(f"{one}tag/", review_pages.add_tag, name="add_tag"),
    path(f"{one}remove-tag/", review_pages.remove_tag, name="remove_tag"),
    path(f"{one}reviewed/", queue_pages.mark_reviewed, name="mark_reviewed"),
    path(f"{one}put-back/", queue_pages.put_back, name="put_back"),
    path(f"{one}not-reviewed/", queue_pages.mark_unreviewed, name="mark_unreviewed"),
    path(f"{one}judge/<id:message_id>/", review_pages.judge, name="judge"),
    path(f"{one}hide/", hiding_pages.hide, name="hide"),
    path(f"{one}hold/", care_pages.hold, name="hold"),
    path(f"{one}release/", care_pages.release, name="release"),
    path(f"{one}export.json", care_pages.export_json, name="export_json"),
    path(f"{one}export.csv", care_pages.export_csv, name="export_csv"),
    path(f"{one}erase/", care_pages.erase_conversation, name="erase"),
    path("removal/", care_pages.removal, name="removal"),
    path("unanswered/", gap_pages.gaps, name="gaps"),
    path("unanswered/<path:topic>/answer/", gap_pages.approve, name="approve"),
    path("unanswered/<path:topic>/", gap_pages.gap, name="gap"),
    path("review-data/", gap_pages.judgements, name="judgements"),
    path("review-data/review-data.csv", gap_pages.judgements_csv, name="judgements_csv"),
]
