"""The second factor's pages: entering a code, setting an app up, recovery codes."""

from __future__ import annotations

import io
import math

import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as note_verified
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from console.accounts import second_factor
from console.accounts.access import half_signed_in, signed_in
from console.accounts.forms import CodeForm
from console.audit.models import Action, record

WRONG = "That code is not right, or it was used before. Wait for the next one and try again."
TOO_SOON = "A code before was wrong, so this one was not looked at. Enter a code again in {}."
MINUTE = 60  # seconds


@half_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for a code from the app, or a recovery code, after the password."""
    if request.user.is_verified() or not second_factor.has_app(request.user):
        return redirect(_onward(request))
    form = CodeForm(request.POST if request.method == "POST" else None)
    form.fields["code"].help_text += " If you do not have your phone, enter one of your recovery codes."
    if form.is_valid():
        given = form.cleaned_data["code"]
        wait = second_factor.seconds_to_wait(request.user, given)
        if not wait and _lets_in(request, given):
            return redirect(_onward(request))
        record(request, Action.SIGN_IN_FAILED, _account(request), "code entered too soon" if wait else "wrong code")
        form.add_error("code", _why_not(wait))
    return render(request, "accounts/code.html", {"form": form}, status=400 if form.errors else 200)


@half_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Take an app into use. Somebody who has one already gives its code first."""
    if second_factor.missing_step(request.user) == "accounts:code":
        return redirect("accounts:code")
    device = second_factor.new_app(request.user)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        wait = second_factor.wait_of(device)
        if not wait and _takes_into_use(request, device, form.cleaned_data["code"]):
            return _show_recovery_codes(request, second_factor.new_recovery_codes(request.user))
        form.add_error("code", _why_not(wait))
    key = " ".join(_in_fours(device.config_url.partition("secret=")[2].partition("&")[0]))
    return render(request, "accounts/set_up_code.html", {"form": form, "key": key}, status=400 if form.errors else 200)


@half_signed_in
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """Return the QR code of the app that is being set up."""
    if second_factor.missing_step(request.user) == "accounts:code":
        return redirect("accounts:code")
    image = io.BytesIO()
    address = second_factor.new_app(request.user).config_url
    qrcode.make(address, image_factory=qrcode.image.svg.SvgFillImage, border=4).save(image)
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


@signed_in
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes; the old ones stop working."""
    if not second_factor.has_app(request.user):
        messages.info(request, "Set up an app for codes first.")
        return redirect("accounts:own")
    with transaction.atomic():
        record(request, Action.ACCOUNT, _account(request), "made new recovery codes")
        codes = second_factor.new_recovery_codes(request.user)
    if isinstance(request.user.otp_device, StaticDevice):  # it went with its codes
        _finish_sign_in(request, StaticDevice.objects.get(user=request.user))
    return _show_recovery_codes(request, codes)


def _show_recovery_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Show recovery codes, once."""
    context = {"codes": [" ".join(_in_fours(code)) for code in codes], "onward": _onward(request)}
    return render(request, "accounts/recovery_codes.html", context)


def _lets_in(request: HttpRequest, given: str) -> bool:
    """Complete the sign-in if a code is right, which is then used up; False if it is not."""
    with transaction.atomic():
        device = second_factor.matching_device(request.user, given)
        if device is None:
            return False
        record(request, Action.SIGN_IN, _account(request), f"with a {second_factor.kind_of(device)}")
    _finish_sign_in(request, device)
    return True


def _takes_into_use(request: HttpRequest, device: TOTPDevice, given: str) -> bool:
    """Take an app into use and complete the sign-in if its code is right; False if it is not."""
    with transaction.atomic():
        if not second_factor.confirm(device, given):
            return False
        record(request, Action.ACCOUNT, _account(request), "set up an app for codes")
    _finish_sign_in(request, device)
    return True


def _why_not(wait: int) -> str:
    """Return what the form says. A code that came too soon was not looked at: it may be the right one."""
    return TOO_SOON.format(_in_words(wait)) if wait else WRONG


def _in_words(seconds: int) -> str:
    number, unit = (seconds, "second") if seconds < 2 * MINUTE else (math.ceil(seconds / MINUTE), "minute")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _onward(request: HttpRequest) -> str:
    """Return the page that was asked for before the code was, if it is in the console."""
    asked = request.GET.get("next", "")
    is_here = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return str(asked if is_here else reverse("home"))


def _finish_sign_in(request: HttpRequest, device: Device) -> None:
    note_verified(request, device)
    request.session.cycle_key()


def _account(request: HttpRequest) -> str:
    return f"account {request.user.get_username()}"


def _in_fours(text: str) -> list[str]:
    return [text[start : start + 4] for start in range(0, len(text), 4)]
