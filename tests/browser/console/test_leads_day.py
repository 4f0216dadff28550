"""A safeguarding lead's day, without JavaScript where it need not be: danger, a message for NSCP, hold, erase, download."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.console.conftest import SignIn
from tests.browser.looks import assert_fine, is_too_wide


def find_the_conversation_about_danger(page: Page) -> None:
    page.goto("/conversations/")
    page.get_by_text("Search and filters").click()
    page.get_by_label("Safety").select_option("Help came first")
    page.get_by_label("Left a message for NSCP").select_option("Yes")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**safety=help_first**")
    page.get_by_role("row", name="he hits me").get_by_role("link").first.click()
    expect(page.get_by_text("he hits me when he is drunk")).to_be_visible()


def test_a_lead_follows_a_safety_conversation_to_its_hand_off_and_holds_it(sign_in: SignIn) -> None:
    page = sign_in("safeguarding_lead")
    find_the_conversation_about_danger(page)

    page.get_by_role("link", name="NSCP-").first.click()
    expect(page.get_by_role("heading", level=1, name="NSCP-")).to_be_visible()
    page.get_by_label("Why do you need to read it?").fill("To ask where she is")
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_text("Please phone my sister instead.")).to_be_visible()
    page.get_by_role("link", name="I have read it").click()
    page.get_by_role("link", name="Read the conversation that it was left in").click()

    page.get_by_role("link", name="Put it on hold").click()
    page.get_by_role("button", name="Put it on hold").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why, in a few words.")
    page.get_by_label("Why?").fill("Strategy meeting on Friday")
    page.get_by_role("button", name="Put it on hold").click()
    expect(page.get_by_text("On hold since")).to_contain_text("Strategy meeting on Friday")

    page.get_by_role("link", name="Erase it").click()
    expect(page.get_by_text("It is on hold. Release it from hold first.")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    page.get_by_role("link", name="Release it from hold").click()
    expect(page.get_by_text("It is on hold because: Strategy meeting on Friday")).to_be_visible()
    page.get_by_role("button", name="Release it from hold").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why, in a few words.")
    page.get_by_label("Why?").fill("The meeting is over")
    page.get_by_role("button", name="Release it from hold").click()
    expect(page.get_by_text("It is released.")).to_be_visible()


def test_a_lead_takes_a_conversation_away_and_it_is_in_the_audit_log(sign_in: SignIn) -> None:
    page = sign_in("safeguarding_lead")
    page.goto("/conversations/scared/")
    page.get_by_role("link", name="Download it").click()
    page.get_by_role("button", name="Download", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Say ")
    page.get_by_label("Why do you need a copy?").fill("A court asked for it")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download", exact=True).click()
    assert taken.value.suggested_filename == "conversation-scared.csv"
    assert "i am scared of my dad" in taken.value.path().read_text(encoding="utf-8")

    page.goto("/audit/?subject=scared")

    expect(page.get_by_role("row", name="Export")).to_have_count(1)


def test_a_lead_reads_a_message_that_could_not_be_sent_and_closes_it(sign_in: SignIn) -> None:
    page = sign_in("safeguarding_lead", java_script=True)
    page.get_by_role("link", name="Hand-offs").first.click()
    expect(page.get_by_text("could not be sent after days of trying.")).to_be_visible()
    page.locator("tbody tr", has_text="waits for staff").first.get_by_role("link").click()
    reference = page.get_by_role("heading", level=1, name="NSCP-").inner_text()

    page.get_by_label("Why do you need to read it?").fill("To phone them")
    page.get_by_role("button", name="Show it").click()

    expect(page.get_by_text("Please phone my sister instead.")).to_be_visible()
    expect(page.get_by_text("Mornings only.")).to_be_visible()
    assert_fine(page)
    page.get_by_role("link", name="I have read it").click()
    expect(page.get_by_text("Please phone my sister instead.")).to_have_count(0)

    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in a few words: why do you close it?")
    assert_fine(page)
    page.get_by_label("Why do you close it?").fill("Phoned them")
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("It is closed.")).to_be_visible()

    page.goto(f"/audit/?subject={reference}")
    rows = page.locator("tbody tr").all_inner_texts()
    assert len(rows) == 2
    assert "To phone them" in rows[1]
    assert "closed: Phoned them" in rows[0]


def test_a_lead_sees_whether_it_gets_worse_and_reads_the_conversations_behind_it(sign_in: SignIn) -> None:
    page = sign_in("safeguarding_lead", width=320)
    page.get_by_role("link", name="Dashboard").first.click()
    page.get_by_role("link", name="Last 7 days").click()
    danger = page.get_by_role("img", name="Danger: safety help given:")
    assert re.search(
        r"\d+ of \d+ messages in the last 7 days, \d+ of \d+ the week before", danger.get_attribute("aria-label") or ""
    )
    assert not is_too_wide(page)

    page.get_by_role("heading", name="Danger: safety help given").get_by_role("link").click()

    expect(page.get_by_role("heading", level=1, name="Conversations")).to_be_visible()
    expect(page.get_by_text("he hits me when he is drunk")).to_be_visible()
    expect(page.get_by_text("how long is a review", exact=True)).to_have_count(0)


def test_dates_in_the_wrong_order_are_told_first_and_stay(sign_in: SignIn) -> None:
    page = sign_in("safeguarding_lead", java_script=True)
    page.goto("/dashboard/?since=2026-09-02&until=2026-08-01")

    assert page.title().startswith("Error: ")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="“Until” must be 2 September 2026 or later").click()
    expect(page.get_by_label("Until")).to_be_focused()
    assert page.get_by_label("Until").input_value() in ("2026-08-01", "1 8 2026")
    assert_fine(page)
