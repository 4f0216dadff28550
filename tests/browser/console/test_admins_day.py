"""An admin's day: the assistant stops and starts again for families who have it open; a new colleague gets in."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chat import cut_off
from tests.browser.console.conftest import SignIn
from tests.browser.console.seed import ACCOUNTS, PASSWORD
from tests.browser.looks import assert_fine
from tests.browser.widget.host import Host
from tests.browser.widget.widget_page import HARM, LONG, Widget
from tests.running_server import Server

OBEY_WITHIN = 10  # seconds
NOTICE = "We are mending an answer. Back on Monday."


@pytest.fixture(scope="module")
def console(server: Server) -> Iterator[Server]:
    """The console beside the servers that families talk to."""
    server.run_in_console(ACCOUNTS)
    server.start_console()
    yield server
    server.stop_one("console")


@pytest.fixture
def family(browser: Browser, console: Server, host: Host) -> Iterator[Widget]:
    """The chat on a website's page, just started."""
    context = cut_off(browser, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(host.add_page(console.address))
    yield Widget(page).start()
    context.close()


def until_told(family: Widget, question: str, words: str) -> None:
    """Ask until the reply has these words, for as long as the assistant may take to obey."""
    ends = time.monotonic() + OBEY_WITHIN
    while words not in (reply := family.ask(question)):
        assert time.monotonic() < ends, f"still after {OBEY_WITHIN} seconds: {reply}"


def test_an_admin_pauses_and_resumes_while_a_family_has_the_chat_open(sign_in: SignIn, family: Widget) -> None:
    page = sign_in("admin")
    until_told(family, LONG, "six to nine months")

    page.get_by_role("link", name="Off switch").first.click()
    page.get_by_label("Why is it paused?").fill("It gave a wrong answer")
    page.get_by_label("Message for families").fill(NOTICE)
    page.get_by_role("button", name="Pause the assistant").click()

    expect(page.get_by_role("region", name="Assistant paused")).to_be_visible()
    expect(page.get_by_text("by admin: It gave a wrong answer")).to_be_visible()
    until_told(family, LONG, NOTICE)
    assert "999" in family.ask(HARM)
    reviewer = sign_in("reviewer", width=320, color_scheme="dark", java_script=True)
    expect(reviewer.get_by_role("region", name="Assistant paused")).to_be_visible()
    assert_fine(reviewer)
    on_switch = sign_in("admin", java_script=True)
    on_switch.goto("/off-switch/")
    assert_fine(on_switch)

    page.get_by_label("Why can it answer again?").fill("Mended")
    page.get_by_role("button", name="Resume the assistant").click()

    expect(page.get_by_text("The assistant answers again within 10 seconds.")).to_be_visible()
    expect(page.get_by_role("region", name="Assistant paused")).to_have_count(0)
    until_told(family, LONG, "six to nine months")


def test_an_admin_makes_an_account_and_its_owner_the_password(sign_in: SignIn) -> None:
    page = sign_in("admin", java_script=True)
    page.goto("/accounts/new/")
    page.get_by_label("Name to sign in with").fill("newcomer")
    page.get_by_label("Trainer.").check()
    page.get_by_role("button", name="Create the account").click()
    link = page.locator(".key").inner_text()
    assert_fine(page)

    newcomer = sign_in(java_script=True)
    newcomer.goto(link)
    assert_fine(newcomer)
    newcomer.get_by_label("New password", exact=True).fill(PASSWORD)
    newcomer.get_by_label("New password again").fill(PASSWORD)
    newcomer.get_by_role("button", name="Save the password").click()
    newcomer.get_by_label("Name").fill("newcomer")
    newcomer.get_by_label("Password").fill(PASSWORD)
    newcomer.get_by_role("button", name="Sign in").click()

    expect(newcomer.get_by_role("heading", name="What you can do here")).to_be_visible()
    page.goto("/accounts/")
    page.get_by_role("link", name="newcomer").click()
    page.get_by_label("Trainer.").uncheck()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("heading", name="Take a role away from newcomer?")).to_be_visible()
    assert_fine(page)
    page.get_by_label("Why do you take away Trainer?").fill("Moved to another team")
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("newcomer is signed out everywhere.")).to_be_visible()
    newcomer.reload()
    expect(newcomer.get_by_role("heading", name="Sign in")).to_be_visible()

    newcomer.goto(link)
    expect(newcomer.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    assert_fine(newcomer)
