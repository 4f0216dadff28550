"""A reviewer's day, without JavaScript: the queue, from its first conversation to its last."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console.conftest import SignIn, start_console
from tests.browser.console.seed import ACCOUNTS, CONVERSATIONS
from tests.browser.looks import assert_fine
from tests.running_server import Server


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The console on a database of its own, in which nobody has reviewed anything."""
    server = start_console(tmp_path_factory.mktemp("reviewers-day"), ACCOUNTS, CONVERSATIONS)
    yield server
    server.stop()


def next_to_review(page: Page) -> None:
    page.get_by_role("button", name="Next to review").first.click()


def mark_as_reviewed(page: Page) -> None:
    page.get_by_role("button", name="Mark as reviewed", exact=True).last.click()
    expect(page.get_by_text("Reviewed by reviewer")).to_be_visible()


def test_a_reviewer_clears_the_queue(sign_in: SignIn) -> None:
    page = sign_in("reviewer")
    page.get_by_role("link", name="Conversations").first.click()
    expect(page.get_by_text("3 conversations waiting")).to_be_visible()
    next_to_review(page)
    expect(page.get_by_text("he hits me when he is drunk")).to_be_visible()
    expect(page.get_by_text("The family said that this did not help.")).to_be_visible()
    expect(page.get_by_text("i cant ring")).to_be_visible()

    page.get_by_role("link", name="Another topic, or an example").click()
    expect(page.get_by_text("he hits me when he is drunk")).to_be_visible()
    page.get_by_label("What is the message about?").select_option("self_harm_distress")
    page.get_by_label("An example in your own words").fill("dad hits me when he is drunk again")
    page.get_by_role("button", name="Save the judgement").click()
    expect(page.get_by_role("alert")).to_contain_text("“hits me when he is” is in what the family wrote too")
    page.get_by_label("An example in your own words").fill("I get hurt at home")
    page.get_by_role("button", name="Save the judgement").click()
    expect(page.locator("#message-1")).to_contain_text("wrong, it is about")
    assert page.url.endswith("/conversations/danger/#message-1")

    page.get_by_label("New tag").fill("Danger")
    page.get_by_role("button", name="Add").click()
    page.get_by_label("New note").fill("Asked the lead to look.")
    page.get_by_role("button", name="Save the note").click()
    page.get_by_role("link", name="Change or delete").click()
    page.get_by_label("Your note").fill("Told the lead.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".note")).to_contain_text("Told the lead.")
    mark_as_reviewed(page)

    next_to_review(page)
    expect(page.get_by_text("i am scared of my dad")).to_be_visible()
    expect(page.get_by_role("button", name="Put back").first).to_be_visible()
    page.get_by_role("button", name="Mark as reviewed and go on").first.click()
    expect(page.get_by_text("wots the point of it")).to_be_visible()
    page.get_by_role("button", name="Mark as reviewed and go on").last.click()

    expect(page.get_by_text("Nothing is waiting for you.")).to_be_visible()
    expect(page.get_by_text("0 conversations waiting")).to_be_visible()
    page.get_by_text("Search and filters").click()
    page.get_by_label("Tag", exact=True).select_option("danger")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("heading", name="1 conversation", exact=True)).to_be_visible()
    page.get_by_role("link", name="Clear all filters").click()
    expect(page.get_by_role("heading", name="4 conversations", exact=True)).to_be_visible()


def test_a_reviewer_hides_a_detail_that_slipped_through(sign_in: SignIn) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/plain/")
    page.get_by_role("link", name="Hide a detail that slipped through").click()
    page.get_by_label("What should be hidden?").fill("Zqvex")
    page.get_by_label("What is it?").select_option("name")
    page.get_by_role("button", name="Show where it is").click()
    expect(page.get_by_text("That is not in this conversation.").first).to_be_visible()
    page.get_by_label("What should be hidden?").fill("how long")
    page.get_by_role("button", name="Show where it is").click()
    expect(page.get_by_role("alert")).to_contain_text("own answers or the guide say that too")
    page.get_by_label("What should be hidden?").fill("long is a review")
    page.get_by_role("button", name="Show where it is").click()
    expect(page.get_by_role("heading", level=1, name="Check what will be hidden")).to_be_visible()
    expect(page.get_by_role("mark")).to_have_text("long is a review")
    assert_fine(page)
    page.get_by_role("button", name="Hide it").click()

    expect(page.get_by_text("It is hidden, here and wherever else it was stored of this conversation.")).to_be_visible()
    expect(page.get_by_text("how [name]")).to_be_visible()
    page.goto("/conversations/?q=how+long")
    expect(page.get_by_text("how long is a review")).to_have_count(0)
