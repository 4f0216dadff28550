"""One conversation as a file, for a reason."""

from __future__ import annotations

import re

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from console.accounts.access import needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations import exporting
from console.conversations.exporting import csv_response
from console.conversations.models import Conversation
from console.conversations.way_back import address_of, list_query
from console.forms import ReasonForm

CSV, JSON = "csv", "json"


class ExportForm(ReasonForm):
    """Why, and as what."""

    kind = forms.ChoiceField(
        label="What kind of file?",
        choices=((CSV, "For a spreadsheet (CSV)"), (JSON, "For another program (JSON)")),
        initial=CSV,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose CSV or JSON."),
    )


@needs(Permission.EXPORT_CONVERSATIONS)
def export(request: HttpRequest, sender_id: str) -> HttpResponseBase:
    """Ask why, then download one conversation."""
    get_object_or_404(Conversation, pk=sender_id)
    form = ExportForm(request.POST if request.method == "POST" else None, question="Why do you need a copy?")
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        record(request, Action.EXPORT, f"conversation {sender_id}", f"as {kind.upper()}: {form.cleaned_data['reason']}")
        return _as_csv(sender_id) if kind == CSV else _as_json(sender_id)
    query = list_query(request)
    context = {"form": form, "list_query": query, "conversation_address": address_of(sender_id, query)}
    return render(request, "conversations/export.html", context, status=400 if form.errors else 200)


def _as_csv(sender_id: str) -> HttpResponseBase:
    return csv_response(_file_name(sender_id), exporting.COLUMNS, exporting.as_rows(sender_id))


def _as_json(sender_id: str) -> HttpResponse:
    response = JsonResponse(
        exporting.as_json(sender_id), exporting.LocalTimes, json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response["Content-Disposition"] = f'attachment; filename="{_file_name(sender_id)}.json"'
    return response


def _file_name(sender_id: str) -> str:
    return "conversation-" + re.sub(r"[^A-Za-z0-9-]", "_", sender_id)
