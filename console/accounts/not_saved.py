"""What happens to a form that could not be saved because its sender had been signed out, or had signed in again elsewhere.

The answer shows what was typed once more. console/static/console/not_saved.js keeps it in the browser's tab and puts it back
into its form after signing in; without JavaScript it can be copied. Nothing of it stays on the server.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views import csrf

from console.accounts.forms import SignInForm
from console.accounts.second_factor import missing_step

NOT_TYPED = {"csrfmiddlewaretoken", "next"}
SIGNED_OUT = "You were signed out before this was saved."
NO_CODE = "You had not entered your code when this was sent."
ELSEWHERE = "You signed in again, in another window, before this was saved."
# Of a form with one of these nothing is kept: passwords, and what is to be hidden from a conversation.
SECRET = {"password", "old_password", "new_password1", "new_password2", "code", "detail"}


def not_saved(request: HttpRequest) -> HttpResponse:
    """Answer a form whose sender has to sign in, or to open its page again."""
    page = _page_of_form(request)
    is_signed_in = request.user.is_authenticated
    step = missing_step(request.user) if is_signed_in else None
    context = {
        "why": NO_CODE if step else ELSEWHERE if is_signed_in else SIGNED_OUT,
        "typed": typed(request.POST),
        "page": page,
        "sign_in_form": None if is_signed_in else _sign_in_form(request),
        "step": f"{reverse(step)}?{urlencode({'next': page})}" if step else "",
    }
    return render(request, "accounts/not_saved.html", context, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without the token of this session: signing in, also in another tab, makes a new one.

    Nothing that another website sends is shown as if staff had typed it.
    """
    match = request.resolver_match
    access = getattr(match.func, "access", None) if match else None
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if is_ours and access and access.account:
        return not_saved(request)
    refusal: HttpResponse = csrf.csrf_failure(request, reason)
    return refusal


def typed(sent: QueryDict) -> list[tuple[str, str]]:
    """Return what somebody typed or chose, by field. Bare numbers are what the page itself added."""
    if SECRET & set(sent):
        return []
    fields = [(name, value) for name, values in sent.lists() if name not in NOT_TYPED for value in values]
    return [(name, value) for name, value in fields if value.strip() and not value.isdecimal()]


def _sign_in_form(request: HttpRequest) -> SignInForm:
    """Return the form without its focus, so that what happened is read first."""
    form = SignInForm(request)
    form.fields["username"].widget.attrs.pop("autofocus", None)
    return form


def _page_of_form(request: HttpRequest) -> str:
    """Return the page that the form stood on, as the browser names it; else the form's address, which leads there."""
    referrer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure()):
        return str(request.path)
    parts = urlsplit(referrer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
