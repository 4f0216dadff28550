"""What was typed and not saved is not left behind without a question."""

from __future__ import annotations

from playwright.sync_api import Dialog, expect

from tests.browser.console.conftest import SignIn


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


def test_saving_it_asks_nothing(sign_in: SignIn) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/danger/")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.get_by_label("New note").fill("Ring the health visitor again.")
    page.get_by_role("button", name="Save the note").click()

    expect(page.get_by_text("Your note is saved.")).to_be_visible()
    assert asked == []
