"""The chat on a page that stands in a frame of another: Exit takes the whole tab away or says what to do."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from tests.browser.widget.host import Content, Host
from tests.browser.widget.widget_page import LAUNCHER, LONG, WEATHER
from tests.running_server import Server

HTML = {"Content-Type": "text/html; charset=utf-8"}


def framed(context: BrowserContext, host: Host, server: Server, sandbox: str | None = None) -> tuple[Page, FrameLocator]:
    """A page of the website with the page that has the chat on it in a frame."""
    inner = host.add_page(server.address)
    rule = "" if sandbox is None else f'sandbox="{sandbox}"'
    path = f"/frame-{len(host.contents)}"
    html = f'<!DOCTYPE html><title>Outer</title><iframe {rule} src="{inner}" width="1000" height="700"></iframe>'
    host.contents[path] = Content(html.encode(), HTML)
    page = context.new_page()
    page.goto(host.address + path)
    return page, page.frame_locator("iframe")


def start(frame: FrameLocator) -> None:
    frame.get_by_role("button", name=LAUNCHER).click()
    frame.get_by_role("button", name="Start chat").click()
    expect(frame.locator("nscp-chat li.assistant")).to_have_count(1)


@pytest.mark.parametrize("how", ["button", "Shift three times"])
def test_exit_takes_the_whole_tab_away(desktop: BrowserContext, host: Host, server: Server, how: str) -> None:
    page, frame = framed(desktop, host, server)
    start(frame)

    with page.expect_event("requestfailed", lambda request: request.url == WEATHER):
        if how == "button":
            frame.get_by_role("button", name="Exit this page").click()
        else:
            for _ in range(3):
                frame.get_by_label("Type your question").press("Shift")

    expect(page).to_have_url(re.compile("^chrome-error:"))


def test_where_exit_may_not_leave_it_clears_the_chat_and_says_what_to_do(
    desktop: BrowserContext, host: Host, server: Server
) -> None:
    _, frame = framed(desktop, host, server, "allow-scripts allow-same-origin")
    start(frame)
    frame.get_by_label("Type your question").fill(LONG)
    frame.get_by_role("button", name="Send").click()
    expect(frame.locator("nscp-chat li.assistant")).to_have_count(2)

    frame.get_by_role("button", name="Exit this page").click()

    expect(frame.get_by_text("close this tab to leave").first).to_be_visible()
    assert frame.locator("nscp-chat li.message").count() == 0


def test_a_sandbox_without_forms_can_still_send(desktop: BrowserContext, host: Host, server: Server) -> None:
    _, frame = framed(desktop, host, server, "allow-scripts allow-same-origin")
    start(frame)

    frame.get_by_label("Type your question").fill(LONG)
    frame.get_by_label("Type your question").press("Enter")
    frame.get_by_label("Type your question").fill("What do I have to do?")
    frame.get_by_role("button", name="Send").click()

    expect(frame.get_by_text("six to nine months").last).to_be_visible()
    expect(frame.get_by_text("You do not have to do anything").last).to_be_visible()
