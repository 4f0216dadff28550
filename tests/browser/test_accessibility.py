"""Automatic accessibility checks of each state of the chat page. They find a part of what can be wrong, not all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chat import send
from tests.browser.looks import complaints
from tests.running_server import Server


@pytest.fixture
def narrow_page(browser: Browser, server: Server) -> Iterator[Page]:
    """The chat page as on a desktop at 400 % zoom."""
    context = browser.new_context(viewport={"width": 320, "height": 256})
    page = context.new_page()
    page.goto(server.chat)
    yield page
    context.close()


def test_the_opening(narrow_page: Page) -> None:
    assert complaints(narrow_page) == []


@pytest.mark.parametrize(
    "message",
    [
        "How long does a review take?",
        "he's hurting the kids right now",
        "I want to talk to someone",
        "Send NSCP a message for me",
        "  ",
    ],
)
def test_each_kind_of_reply(narrow_page: Page, message: str) -> None:
    send(narrow_page, message)

    assert complaints(narrow_page) == []


def test_a_reply_is_in_view_and_focus_is_on_it(narrow_page: Page) -> None:
    send(narrow_page, "How long does a review take?")

    assert narrow_page.evaluate("document.activeElement.id") == "latest"
    top = narrow_page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert 0 <= top < 256


def test_controls_show_in_a_contrast_theme(narrow_page: Page) -> None:
    narrow_page.emulate_media(forced_colors="active")

    widths = narrow_page.evaluate(
        "[...document.querySelectorAll('button, textarea, .message')].map(e => getComputedStyle(e).borderTopWidth)"
    )

    assert widths
    assert all(width != "0px" for width in widths)
