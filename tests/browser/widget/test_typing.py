"""Typing, on pages whose own scripts, forms and styles could get in the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.widget.host import Content, Host
from tests.browser.widget.test_embedding import errors_of
from tests.browser.widget.widget_page import LONG, Widget, seen
from tests.running_server import Server

SHORTCUTS = """() => {
    window.taken = [];
    for (const type of ["keydown", "keypress"]) document.addEventListener(type, (event) => {
        if (!/^(input|textarea)$/i.test(event.target.tagName) && "s/".includes(event.key)) {
            window.taken.push(event.key);
            event.preventDefault();
        }
    });
}"""


def test_a_websites_shortcuts_do_not_take_what_is_typed(chat: Widget) -> None:
    chat.page.evaluate(SHORTCUTS)

    chat.box.press_sequentially("is this his/hers")

    assert chat.box.input_value() == "is this his/hers"
    assert chat.page.evaluate("window.taken") == []


def test_enter_that_ends_a_composition_sends_nothing(chat: Widget) -> None:
    chat.box.fill("nihon")

    for init in ({"isComposing": True}, {"keyCode": 229}):
        chat.box.evaluate(
            "(box, init) => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, ...init}))", init
        )

    assert chat.typed.count() == 0
    assert chat.box.input_value() == "nihon"


def test_inside_a_form_of_the_website_it_submits_nothing_of_that(page: Page) -> None:
    page.evaluate(
        """() => {
            const form = document.createElement("form");
            form.addEventListener("submit", (event) => { event.preventDefault(); window.submitted = true; });
            document.querySelector("main").append(form);
            form.append(document.querySelector("nscp-chat"));
        }"""
    )
    chat = Widget(page).start()

    chat.box.fill(LONG)
    assert "six to nine months" in chat.reply_to(lambda: chat.box.press("Enter"))
    chat.ask("What do I have to do?")

    assert page.evaluate("window.submitted") is None


@pytest.mark.parametrize("text", ["what’s a review", "what is a review \ud83d", "“who” sees it…"])
def test_odd_characters_are_answered(chat: Widget, text: str) -> None:
    chat.box.evaluate("(box, text) => { box.value = text; }", text) if text.isprintable() else chat.box.evaluate(
        "(box) => { box.value = 'what is a review \\ud83d'; }"
    )

    assert chat.reply_to(chat.button("Send").click)
    assert chat.states.count() == 0


def test_small_text_of_the_website_changes_nothing(desktop: BrowserContext, server: Server, host: Host) -> None:
    plain, small = (
        Widget(open_page(desktop, host.add_page(server.address, css=css))).start() for css in ("", "html {font-size: 62.5%}")
    )

    assert plain.panel.bounding_box() == small.panel.bounding_box()


def open_page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def test_the_box_is_one_line_and_grows(chat: Widget) -> None:
    low = chat.box.bounding_box()["height"]  # type: ignore[index]

    chat.box.fill("one\ntwo\nthree")

    assert low <= 50
    assert chat.box.bounding_box()["height"] > low + 30  # type: ignore[index]
    chat.box.press("Enter")
    assert chat.box.bounding_box()["height"] == low  # type: ignore[index]


def test_typing_does_not_move_a_conversation_that_was_scrolled_up(chat: Widget) -> None:
    for question in (LONG, "What do I have to do?", "Who will see the report?"):
        chat.ask(question)
    chat.log.evaluate("log => { log.scrollTop = 20; }")

    chat.box.press_sequentially("a question")
    chat.box.press("Shift+Enter")

    assert chat.log.evaluate("log => log.scrollTop") == 20


def test_arrow_up_brings_back_the_last_three_questions(chat: Widget) -> None:
    for question in ("thanks", LONG, "What do I have to do?", "Who will see the report?"):
        chat.ask(question)

    got = []
    for _ in range(4):
        chat.box.press("ArrowUp")
        got.append(chat.box.input_value())

    assert got == ["Who will see the report?", "What do I have to do?", LONG, LONG]
    for _ in range(3):
        chat.box.press("ArrowDown")
    assert chat.box.input_value() == ""
    chat.open_more()
    chat.button("Clear chat").click()
    chat.button("Start chat").click()
    chat.box.press("ArrowUp")
    assert chat.box.input_value() == ""


def test_an_answer_can_be_copied(chat: Widget, desktop: BrowserContext) -> None:
    desktop.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.ask(LONG)

    chat.button("Copy").click()

    expect(chat.replies.last.get_by_role("status")).to_have_text("Copied")
    assert "six to nine months" in chat.page.evaluate("navigator.clipboard.readText()")


def test_times_are_shown_on_request(chat: Widget) -> None:
    chat.ask(LONG)
    assert not chat.element.locator("time").last.is_visible()
    chat.open_more()

    chat.button("Show times").click()

    assert chat.element.locator("time").last.is_visible()
    assert chat.button("Show times").get_attribute("aria-pressed") == "true"


def test_only_answers_of_the_guide_are_asked_about(chat: Widget) -> None:
    for text in ("can my mum come with me", "thanks", "fghjdk zzxq"):
        chat.ask(text)
    assert chat.element.locator(".feedback").count() == 0

    chat.ask(LONG)

    assert chat.element.locator(".feedback").count() == 1


def test_links_open_beside_the_chat(chat: Widget, server: Server) -> None:
    chat.ask(LONG)

    with chat.page.expect_popup() as guide:
        chat.replies.last.get_by_role("link", name="From NSCP's guide").click()

    assert guide.value.url == f"{server.address}/guide#report"
    assert guide.value.evaluate("window.opener") is None
    assert chat.panel.is_visible()
    assert seen(chat.replies.last) > 0


def test_the_script_from_two_addresses_is_no_error(desktop: BrowserContext, server: Server, host: Host) -> None:
    tags = "".join(
        f'<script type="module" src="{server.address}/widget/v1/nscp-chat.js{end}"></script>' for end in ("", "?b")
    )
    page = desktop.new_page()
    errors = errors_of(page)

    page.goto(host.add_page(server.address, head=tags))

    assert "six to nine months" in Widget(page).start().ask(LONG)
    assert errors == []


def test_of_two_elements_one_is_shown(desktop: BrowserContext, server: Server, host: Host) -> None:
    address = host.add_page(server.address)
    path = address.removeprefix(host.address)
    html = host.contents[path].body.replace(b"</main>", b"<nscp-chat><p>Again</p></nscp-chat></main>")
    host.contents[path] = Content(html, host.contents[path].headers)

    page = open_page(desktop, address)

    assert page.get_by_role("button", name="Questions about a review").count() == 1
    assert not page.get_by_text("Again").is_visible()
    assert "six to nine months" in Widget(page).start().ask(LONG)


@pytest.mark.parametrize(("css", "is_dark"), [("", False), (":root {color-scheme: light dark}", True)])
def test_it_is_dark_only_on_a_page_that_is(
    desktop: BrowserContext, server: Server, host: Host, css: str, is_dark: bool
) -> None:
    page = desktop.new_page()
    page.emulate_media(color_scheme="dark")
    page.goto(host.add_page(server.address, css=css))

    Widget(page).open()

    red = page.locator("nscp-chat .panel").evaluate("e => Number(getComputedStyle(e).backgroundColor.match(/\\d+/)[0])")
    assert (red < 100) == is_dark
