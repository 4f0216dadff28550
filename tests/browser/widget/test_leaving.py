"""Leaving fast, taking the chat off the screen, closing it, and what other people then find on the device."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.widget.host import Host
from tests.browser.widget.widget_page import LONG, WEATHER, Widget, press_shift
from tests.running_server import Server


def leave(chat: Widget, how: str) -> None:
    """Leave; the other website cannot be reached from here."""
    with gone(chat.page):
        if how == "button":
            chat.button("Exit this page").click()
        else:
            press_shift(chat.page)


@contextmanager
def gone(page: Page) -> Iterator[None]:
    """Wait until the page has been left for the other website, or what the browser shows in its place."""
    with page.expect_event("requestfailed", lambda request: request.url == WEATHER):
        yield
    expect(page).to_have_url(re.compile("^chrome-error:"))


@pytest.mark.parametrize("how", ["button", "Shift three times"])
def test_exit_leaves_nothing_behind(chat: Widget, server: Server, how: str) -> None:
    chat.ask(LONG)
    chat.box.fill("half a question")
    token = (chat.stored() or {})["token"]
    address = chat.page.url

    leave(chat, how)
    # The page that could not be reached took this one's place in the history.
    chat.page.goto(address)
    chat.open()

    assert chat.stored() is None
    assert chat.replies.count() == 0
    assert chat.box.input_value() == ""
    assert ended(chat.page, server, token)


def ended(page: Page, server: Server, token: str) -> bool:
    """Whether a session has ended on the server."""
    status = page.evaluate(
        "async ([url, token]) => (await fetch(url, {headers: {Authorization: `Bearer ${token}`}})).status",
        [f"{server.api}/messages", token],
    )
    return bool(status == 410)


@pytest.mark.parametrize("how", ["button", "Shift three times"])
def test_the_page_is_blank_while_the_other_one_loads(chat: Widget, how: str) -> None:
    chat.ask(LONG)
    # What is seen at the moment at which the browser begins to leave; Playwright itself would wait for the other page.
    chat.page.evaluate(
        """() => {
            navigation.addEventListener("navigate", (event) => {
                event.preventDefault();
                const root = document.querySelector("nscp-chat").shadowRoot;
                window.seen = [getComputedStyle(document.body).display, root.querySelectorAll(".message").length];
            });
        }"""
    )

    if how == "button":
        chat.button("Exit this page").click()
    else:
        press_shift(chat.page)

    assert chat.page.evaluate("window.seen") == ["none", 0]


def test_going_back_after_exit_shows_an_empty_chat(desktop: BrowserContext, server: Server, host: Host) -> None:
    """Exit replaces the page that it leaves; the page before it may have the chat on it too."""
    page = desktop.new_page()
    page.goto(host.add_page(server.address))
    chat = Widget(page).start()
    chat.ask(LONG)
    page.get_by_role("link", name="Another page").click()
    chat.open()
    expect(chat.replies.last).to_contain_text("six to nine months")

    leave(chat, "button")
    page.go_back()

    assert not chat.panel.is_visible()
    chat.open()
    assert chat.replies.count() == 0
    assert chat.stored() is None


def test_exit_can_lead_elsewhere(desktop: BrowserContext, server: Server, host: Host) -> None:
    page = desktop.new_page()
    page.goto(host.add_page(server.address, attributes=f'exit="{host.address}/page-0"'))

    Widget(page).open().button("Exit this page").click()

    page.wait_for_url(f"{host.address}/page-0")


@pytest.mark.parametrize("exit_", ["javascript:alert(1)", "data:text/html,x", "http://["])
def test_exit_never_leads_to_what_is_no_website(desktop: BrowserContext, server: Server, host: Host, exit_: str) -> None:
    page = desktop.new_page()
    page.goto(host.add_page(server.address, attributes=f'exit="{exit_}"'))

    leave(Widget(page).open(), "button")


def test_pressing_shift_is_counted_aloud_and_in_sight(chat: Widget) -> None:
    chat.listen()

    press_shift(chat.page, 2)

    assert "●●○" in chat.element.locator(".leave").inner_text()
    told = chat.announced()
    assert "Press it 2 more times to leave this page" in told
    assert "Press it 1 more time to leave this page" in told


def test_shift_is_forgotten_after_five_seconds(chat: Widget) -> None:
    chat.page.clock.install()
    chat.listen()
    press_shift(chat.page, 2)

    chat.page.clock.run_for(5_100)
    press_shift(chat.page, 1)

    assert "You are still on this page" in chat.announced()
    assert "●○○" in chat.element.locator(".leave").inner_text()


def test_capital_letters_do_not_leave_the_page(chat: Widget) -> None:
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))

    chat.box.press_sequentially("I")
    for letter in "AM SO TIRED":
        chat.box.press(f"Shift+{letter}" if letter.strip() else "Space")
    press_shift(chat.page, 2)
    chat.box.press("a")
    press_shift(chat.page, 1)

    assert WEATHER not in asked
    assert chat.box.input_value() == "IAM SO TIREDa"


def test_shift_does_nothing_before_the_chat_is_opened(widget: Widget) -> None:
    asked: list[str] = []
    widget.page.on("request", lambda request: asked.append(request.url))

    press_shift(widget.page, 4)
    widget.page.wait_for_timeout(200)

    assert asked == []


def test_clear_takes_the_chat_off_the_screen_and_says_what_stays(chat: Widget, server: Server) -> None:
    chat.ask(LONG)
    token = (chat.stored() or {})["token"]
    chat.listen()
    chat.open_more()

    chat.button("Clear chat").click()

    assert chat.replies.count() == 0
    assert chat.stored() is None
    told = chat.panel.inner_text()
    assert "The chat has been taken off this screen" in told
    assert "NSCP keeps its copy for 90 days" in told
    assert "This takes the chat off" not in told
    assert "taken off this screen" in chat.announced()
    assert ended(chat.page, server, token)
    chat.button("Start chat").click()
    expect(chat.replies).to_have_count(1)
    assert "You do not have to do anything" in chat.ask("What do I have to do?")
    assert len(chat.said()) == 3


def test_closing_keeps_the_chat_and_gives_the_focus_back(chat: Widget) -> None:
    chat.ask(LONG)

    chat.box.press("Escape")

    assert not chat.panel.is_visible()
    assert chat.focused() == "Questions about a review"
    assert chat.launcher.get_attribute("aria-expanded") == "false"
    chat.open()
    assert chat.replies.count() == 2
    assert chat.focused() == "title"


@pytest.mark.parametrize("where", ["in the chat's box", "on the page"])
@pytest.mark.parametrize("how", ["button", "Shift three times"])
def test_the_websites_own_exit_works_while_the_chat_is_open(
    desktop: BrowserContext, server: Server, host: Host, how: str, where: str
) -> None:
    page = desktop.new_page()
    address = host.add_page(server.address, with_exit=True)
    page.goto(address)
    chat = Widget(page).start()
    chat.ask(LONG)
    if where == "in the chat's box":
        chat.box.focus()

    with gone(page):
        if how == "button":
            page.get_by_role("link", name="Leave this website").click()
        else:
            press_shift(page)
    page.goto(address)

    assert chat.stored() is None
    assert chat.open().replies.count() == 0


def test_the_websites_exit_stays_above_the_chat(desktop: BrowserContext, server: Server, host: Host) -> None:
    page = desktop.new_page()
    css = "#exit {position: fixed; z-index: 1000; right: 0; bottom: 0; padding: 40px; background: red}"
    page.goto(host.add_page(server.address, with_exit=True, css=css))
    Widget(page).launcher.press("Enter")

    top = page.evaluate("document.elementFromPoint(innerWidth - 20, innerHeight - 20).id")

    assert top == "exit"


def test_nothing_is_stored_or_asked_before_a_chat_starts(widget: Widget) -> None:
    asked: list[str] = []
    widget.page.on("request", lambda request: asked.append(request.url))

    widget.open().button("Close").click()
    widget.open()

    assert widget.stored() is None
    assert asked == []
    assert widget.page.context.cookies() == []
    assert widget.page.evaluate("localStorage.length") == 0


def test_only_a_chat_in_which_something_was_said_is_remembered(chat: Widget) -> None:
    assert chat.stored() is None

    chat.ask(LONG)

    assert set(chat.stored() or {}) == {"token", "unanswered"}
    assert (chat.stored() or {})["unanswered"] == []


def test_a_chat_can_be_downloaded_with_a_warning(chat: Widget) -> None:
    chat.ask(LONG)
    chat.open_more()
    assert "Other people who use this device may find" in chat.panel.inner_text()

    with chat.page.expect_download() as download:
        chat.button("Download chat").click()
    text = download.value.path().read_text(encoding="utf-8")

    assert download.value.suggested_filename == "questions.txt"
    assert f"You:\n\n{LONG}" in text
    assert "six to nine months" in text
    assert "From NSCP's guide" in text


def test_a_chat_can_be_printed_alone(chat: Widget) -> None:
    chat.ask(LONG)
    # A browser without a screen prints nothing, so what it is asked to print is read.
    chat.page.evaluate(
        """() => {
            const append = Element.prototype.append;
            Element.prototype.append = function (...nodes) {
                append.apply(this, nodes);
                const frame = nodes.find((node) => node.localName === "iframe");
                if (frame) frame.contentWindow.print = () => {
                    window.printed = frame.contentDocument.body.textContent;
                    frame.contentWindow.dispatchEvent(new Event("afterprint"));
                };
            };
        }"""
    )
    chat.open_more()

    chat.button("Print chat").click()

    printed = chat.page.evaluate("window.printed")
    assert LONG in printed
    assert "six to nine months" in printed
    assert "What a review is." not in printed  # the website's own text
    assert chat.element.locator("iframe").count() == 0
