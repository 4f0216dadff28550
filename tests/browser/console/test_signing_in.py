"""Signing in and out: a code from an app, too many wrong passwords, and nothing left behind."""

from __future__ import annotations

import hashlib
import hmac
import struct
import time
from base64 import b32decode

from playwright.sync_api import expect

from tests.browser.console.conftest import SignIn
from tests.browser.console.seed import PASSWORD
from tests.browser.looks import assert_fine
from tests.running_server import Server


def code_of(key: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    digest = hmac.new(b32decode(key), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def make_account(console: Server, name: str, role: str) -> None:
    console.run_in_console(
        "from django.contrib.auth.models import Group, User\n"
        f"User.objects.create_user({name!r}, password={PASSWORD!r}).groups.add(Group.objects.get(name={role!r}))"
    )


def test_somebody_sets_up_an_app_and_later_signs_in_without_the_phone(sign_in: SignIn, console: Server) -> None:
    make_account(console, "careful", "reviewer")
    page = sign_in("careful", width=320, java_script=True)
    page.goto("/account/app/")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert page.evaluate("document.querySelector('.qr').naturalWidth") > 0
    page.get_by_label("Code", exact=True).fill(code_of(page.locator(".key").inner_text().replace(" ", "")))
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".codes li")).to_have_count(8)
    codes = page.locator(".codes li").all_inner_texts()
    assert_fine(page)

    later = sign_in("careful", java_script=True)
    expect(later.get_by_role("heading", name="Enter your code")).to_be_visible()
    assert_fine(later)
    later.get_by_label("Code", exact=True).fill("000000")
    later.get_by_role("button", name="Continue").click()
    expect(later.get_by_role("alert")).to_contain_text("That code is not right")
    assert_fine(later)
    later.get_by_label("Code", exact=True).fill(codes[0])
    later.get_by_role("button", name="Continue").click()

    later.goto("/account/")
    expect(later.get_by_text("You have 7 recovery codes left")).to_be_visible()


def test_too_many_wrong_passwords_are_told_in_plain_words(sign_in: SignIn, console: Server) -> None:
    make_account(console, "forgetful", "reviewer")
    page = sign_in(java_script=True)
    for _ in range(5):
        page.get_by_label("Name").fill("forgetful")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="Too many attempts")).to_be_visible()
    assert_fine(page)


def test_signing_out_leaves_nothing_to_go_back_to(sign_in: SignIn) -> None:
    page = sign_in("admin", java_script=True)
    page.goto("/accounts/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    page.go_back()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
