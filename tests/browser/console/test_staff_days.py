"""Parts of a day of each role, without JavaScript; then the pages on the way are looked at once more by axe."""

from __future__ import annotations

import hashlib
import hmac
import struct
import time
from base64 import b32decode

from playwright.sync_api import Page, expect

from tests.browser.console.conftest import PASSWORD, SignIn
from tests.browser.console.test_console_pages import complaints, is_too_wide
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


def looks_fine(page: Page) -> None:
    assert complaints(page) == []
    assert not is_too_wide(page)


def test_an_admin_pauses_and_resumes(sign_in: SignIn) -> None:
    page = sign_in("admin")
    page.get_by_role("link", name="Off switch").first.click()
    page.get_by_label("Why is it paused?").fill("It gave a wrong answer")
    page.get_by_label("Message for families").fill("Back on Monday.")
    page.get_by_role("button", name="Pause the assistant").click()

    expect(page.get_by_role("region", name="Assistant paused")).to_be_visible()
    expect(page.get_by_text("by admin: It gave a wrong answer")).to_be_visible()
    reviewer = sign_in("reviewer", width=320, color_scheme="dark", java_script=True)
    expect(reviewer.get_by_role("region", name="Assistant paused")).to_be_visible()
    looks_fine(reviewer)
    on_switch = sign_in("admin", java_script=True)
    on_switch.goto("/off-switch/")
    looks_fine(on_switch)

    page.get_by_label("Why can it answer again?").fill("Mended")
    page.get_by_role("button", name="Resume the assistant").click()

    expect(page.get_by_text("The assistant answers again within 10 seconds.")).to_be_visible()
    expect(page.get_by_role("region", name="Assistant paused")).to_have_count(0)


def test_an_admin_makes_an_account_and_its_owner_the_password(sign_in: SignIn) -> None:
    page = sign_in("admin", java_script=True)
    page.goto("/accounts/new/")
    page.get_by_label("Name to sign in with").fill("newcomer")
    page.get_by_label("Trainer.").check()
    page.get_by_role("button", name="Make it").click()
    looks_fine(page)
    link = page.locator(".key").inner_text()

    newcomer = sign_in(java_script=True)
    newcomer.goto(link)
    looks_fine(newcomer)
    newcomer.get_by_label("New password", exact=True).fill(PASSWORD)
    newcomer.get_by_label("New password confirmation").fill(PASSWORD)
    newcomer.get_by_role("button", name="Keep it").click()
    newcomer.get_by_label("Name").fill("newcomer")
    newcomer.get_by_label("Password").fill(PASSWORD)
    newcomer.get_by_role("button", name="Sign in").click()

    expect(newcomer.get_by_role("heading", name="What you can do here")).to_be_visible()
    newcomer.goto(link)
    expect(newcomer.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    looks_fine(newcomer)


def test_a_lead_reads_a_message_that_could_not_be_sent_and_closes_it(sign_in: SignIn) -> None:
    page = sign_in("safeguarding_lead", java_script=True)
    page.get_by_role("link", name="Hand-offs").first.click()
    expect(page.get_by_text("1 message could not be sent after days of tries.")).to_be_visible()
    page.locator("tbody tr", has_text="waits for you").get_by_role("link").click()
    reference = page.locator("h1").inner_text()

    page.get_by_label("Why do you need to read it?").fill("To phone them")
    page.get_by_role("button", name="Show it").click()

    expect(page.get_by_text("Please phone my sister instead.")).to_be_visible()
    expect(page.get_by_text("Mornings only.")).to_be_visible()
    looks_fine(page)
    page.get_by_role("link", name="I have read it").click()
    expect(page.get_by_text("Please phone my sister instead.")).to_have_count(0)

    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why, in a few words.")
    looks_fine(page)
    page.get_by_label("Why do you close it?").fill("Phoned them")
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("It is closed.")).to_be_visible()

    page.goto(f"/audit/?subject={reference}")
    rows = page.locator("tbody tr").all_inner_texts()
    assert len(rows) == 2
    assert "To phone them" in rows[1]
    assert "closed: Phoned them" in rows[0]


def test_somebody_sets_up_an_app_and_later_signs_in_without_the_phone(sign_in: SignIn, console: Server) -> None:
    make_account(console, "careful", "reviewer")
    page = sign_in("careful", width=320, java_script=True)
    page.goto("/account/app/")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert page.evaluate("document.querySelector('.qr').naturalWidth") > 0
    page.get_by_label("Code", exact=True).fill(code_of(page.locator(".key").inner_text().replace(" ", "")))
    page.get_by_role("button", name="Continue").click()
    looks_fine(page)
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 8

    later = sign_in("careful", java_script=True)
    expect(later.get_by_role("heading", name="Enter your code")).to_be_visible()
    looks_fine(later)
    later.get_by_label("Code", exact=True).fill("000000")
    later.get_by_role("button", name="Continue").click()
    expect(later.get_by_role("alert")).to_contain_text("That code is not right")
    looks_fine(later)
    later.get_by_label("Code", exact=True).fill(codes[0])
    later.get_by_role("button", name="Continue").click()

    later.goto("/account/")
    expect(later.get_by_text("You have 7 recovery codes left")).to_be_visible()


def test_a_trainer_meets_a_plain_sentence_where_they_may_not_go(sign_in: SignIn) -> None:
    page = sign_in("trainer", java_script=True)
    expect(page.get_by_role("link", name="Accounts")).to_have_count(0)

    page.goto("/accounts/")

    expect(page.get_by_role("heading", name="You cannot open this page")).to_be_visible()
    looks_fine(page)


def test_too_many_wrong_passwords_are_told_in_plain_words(sign_in: SignIn, console: Server) -> None:
    make_account(console, "forgetful", "reviewer")
    page = sign_in(java_script=True)
    for _ in range(5):
        page.get_by_label("Name").fill("forgetful")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="Too many tries")).to_be_visible()
    looks_fine(page)


def test_signing_out_leaves_nothing_to_go_back_to(sign_in: SignIn) -> None:
    page = sign_in("admin", java_script=True)
    page.goto("/accounts/")
    page.get_by_role("button", name="Sign out").click()

    page.go_back()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
