"""The widget by keyboard, through the accessibility tree, and checked by axe in each of its states."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.looks import complaints
from tests.browser.widget.host import Host
from tests.browser.widget.widget_page import HARM, LONG, Widget
from tests.running_server import Server

DESKTOP, PHONE = (1280, 800), (320, 640)

FOLLOWS_SYSTEM = (
    ":root {color-scheme: light dark} body {background: Canvas}"  # axe takes a page without a background for white
)

# The ring round what has the focus, 6 pixels wide, that does not fit into what scrolls or cuts off around it.
RING_CUT_OFF = """() => {
    const focus = document.querySelector("nscp-chat").shadowRoot.activeElement;
    if (!focus || getComputedStyle(focus).boxShadow.includes("inset")) return [];
    const box = focus.getBoundingClientRect();
    for (let part = focus.parentElement; part; part = part.parentElement) {
        const edge = part.getBoundingClientRect();
        if (getComputedStyle(part).overflowY !== "visible" && (box.top < edge.top + 6 || box.bottom > edge.bottom - 6
            || box.left < edge.left + 6 || box.right > edge.right - 6)) return [focus.outerHTML.slice(0, 120)];
    }
    return [];
}"""

Step = Callable[[Widget], object]


def offline(widget: Widget) -> None:
    """Send a message without a connection."""
    widget.page.context.set_offline(True)
    widget.send(LONG)
    expect(widget.states.last).to_be_visible()


def wait_for_answer(widget: Widget) -> None:
    """Send a message that gets no answer."""
    widget.page.route("**/messages", lambda _: None)
    widget.send(LONG)
    expect(widget.element.get_by_text("Looking for an answer.")).to_be_visible()


def refuse_session(route: Route) -> None:
    """Answer as the server does once a session has ended."""
    problem = {"type": "urn:nscp:problem:session-ended", "title": "x", "status": 410, "detail": "x"}
    route.fulfill(status=410, json=problem, headers={"Access-Control-Allow-Origin": "*"})


STATES: dict[str, list[Step]] = {
    "closed": [],
    "before the chat": [Widget.open],
    "opening": [Widget.start],
    "answer": [Widget.start, lambda it: it.ask(LONG)],
    "reason": [Widget.start, lambda it: it.ask(LONG), lambda it: it.button("No").click()],
    "did you mean": [Widget.start, lambda it: it.ask("report")],
    "used choices": [
        Widget.start,
        # Two choices: axe takes one that is half under the edge of the conversation for a small one.
        lambda it: it.ask("names"),
        lambda it: it.replies.last.get_by_role("list").get_by_role("button").first.click(),
    ],
    "danger": [Widget.start, lambda it: it.ask(HARM)],
    "danger, all of it": [
        Widget.start,
        lambda it: it.ask(HARM),
        lambda it: it.element.get_by_text("Read all of this").click(),
    ],
    "after danger": [Widget.start, lambda it: it.ask(HARM), lambda it: it.ask(LONG)],
    "help opened again": [
        Widget.start,
        lambda it: it.ask(HARM),
        lambda it: it.ask(LONG),
        lambda it: it.button("more").click(),
    ],
    "what happens to what you type": [Widget.open, lambda it: it.element.get_by_text("What happens to what").first.click()],
    "times": [Widget.start, lambda it: it.ask(LONG), Widget.open_more, lambda it: it.button("Show times").click()],
    "what happens to the reason": [
        Widget.start,
        lambda it: it.ask(LONG),
        lambda it: it.button("No").click(),
        lambda it: it.page.get_by_label("What was missing?").fill("dates"),
        lambda it: it.button("Send comment").click(),
    ],
    "asked for a person before the chat": [
        Widget.open,
        lambda it: it.button("Ask a person at NSCP").click(),
        lambda it: it.typed.wait_for(),
        lambda it: expect(it.replies).to_have_count(2),
    ],
    "a message for NSCP": [
        Widget.start,
        lambda it: it.ask("Send NSCP a message for me"),
        *[lambda it, text=text: it.ask(text) for text in ("Can my gran come?", "jo@example.org", "skip", "skip")],  # type: ignore[misc]
    ],
    "waiting": [Widget.start, lambda it: wait_for_answer(it)],
    "not started": [
        Widget.open,
        lambda it: it.page.context.set_offline(True),
        lambda it: it.button("Start chat").click(),
        lambda it: it.button("Try again").wait_for(),
    ],
    "a new chat": [
        Widget.start,
        lambda it: it.page.route("**/messages", refuse_session, times=1),
        lambda it: it.ask(LONG),
        lambda it: it.panel.get_by_text("Your earlier chat had ended").wait_for(),
    ],
    "hand-off": [Widget.start, lambda it: it.ask("I want to talk to someone")],
    "nothing understood": [Widget.start, lambda it: it.ask("fghjdk zzxq")],
    "empty": [Widget.start, lambda it: it.send(" ")],
    "too long": [Widget.start, lambda it: it.send("a word " * 3000), lambda it: it.element.locator("#error").wait_for()],
    "without a connection": [Widget.start, lambda it: it.ask("What do I have to do?"), offline],
    "more choices": [Widget.start, Widget.open_more],
    "Shift pressed": [Widget.start, lambda it: it.page.keyboard.press("Shift")],
    "cleared": [
        Widget.start,
        Widget.open_more,
        lambda it: it.button("Clear chat").click(),
    ],
    "shown again": [
        Widget.start,
        lambda it: it.ask(LONG),
        lambda it: it.page.reload(),
        Widget.open,
        lambda it: it.replies.last.wait_for(),
    ],
}


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(page: Page, server: Server, host: Host, state: str, scheme: str, window: tuple[int, int]) -> None:
    page.goto(host.add_page(server.address, css=FOLLOWS_SYSTEM))
    widget = Widget(page)
    widget.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    widget.page.set_viewport_size({"width": window[0], "height": window[1]})
    for step in STATES[state]:
        step(widget)

    widget.page.evaluate("scrollTo(0, 0)")  # axe takes a control that is half under a bar for a small one

    assert complaints(widget.page) == []


def test_the_parts_have_names_and_roles(chat: Widget) -> None:
    chat.ask(LONG)

    tree = chat.element.aria_snapshot()

    for part in (
        'button "Questions about a review" [expanded]',
        'region "Questions about a review"',
        'heading "Questions about a review" [level=2]',
        'button "Close"',
        'button "Exit this page"',
        'log "Conversation"',
        'heading "You" [level=3]',
        'heading "Assistant" [level=3]',
        "From NSCP''s guide: Who will see the report? How long will it take?",
        'group "Was this what you wanted to know?"',
        'textbox "Type your question"',
        'button "Send"',
        'button "Ask a person at NSCP"',
        'link "999"',
    ):
        assert part in tree, tree


def test_what_is_new_is_told_once_and_focus_stays(chat: Widget) -> None:
    chat.ask("What do I have to do?")
    chat.listen()

    chat.ask(LONG)

    told = chat.announced()
    assert told.count("six to nine months") == 1
    assert "You do not have to do anything" not in told
    assert "Assistant" in told
    assert chat.focused() == "Send"
    assert chat.log.get_attribute("aria-live") == "off"


def test_choices_are_told_together_with_the_question(chat: Widget) -> None:
    chat.listen()

    chat.ask("report")

    told = chat.announced()
    assert "Choices:" in told
    assert chat.replies.last.get_by_role("list").get_by_role("button").first.inner_text() in told


def test_announcements_go_away_again(widget: Widget) -> None:
    widget.page.clock.install()
    widget.start().ask(LONG)

    widget.page.clock.run_for(4_000)

    assert widget.element.locator("[aria-live=polite]").inner_text() == ""


def test_nothing_is_told_while_the_chat_is_closed(chat: Widget, desktop: BrowserContext) -> None:
    chat.ask("What do I have to do?")
    desktop.set_offline(True)
    chat.send(LONG)
    expect(chat.states.last).to_be_visible()
    chat.button("Close").click()
    chat.listen()

    desktop.set_offline(False)
    expect(chat.replies).to_have_count(3)

    assert chat.announced() == ""


@pytest.mark.parametrize("window", [DESKTOP, (390, 844), (360, 640)])
def test_a_conversation_by_keyboard_only(widget: Widget, window: tuple[int, int]) -> None:
    widget.page.set_viewport_size({"width": window[0], "height": window[1]})
    press = widget.page.keyboard.press

    def go_to(name: str) -> None:
        for _ in range(40):
            if widget.focused().startswith(name):
                return
            press("Tab")
        raise AssertionError(f"{name} cannot be reached")

    go_to("Questions about a review")
    press("Enter")
    assert widget.focused() == "title"
    go_to("Start chat")
    press("Enter")
    expect(widget.replies.first).to_be_visible()
    go_to("question")
    widget.page.keyboard.type("report")
    press("Enter")
    expect(widget.replies).to_have_count(2)
    title = widget.replies.last.get_by_role("list").get_by_role("button").first.inner_text()
    press("Shift+Tab")
    for _ in range(20):
        if widget.focused() == title:
            break
        press("Shift+Tab")
    press("Enter")
    expect(widget.replies).to_have_count(3)
    assert title in widget.focused()
    press("Escape")
    assert widget.focused() == "Questions about a review"


def test_choices_that_were_left_are_no_stops_of_the_keyboard(chat: Widget) -> None:
    chat.ask("can my mum come with me")
    choice = chat.log.get_by_role("button", name="Ask a person at NSCP")
    choice.focus()
    assert chat.focused() == "Ask a person at NSCP"

    chat.ask(LONG)

    chat.log.focus()
    stops = []
    while chat.focused() != "question":
        chat.page.keyboard.press("Tab")
        stops.append(chat.focused())
    assert "How long does a review take?" in stops
    assert "Ask a person at NSCP" not in stops
    expect(choice).to_be_visible()


def test_the_keyboard_can_leave_the_chat(chat: Widget) -> None:
    for _ in range(60):
        chat.page.keyboard.press("Tab")
        if chat.page.evaluate("document.activeElement === document.body"):
            return
    raise AssertionError("focus is trapped")


@pytest.mark.parametrize("window", [(1280, 800), (320, 256), (320, 640)])
def test_what_has_the_focus_is_in_view(widget: Widget, window: tuple[int, int]) -> None:
    """SC 2.4.11, also with a message about danger kept in view, and at 400 % zoom."""
    widget.page.set_viewport_size({"width": window[0], "height": window[1]})
    widget.start()
    widget.ask(HARM)
    widget.ask(LONG)
    widget.ask("report")

    covered = []
    for key in ["Tab"] * 25 + ["Shift+Tab"] * 25:
        widget.page.keyboard.press(key)
        widget.page.wait_for_timeout(30)
        covered += widget.page.evaluate(
            """() => {
                const root = document.querySelector("nscp-chat").shadowRoot;
                const focus = root.activeElement;
                if (!focus || focus.matches(".log, #panel")) return [];
                const box = focus.getClientRects()[0];
                const seen = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.8]].some(([x, y]) => {
                    const found = root.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
                    return found && (focus.contains(found) || found.contains(focus) && found.localName === "label");
                });
                return seen ? [] : [focus.outerHTML.slice(0, 120)];
            }"""
        )

    assert covered == []


@pytest.mark.parametrize("window", [(390, 844), (360, 640), (1366, 657), (1280, 800)])
def test_what_shows_the_focus_is_not_cut_off(widget: Widget, window: tuple[int, int]) -> None:
    widget.page.set_viewport_size({"width": window[0], "height": window[1]})
    widget.start()
    widget.ask(HARM)
    widget.ask(LONG)

    cut_off = []
    for act in (lambda: widget.log.focus(), lambda: widget.open_more(), lambda: widget.button("Close").focus()):
        act()
        for _ in range(18):
            widget.page.keyboard.press("Tab")
            cut_off += widget.page.evaluate(RING_CUT_OFF)

    assert cut_off == []


def test_words_of_another_language_are_marked(chat: Widget) -> None:
    """SC 3.1.2: what the family typed may be in any language, what the assistant says is English."""
    chat.ask("Czy muszę brać w tym udział?")

    assert chat.typed.last.locator(".text").get_attribute("lang") == ""
    assert chat.replies.last.locator(".text").get_attribute("lang") == "en-GB"
    assert chat.element.locator(".root").get_attribute("lang") == "en-GB"


def test_it_makes_no_sound_and_changes_no_title(chat: Widget) -> None:
    before = chat.page.title()

    chat.ask(LONG)

    assert chat.page.title() == before
    assert chat.element.locator("audio, video").count() == 0
