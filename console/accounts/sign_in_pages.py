"""Signing in with name and password, signing out, and choosing a password by a link from an admin."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, PasswordResetConfirmView
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST

from console.accounts.access import public
from console.audit.log import record
from console.audit.models import Action

NO_SUCH_PAIR = "That name and password do not belong together, or the account is locked. Try again, or ask an admin."


class SignInForm(AuthenticationForm):
    """Says the same whatever was wrong, so that nobody learns which accounts there are."""

    error_messages = {"invalid_login": NO_SUCH_PAIR, "inactive": NO_SUCH_PAIR}  # noqa: RUF012  # as Django declares it

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["username"].label = "Name"

    def clean_username(self) -> str:
        """Small letters, as accounts are made (console/accounts/forms.py)."""
        return str(self.cleaned_data["username"]).lower()


class _SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = False


sign_in = public(_SignIn.as_view())


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("accounts:sign_in")


class _ChoosePassword(PasswordResetConfirmView):
    template_name = "accounts/choose_password.html"
    form_class = SetPasswordForm
    success_url = reverse_lazy("accounts:sign_in")
    user: User

    def form_valid(self, form: Form) -> HttpResponse:
        """Note it, and keep the new password."""
        with transaction.atomic():
            record(self.request, Action.ACCOUNT, f"account {self.user.get_username()}", "chose a password by a link")
            response: HttpResponse = super().form_valid(form)
        return response


choose_password = public(_ChoosePassword.as_view())
