"""How much room the conversation has, and that the way out stays in view, also with text twice as large."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect

from tests.browser.chat import cut_off
from tests.browser.conftest import FLAGS, chromium_path
from tests.browser.widget.host import Host
from tests.browser.widget.widget_page import HARM, LAUNCHER, LONG, Widget, seen
from tests.running_server import Server

SHARES = {(390, 844): 0.55, (360, 640): 0.55, (1366, 657): 0.6, (1280, 800): 0.6}
TWICE = "--blink-settings=defaultFontSize=32"  # as a reader sets it in the browser


@pytest.fixture(scope="module")
def large_text(browser: Browser) -> Iterator[Browser]:
    """A browser whose reader has set twice the usual text size."""
    large = browser.browser_type.launch(executable_path=chromium_path(), args=[*FLAGS, TWICE])
    yield large
    large.close()


def page_of(browser: Browser, window: tuple[int, int]) -> Page:
    """A page in a window of some size."""
    return cut_off(browser, viewport={"width": window[0], "height": window[1]}).new_page()


def height(widget: Widget, part: str) -> float:
    """The height of a part in CSS pixels."""
    box = widget.element.locator(part).bounding_box()
    assert box
    return box["height"]


def on_phone(page: Page, server: Server, window: tuple[int, int]) -> Widget:
    """A chat on the example page, just started, in a window of some size."""
    page.set_viewport_size({"width": window[0], "height": window[1]})
    page.goto(f"{server.address}/demo")
    return Widget(page).start()


def middle(box: FloatRect) -> float:
    """How far down the page the middle of a box is."""
    return box["y"] + box["height"] / 2


@pytest.mark.parametrize("exit_", ["", "host-exit"])
@pytest.mark.parametrize("window", SHARES)
def test_most_of_the_panel_is_the_conversation(
    page: Page, server: Server, host: Host, window: tuple[int, int], exit_: str
) -> None:
    page.set_viewport_size({"width": window[0], "height": window[1]})
    page.goto(host.add_page(server.address, attributes=exit_))
    chat = Widget(page).start()
    for question in (LONG, HARM, "report"):
        chat.ask(question)

        assert height(chat, ".middle") >= SHARES[window] * height(chat, ".panel")
    assert height(chat, ".panel") <= window[1]
    for part in (".leave", ".close", "#question", ".main >> nth=1", ".emergency"):
        expect(chat.element.locator(part)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("window", SHARES)
def test_what_to_know_before_the_chat_opens_at_its_top_with_all_of_its_choices(
    page: Page, server: Server, window: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": window[0], "height": window[1]})
    page.goto(f"{server.address}/demo")
    widget = Widget(page)

    widget.open()

    for name in ("Start chat", "Ask a person at NSCP", "Close", "Exit this page"):
        expect(widget.button(name)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("heading", name="Before you start")).to_be_in_viewport(ratio=1)
    assert widget.panel.evaluate("e => e.scrollTop") == 0


@pytest.mark.parametrize("window", [(390, 844), (360, 640), (1366, 657)])
def test_the_launcher_is_in_view_wherever_the_element_stands(page: Page, server: Server, window: tuple[int, int]) -> None:
    page.set_viewport_size({"width": window[0], "height": window[1]})

    page.goto(f"{server.address}/demo")

    expect(Widget(page).launcher).to_be_in_viewport(ratio=1)


def test_beside_the_websites_own_exit_there_is_no_second_bar(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.address}/demo")
    chat = Widget(page).start()

    own, ours = page.get_by_role("link", name="Exit this page").bounding_box(), chat.button("Exit this page").bounding_box()

    assert own
    assert ours
    assert ours["width"] < 200
    assert ours["y"] < height(chat, ".top") + own["height"] + 10
    assert abs(ours["y"] - chat.button("Close").bounding_box()["y"]) < 10  # type: ignore[index]


def test_on_a_phone_exit_is_a_bar_where_the_website_has_none(page: Page, server: Server, host: Host) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(host.add_page(server.address))

    chat = Widget(page).start()

    assert chat.button("Exit this page").bounding_box()["width"] > 320  # type: ignore[index]


@pytest.mark.parametrize("window", SHARES)
def test_with_text_twice_as_large_exit_stays_and_nothing_runs_off(
    large_text: Browser, server: Server, window: tuple[int, int]
) -> None:
    page = page_of(large_text, window)
    page.goto(f"{server.address}/demo")
    chat = Widget(page).open()
    expect(chat.button("Exit this page")).to_be_in_viewport(ratio=1)
    chat.button("Start chat").click()
    expect(chat.replies.first).to_be_visible()

    for question in (HARM, LONG, "report"):
        before = chat.replies.count()
        chat.ask(question)

        expect(chat.button("Exit this page")).to_be_in_viewport(ratio=1)
        assert seen(chat.replies.nth(before)) >= 100
        assert page.evaluate("document.documentElement.scrollWidth") <= window[0]
    for part in (chat.box, chat.button("Send"), chat.button("Close"), chat.button("Ask a person at NSCP")):
        part.scroll_into_view_if_needed()
        expect(part).to_be_in_viewport()
    page.context.close()


def test_with_text_twice_as_large_the_websites_own_exit_is_not_covered(
    large_text: Browser, server: Server, host: Host
) -> None:
    page = page_of(large_text, (1280, 800))
    css = "#exit {position: sticky; top: 0; display: block; padding: 20px; z-index: 1; background: red}"
    page.goto(host.add_page(server.address, css=css, with_exit=True))

    page.get_by_role("button", name=LAUNCHER).click()
    page.evaluate("scrollTo(0, 0)")

    assert page.evaluate("document.elementFromPoint(innerWidth - 40, 20).id") == "exit"
    page.context.close()


@pytest.mark.parametrize("window", [(390, 844), (360, 640)])
def test_the_websites_page_does_not_grow_with_the_conversation(page: Page, server: Server, window: tuple[int, int]) -> None:
    chat = on_phone(page, server, window)
    before = page.evaluate("document.documentElement.scrollHeight")

    for _ in range(4):
        chat.ask(LONG)

    assert page.evaluate("document.documentElement.scrollHeight") == before


@pytest.mark.parametrize("window", [(390, 844), (360, 640)])
def test_an_answer_brings_back_a_chat_that_was_scrolled_away(page: Page, server: Server, window: tuple[int, int]) -> None:
    chat = on_phone(page, server, window)
    chat.ask(HARM)
    chat.box.fill(LONG)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert chat.panel.bounding_box()["y"] < 0  # type: ignore[index]
    assert seen(chat.button("Exit this page")) >= 44

    chat.reply_to(lambda: page.keyboard.press("Enter"))

    assert seen(chat.element.locator(".help-line")) >= 44
    assert seen(chat.element.locator("li.assistant:not(.safety)").last) >= 100
    assert seen(chat.box) >= 44


@pytest.mark.parametrize(("window", "most"), [((390, 844), 2), ((360, 640), 30)])
def test_what_stands_below_the_box_takes_little_room(
    page: Page, server: Server, window: tuple[int, int], most: float
) -> None:
    chat = on_phone(page, server, window)

    parts = (".emergency", ".ways > button", ".more summary")
    call, person, more = (chat.element.locator(part).bounding_box() for part in parts)

    assert call
    assert person
    assert more
    assert middle(person) == middle(more)
    assert middle(person) - middle(call) <= most
    if most > 2:  # two rows
        assert abs(person["x"] - call["x"]) < 1


@pytest.mark.parametrize("window", [(390, 844), (360, 640)])
def test_what_is_asked_after_an_answer_is_one_row_and_its_sequel_comes_into_view(
    page: Page, server: Server, window: tuple[int, int]
) -> None:
    chat = on_phone(page, server, window)
    chat.ask(LONG)
    row = [chat.button(name).bounding_box()["y"] for name in ("Yes", "No", "Copy")]  # type: ignore[index]
    assert len(set(row)) == 1

    chat.button("No").click()

    expect(chat.button("Send comment")).to_be_in_viewport(ratio=0.9)
    assert seen(chat.button("Send comment")) >= 40


@pytest.mark.parametrize("window", SHARES)
def test_with_more_open_the_box_is_covered_by_nothing_and_the_chat_fits_the_window(
    page: Page, server: Server, window: tuple[int, int]
) -> None:
    chat = on_phone(page, server, window)
    chat.ask(LONG)

    chat.open_more()

    assert seen(chat.box) >= 40
    assert height(chat, ".middle") >= 80
    assert height(chat, ".panel") <= window[1]
    expect(chat.element.get_by_text("More", exact=True)).to_be_in_viewport(ratio=1)
    chat.button("Download chat").focus()
    assert seen(chat.button("Download chat")) >= 44
    expect(chat.button("Exit this page")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("window", [(390, 844), (360, 640)])
def test_the_keyboard_moves_the_page_little_and_never_the_way_out(
    page: Page, server: Server, window: tuple[int, int]
) -> None:
    """The example page leaves room at its foot for the button that opens the chat, as webmasters are told to."""
    chat = on_phone(page, server, window)
    chat.ask(LONG)
    top = page.evaluate("scrollY")
    chat.box.focus()

    for _ in range(4):
        page.keyboard.press("Tab")
        assert abs(page.evaluate("scrollY") - top) < 10
    assert chat.focused().startswith("More")
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("Tab")
        assert seen(chat.button("Exit this page")) >= 44
