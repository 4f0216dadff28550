"""Somebody's own account: their password and their second factor."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe

from console.accounts import second_factor
from console.accounts.access import signed_in
from console.accounts.permissions import ROLES
from console.audit.log import record
from console.audit.models import Action


@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What they may do, and how they sign in."""
    names = request.user.groups.values_list("name", flat=True)
    context = {
        "roles": [ROLES[name] for name in names if name in ROLES],
        "has_app": second_factor.has_app(request.user),
        "codes_left": second_factor.codes_left(request.user),
    }
    return render(request, "accounts/own.html", context)


class _ChangePassword(PasswordChangeView):
    template_name = "accounts/password.html"
    success_url = reverse_lazy("accounts:own")

    def form_valid(self, form: Form) -> HttpResponse:
        """Keep it, sign out every other browser, and note it."""
        with transaction.atomic():
            record(self.request, Action.ACCOUNT, f"account {self.request.user.get_username()}", "changed their password")
            response: HttpResponse = super().form_valid(form)
        messages.success(self.request, "Your password is changed. You are signed out everywhere else.")
        return response


password = signed_in(_ChangePassword.as_view())
