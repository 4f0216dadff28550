"""What was typed and not saved is not left behind without a question."""

from __future__ import annotations

from playwright.sync_api import Dialog, expect

from tests.browser.console.conftest import SignIn
from tests.browser.looks import assert_fine


def test_leaving_a_note_that_is_not_saved_is_asked_about(sign_in: SignIn) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/danger/")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label("New note").fill("Ring the health visitor.")
    page.get_by_label("New tag").press("Enter")  # another form of the page
    page.get_by_role("link", name="Back to the list").click()

    assert "beforeunload" in asked
    expect(page.get_by_label("New note")).to_have_value("Ring the health visitor.")


def test_a_new_topic_that_was_left_is_offered_again_with_all_its_sentences(sign_in: SignIn) -> None:
    page = sign_in("trainer", java_script=True)
    page.goto("/proposals/3/new-topic/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Title").fill("Where can I park?")
    page.get_by_role("textbox", name="Sentence 1", exact=True).fill("The guide does not say where to park.")
    page.get_by_role("button", name="Add a sentence below sentence 2").click()
    page.get_by_role("textbox", name="Sentence 3", exact=True).fill("You can ask by email: {nscp_email}.")
    page.get_by_label("What sentence 3 rests on", exact=True).select_option("signpost")
    page.get_by_role("link", name="Back to the proposal").click()
    page.wait_for_url("**/proposals/3/")

    page.goto("/proposals/3/new-topic/")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("You left this page before what you typed was saved. It is still here.")
    assert_fine(page)
    page.get_by_role("button", name="Show what you typed").click()

    expect(page.get_by_label("Title")).to_have_value("Where can I park?")
    expect(page.get_by_role("textbox", name="Sentence 3", exact=True)).to_have_value("You can ask by email: {nscp_email}.")
    expect(page.get_by_label("What sentence 3 rests on", exact=True)).to_have_value("signpost")
    expect(notice).to_have_count(0)


def test_what_was_left_can_be_thrown_away(sign_in: SignIn) -> None:
    page = sign_in("trainer", java_script=True)
    page.goto("/proposals/3/new-topic/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Title").fill("Where can I park?")
    page.goto("/proposals/3/new-topic/")
    page.get_by_role("button", name="Throw it away").click()

    expect(page.get_by_role("alert")).to_have_count(0)
    page.goto("/proposals/3/new-topic/")
    expect(page.get_by_role("button", name="Throw it away")).to_have_count(0)
    expect(page.get_by_label("Title")).to_have_value("")


def test_saving_it_asks_nothing(sign_in: SignIn) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/danger/")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.get_by_label("New note").fill("Ring the health visitor again.")
    page.get_by_role("button", name="Save the note").click()

    expect(page.get_by_text("Your note is saved.")).to_be_visible()
    assert asked == []
