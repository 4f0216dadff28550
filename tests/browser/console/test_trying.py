"""A trainer tries messages on the live model, which a real trainer worker has loaded, and is helped while typing."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.console.conftest import SignIn, start_console
from tests.browser.console.seed import ACCOUNTS
from tests.browser.looks import assert_fine, is_too_wide
from tests.running_server import START_SECONDS, Server

LOADING = 120_000  # ms
ASKED = "how long does a review take"
DANGER = "my stepdad is hitting my little brother right now"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A console with accounts, and a trainer worker that is alive. The checkout's model is live."""
    console = start_console(tmp_path_factory.mktemp("trying"), ACCOUNTS)
    try:
        console.start_trainer()
        deadline = time.monotonic() + START_SECONDS
        while console.run_in_console("from console.proposals import claims; print(claims.is_working())") != "True":
            assert time.monotonic() < deadline, console.log("trainer")
        yield console
    finally:
        console.stop()


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
    page.set_viewport_size({"width": 320, "height": 800})
    assert not is_too_wide(page)
    page.goto("/proposals/")  # nothing asks whether to leave
    expect(page.get_by_role("heading", name="Proposals", exact=True)).to_be_visible()


def test_without_javascript_a_button_leads_to_the_answer(sign_in: SignIn) -> None:
    page = sign_in("trainer", width=320)
    page.goto("/try/")
    page.get_by_label("A message, as a family might write it").fill(ASKED)
    page.get_by_role("button", name="Try it").click()
    for _ in range(LOADING // 500):
        if page.get_by_role("link", name="Show the answer").count() == 0:
            break
        page.get_by_role("link", name="Show the answer").click()
        page.wait_for_timeout(500)

    expect(page.get_by_role("region", name="Live now").get_by_text("How long does a review take?")).to_be_visible()
    expect(page.get_by_role("heading", name="What families read")).to_be_visible()


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


def test_why_an_example_was_refused_goes_when_it_is_put_right(sign_in: SignIn) -> None:
    page = sign_in("trainer", java_script=True)
    page.goto("/proposals/new/?topic=gap/belongings")
    page.get_by_label("What does this proposal improve?").fill("Keys")
    box = page.get_by_label("New examples")
    box.fill("who has {name}'s keys\nhow long does a review take")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("alert")).to_contain_text("has square or curly brackets")
    expect(box).to_have_accessible_description(re.compile("curly brackets"))

    box.fill("who has her keys\nhow long does a review take")

    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text("curly brackets")).to_have_count(0)
    expect(box).not_to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("status").filter(has_text="is an example of “How long does a review take?”")).to_be_visible()
    assert_fine(page)
