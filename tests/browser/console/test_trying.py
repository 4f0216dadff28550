"""A trainer tries messages on the live model, which a real trainer worker has loaded, and is helped while typing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console.conftest import SignIn
from tests.browser.looks import assert_fine
from tests.running_server import Server

LOADING = 120_000  # ms
ASKED = "how long does a review take"
DANGER = "my stepdad is hitting my little brother right now"


@pytest.fixture(scope="module", autouse=True)
def worker(console: Server) -> Iterator[None]:
    console.start_trainer()
    yield
    console.stop_one("trainer")


def test_an_answer_is_shown_in_place_and_read_out(sign_in: SignIn) -> None:
    page = sign_in("trainer", java_script=True)
    page.get_by_role("link", name="Try", exact=True).first.click()
    box = page.get_by_label("A message, as a family might write it")
    box.fill(ASKED)
    page.get_by_role("button", name="Try it").click()

    side = page.get_by_role("region", name="Live now")
    expect(page.locator("#answer[aria-live=polite]").get_by_text("It is being worked out.")).to_be_visible()
    expect(side.get_by_text("How long does a review take?")).to_be_visible(timeout=LOADING)
    assert page.url.endswith("/try/")
    box.fill(DANGER)
    page.get_by_role("button", name="Try it").click()
    expect(side.get_by_text("Help comes first")).to_be_visible()
    assert_fine(page)
    page.goto("/proposals/")  # nothing asks whether to leave
    expect(page.get_by_role("heading", name="Proposals", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_without_javascript_a_button_leads_to_the_answer(sign_in: SignIn, width: int) -> None:
    page = sign_in("trainer", width=width)
    page.goto("/try/")
    page.get_by_label("A message, as a family might write it").fill(ASKED)
    page.get_by_role("button", name="Try it").click()
    look(page)

    expect(page.get_by_text("How long does a review take?")).to_be_visible()
    expect(page.get_by_role("heading", name="What families read")).to_be_visible()
    assert_fine(page)


def look(page: Page) -> None:
    """Press "Show the answer" as long as the page offers it."""
    assert_fine(page)
    for _ in range(LOADING // 500):
        if page.get_by_role("link", name="Show the answer").count() == 0:
            return
        page.get_by_role("link", name="Show the answer").click()
        page.wait_for_timeout(500)


def test_what_stands_against_an_example_is_said_while_it_is_typed(sign_in: SignIn) -> None:
    page = sign_in("trainer", java_script=True)
    page.goto("/proposals/new/?topic=gap/belongings")
    box = page.get_by_label("New examples")
    box.press_sequentially("my keys are lost\nhow long does a review take")

    said = page.get_by_role("status").filter(has_text="is an example of “How long does a review take?” already")
    expect(said).to_be_visible()
    assert_fine(page)
    box.fill("my keys are lost")
    expect(said).to_have_count(0)
