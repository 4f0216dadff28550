"""What was typed is not lost when the session ended meanwhile: it comes back to who typed it, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console.conftest import SignIn, start_console
from tests.browser.console.seed import ACCOUNTS, CONVERSATIONS, PASSWORD
from tests.browser.looks import assert_fine
from tests.running_server import Server

NOTE = "Asked the lead to look.\nShe will ring on Monday & say so."
STILL_HERE = "You were signed out before this was saved. It is still here: check it and save it again."
# Everybody has been idle for two hours, as far as the server is concerned.
IDLE = """
import time
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
for row in Session.objects.all():
    session = SessionStore(row.pk)
    if "seen_at" in session:
        session["seen_at"] = time.time() - 7200
        session.save()
"""
NO_SESSIONS = "from django.contrib.sessions.models import Session; Session.objects.all().delete()"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The console on a database of its own, whose sessions these tests end."""
    server = start_console(tmp_path_factory.mktemp("not-saved"), ACCOUNTS, CONVERSATIONS)
    yield server
    server.stop()


def sign_in_here(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def save_a_note(page: Page, text: str = NOTE) -> None:
    page.get_by_label("New note").fill(text)
    page.get_by_role("button", name="Save the note").click()


def what_the_tab_keeps(page: Page) -> str:
    return str(page.evaluate("JSON.stringify({...sessionStorage})"))


@pytest.mark.parametrize("ending", [IDLE, NO_SESSIONS], ids=["idle for too long", "no session"])
def test_a_note_is_back_in_its_box_after_signing_in_again(sign_in: SignIn, console: Server, ending: str) -> None:
    page = sign_in("reviewer", width=320, java_script=True)
    page.goto("/conversations/danger/?from=queue")
    console.run_in_console(ending)
    save_a_note(page)

    expect(page.get_by_role("heading", level=1, name="This was not saved")).to_be_visible()
    expect(page.get_by_text("You were signed out before this was saved.")).to_be_visible()
    expect(page.get_by_text("She will ring on Monday")).to_be_hidden()
    assert_fine(page)
    sign_in_here(page, "reviewer")

    assert page.url.endswith("/conversations/danger/?from=queue")
    expect(page.get_by_role("alert")).to_contain_text(STILL_HERE)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("New note")).to_have_value(NOTE)
    assert NOTE.split()[0] not in what_the_tab_keeps(page)
    assert_fine(page)
    page.get_by_role("link", name="Go to what you typed").click()
    expect(page.get_by_label("New note")).to_be_focused()
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("Your note is saved.")).to_be_visible()


def test_choices_come_back_too(sign_in: SignIn, console: Server) -> None:
    page = sign_in("safeguarding_lead", java_script=True)
    page.goto("/conversations/plain/?judge=1")
    page.get_by_label("What is the message about?").select_option("self_harm_distress")
    page.get_by_label("The guide should answer this").check()
    page.get_by_label("An example in your own words").fill("I get hurt at home")
    console.run_in_console(NO_SESSIONS)
    page.get_by_role("button", name="Save the judgement").click()
    sign_in_here(page, "safeguarding_lead")

    expect(page.get_by_text(STILL_HERE)).to_be_visible()
    expect(page.get_by_label("What is the message about?")).to_have_value("self_harm_distress")
    expect(page.get_by_label("The guide should answer this")).to_be_checked()
    expect(page.get_by_label("An example in your own words")).to_have_value("I get hurt at home")


def test_a_tag_comes_back_too(sign_in: SignIn, console: Server) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/plain/")
    page.get_by_label("New tag").fill("waits for the board")
    console.run_in_console(IDLE)
    page.get_by_role("button", name="Add", exact=True).click()
    sign_in_here(page, "reviewer")

    expect(page.get_by_text(STILL_HERE)).to_be_visible()
    expect(page.get_by_label("New tag")).to_have_value("waits for the board")


def test_a_reason_comes_back_after_a_mistake_and_a_wrong_password(sign_in: SignIn, console: Server) -> None:
    page = sign_in("safeguarding_lead", java_script=True)
    page.goto("/conversations/plain/hold/")
    page.get_by_role("button", name="Put it on hold").click()
    page.get_by_label("Why?").fill("Strategy meeting")
    console.run_in_console(IDLE)
    page.get_by_role("button", name="Put it on hold").click()
    page.get_by_label("Name").fill("safeguarding_lead")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    sign_in_here(page, "safeguarding_lead")

    expect(page.get_by_label("Why?")).to_have_value("Strategy meeting")


def test_signing_in_again_in_another_tab_loses_nothing(sign_in: SignIn, console: Server) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/scared/")
    page.get_by_label("New note").fill(NOTE)
    console.run_in_console(NO_SESSIONS)
    other_tab = page.context.new_page()
    other_tab.goto("/")
    sign_in_here(other_tab, "reviewer")
    page.get_by_role("button", name="Save the note").click()

    expect(page.get_by_text("You signed in again, in another window, before this was saved.")).to_be_visible()
    page.get_by_role("link", name="Go back to the page").click()
    expect(page.get_by_label("New note")).to_have_value(NOTE)
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("Your note is saved.")).to_be_visible()


def test_somebody_else_who_signs_in_there_does_not_see_it(sign_in: SignIn, console: Server) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/danger/")
    console.run_in_console(NO_SESSIONS)
    save_a_note(page, "For my own eyes.")
    sign_in_here(page, "safeguarding_lead")

    expect(page.get_by_label("New note")).to_have_value("")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert "my own eyes" not in what_the_tab_keeps(page)
    assert "my own eyes" not in page.content()


def test_somebody_else_who_signs_in_in_another_tab_does_not_see_it(sign_in: SignIn, console: Server) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/danger/")
    page.get_by_label("New note").fill("For my own eyes.")
    console.run_in_console(NO_SESSIONS)
    other_tab = page.context.new_page()
    other_tab.goto("/")
    sign_in_here(other_tab, "safeguarding_lead")
    page.get_by_role("button", name="Save the note").click()

    expect(page.get_by_text("For my own eyes.")).to_be_hidden()
    page.get_by_role("link", name="Go back to the page").click()
    expect(page.get_by_label("New note")).to_have_value("")
    assert "my own eyes" not in what_the_tab_keeps(page)


def test_signing_out_forgets_it(sign_in: SignIn, console: Server) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/danger/")
    console.run_in_console(NO_SESSIONS)
    save_a_note(page, "Nothing to leave behind.")
    expect(page.get_by_text("What you typed is kept in this tab")).to_be_visible()
    page.goto("/")
    sign_in_here(page, "reviewer")
    assert "Nothing to leave behind." in what_the_tab_keeps(page)

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    assert what_the_tab_keeps(page) == "{}"


def test_what_is_to_be_hidden_is_never_kept(sign_in: SignIn, console: Server) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/danger/hide/")
    page.get_by_label("What should be hidden?").fill("Zebedee Smith")
    page.get_by_label("What is it?").select_option("name")
    console.run_in_console(NO_SESSIONS)
    page.get_by_role("button", name="Show where it is").click()

    expect(page.get_by_text("Go back to the page and do it again.")).to_be_visible()
    assert "Zebedee" not in page.content()
    assert "Zebedee" not in what_the_tab_keeps(page)


def test_passwords_are_never_kept(sign_in: SignIn, console: Server) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/account/password/")
    page.get_by_label("Your password now").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("another long pass phrase")
    page.get_by_label("New password again").fill("another long pass phrase")
    console.run_in_console(NO_SESSIONS)
    page.get_by_role("button", name="Change your password").click()

    expect(page.get_by_text("Go back to the page and do it again.")).to_be_visible()
    assert "pass phrase" not in page.content() + what_the_tab_keeps(page)


def test_without_javascript_it_is_shown_to_be_copied(sign_in: SignIn, console: Server) -> None:
    page = sign_in("reviewer")
    page.goto("/conversations/danger/")
    console.run_in_console(NO_SESSIONS)
    save_a_note(page)

    expect(page.get_by_text("Copy what you want to keep, before you leave this page.")).to_be_visible()
    expect(page.get_by_text("She will ring on Monday & say so.")).to_be_visible()
    sign_in_here(page, "reviewer")
    expect(page.get_by_role("heading", level=1, name="Conversation of")).to_be_visible()


def test_the_address_of_what_was_not_saved_can_be_opened_again(sign_in: SignIn, console: Server) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/danger/")
    save_a_note(page, "   ")
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")

    assert page.url.endswith("/note/")
    page.goto(page.url)

    expect(page.get_by_role("heading", level=1, name="Conversation of")).to_be_visible()
