"""Where an admin makes accounts, gives them roles, locks them, and helps somebody who cannot sign in."""

from __future__ import annotations

from axes.utils import reset as forget_failed_sign_ins
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.accounts import second_factor, sessions
from console.accounts.access import needs
from console.accounts.forms import AccountForm, NewAccountForm
from console.accounts.passwords import counted_name, path_of_link
from console.accounts.permissions import ROLES, Permission
from console.accounts.states import states
from console.audit.models import Action, record
from console.forms import ReasonForm

manages = needs(Permission.MANAGE_ACCOUNTS)
CHANGED_MEANWHILE = (
    "Somebody has changed this account since you opened it. {} now has: {}. Check what you chose, and save it again."
)
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@manages
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the accounts."""
    users = User.objects.prefetch_related("groups").order_by("-is_active", "username")
    found = states(users)
    return render(
        request, "accounts/index.html", {"rows": [(user, _roles_in_words(user), found[user.pk]) for user in users]}
    )


@manages
@reads_and_writes
def new(request: HttpRequest) -> HttpResponse:
    """Make an account. Its owner chooses the password by a link, so that nobody else ever knows it."""
    form = NewAccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with transaction.atomic():
            user = form.save()
            _note(request, user, f"made it: {form.roles_in_words()}")
        return _show_link(request, user)
    return render(request, "accounts/new.html", {"form": form}, status=400 if form.errors else 200)


@manages
@reads_and_writes
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name and roles, but not one's own roles: nobody gives themselves more, and one admin is always left."""
    user = get_object_or_404(User, pk=pk)
    is_own = user == request.user
    # Read before the form writes what was sent into `user`.
    seen = f"{user.first_name} {sorted(user.groups.values_list('name', flat=True))}"
    form = AccountForm(request.POST if request.method == "POST" else None, instance=user, may_change_roles=not is_own)
    if request.method == "POST" and request.POST.get("seen") != seen:
        roles = _roles_in_words(user) or "no roles"
        form.full_clean()
        form.add_error(None, CHANGED_MEANWHILE.format(user.username, roles))
    if form.is_valid():
        taken = form.roles_taken_away()
        why = ReasonForm(request.POST if "reason" in request.POST else None, question=f"Why do you take away {taken}?")
        if taken and not why.is_valid():
            return _ask_why(request, user, taken, why)
        _change(request, user, form, taken and f". Taken away: {taken}, because: {why.cleaned_data['reason']}")
        messages.success(request, _changed(user, form, taken))
        return redirect("accounts:account", pk)
    # The form has written what was sent into its own `user`; the rest of the page shows what is stored.
    stored = User.objects.prefetch_related("groups").get(pk=pk)
    context = {
        "form": form,
        "account": stored,
        "seen": seen,
        "is_own": is_own,
        "state": states([stored])[pk],
        "has_app": second_factor.has_app(stored),
    }
    return render(request, "accounts/account.html", context, status=400 if form.errors else 200)


def _ask_why(request: HttpRequest, user: User, taken: str, why: ReasonForm) -> HttpResponse:
    """Ask before roles are taken away; what the account's form sent goes along."""
    sent = [(name, value) for name in ("first_name", "roles", "seen") for value in request.POST.getlist(name)]
    context = {"form": why, "account": user, "taken": taken, "sent": sent}
    return render(request, "accounts/take_roles.html", context, status=400 if why.errors else 200)


def _change(request: HttpRequest, user: User, form: AccountForm, because: str) -> None:
    with transaction.atomic():
        form.save()
        if because:
            sessions.end_all(user)
        _note(request, user, f"changed it: {form.roles_in_words()}{because}")


def _changed(user: User, form: AccountForm, taken: str) -> str:
    if taken:
        return f"Taken away from {user.username}: {taken}. {user.username} is signed out everywhere."
    return f"Saved. {user.username} has: {form.roles_in_words()}." if "roles" in form.fields else "Your name is saved."


@manages
@reads_and_writes
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then sign somebody out everywhere and keep them out."""
    user = _another(request, pk)
    if user is None:
        return redirect("accounts:account", pk)
    why = ReasonForm(request.POST if request.method == "POST" else None, question="Why is it locked?")
    if not why.is_valid():
        context = {"form": why, "account": user}
        return render(request, "accounts/lock.html", context, status=400 if why.errors else 200)
    with transaction.atomic():
        _set_active(user, False)
        sessions.end_all(user)
        _note(request, user, f"locked it: {why.cleaned_data['reason']}")
    messages.success(request, f"{user.username} is locked, and signed out everywhere.")
    return redirect("accounts:account", pk)


@manages
@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in again, also after too many wrong passwords or codes."""
    user = get_object_or_404(User, pk=pk)
    with transaction.atomic():
        _set_active(user, True)
        second_factor.forget_wrong_codes(user)
        _note(request, user, "unlocked it")
    forget_failed_sign_ins(username=counted_name(user.username))
    messages.success(request, f"{user.username} can sign in again.")
    return redirect("accounts:account", pk)


@manages
@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a new link to choose a password with."""
    user = _another(request, pk)
    if user is None:
        return redirect("accounts:account", pk)
    _note(request, user, "made a link to choose a password")
    return _show_link(request, user)


@manages
@reads_and_writes
def remove_app(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then forget somebody's app and recovery codes, for a phone that is lost."""
    user = _another(request, pk)
    if user is None:
        return redirect("accounts:account", pk)
    why = ReasonForm(request.POST if request.method == "POST" else None, question="Why is the app removed?")
    if not why.is_valid():
        context = {"form": why, "account": user}
        return render(request, "accounts/remove_app.html", context, status=400 if why.errors else 200)
    with transaction.atomic():
        second_factor.remove(user)
        sessions.end_all(user)
        _note(request, user, f"removed the app for codes: {why.cleaned_data['reason']}")
    messages.success(request, f"The app is removed, and {user.username} is signed out everywhere. They can set up another.")
    return redirect("accounts:account", pk)


def _roles_in_words(user: User) -> str:
    return ", ".join(ROLES[group.name].title for group in user.groups.all() if group.name in ROLES)


def _another(request: HttpRequest, pk: int) -> User | None:
    """Return somebody else's account; None, with a message, for one's own."""
    user = get_object_or_404(User, pk=pk)
    if user != request.user:
        return user
    messages.info(request, "You cannot do that to your own account. Ask another admin.")
    return None


def _set_active(user: User, is_active: bool) -> None:
    user.is_active = is_active
    user.save(update_fields=["is_active"])


def _show_link(request: HttpRequest, user: User) -> HttpResponse:
    """Show a link, once. It works once, for a day."""
    address = request.build_absolute_uri(path_of_link(user))
    return render(request, "accounts/link.html", {"account": user, "address": address})


def _note(request: HttpRequest, user: User, what: str) -> None:
    record(request, Action.ACCOUNT, f"account {user.get_username()}", what)
