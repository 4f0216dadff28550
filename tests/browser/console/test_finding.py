"""Finding conversations in the list, without JavaScript: filters that stay, errors that help, and a narrow screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console.conftest import SignIn
from tests.browser.looks import is_too_wide

NARROW = 320  # CSS pixels


def rows(page: Page) -> list[str]:
    return page.locator("tbody tr").all_inner_texts()


def test_filters_order_and_page_are_there_after_a_conversation_and_work_in_it(sign_in: SignIn) -> None:
    page = sign_in("reviewer")
    page.goto("/conversations/")
    page.get_by_text("Search and filters").click()
    page.get_by_label("What the assistant did", exact=True).select_option("Answered")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name="Messages", exact=True).click()
    expect(page.get_by_role("columnheader", name="Messages")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("link", name="Next page").click()
    page.wait_for_url("**page=2**")
    before, address = rows(page), page.url

    page.locator("tbody tr").first.get_by_role("link").click()
    page.get_by_label("New tag").fill("found again")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("found again").first).to_be_visible()
    page.get_by_role("link", name="Back to the list").click()

    page.wait_for_url(address)
    assert [row.split("\n")[0] for row in rows(page)] == [row.split("\n")[0] for row in before]
    assert "found again" in rows(page)[0]


def test_a_search_without_its_apostrophe_finds_a_conversation_by_what_was_said(sign_in: SignIn) -> None:
    page = sign_in("reviewer")
    page.goto("/conversations/?place=assistant&q=six+to+nine+months")
    expect(page.get_by_text("how long is a review").first).to_be_visible()


def test_a_last_day_before_the_first_is_said_above_everything(sign_in: SignIn) -> None:
    page = sign_in("reviewer")
    page.goto("/conversations/?from_day=2026-09-02&to_day=2026-09-01&q=advocate")

    expect(page).to_have_title("Error: Conversations – NSCP console")
    expect(page.get_by_role("alert")).to_contain_text("Enter a last day that is the same as “Written from” or after it.")
    expect(page.get_by_label("Search", exact=True)).to_have_value("advocate")
    expect(page.get_by_text("0 conversations", exact=True)).to_have_count(0)


def test_the_need_is_seen_on_a_narrow_screen(sign_in: SignIn) -> None:
    page = sign_in("reviewer", width=NARROW)
    page.goto("/conversations/?safety=help_first")

    needs = page.locator("tbody tr").get_by_text("Somebody may be in danger").all()
    places = [box for need in needs if (box := need.bounding_box())]

    assert len(places) == len(rows(page)) > 0
    assert all(place["x"] >= 0 and place["x"] + place["width"] <= NARROW for place in places)
    assert not is_too_wide(page)
    scrolling = page.get_by_role("region", name="Conversations")
    assert scrolling.evaluate("region => region.scrollWidth <= region.clientWidth")


def test_several_leave_the_queue_at_once(sign_in: SignIn) -> None:
    page = sign_in("reviewer")
    page.goto("/conversations/?review=new&outcome=fallback")
    boxes = page.get_by_role("checkbox", name="Choose the conversation of")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Mark the chosen ones as reviewed").click()

    expect(page.get_by_text("Marked as reviewed: 2.")).to_be_visible()
    assert page.url.endswith("/conversations/?review=new&outcome=fallback")

    page.get_by_role("button", name="Mark the chosen ones as reviewed").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the conversations that you have been through")
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Conversations")).to_be_visible()


def test_a_filter_is_saved_and_used_again(sign_in: SignIn) -> None:
    page = sign_in("reviewer")
    page.goto("/conversations/?outcome=not_in_guide")
    page.get_by_text("Save this filter").click()
    page.get_by_label("Name", exact=True).fill("Not in the guide")
    page.get_by_role("button", name="Save the filter").click()

    page.goto("/conversations/")
    page.get_by_role("link", name="Not in the guide").click()

    expect(page.get_by_label("What the assistant did", exact=True)).to_have_value("not_in_guide")
    page.get_by_role("button", name="Delete the saved filter Not in the guide").click()
    expect(page.get_by_text("The saved filter is deleted.")).to_be_visible()


def test_a_search_opens_a_conversation_at_the_message_that_was_found(sign_in: SignIn) -> None:
    page = sign_in("reviewer")
    page.goto("/conversations/?q=drunk")

    row = page.get_by_role("row", name="he hits me")
    expect(row.get_by_role("mark")).to_have_text("drunk")
    row.get_by_role("link").first.click()

    expect(page.locator(":target")).to_contain_text("he hits me when he is drunk")
    assert page.url.endswith("#message-1")


@pytest.mark.parametrize(
    ("name", "address"),
    [("reviewer", "/conversations/?outcome=answered"), ("safeguarding_lead", "/audit/?action=sign_in")],
)
def test_the_first_rows_are_on_the_first_screen_with_filters_set(sign_in: SignIn, name: str, address: str) -> None:
    page = sign_in(name)
    page.goto(address)

    expect(page.get_by_role("button", name="Show", exact=True)).to_be_visible()
    expect(page.locator("tbody tr").nth(0)).to_be_in_viewport(ratio=1)
    expect(page.locator("tbody tr").nth(1)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    ("name", "address"), [("admin", "/accounts/"), ("safeguarding_lead", "/hand-offs/"), ("safeguarding_lead", "/audit/")]
)
@pytest.mark.parametrize("width", [NARROW, 390])
def test_nothing_of_a_table_is_cut_off_on_a_narrow_screen(sign_in: SignIn, name: str, address: str, width: int) -> None:
    page = sign_in(name, width=width)
    page.goto(address)

    table = page.get_by_role("table")
    assert table.evaluate("table => table.parentElement.scrollWidth <= table.parentElement.clientWidth")
    assert not is_too_wide(page)
    assert table.get_by_role("cell").count() > 0
