"""Where an admin makes accounts, gives them roles, locks them, and helps somebody who cannot sign in."""

from __future__ import annotations

from axes.utils import reset as forget_failed_sign_ins
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.accounts import second_factor
from console.accounts.access import needs
from console.accounts.forms import AccountForm, NewAccountForm
from console.accounts.passwords import counted_name, path_of_link
from console.accounts.permissions import ROLES, Permission
from console.audit.models import Action, record

manages = needs(Permission.MANAGE_ACCOUNTS)
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@manages
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the accounts."""
    users = User.objects.prefetch_related("groups").order_by("-is_active", "username")
    return render(request, "accounts/index.html", {"rows": [(user, _roles_in_words(user)) for user in users]})


@manages
@reads_and_writes
def new(request: HttpRequest) -> HttpResponse:
    """Make an account. Its owner chooses the password by a link, so that nobody else ever knows it."""
    form = NewAccountForm(request.POST or None)
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
    form = AccountForm(request.POST or None, instance=user, may_change_roles=not is_own)
    if form.is_valid():
        with transaction.atomic():
            form.save()
            _note(request, user, f"changed it: {form.roles_in_words()}")
        messages.success(request, "The account is changed.")
        return redirect("accounts:account", pk)
    # The form has written what was sent into its own `user`; the rest of the page shows what is stored.
    stored = User.objects.get(pk=pk)
    context = {"form": form, "account": stored, "is_own": is_own, "has_app": second_factor.has_app(stored)}
    return render(request, "accounts/account.html", context, status=400 if form.errors else 200)


@manages
@require_POST
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody out everywhere and keep them out."""
    user = _another(request, pk)
    if user is not None:
        _set_active(request, user, False)
        messages.success(request, f"{user.username} is locked and signed out.")
    return redirect("accounts:account", pk)


@manages
@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in again, also after too many wrong passwords or codes."""
    user = get_object_or_404(User, pk=pk)
    with transaction.atomic():
        _set_active(request, user, True)
        second_factor.forget_wrong_codes(user)
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
@require_POST
def remove_app(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget somebody's app and recovery codes, for a phone that is lost."""
    user = _another(request, pk)
    if user is not None:
        with transaction.atomic():
            second_factor.remove(user)
            _note(request, user, "removed the app for codes")
        messages.success(request, f"{user.username} can set up an app again.")
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


def _set_active(request: HttpRequest, user: User, is_active: bool) -> None:
    with transaction.atomic():
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        _note(request, user, "unlocked it" if is_active else "locked it")


def _show_link(request: HttpRequest, user: User) -> HttpResponse:
    """Show a link, once. It works once, for a day."""
    address = request.build_absolute_uri(path_of_link(user))
    return render(request, "accounts/link.html", {"account": user, "address": address})


def _note(request: HttpRequest, user: User, what: str) -> None:
    record(request, Action.ACCOUNT, f"account {user.get_username()}", what)
