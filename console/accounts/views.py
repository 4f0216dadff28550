"""Signing in with name and password, signing out, choosing a password by a link, and one's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, PasswordChangeView, PasswordResetConfirmView
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST, require_safe

from console.accounts import second_factor
from console.accounts.access import public, signed_in
from console.accounts.forms import ChangePasswordForm, ChoosePasswordForm, SignInForm
from console.accounts.permissions import ROLES
from console.audit.models import Action, record


class _SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = False


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("accounts:sign_in")


class _ChoosePassword(PasswordResetConfirmView):
    template_name = "accounts/choose_password.html"
    form_class = ChoosePasswordForm
    success_url = reverse_lazy("accounts:sign_in")
    user: User

    def form_valid(self, form: Form) -> HttpResponse:
        """Record it, and store the new password."""
        with transaction.atomic():
            record(self.request, Action.ACCOUNT, f"account {self.user.get_username()}", "chose a password by a link")
            response: HttpResponse = super().form_valid(form)
        messages.success(self.request, "Your new password is saved, and you are signed out everywhere. Sign in with it.")
        return response


class _ChangePassword(PasswordChangeView):
    template_name = "accounts/password.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("accounts:own")

    def form_valid(self, form: Form) -> HttpResponse:
        """Record it, store the new password, and sign out every other browser."""
        with transaction.atomic():
            record(self.request, Action.ACCOUNT, f"account {self.request.user.get_username()}", "changed their password")
            response: HttpResponse = super().form_valid(form)
        messages.success(self.request, "Your password is changed. You are signed out everywhere else.")
        return response


sign_in = public(_SignIn.as_view())
choose_password = public(_ChoosePassword.as_view())
password = signed_in(_ChangePassword.as_view())


@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show what one may do, and how one signs in."""
    names = request.user.groups.values_list("name", flat=True)
    context = {
        "roles": [ROLES[name] for name in names if name in ROLES],
        "has_app": second_factor.has_app(request.user),
        "codes_left": second_factor.codes_left(request.user),
    }
    return render(request, "accounts/own.html", context)


@signed_in
@require_safe
def still_here(request: HttpRequest) -> HttpResponse:
    """Answer console/static/console/idle.js, which asks for somebody who is writing and wants to stay signed in."""
    return HttpResponse(status=204)
