"""A text about danger: its numbers first and whole in view, then one slim bar that opens it again and hides no answer."""

from __future__ import annotations

import pytest
import yaml
from playwright.sync_api import Page, expect

from tests.browser.chat import DATA
from tests.browser.widget.host import Host
from tests.browser.widget.widget_page import HARM, LONG, Widget, seen
from tests.running_server import Server

PHONES = [(390, 844), (390, 664), (360, 640)]
WINDOWS = [*PHONES, (1366, 657), (1280, 800)]
SAFETY = yaml.safe_load((DATA / "replies" / "safety.yml").read_text(encoding="utf-8"))["responses"]
SLOTS = yaml.safe_load((DATA.parent / "domain.yml").read_text(encoding="utf-8"))["slots"]
KINDS = {  # name -> text; condolences are an answer
    name: texts[0]["text"].format_map({slot: value.get("initial_value") for slot, value in SLOTS.items()})
    for name, texts in SAFETY.items()
    if "grief" not in name
}


def widget_on(page: Page, server: Server, host: Host, window: tuple[int, int]) -> Widget:
    """The chat, just started, in a window of some size."""
    page.set_viewport_size({"width": window[0], "height": window[1]})
    page.goto(host.add_page(server.address))
    return Widget(page).start()


@pytest.mark.parametrize("window", WINDOWS)
def test_the_answer_after_help_is_not_covered(page: Page, server: Server, host: Host, window: tuple[int, int]) -> None:
    chat = widget_on(page, server, host, window)
    chat.ask(HARM)

    for question in (LONG, "Who will see the report?", "can my mum come with me"):
        chat.ask(question)

        text = chat.element.locator("li.assistant:not(.safety) .text").last
        assert seen(text) >= min(text.bounding_box()["height"], 150)  # type: ignore[index]
        expect(chat.element.locator(".help-now").get_by_role("link", name="999")).to_be_in_viewport(ratio=1)
        assert chat.element.locator(".help-now").bounding_box()["height"] <= 48  # type: ignore[index]


@pytest.mark.parametrize("where", ["a page without an exit", "the example page, which has one"])
@pytest.mark.parametrize("window", WINDOWS)
def test_nothing_of_help_is_below_the_fold(
    page: Page, server: Server, host: Host, window: tuple[int, int], where: str
) -> None:
    page.set_viewport_size({"width": window[0], "height": window[1]})
    page.goto(f"{server.address}/demo" if "example" in where else host.add_page(server.address))
    chat = Widget(page).start()
    seen_of = {}

    for name, text in KINDS.items():
        answer_next(page, text)
        chat.ask(HARM)
        help_ = chat.replies.last
        seen_of[name] = seen(help_) - help_.bounding_box()["height"]  # type: ignore[index]

    assert {name: hidden for name, hidden in seen_of.items() if hidden < -1} == {}


def answer_next(page: Page, text: str) -> None:
    """Answer the next message with a text about danger, as the server would."""
    message = {"id": "1.1", "who": "assistant", "text": text, "buttons": [], "topic": None, "source": None, "kind": "safety"}
    reply = {"token": "x", "messages": [message]}
    every_website = {"Access-Control-Allow-Origin": "*"}
    page.route("**/messages", lambda route: route.fulfill(json=reply, headers=every_website), times=1)


def test_the_numbers_come_first_as_large_targets_with_whose_they_are(chat: Widget) -> None:
    reply = chat.ask(HARM)
    numbers = chat.replies.last.get_by_role("list", name="Numbers to call:").get_by_role("link")

    assert reply.startswith("Assistant Important 999 Emergency")
    assert [link.get_attribute("href") for link in numbers.all()][:2] == ["tel:999", "tel:03001267000"]
    assert "Childline, if you are under 19. Free" in numbers.last.inner_text()
    for link in numbers.all():
        box = link.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["width"] >= 250


def test_the_whole_text_stands_behind_a_choice_word_for_word(chat: Widget) -> None:
    chat.ask(HARM)
    help_ = chat.replies.last
    assert help_.get_by_text("If someone may see your screen, select Exit this page.").first.is_visible()
    assert help_.get_by_text("I am automated and cannot pass this on.").first.is_visible()
    assert not help_.get_by_text("stay on the line").is_visible()

    help_.get_by_text("Read all of this").click()

    assert help_.get_by_text("stay on the line").is_visible()


@pytest.mark.parametrize("window", WINDOWS)
def test_read_all_of_this_is_a_large_target_that_takes_little_room(
    page: Page, server: Server, host: Host, window: tuple[int, int]
) -> None:
    chat = widget_on(page, server, host, window)
    chat.ask(HARM)
    summary = chat.replies.last.get_by_text("Read all of this")
    box = summary.bounding_box()
    assert box
    assert box["height"] < 30

    page.mouse.click(box["x"] + 20, box["y"] + box["height"] - 43)

    assert chat.replies.last.get_by_text("stay on the line").is_visible()
    first = chat.replies.last.locator(".text").get_by_role("link").first
    first.scroll_into_view_if_needed()
    assert seen(first) > 20  # it covers nothing of what it opens


@pytest.mark.parametrize("window", WINDOWS)
def test_what_is_read_in_full_begins_in_view(page: Page, server: Server, host: Host, window: tuple[int, int]) -> None:
    chat = widget_on(page, server, host, window)
    chat.ask(HARM)
    summary = chat.replies.last.get_by_text("Read all of this")

    summary.press("Enter")

    expect(summary).to_be_in_viewport(ratio=1)
    assert seen(chat.replies.last.locator(".text")) >= 150
    assert seen(chat.button("Exit this page")) >= 44


def test_that_nobody_was_told_is_said_also_where_another_paragraph_says_it(chat: Widget) -> None:
    """After an overdose: the last paragraph has numbers only."""
    answer_next(chat.page, KINDS["utter_self_harm_distress_done"])

    chat.ask(HARM)

    assert chat.replies.last.get_by_text("I cannot call anyone for you").first.is_visible()


def test_the_bar_opens_help_again_and_closes_it(chat: Widget) -> None:
    chat.ask(HARM)
    bar = chat.element.locator(".help-now")
    assert not bar.is_visible()
    chat.ask(LONG)

    chat.button("more").click()

    assert bar.get_by_role("link", name="0300 126 7000").first.is_visible()
    assert "stay on the line" in bar.inner_text()
    assert chat.button("close").get_attribute("aria-expanded") == "true"
    chat.button("close").click()
    assert not bar.get_by_role("link", name="0300 126 7000").first.is_visible()


def test_the_bar_is_there_after_a_reload_and_gone_after_clear(chat: Widget) -> None:
    chat.ask(HARM)
    chat.ask(LONG)
    chat.page.reload()
    chat.open()
    expect(chat.element.locator(".help-now")).to_be_visible()

    chat.open_more()
    chat.button("Clear chat").click()
    chat.button("Start chat").click()
    expect(chat.replies).to_have_count(1)

    assert not chat.element.locator(".help-now").is_visible()


def test_on_paper_the_whole_text_is_there(chat: Widget) -> None:
    chat.ask(HARM)

    chat.page.emulate_media(media="print")

    text = chat.replies.last.locator(".text")
    assert text.is_visible()
    assert text.bounding_box()["height"] > 100  # type: ignore[index]


def refusal(status: int) -> dict[str, object]:
    """A refusal by the server of a message about danger."""
    help_ = {"id": "refused.1", "who": "assistant", "text": KINDS["utter_immediate_danger"], "buttons": [], "kind": "safety"}
    problem = {"type": "urn:nscp:problem:too-many", "title": "x", "status": status, "detail": "Wait a little."}
    return {"status": status, "json": {**problem, "messages": [help_]}, "headers": {"Access-Control-Allow-Origin": "*"}}


def test_danger_in_a_comment_is_helped_as_in_a_message(chat: Widget) -> None:
    chat.ask(LONG)
    chat.replies.last.get_by_role("button", name="No").click()
    chat.page.get_by_label("What was missing?").fill(HARM)
    chat.listen()

    help_ = chat.reply_to(lambda: chat.button("Send comment").click())

    assert help_.startswith("Assistant Important 999 Emergency")
    assert chat.typed.last.locator(".text").inner_text() == HARM
    expect(chat.replies.last).to_be_focused()
    assert seen(chat.replies.last) > 150
    assert "999" in chat.announced()
    expect(chat.page.get_by_label("What was missing?")).to_be_hidden()
    assert chat.page.get_by_text("Nobody answers it here").count() == 0
    chat.page.reload()
    chat.open()
    expect(chat.replies.last).to_contain_text("999")


def test_danger_that_is_refused_shows_its_help_once_and_can_be_sent_again(chat: Widget) -> None:
    chat.ask(LONG)
    chat.page.route("**/messages", lambda route: route.fulfill(**refusal(429)), times=2)  # type: ignore[arg-type]
    chat.listen()

    help_ = chat.reply_to(lambda: chat.send(HARM))

    assert help_.startswith("Assistant Important 999 Emergency")
    assert chat.announced().index("999") < chat.announced().index("Wait a little.")
    expect(chat.states.last).to_contain_text("Wait a little.")
    chat.button("Try again").click()
    expect(chat.states.last).to_contain_text("Wait a little.")
    assert chat.element.locator("li.safety").count() == 1
    assert "Important" in chat.reply_to(lambda: chat.button("Try again").click())


def test_danger_is_helped_where_no_chat_can_be_started(widget: Widget) -> None:
    busy = {**refusal(429), "json": {"detail": "Wait a little."}}
    widget.page.route("**/sessions", lambda route: route.fulfill(**busy))  # type: ignore[arg-type]
    widget.open().button("Start chat").click()
    expect(widget.log).to_contain_text("Wait a little.")

    help_ = widget.reply_to(lambda: widget.send(HARM))

    assert help_.startswith("Assistant Important 999 Emergency")
    expect(widget.states.last).to_contain_text("Wait a little.")
