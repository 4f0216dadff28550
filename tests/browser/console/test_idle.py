"""Somebody who writes for long is warned before they are signed out, and can stay."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.console.conftest import SignIn
from tests.browser.looks import assert_fine
from tests.running_server import Server


def idle_for_long(page: Page) -> None:
    """A page whose clock is then put ahead to five minutes before the end."""
    page.clock.install()
    page.goto("/account/")
    page.clock.fast_forward("55:01")


def test_a_warning_comes_in_time_and_goes_when_they_stay(sign_in: SignIn) -> None:
    page = sign_in("admin", width=320, java_script=True)
    idle_for_long(page)

    expect(page.get_by_role("status").filter(has_text="You will soon be signed out")).to_be_visible()
    assert_fine(page)
    page.get_by_role("button", name="Stay signed in").click()

    expect(page.get_by_role("button", name="Stay signed in")).to_be_hidden()
    page.clock.fast_forward("55:01")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_visible()


def test_it_is_said_if_it_is_too_late(sign_in: SignIn, console: Server) -> None:
    page = sign_in("trainer", java_script=True)
    idle_for_long(page)
    page.context.clear_cookies()

    page.get_by_role("button", name="Stay signed in").click()

    expect(page.get_by_text("You have been signed out. Save what you typed as usual")).to_be_visible()
    expect(page.get_by_role("button", name="Stay signed in")).to_be_hidden()


def test_it_is_said_if_the_console_cannot_be_reached(sign_in: SignIn) -> None:
    page = sign_in("trainer", java_script=True)
    idle_for_long(page)
    page.route("**/still-here/", lambda route: route.abort())

    page.get_by_role("button", name="Stay signed in").click()

    expect(page.get_by_text("The console cannot be reached. Copy what you have written")).to_be_visible()
    expect(page.get_by_role("button", name="Stay signed in")).to_be_visible()


def test_nobody_is_warned_early(sign_in: SignIn) -> None:
    page = sign_in("admin", java_script=True)
    page.clock.install()
    page.goto("/account/")
    page.clock.fast_forward("54:00")

    expect(page.get_by_role("button", name="Stay signed in")).to_be_hidden()
