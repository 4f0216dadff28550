"""When the connection, the server or the session breaks: nothing is lost or doubled, and a sentence says what is wrong."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.widget.host import Host
from tests.browser.widget.widget_page import ADDRESS, HARM, LONG, Widget
from tests.running_server import PROJECT, Server, free_port, running

SESSION_RATE = 2  # messages a minute at the strict server
OLD_TOKEN = """
import sys, itsdangerous
from assistant.channel.sessions import Sessions
itsdangerous.TimestampSigner.get_timestamp = lambda self: 1_700_000_000
sessions = Sessions(sys.argv[1], 3600)
print(sessions.token(sessions.new_sender_id()))
"""


@pytest.fixture(scope="module")
def strict(server: Server, host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that lets a session say little."""
    yield from running(
        Server(
            tmp_path_factory.mktemp("strict"),
            {
                "NSCP_ORIGINS": host.address,
                "NSCP_RATE_SESSION": f"{SESSION_RATE}/minute",
                "NSCP_ACTION_KEY": server.action_key,
            },
            action_address=server.action_address,
        )
    )


@pytest.fixture(scope="module")
def paused(server: Server, host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that is paused."""
    settings = {"NSCP_ORIGINS": host.address, "NSCP_PAUSED": "true", "NSCP_ACTION_KEY": server.action_key}
    yield from running(Server(tmp_path_factory.mktemp("paused"), settings, action_address=server.action_address))


def widget_at(context: BrowserContext, host: Host, server: Server) -> Widget:
    """The chat on a page, with another server behind it."""
    page = context.new_page()
    page.goto(host.add_page(server.address))
    return Widget(page)


def messages_of(page: Page, server: Server, widget: Widget) -> list[str]:
    """What the server has of the conversation."""
    token = (widget.stored() or {})["token"]
    answer = page.evaluate(
        "async ([url, token]) => (await fetch(url, {headers: {Authorization: `Bearer ${token}`}})).json()",
        [f"{server.api}/messages", token],
    )
    return [message["text"] for message in answer["messages"] if message["who"] == "user"]


def test_without_a_connection_the_message_waits_and_is_sent_once_it_is_back(
    chat: Widget, desktop: BrowserContext, server: Server
) -> None:
    chat.ask("What do I have to do?")
    chat.listen()
    desktop.set_offline(True)

    chat.send(LONG)
    expect(chat.states.last).to_contain_text("Your message was not sent. Check your internet connection")
    assert ADDRESS in chat.states.last.inner_text()
    assert "999" in chat.states.last.inner_text()
    assert chat.typed.last.locator(".text").inner_text() == LONG
    assert "was not sent" in chat.announced()
    desktop.set_offline(False)

    expect(chat.replies.last).to_contain_text("six to nine months")
    assert chat.states.count() == 0
    assert messages_of(chat.page, server, chat) == ["What do I have to do?", LONG]


def test_try_again_sends_the_same_message(chat: Widget, desktop: BrowserContext, server: Server) -> None:
    sent: list[str] = []
    chat.ask("What do I have to do?")
    chat.page.route("**/messages", lambda route: (sent.append(route.request.post_data), route.abort()))  # type: ignore[func-returns-value]
    chat.send(LONG)
    expect(chat.states.last).to_be_visible()
    chat.button("Try again").click()
    expect(chat.button("Try again")).to_be_visible()
    chat.page.unroute("**/messages")

    chat.reply_to(chat.button("Try again").click)

    assert chat.focused().startswith("You")
    assert len({json.loads(body)["id"] for body in sent}) == 1
    assert len(sent) == 2
    assert messages_of(chat.page, server, chat)[1:] == [LONG]


def test_a_reply_that_was_lost_on_the_way_comes_again(chat: Widget, server: Server) -> None:
    chat.ask("What do I have to do?")

    def lose(route: Route) -> None:
        route.fetch()  # the server answers
        route.abort()

    chat.page.route("**/messages", lose, times=1)
    chat.send(LONG)
    expect(chat.states.last).to_be_visible()

    reply = chat.reply_to(chat.button("Try again").click)

    assert "six to nine months" in reply
    assert messages_of(chat.page, server, chat)[1:] == [LONG]


def test_what_failed_stays_after_a_reload(chat: Widget, desktop: BrowserContext) -> None:
    chat.ask("What do I have to do?")
    desktop.set_offline(True)
    chat.send(LONG)
    expect(chat.states.last).to_be_visible()
    chat.page.route("**/messages", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    desktop.set_offline(False)

    chat.page.reload()
    chat.open()

    expect(chat.states.last).to_contain_text("has not been answered yet")
    chat.page.unroute("**/messages")
    assert "six to nine months" in chat.reply_to(chat.button("Try again").click)
    assert chat.typed.count() == 2


def test_coming_back_to_the_tab_tries_again(chat: Widget) -> None:
    chat.ask("What do I have to do?")
    chat.page.route("**/messages", lambda route: route.abort(), times=1)
    chat.send(LONG)
    expect(chat.states.last).to_be_visible()

    chat.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(chat.replies.last).to_contain_text("six to nine months")


def test_a_message_that_fails_does_not_hold_up_the_next(chat: Widget) -> None:
    chat.ask("What do I have to do?")
    chat.page.route("**/messages", lambda route: route.abort(), times=1)
    chat.send(LONG)
    expect(chat.states.last).to_be_visible()

    assert "Important" in chat.ask(HARM)
    assert chat.states.count() == 1


def test_a_slow_answer_is_announced_and_still_comes(chat: Widget) -> None:
    chat.ask("What do I have to do?")
    chat.page.clock.install()
    chat.listen()
    held: list[Route] = []
    chat.page.route("**/messages", lambda route: held.append(route), times=1)

    chat.send(LONG)
    chat.page.clock.run_for(500)
    expect(chat.log).to_contain_text("Looking for an answer.")
    chat.page.clock.run_for(8_000)
    expect(chat.log).to_contain_text("taking longer than usual")
    assert "taking longer than usual" in chat.announced()
    assert "six to nine months" in chat.reply_to(lambda: held[0].continue_())

    assert "taking longer" not in chat.log.inner_text()


def test_an_answer_that_never_comes_is_given_up(chat: Widget) -> None:
    chat.ask("What do I have to do?")
    chat.page.clock.install()
    chat.page.route("**/messages", lambda _: None, times=1)

    chat.send(LONG)
    chat.page.clock.run_for(26_000)

    expect(chat.states.last).to_contain_text("No answer came in time")
    assert "six to nine months" in chat.reply_to(chat.button("Try again").click)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_what_is_no_answer_of_ours_is_explained(chat: Widget, status: int) -> None:
    chat.ask("What do I have to do?")
    chat.page.route("**/messages", lambda route: route.fulfill(status=status, body="<h1>Bad gateway</h1>"), times=1)

    chat.send(LONG)

    expect(chat.states.last).to_contain_text("Something went wrong and I could not answer")
    assert "999" in chat.states.last.inner_text()
    assert "gateway" not in chat.panel.inner_text()
    assert "six to nine months" in chat.reply_to(chat.button("Try again").click)


def test_too_many_messages_wait_and_danger_does_not(desktop: BrowserContext, host: Host, strict: Server) -> None:
    chat = widget_at(desktop, host, strict).start()
    for _ in range(SESSION_RATE):
        chat.ask("What do I have to do?")

    chat.send(LONG)
    expect(chat.states.last).to_contain_text("999")
    assert chat.button("Try again").is_visible()
    assert "Important" in chat.ask(HARM)

    assert chat.typed.nth(SESSION_RATE).locator(".text").inner_text() == LONG
    assert len((chat.stored() or {})["unanswered"]) == 1


def test_a_message_that_has_to_wait_is_sent_by_itself_after_the_time_asked_for(chat: Widget) -> None:
    chat.ask("What do I have to do?")
    chat.page.clock.install()
    problem = {"type": "urn:nscp:problem:too-many", "title": "x", "status": 429, "detail": "Wait a little."}
    headers = {"Retry-After": "30", "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
    chat.page.route("**/messages", lambda route: route.fulfill(status=429, json=problem, headers=headers), times=1)

    chat.send(LONG)
    expect(chat.states.last).to_contain_text("Wait a little.")
    chat.page.clock.run_for(29_000)
    assert chat.replies.count() == 2
    chat.page.clock.run_for(1_500)

    expect(chat.replies.last).to_contain_text("six to nine months")


def test_while_paused_a_notice_is_shown_and_danger_is_helped(desktop: BrowserContext, host: Host, paused: Server) -> None:
    chat = widget_at(desktop, host, paused).start()
    expect(chat.replies.nth(1)).to_contain_text(ADDRESS)

    assert ADDRESS in chat.ask(LONG)
    assert "six to nine months" not in chat.replies.last.inner_text()
    assert "Important" in chat.ask(HARM)


def test_an_expired_session_goes_on_as_a_new_one_and_the_message_is_answered(chat: Widget, server: Server) -> None:
    chat.ask("What do I have to do?")
    command = [".venv/bin/python", "-c", OLD_TOKEN, (server.var / "secret.key").read_text().strip()]
    token = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.strip()
    chat.page.evaluate("token => sessionStorage.setItem('nscp-chat', JSON.stringify({token, unanswered: []}))", token)
    chat.page.reload()

    chat.open()
    expect(chat.panel).to_contain_text("Your earlier chat had ended. This is a new one.")

    assert "six to nine months" in chat.ask(LONG)


def test_a_session_that_was_ended_elsewhere_does_not_lose_the_message(chat: Widget, server: Server) -> None:
    chat.ask("What do I have to do?")
    chat.page.evaluate(
        "async ([url, token]) => fetch(url, {method: 'DELETE', headers: {Authorization: `Bearer ${token}`}})",
        [f"{server.api}/session", (chat.stored() or {})["token"]],
    )

    assert "six to nine months" in chat.ask(LONG)

    assert "Your earlier chat had ended" in chat.panel.inner_text()
    assert messages_of(chat.page, server, chat) == [LONG]


def test_a_chat_that_cannot_start_says_so_and_can_be_tried_again(widget: Widget, desktop: BrowserContext) -> None:
    desktop.set_offline(True)
    widget.open().button("Start chat").click()
    expect(widget.panel).to_contain_text("The chat could not be started")
    assert ADDRESS in widget.panel.inner_text()
    desktop.set_offline(False)

    widget.reply_to(widget.button("Try again").click)

    assert "The chat could not be started" not in widget.panel.inner_text()
    assert "six to nine months" in widget.ask(LONG)


def test_a_message_typed_while_the_chat_cannot_start_is_not_lost(widget: Widget, desktop: BrowserContext) -> None:
    desktop.set_offline(True)
    widget.open().button("Start chat").click()
    expect(widget.panel).to_contain_text("The chat could not be started")
    widget.send(LONG)
    expect(widget.states.last).to_be_visible()

    desktop.set_offline(False)

    expect(widget.replies.last).to_contain_text("six to nine months")
    expect(widget.typed).to_have_count(1)


def test_the_server_restarts_in_the_middle(chat: Widget, server: Server) -> None:
    chat.ask("What do I have to do?")
    server.kill_rasa()
    chat.send(LONG)
    expect(chat.states.last).to_contain_text("was not sent")

    server.start_rasa()

    assert "six to nine months" in chat.reply_to(chat.button("Try again").click)
    assert messages_of(chat.page, server, chat) == ["What do I have to do?", LONG]


def test_without_the_action_server_a_person_can_still_be_written_to(chat: Widget, server_without_actions: Server) -> None:
    assert ADDRESS in chat.ask("I want to talk to someone")
    assert "six to nine months" in chat.ask(LONG)


def test_a_wrong_server_address_says_where_to_turn(desktop: BrowserContext, server: Server, host: Host) -> None:
    page = desktop.new_page()
    page.goto(host.add_page(server.address, attributes=f'server="http://127.0.0.1:{free_port()}"'))
    widget = Widget(page)

    widget.open().button("Start chat").click()

    expect(widget.panel).to_contain_text("The chat could not be started")
    assert "999" in widget.panel.inner_text()
