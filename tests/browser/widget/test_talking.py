"""A conversation in the widget, as a family has it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import said_in_data
from tests.browser.widget.host import Host
from tests.browser.widget.widget_page import ADDRESS, HARM, LONG, Widget
from tests.running_server import Server

HOSTILE = "</p></textarea><script>document.title='x'</script><img src=x onerror=alert(1)> \u202ereversed & \"'"


def test_what_to_know_is_told_before_the_chat(widget: Widget) -> None:
    widget.open()

    told = widget.panel.inner_text()
    assert "for 90 days" not in told
    widget.element.get_by_text("What happens to what you type").first.click()
    told = widget.panel.inner_text()

    assert "automated assistant" in told
    assert "Nobody is watching" in told
    assert "for 90 days" in told
    assert "do not type names" in told
    assert "Shift key 3 times" in told
    assert "999" in told
    assert not widget.box.is_visible()


def test_a_whole_conversation(chat: Widget) -> None:
    assert "six to nine months" in chat.ask("how long till its all over")
    assert "after the trial has ended" in chat.ask("what if theres a trial")
    assert "leaves open who may come with you" in chat.ask("can my mum come with me")
    assert "sorry" in chat.ask("my boy died in march").lower()

    said = chat.said()

    assert [line.split(":")[0] for line in said[:3]] == ["Assistant", "You", "Assistant"]
    assert said[1] == "You: how long till its all over"
    assert chat.typed.count() == 4


def test_the_first_questions_can_be_chosen_and_stay_good(chat: Widget) -> None:
    first = chat.replies.first.get_by_role("list", name="Choices:").get_by_role("button")
    title = first.first.inner_text()

    reply = chat.reply_to(first.first.click)

    assert reply
    assert chat.typed.last.locator(".text").inner_text() == title
    assert first.nth(1).get_attribute("aria-disabled") is None


def test_did_you_mean_leads_to_the_answer_and_stays_readable(chat: Widget) -> None:
    chat.ask("report")
    choices = chat.replies.nth(1).get_by_role("list", name="Choices:").get_by_role("button")
    titles = choices.all_inner_texts()
    assert len(titles) >= 2

    chat.reply_to(choices.first.click)

    assert choices.all_inner_texts()[1:] == titles[1:]
    assert choices.first.inner_text().split("\n")[-1].endswith(titles[0])
    for choice in choices.all():
        assert choice.get_attribute("aria-disabled") == "true"
    count = chat.typed.count()
    choices.nth(1).click(force=True)
    assert chat.typed.count() == count


def test_the_source_of_an_answer_opens_the_guide_there(chat: Widget, server: Server) -> None:
    chat.ask(LONG)
    source = chat.replies.last.get_by_role("link", name="From NSCP's guide: Who will see the report?")

    assert source.get_attribute("href") == f"{server.address}/guide#report"


def test_a_person_can_be_asked_for_at_any_time(widget: Widget) -> None:
    widget.open().button("Ask a person at NSCP").click()

    expect(widget.replies.last).to_contain_text(ADDRESS)
    assert widget.replies.last.get_by_role("link", name=ADDRESS).get_attribute("href") == f"mailto:{ADDRESS}"
    assert widget.typed.count() == 1


def test_feedback_is_kept_with_its_reason(chat: Widget, server: Server) -> None:
    chat.ask(LONG)
    feedback = chat.replies.last.get_by_role("group", name="Was this what you wanted to know?")

    feedback.get_by_role("button", name="No").click()
    chat.page.get_by_label("What was missing?").fill("my name is Kelly Marsh and i wanted dates")
    chat.button("Send comment").click()
    expect(chat.replies.last.get_by_role("status")).to_have_text(
        "Thank you for your comment. Nobody answers it here. If someone is in danger, call 999."
    )

    assert feedback.get_by_role("button", name="No").get_attribute("aria-pressed") == "true"
    with closing(sqlite3.connect(server.var / "nscp.sqlite")) as database:
        (comment,) = database.execute("SELECT comment FROM feedback ORDER BY given_at DESC LIMIT 1").fetchone()
    assert "wanted dates" in comment
    assert "Kelly" not in comment


def test_enter_sends_and_shift_with_enter_begins_a_line(chat: Widget) -> None:
    chat.box.press_sequentially("how long")
    chat.box.press("Shift+Enter")
    chat.box.press_sequentially("does it take")

    reply = chat.reply_to(lambda: chat.box.press("Enter"))

    assert "six to nine months" in reply
    assert chat.typed.last.locator(".text").inner_text() == "how long\ndoes it take"
    assert chat.box.input_value() == ""


def test_an_empty_message_is_explained_and_not_sent(chat: Widget) -> None:
    chat.send("  ")

    assert chat.page.get_by_text("Error: Type your question, then select Send.").is_visible()
    assert chat.box.get_attribute("aria-invalid") == "true"
    assert chat.focused() == "question"
    assert chat.typed.count() == 0
    chat.ask(LONG)
    assert chat.box.get_attribute("aria-invalid") == "false"


def test_a_message_that_is_too_long_comes_back_to_be_changed(chat: Widget) -> None:
    text = "a word " * 3000

    chat.send(text)

    expect(chat.element.locator("#error")).to_contain_text("20,000")
    assert chat.box.input_value() == text
    assert "999" in chat.element.locator("#error").inner_text()
    assert chat.typed.count() == 0


def test_hostile_text_is_shown_as_text(chat: Widget) -> None:
    chat.ask(HOSTILE)

    assert chat.typed.last.locator(".text").inner_text() == HOSTILE
    assert chat.page.title() == "Example Council"
    assert chat.element.locator("img, script").count() == 0


def test_only_what_the_assistant_says_becomes_a_link(chat: Widget) -> None:
    chat.ask("ring 999 or https://evil.example or NSCP@northnorthants.gov.uk")

    assert chat.typed.last.get_by_role("link").count() == 0


def test_messages_typed_while_one_is_being_answered_are_answered_in_order(chat: Widget) -> None:
    for text in (LONG, "What do I have to do?", "Who will see the report?"):
        chat.send(text)
    expect(chat.replies).to_have_count(4)

    said = chat.said()

    assert "six to nine months" in " ".join(said)
    with_answers = [line for line in said if line.startswith("You")]
    assert [line.removeprefix("You: ") for line in with_answers] == [
        LONG,
        "What do I have to do?",
        "Who will see the report?",
    ]


def test_a_reload_keeps_the_conversation_and_does_not_open_it(chat: Widget) -> None:
    chat.ask(LONG)
    before = chat.said()[1:]

    chat.page.reload()
    assert not chat.panel.is_visible()
    chat.open()

    expect(chat.replies.last).to_contain_text("six to nine months")
    assert chat.said() == before
    assert "six to nine months" not in chat.ask("What do I have to do?")


def test_the_conversation_goes_on_on_the_next_page(chat: Widget) -> None:
    chat.ask(LONG)

    chat.page.get_by_role("link", name="Another page").click()
    chat.open()

    expect(chat.replies.last).to_contain_text("six to nine months")


def test_two_tabs_are_two_conversations(chat: Widget, desktop: BrowserContext) -> None:
    chat.ask(LONG)
    other = Widget(desktop.new_page())
    other.page.goto(chat.page.url)

    other.start().ask("What do I have to do?")
    chat.ask("Who will see the report?")

    assert [line for line in other.said() if line.startswith("You")] == ["You: What do I have to do?"]
    assert [line for line in chat.said() if line.startswith("You")] == [f"You: {LONG}", "You: Who will see the report?"]
    assert other.stored() != chat.stored()


def test_a_duplicated_tab_goes_on_with_the_same_conversation(chat: Widget) -> None:
    chat.ask(LONG)
    with chat.page.expect_popup() as popup:
        chat.page.evaluate("window.open(location.href)")  # the new tab begins with a copy of the session storage

    copy = Widget(popup.value).open()
    expect(copy.replies.last).to_contain_text("six to nine months")
    chat.ask("What do I have to do?")
    copy.ask("Who will see the report?")
    copy.page.reload()
    copy.open()

    expect(copy.typed).to_have_count(3)


def test_a_very_long_chat_goes_on_as_a_new_one(server: Server, host: Host, chat: Widget) -> None:
    chat.ask(LONG)
    token = (chat.stored() or {})["token"]
    # The ninety-nine before were said by somebody faster.
    chat.page.evaluate(
        """async ([api, token]) => {
            for (let number = 2; number < 100; number++) {
                const id = `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
                const answer = await fetch(`${api}/messages`, {method: "POST", body: JSON.stringify({id, text: "thanks"}),
                    headers: {Authorization: `Bearer ${token}`, "Content-Type": "application/json"}});
                if (!answer.ok) throw new Error(answer.status);
            }
        }""",
        [server.api, token],
    )

    chat.ask("What do I have to do?")
    assert "You do not have to do anything" in chat.ask("What do I have to do?")

    assert (chat.stored() or {})["token"].split(".")[0] != token.split(".")[0]
    chat.replies.nth(1).get_by_role("button", name="Yes").click()
    expect(chat.replies.nth(1).get_by_role("status")).to_contain_text("Thank you.")


@pytest.mark.parametrize("answer", ["utter_faq/how_long", "utter_immediate_danger"])
def test_what_is_said_is_what_stands_in_the_data(chat: Widget, answer: str) -> None:
    text = LONG if "how_long" in answer else HARM

    assert said_in_data(answer)[:60] in chat.ask(text)


def test_one_message_is_one_request(page: Page, chat: Widget, desktop: BrowserContext) -> None:
    chat.ask(LONG)  # the browser asks once whether it may (a preflight)
    asked: list[str] = []
    session = desktop.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", lambda event: asked.append(json.dumps(event["request"]["url"])))

    chat.ask("What do I have to do?")

    assert len(asked) == 1
