"""The second factor's pages: entering a code, setting an app up, recovery codes."""

from __future__ import annotations

import io

import qrcode
import qrcode.image.svg
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as note_verified
from django_otp.models import Device

from console.accounts import second_factor
from console.accounts.access import half_signed_in, signed_in
from console.audit.log import record
from console.audit.models import Action

WRONG = "That code is not right, or it was used before. Wait for the next one and try again."


class CodeForm(forms.Form):
    """One code. Letters and spaces are forgiven."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="The six digits that your app shows now.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}),
        error_messages={"required": "Enter the code."},
    )

    def clean_code(self) -> str:
        """Without what people type in between."""
        return "".join(str(self.cleaned_data["code"]).split()).replace("-", "").lower()


@half_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for a code from the app, or a recovery code, after the password."""
    if request.user.is_verified() or not second_factor.has_app(request.user):
        return redirect("home")
    form = CodeForm(request.POST or None)
    form.fields["code"].help_text += " If you do not have your phone, enter one of your recovery codes."
    if form.is_valid():
        with transaction.atomic():
            device = second_factor.matching_device(request.user, form.cleaned_data["code"])
            if device is not None:
                record(request, Action.SIGN_IN, _account(request), f"with a {second_factor.kind_of(device)}")
        if device is not None:
            _finish_sign_in(request, device)
            return redirect("home")
        record(request, Action.SIGN_IN_FAILED, _account(request), "wrong code")
        form.add_error("code", WRONG)
    return render(request, "accounts/code.html", {"form": form}, status=400 if form.errors else 200)


@half_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Take an app into use. Whoever has one already gives its code first."""
    if second_factor.missing_step(request.user) == "accounts:code":
        return redirect("accounts:code")
    device = second_factor.new_app(request.user)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        with transaction.atomic():
            is_right = second_factor.confirm(device, form.cleaned_data["code"])
            if is_right:
                record(request, Action.ACCOUNT, _account(request), "set up an app for codes")
        if is_right:
            _finish_sign_in(request, device)
            return _show_recovery_codes(request)
        form.add_error("code", WRONG)
    key = " ".join(_in_fours(device.config_url.partition("secret=")[2].partition("&")[0]))
    return render(request, "accounts/set_up_code.html", {"form": form, "key": key}, status=400 if form.errors else 200)


@half_signed_in
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """The QR code of the app that is being set up."""
    if second_factor.missing_step(request.user) == "accounts:code":
        return redirect("accounts:code")
    image = io.BytesIO()
    address = second_factor.new_app(request.user).config_url
    qrcode.make(address, image_factory=qrcode.image.svg.SvgFillImage, border=4).save(image)
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


@signed_in
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the old ones stop working."""
    if not second_factor.has_app(request.user):
        messages.info(request, "Set up an app for codes first.")
        return redirect("accounts:own")
    with transaction.atomic():
        record(request, Action.ACCOUNT, _account(request), "made new recovery codes")
        return _show_recovery_codes(request)


def _show_recovery_codes(request: HttpRequest) -> HttpResponse:
    """The only time that they are shown."""
    codes = [" ".join(_in_fours(found)) for found in second_factor.new_recovery_codes(request.user)]
    return render(request, "accounts/recovery_codes.html", {"codes": codes})


def _finish_sign_in(request: HttpRequest, device: Device) -> None:
    note_verified(request, device)
    request.session.cycle_key()


def _account(request: HttpRequest) -> str:
    """How the audit log names it."""
    return f"account {request.user.get_username()}"


def _in_fours(text: str) -> list[str]:
    return [text[start : start + 4] for start in range(0, len(text), 4)]
