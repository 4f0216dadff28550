"""The page on which a reviewer hides a detail that slipped through."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from console.accounts.access import needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations import hiding, rasa_tables
from console.conversations.erasing import MustStay
from console.conversations.index_models import Conversation
from console.conversations.transcript import transcript
from console.validators import IN_WORDS


@needs(Permission.REVIEW_CONVERSATIONS)
@sensitive_post_parameters("detail")
def hide(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Hide a detail in every table and in the index."""
    get_object_or_404(Conversation, pk=sender_id)
    form = hiding.HideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _hide(request, sender_id, form)
        except hiding.NotInConversation:
            form.add_error("detail", hiding.NOT_THERE)
        except MustStay as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "It is hidden, here and wherever else it was kept of this conversation.")
            return redirect("conversations:conversation", sender_id)
    if request.method != "POST":
        record(request, Action.VIEW, f"conversation {sender_id}")
    context = {"form": form, "sender_id": sender_id, "exchanges": transcript(sender_id)}
    return render(request, "conversations/hide.html", context, status=400 if form.errors else 200)


def _hide(request: HttpRequest, sender_id: str, form: hiding.HideForm) -> None:
    kind = form.cleaned_data["kind"]

    def note() -> None:
        if not rasa_tables.keep_stored(sender_id):
            raise Http404
        record(request, Action.CHANGE, f"conversation {sender_id}", f"hid {IN_WORDS[kind]} that had slipped through")

    hiding.hide(sender_id, form.cleaned_data["detail"], kind, note)
