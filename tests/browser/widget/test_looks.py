"""How it looks: small and low windows, large text, contrast themes, right to left, and on websites with wild styles."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.widget.host import Host
from tests.browser.widget.widget_page import HARM, LONG, Widget
from tests.running_server import Server

SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* {line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important} p {margin-bottom: 2em !important}`);
    const root = document.querySelector("nscp-chat").shadowRoot;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}"""
HOSTILE_STYLES = {
    "nothing set": "* {all: unset}",
    "everything important": "* {color: red !important; background: red !important; font-size: 40px !important; float: left}",
    "huge text": "html {font-size: 60px} body {font: 60px/3 cursive; text-transform: uppercase; letter-spacing: 20px}",
    "hidden buttons": "button, section, textarea, ol, li {display: none !important}",
    "no pointer": "body {cursor: none; user-select: none; white-space: nowrap; text-align: right; direction: rtl}",
}


def widget_on(page: Page, address: str) -> Widget:
    """The chat on a page."""
    page.goto(address)
    return Widget(page)


def wide(page: Page) -> int:
    """How wide the page is, in CSS pixels."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


def cut_off_inside(page: Page) -> list[str]:
    """What does not fit into its own box, of what cannot be scrolled."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelector("nscp-chat").shadowRoot.querySelectorAll(".panel *:not(.hidden)")]
            .filter((e) => e.checkVisibility() && (e.scrollWidth > e.clientWidth + 1) && e.clientWidth
                && !["visible", "auto"].includes(getComputedStyle(e).overflowX))
            .map((e) => e.outerHTML.slice(0, 100))"""
    )
    return found


@pytest.mark.parametrize("window", [(320, 640), (320, 256), (375, 812), (640, 360), (641, 900), (1280, 800), (1280, 500)])
def test_nothing_runs_off_the_side_and_all_can_be_read(widget: Widget, window: tuple[int, int]) -> None:
    """320 by 256 is a window of 1280 by 1024 pixels at 400 % zoom (SC 1.4.10)."""
    widget.page.set_viewport_size({"width": window[0], "height": window[1]})
    widget.start()
    widget.ask("x" * 300)
    widget.ask(HARM)
    widget.ask(LONG)

    assert wide(widget.page) <= window[0]
    assert cut_off_inside(widget.page) == []
    for part in (widget.button("Exit this page"), widget.box, widget.button("Send"), widget.button("Ask a person at NSCP")):
        part.scroll_into_view_if_needed()
        expect(part).to_be_in_viewport()


@pytest.mark.parametrize("window", [(320, 640), (1280, 800)])
def test_wider_text_spacing_cuts_nothing_off(widget: Widget, window: tuple[int, int]) -> None:
    """SC 1.4.12."""
    widget.page.set_viewport_size({"width": window[0], "height": window[1]})
    widget.start()
    widget.ask(LONG)

    widget.page.evaluate(SPACING)

    assert wide(widget.page) <= window[0]
    assert cut_off_inside(widget.page) == []


def test_twice_the_text_size_still_fits(desktop: BrowserContext, server: Server, host: Host) -> None:
    """SC 1.4.4, for readers who set a larger text size in their browser."""
    page = desktop.new_page()
    session = desktop.new_cdp_session(page)
    session.send(
        "Emulation.setDeviceMetricsOverride", {"width": 640, "height": 400, "deviceScaleFactor": 2, "mobile": False}
    )
    widget = widget_on(page, host.add_page(server.address)).start()
    widget.ask(LONG)

    assert wide(page) <= 640
    assert cut_off_inside(page) == []


@pytest.mark.parametrize("window", [(320, 640), (1280, 800)])
def test_controls_are_large_enough_to_touch(widget: Widget, window: tuple[int, int]) -> None:
    widget.page.set_viewport_size({"width": window[0], "height": window[1]})
    widget.start()
    widget.ask("report")
    widget.ask(LONG)
    widget.open_more()

    for button in widget.element.get_by_role("button").all():
        box = button.bounding_box()
        assert box
        assert min(box["height"], box["width"]) >= 43.9, button.inner_text()
    for link in widget.element.get_by_role("link").all():
        box = link.bounding_box()
        assert box
        assert box["height"] >= 24, link.inner_text()


def test_a_contrast_theme_shows_edges_choices_and_focus(widget: Widget) -> None:
    widget.page.emulate_media(forced_colors="active")
    widget.start()
    widget.ask(LONG)
    widget.button("Yes").click()
    expect(widget.button("Yes")).to_have_attribute("aria-pressed", "true")

    edges = widget.page.evaluate(
        """() => [...document.querySelector("nscp-chat").shadowRoot.querySelectorAll("button, textarea, .message, .panel")]
            .filter((e) => e.checkVisibility()).map((e) => parseFloat(getComputedStyle(e).borderTopWidth))"""
    )
    widget.box.focus()

    assert edges
    assert min(edges) >= 1
    widths = [widget.button(name).evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)") for name in ("Yes", "No")]
    assert widths[0] > widths[1]
    assert widget.box.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_nothing_moves_for_those_who_want_it_so(widget: Widget) -> None:
    widget.page.emulate_media(reduced_motion="reduce")
    widget.start()
    widget.ask(LONG)

    moving = widget.page.evaluate(
        """() => [...document.querySelector("nscp-chat").shadowRoot.querySelectorAll("*")].filter((e) => {
            const style = getComputedStyle(e);
            return style.animationName !== "none" || parseFloat(style.transitionDuration)
                || style.scrollBehavior === "smooth";
        }).length"""
    )

    assert moving == 0


@pytest.mark.parametrize("name", HOSTILE_STYLES)
def test_a_websites_wild_styles_do_not_reach_in(desktop: BrowserContext, server: Server, host: Host, name: str) -> None:
    plain, wild = (
        look(widget_on(desktop.new_page(), host.add_page(server.address, css=css)).start())
        for css in ("", HOSTILE_STYLES[name])
    )

    assert wild == plain


def look(widget: Widget) -> dict[str, object]:
    """How its parts look, as far as a website's styles could change that."""
    widget.ask(LONG)
    found: dict[str, object] = widget.page.evaluate(
        """() => Object.fromEntries(
            [".launcher", ".panel", ".leave", ".message .text", "textarea", "h2", ".source a"].map((part) => {
            const element = document.querySelector("nscp-chat").shadowRoot.querySelector(part);
            const {color, backgroundColor, fontSize, fontFamily, lineHeight, letterSpacing, textTransform, direction,
                whiteSpace, cursor, display, position, textAlign} = getComputedStyle(element);
            const {width, height} = element.getBoundingClientRect();
            return [part, [color, backgroundColor, fontSize, fontFamily, lineHeight, letterSpacing, textTransform, direction,
                whiteSpace, cursor, display, position, textAlign, Math.round(width), Math.round(height)]];
        }))"""
    )
    return found


def test_the_website_can_still_hide_everything(chat: Widget) -> None:
    """GOV.UK's own exit hides the page by a style on everything in the body."""
    chat.page.evaluate(
        """() => {
            document.body.classList.add("gone");
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(".gone * {display: none !important}");
            document.adoptedStyleSheets = [sheet];
        }"""
    )

    assert not chat.panel.is_visible()
    assert not chat.launcher.is_visible()


@pytest.mark.parametrize("window", [(320, 640), (1280, 800)])
def test_right_to_left_turns_it_round(desktop: BrowserContext, server: Server, host: Host, window: tuple[int, int]) -> None:
    page = desktop.new_page()
    page.set_viewport_size({"width": window[0], "height": window[1]})
    widget = widget_on(page, host.add_page(server.address, attributes='lang="ar"', direction="rtl")).start()
    widget.ask(LONG)

    assert widget.element.locator(".root").get_attribute("dir") == "rtl"
    assert wide(page) <= window[0]
    assert cut_off_inside(page) == []
    message = widget.typed.last.bounding_box()
    answer = widget.replies.last.bounding_box()
    assert message
    assert answer
    assert message["x"] + message["width"] < answer["x"] + answer["width"]  # what was typed is set in from the other side


def test_english_stays_left_to_right_on_a_right_to_left_website(desktop: BrowserContext, server: Server, host: Host) -> None:
    widget = widget_on(desktop.new_page(), host.add_page(server.address, direction="rtl")).start()

    assert widget.replies.first.evaluate("e => getComputedStyle(e).direction") == "ltr"


def test_the_websites_colours_and_type_are_used(desktop: BrowserContext, server: Server, host: Host) -> None:
    css = "nscp-chat {--nscp-accent: #14532d; --nscp-on-accent: #ffe; --nscp-font: Verdana, sans-serif; --nscp-inset: 3em}"
    widget = widget_on(desktop.new_page(), host.add_page(server.address, css=css))

    style = widget.launcher.evaluate(
        "e => { const s = getComputedStyle(e); return [s.backgroundColor, s.color, s.fontFamily, s.insetBlockEnd]; }"
    )

    assert style == ["rgb(20, 83, 45)", "rgb(255, 255, 238)", "Verdana, sans-serif", "48px"]


def test_on_a_small_window_it_is_a_part_of_the_page(widget: Widget) -> None:
    widget.page.set_viewport_size({"width": 375, "height": 812})
    widget.start()

    assert widget.panel.evaluate("e => getComputedStyle(e).position") == "static"
    end = widget.page.get_by_text("The end.")
    end.scroll_into_view_if_needed()
    expect(end).to_be_in_viewport()


def test_exit_stays_in_view_on_a_small_window(widget: Widget) -> None:
    widget.page.set_viewport_size({"width": 375, "height": 667})
    widget.start()
    for question in (LONG, "What do I have to do?", "report"):
        widget.ask(question)

        expect(widget.button("Exit this page")).to_be_in_viewport()
    widget.box.scroll_into_view_if_needed()
    expect(widget.button("Exit this page")).to_be_in_viewport()


def test_the_start_of_an_answer_is_in_view(widget: Widget) -> None:
    for window in ((1280, 800), (375, 667), (320, 256)):
        widget.page.set_viewport_size({"width": window[0], "height": window[1]})
        widget.page.reload()
        widget.open()
        if widget.button("Start chat").is_visible():
            widget.button("Start chat").click()
            expect(widget.replies.first).to_be_visible()
        else:
            expect(widget.replies.first).to_be_attached()
        widget.ask(LONG)
        widget.ask("can my mum come with me")

        expect(widget.replies.last.locator(".text p").first).to_be_in_viewport()


def test_a_printed_page_holds_the_conversation_without_controls(chat: Widget) -> None:
    chat.ask(LONG)

    chat.page.emulate_media(media="print")

    assert chat.replies.last.locator(".text").is_visible()
    assert not chat.box.is_visible()
    assert not chat.button("Exit this page").is_visible()
