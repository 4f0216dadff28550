"""Judging on the page of a conversation, with JavaScript: few actions, the keyboard, and the place kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console.conftest import SignIn, start_console
from tests.browser.console.seed import ACCOUNTS
from tests.browser.looks import assert_fine
from tests.running_server import Server

CONVERSATIONS = 20
MOST_ACTIONS = 3  # a conversation

# Each with much before the message that needs a look, and much after it; one that two reviewers will judge.
QUEUE = f"""
import time
from django.conf import settings
from tools.seed.material import load_material
from tests.unit.console.stored import Stored

stored, now = Stored(settings.NSCP.database(), load_material()), time.time()
for number in range({CONVERSATIONS}):
    for place in range(1, 10):
        at = now - 9000 + 60 * number + place
        if place == 6:
            stored.say_unclear(f"waits-{{number}}", at=at)
        else:
            stored.say(f"waits-{{number}}", f"question {{place}}", at=at)
for place in range(1, 6):
    stored.say("quiet", f"question {{place}}", at=now - 20000 + place)
"""


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The console with a long queue that nobody has been through."""
    server = start_console(tmp_path_factory.mktemp("judging"), ACCOUNTS, QUEUE)
    yield server
    server.stop()


def at_message(page: Page, number: int) -> None:
    """Fail unless the reader is at a message, and it is in view and not under the bar."""
    message = page.locator(f"#message-{number}")
    expect(message).to_be_focused()
    expect(message.get_by_role("heading").first).to_be_in_viewport()
    upper = page.evaluate("document.activeElement.getBoundingClientRect().top")
    bar = page.evaluate(
        "(bar => getComputedStyle(bar).position === 'sticky' ? bar.getBoundingClientRect().bottom : 0)"
        "(document.querySelector('.review-bar'))"
    )
    assert upper >= bar - 1


def test_a_reviewer_clears_twenty_conversations_with_at_most_three_actions_each(sign_in: SignIn, console: Server) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/")
    actions = 1
    page.get_by_role("button", name="Next to review").click()

    for number in range(CONVERSATIONS):
        address = page.url
        at_message(page, 6)
        message = page.locator("#message-6")
        if number % 2:  # half of them by mouse, half by keyboard
            message.get_by_role("button", name="Right").click()
            expect(message).to_contain_text("You, ")
            page.get_by_role("button", name="Mark as reviewed and go on").first.click()
        else:
            page.keyboard.press("r")
            expect(message).to_contain_text("You, ")
            at_message(page, 6)
            page.keyboard.press("g")
        actions += 2
        page.wait_for_url(lambda url, before=address: url.split("#")[0] != before.split("#")[0])  # type: ignore[misc]

    expect(page.get_by_text("Nothing is waiting for you.")).to_be_visible()
    judged = "from console.conversations.models import Judgement\nprint(Judgement.objects.filter(message_id__gt='').count())"
    assert console.run_in_console(judged) == str(CONVERSATIONS)
    assert actions <= MOST_ACTIONS * CONVERSATIONS


def test_the_keyboard_goes_through_the_messages_and_chooses_another_topic(sign_in: SignIn) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/quiet/")
    for key, number in (("n", 1), ("n", 2), ("n", 3), ("p", 2)):
        page.keyboard.press(key)
        at_message(page, number)
    page.keyboard.press("w")

    words = page.get_by_label("Find a topic")
    expect(words).to_be_focused()
    expect(page.locator("#message-2 .family")).to_be_in_viewport()
    expect(page.locator("#message-2 .assistant")).to_be_in_viewport()
    page.evaluate("scrollTo(0, 0)")  # to axe, what the bar covers half of is too small
    assert_fine(page)
    page.keyboard.type("advoc")  # no shortcuts within a field
    expect(page.get_by_text("1 topic found")).to_be_visible()
    page.keyboard.press("Enter")
    about = page.get_by_label("What is the message about?")
    expect(about).to_be_focused()
    expect(about).to_have_value("gap/advocate")
    page.get_by_role("button", name="Save the judgement").click()

    at_message(page, 2)
    expect(page.locator("#message-2")).to_contain_text("wrong, it is about “Can I have an advocate?”")


def test_the_filter_gives_the_whole_list_back(sign_in: SignIn) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/quiet/?judge=3#message-3")
    about = page.get_by_label("What is the message about?")
    every = about.locator("option").all_inner_texts()
    about.select_option("right")

    for typed in ("zebra", "advoc", ""):
        page.get_by_label("Find a topic").fill(typed)

    assert about.locator("option").all_inner_texts() == every
    assert about.locator("optgroup").count() == 3


def test_shortcuts_are_listed_and_can_be_switched_off(sign_in: SignIn) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/quiet/")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    assert_fine(page)
    page.get_by_label("Use these shortcuts in this browser").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page.reload()
    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(page.locator("#message-1")).not_to_be_focused()
    expect(dialog).to_be_hidden()

    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Use these shortcuts in this browser").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("n")
    expect(page.locator("#message-1")).to_be_focused()


def test_a_key_with_another_or_in_a_field_does_nothing(sign_in: SignIn) -> None:
    page = sign_in("reviewer", java_script=True)
    page.goto("/conversations/quiet/#message-4")
    page.keyboard.press("Control+r")  # may reload the page; judges nothing
    page.keyboard.press("Alt+g")
    page.get_by_label("New note").fill("")
    page.get_by_label("New note").press_sequentially("running")

    expect(page.get_by_label("New note")).to_have_value("running")
    expect(page.locator("#message-4")).not_to_contain_text("You, ")


def test_reviewers_who_differ_are_both_shown(sign_in: SignIn) -> None:
    first, second = sign_in("reviewer"), sign_in("safeguarding_lead")
    for page, choice in ((first, "Right"), (second, "Will we be anonymous")):
        page.goto("/conversations/quiet/")
        message = page.locator("#message-5")
        message.get_by_role("button").filter(has_text=choice).or_(message.get_by_role("button").last).first.click()
        expect(message).to_contain_text("You, ")
    second.locator("#message-5").get_by_role("button").last.click()

    expect(second.locator("#message-5")).to_contain_text("Reviewers differ.")
    expect(second.locator("#message-5")).to_contain_text("reviewer, ")


@pytest.mark.parametrize("width", [320, 640])
def test_the_bar_covers_nothing_where_there_is_little_room(sign_in: SignIn, width: int) -> None:
    page = sign_in("reviewer", width=width, java_script=True)  # 640 px: a window of 1280 px at 200 %
    page.goto("/conversations/quiet/?judge=3#message-3")

    assert page.evaluate("getComputedStyle(document.querySelector('.review-bar')).position") == "static"
    assert_fine(page)


def test_notes_and_answers_are_changed_and_taken_back(sign_in: SignIn) -> None:
    page = sign_in("reviewer", width=320, java_script=True)
    page.goto("/conversations/quiet/")
    page.get_by_label("New note").fill("Look at this again.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator("#notes")).to_be_focused()
    page.get_by_role("link", name="Change or delete").click()
    assert_fine(page)
    page.get_by_role("button", name="Delete the note").click()
    expect(page.get_by_text("No notes yet.")).to_be_visible()

    page.goto("/unanswered/gap/advocate/")
    page.get_by_label("What NSCP would answer").fill("Ask an advocate.")
    page.get_by_label("Who at NSCP approved it").fill("Chair of the panel")
    page.get_by_label("When it was approved").fill("2026-03-27")
    page.get_by_role("button", name="Save the answer").click()
    page.get_by_role("link", name="Change").click()
    assert_fine(page)
    page.get_by_role("button", name="Save the answer").click()
    expect(page.get_by_text("changed by reviewer")).to_be_visible()
    page.get_by_role("link", name="Withdraw").click()
    assert_fine(page)
    page.get_by_label("Why is it withdrawn?").fill("Not approved after all")
    page.get_by_role("button", name="Withdraw the answer").click()
    expect(page.get_by_text("There is none yet.")).to_be_visible()
