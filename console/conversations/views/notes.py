"""Notes and tags that reviewers put on a conversation."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from console.accounts.access import may, needs
from console.accounts.permissions import Permission
from console.audit.models import Action, record
from console.conversations.forms import NoteForm, TagForm
from console.conversations.models import Note, Tag
from console.conversations.retention import changing
from console.conversations.views.conversation_page import page_of_conversation, to_conversation

reviews = needs(Permission.REVIEW_CONVERSATIONS)


@reviews
def add_note(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Save a note for colleagues; one that cannot be saved stays in its box."""
    if request.method != "POST":
        return to_conversation(request, sender_id, "notes")
    form = NoteForm(request.POST)
    if not form.is_valid():
        return page_of_conversation(request, sender_id, form)
    with changing(request, sender_id, Action.CHANGE, "wrote a note"):
        Note.objects.create(sender_id=sender_id, text=form.cleaned_data["text"], by=request.user.get_username())
    messages.success(request, "Your note is saved.")
    return to_conversation(request, sender_id, "notes")


@reviews
def change_note(request: HttpRequest, sender_id: str, pk: int) -> HttpResponse:
    """Change one's own note, or delete it; a safeguarding lead deletes any.

    Raises:
        PermissionDenied: it is somebody else's.
    """
    note = get_object_or_404(Note, pk=pk, sender_id=sender_id)
    is_own = note.by == request.user.get_username()
    if not is_own and (request.method == "POST" or not may_delete_any(request)):
        raise PermissionDenied
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"text": note.text})
    form.fields["text"].label = "Your note"
    if request.method == "POST" and form.is_valid():
        with changing(request, sender_id, Action.CHANGE, "changed a note"):
            Note.objects.filter(pk=pk).update(text=form.cleaned_data["text"], changed_at=timezone.now())
        messages.success(request, "Your note is changed.")
        return to_conversation(request, sender_id, "notes")
    if request.method != "POST":
        record(request, Action.VIEW, f"conversation {sender_id}")
    context = {"form": form, "note": note, "is_own": is_own, "sender_id": sender_id}
    return render(request, "conversations/note.html", context, status=400 if form.errors else 200)


@reviews
@require_POST
def delete_note(request: HttpRequest, sender_id: str, pk: int) -> HttpResponse:
    """Delete a note for good.

    Raises:
        PermissionDenied: it is somebody else's, and the reader is no safeguarding lead.
    """
    note = get_object_or_404(Note, pk=pk, sender_id=sender_id)
    is_own = note.by == request.user.get_username()
    if not is_own and not may_delete_any(request):
        raise PermissionDenied
    with changing(request, sender_id, Action.CHANGE, "deleted a note" if is_own else f"deleted a note by {note.by}"):
        Note.objects.filter(pk=pk).delete()
    messages.success(request, "The note is deleted.")
    return to_conversation(request, sender_id, "notes")


@reviews
def add_tag(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Add a tag; one that cannot be saved stays in its box."""
    if request.method != "POST":
        return to_conversation(request, sender_id, "tags")
    form = TagForm(request.POST)
    if not form.is_valid():
        return page_of_conversation(request, sender_id, form)
    with changing(request, sender_id, Action.CHANGE, "added a tag"):
        Tag.objects.get_or_create(sender_id=sender_id, name=form.cleaned_data["name"])
    return to_conversation(request, sender_id, "tags")


@reviews
@require_POST
def remove_tag(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Remove a tag."""
    name = request.POST.get("name", "").replace("\x00", "")
    with changing(request, sender_id, Action.CHANGE, "removed a tag"):
        Tag.objects.filter(sender_id=sender_id, name=name).delete()
    return to_conversation(request, sender_id, "tags")


def may_delete_any(request: HttpRequest) -> bool:
    """Return whether the reader may delete the notes of others: who may erase the conversation may."""
    return may(request, Permission.ERASE_CONVERSATIONS)
