"""Who may open a view. Every view is marked with one of these, and one that is not opens for nobody:

    @needs(Permission.VIEW_CONVERSATIONS)     signed in, with the second factor where that is required, and permitted
    @signed_in                                signed in, with the second factor where that is required
    @half_signed_in                           the password was right; for the pages that ask for the second factor
    @public                                   anybody

A class-based view is marked where it becomes a view, as in `signed_in(_ChangePassword.as_view())` (views.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from console.accounts.not_saved import not_saved
from console.accounts.permissions import Permission
from console.accounts.second_factor import missing_step

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """What a view asks for."""

    account: bool = True
    second_factor: bool = True
    permission: Permission | None = None


def needs(permission: Permission) -> Callable[[View], View]:
    """Mark a view for those with a permission."""
    return _marked(Access(permission=permission))


def _marked(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


signed_in = _marked(Access())
half_signed_in = _marked(Access(second_factor=False))
public = _marked(Access(account=False))


def may_enter(request: HttpRequest) -> bool:
    """Return whether the reader has signed in completely. Asked several times a page, so the request keeps the answer."""
    if not hasattr(request, "may_enter"):
        user = getattr(request, "user", None)
        request.may_enter = user is not None and user.is_authenticated and missing_step(user) is None
    return bool(request.may_enter)


def may(request: HttpRequest, permission: Permission) -> bool:
    """Return whether the reader has signed in completely and may do this. For what a page shows or leaves out."""
    return may_enter(request) and bool(request.user.has_perm(permission.full_name))


class AccessMiddleware:
    """Checks before each view that the reader may open it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> HttpResponse | None:
        """Let the view be called, or ask to sign in; PermissionDenied if it is not for this reader or not marked."""
        access: Access | None = getattr(view, "access", None)
        if access is None:
            raise PermissionDenied
        if not access.account:
            return None
        step = _missing_step(request, access)
        if step and request.method == "POST":
            return not_saved(request)
        if step and request.user.is_authenticated and request.path == reverse("home"):
            return redirect(step)  # the start page comes after it anyway
        if step:
            return redirect_to_login(request.get_full_path(), reverse(step))
        if access.permission and not request.user.has_perm(access.permission.full_name):
            raise PermissionDenied
        return None


def _missing_step(request: HttpRequest, access: Access) -> str | None:
    """Return the view where the reader has to go first."""
    if not request.user.is_authenticated:
        return "accounts:sign_in"
    return missing_step(request.user) if access.second_factor else None
