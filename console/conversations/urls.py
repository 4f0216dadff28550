from __future__ import annotations

from django.urls import path, register_converter

from console.conversations.converters import IdConverter
from console.conversations.views import (
    answers,
    conversation_list,
    conversation_page,
    exports,
    gaps,
    hiding,
    notes,
    retention,
    review,
)

register_converter(IdConverter, "id")

app_name = "conversations"
one = "conversations/<id:sender_id>/"
urlpatterns = [
    path("conversations/", conversation_list.index, name="index"),
    path("list/reviewed/", conversation_list.mark_several, name="mark_several"),
    path("list/saved-filters/", conversation_list.save_filter, name="save_filter"),
    path("list/saved-filters/<int:pk>/delete/", conversation_list.delete_filter, name="delete_filter"),
    path("list/download/", conversation_list.export, name="export_list"),
    path("queue/next/", review.take_next, name="take_next"),
    path(one, conversation_page.conversation, name="conversation"),
    path(f"{one}note/", notes.add_note, name="add_note"),
    path(f"{one}note/<int:pk>/", notes.change_note, name="change_note"),
    path(f"{one}note/<int:pk>/delete/", notes.delete_note, name="delete_note"),
    path(f"{one}tag/", notes.add_tag, name="add_tag"),
    path(f"{one}remove-tag/", notes.remove_tag, name="remove_tag"),
    path(f"{one}reviewed/", review.mark_reviewed, name="mark_reviewed"),
    path(f"{one}put-back/", review.put_back, name="put_back"),
    path(f"{one}not-reviewed/", review.mark_unreviewed, name="mark_unreviewed"),
    path(f"{one}judge/<id:message_id>/", review.judge, name="judge"),
    path(f"{one}hide/", hiding.hide, name="hide"),
    path(f"{one}hide/now/", hiding.hide_now, name="hide_now"),
    path(f"{one}hold/", retention.hold, name="hold"),
    path(f"{one}release/", retention.release, name="release"),
    path(f"{one}download/", exports.export, name="export"),
    path(f"{one}erase/", retention.erase_conversation, name="erase"),
    path("removal/", retention.removal, name="removal"),
    path("unanswered/", gaps.gaps, name="gaps"),
    path("unanswered/answer/<int:pk>/", answers.change_answer, name="change_answer"),
    path("unanswered/answer/<int:pk>/withdraw/", answers.withdraw_answer, name="withdraw_answer"),
    path("unanswered/<path:topic>/answer/", answers.approve, name="approve"),
    path("unanswered/<path:topic>/", answers.gap, name="gap"),
    path("review-data/", gaps.judgements, name="judgements"),
    path("review-data/review-data.csv", gaps.judgements_csv, name="judgements_csv"),
]
