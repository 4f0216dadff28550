"""The chat page itself: without JavaScript, on a small screen, with hostile text and with parts of the server down."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chat import ask, cut_off, latest_reply, messages, plain, press, send
from tests.browser.conftest import FLAGS, chromium_path
from tests.running_server import Server

ADDRESS = "NSCP@northnorthants.gov.uk"
START = "Send NSCP a message for me"  # needs the action server
HOSTILE = "</p></textarea><script>document.title='x'</script><img src=x onerror=alert(1)> \u202ereversed & \"'"
WINDOWS = [(390, 844), (360, 640), (1366, 657), (1280, 800)]
HELPED = (  # for each text about danger that is longer than a paragraph, what a person may write that it answers
    "he's hurting the kids right now",
    "my dad hits me",
    "how do i report a child being abused",
    "if i tell you something will you keep it secret im 12",
    "my husband hits me",
    "im scared i will hurt my baby",
    "I want to die",
    "my sister wants to kill herself",
    "i took all my pills",
)
POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


class StayHere(urllib.request.HTTPRedirectHandler):
    """Shows redirects instead of following them."""

    def redirect_request(self, *_: object) -> None:
        return None


def request(
    url: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None, method: str | None = None
) -> tuple[int, Message, str]:
    """One plain HTTP request: status, headers, body."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), StayHere)
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    try:
        answer = opener.open(urllib.request.Request(url, data, headers or {}, method=method), timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.headers, answer.read().decode()


def session_of(headers: Message) -> str:
    """The cookie that an answer sets, to be sent back."""
    return headers["Set-Cookie"].split(";")[0]


def test_a_reload_keeps_the_conversation_and_sends_nothing_again(page: Page) -> None:
    reply = ask(page, "How long does a review take?")
    before = messages(page).count()

    page.reload()

    assert messages(page).count() == before
    assert latest_reply(page) == reply


def test_sending_leads_to_the_latest_reply(page: Page) -> None:
    send(page, "How long does a review take?")

    assert page.url.endswith("/chat#latest")
    assert "user" not in (page.locator("#latest").get_attribute("class") or "").split()


def test_start_again_clears_the_page(page: Page) -> None:
    ask(page, "How long does a review take?")

    press(page, "Start again")

    assert messages(page).count() == 1
    assert page.context.cookies() == []


def test_going_back_after_start_again_shows_an_empty_chat(page: Page) -> None:
    ask(page, "How long does a review take?")
    press(page, "Start again")

    page.go_back()

    assert messages(page).count() == 1


def test_going_back_after_exit_shows_an_empty_chat(browser: Browser, server: Server) -> None:
    context = cut_off(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(server.chat)
    ask(page, "How long does a review take?")
    page.get_by_label("Type your question").fill("half a question")

    with page.expect_event("requestfailed") as failed:  # the other website cannot be reached from here
        page.get_by_role("link", name="Exit this page").click()
    page.go_back()

    assert failed.value.url == "https://www.bbc.co.uk/weather"
    assert messages(page).count() == 1
    assert page.get_by_label("Type your question").input_value() == ""
    assert "has ended" not in page.content()
    assert context.cookies() == []
    context.close()


def test_exit_ends_the_chat_for_every_copy_of_its_cookie(server: Server) -> None:
    _, headers, _ = request(server.chat, {"text": "How long does a review take?"})
    cookie = {"Cookie": session_of(headers)}

    status, headers, _ = request(server.chat + "/exit", headers=cookie)
    _, after, page = request(server.chat, headers=cookie)
    refused, _, again = request(server.chat, {"text": "Hello"}, cookie)

    assert status == 303
    assert headers["Location"] == "https://www.bbc.co.uk/weather"
    assert headers["Referrer-Policy"] == "no-referrer"
    for answer in (headers, after):
        assert "Max-Age=0" in answer["Set-Cookie"]
    assert "six to nine months" not in page + again
    assert "has ended" in page
    assert refused == 410


def test_exit_without_a_chat_leads_away_too(server: Server) -> None:
    status, headers, _ = request(server.chat + "/exit", headers={"Cookie": "nscp_session=forged"})

    assert (status, headers["Location"]) == (303, "https://www.bbc.co.uk/weather")


def test_help_stays_in_view_after_the_next_question(page: Page) -> None:
    send(page, "he's hurting the kids right now")
    assert page.locator(".help-now").count() == 0

    send(page, "How long does a review take?")

    help_ = page.locator(".help-now")
    assert "Help now: 999" in plain(help_.inner_text())
    assert not help_.get_by_text("0300 126 7000").first.is_visible()
    help_.get_by_text("more").click()
    assert help_.get_by_text("0300 126 7000").first.is_visible()
    help_.get_by_text("close").click()
    assert not help_.get_by_text("0300 126 7000").first.is_visible()


@pytest.mark.parametrize("window", WINDOWS)
def test_the_choice_to_open_help_stands_in_the_line_of_the_number(page: Page, window: tuple[int, int]) -> None:
    page.set_viewport_size({"width": window[0], "height": window[1]})
    send(page, "he's hurting the kids right now")
    send(page, "How long does a review take?")
    help_ = page.locator(".help-now")
    line, choice = help_.locator("p").first, help_.locator("summary")
    number = line.get_by_role("link", name="999")

    places = []
    for _ in range(2):
        boxes = [part.bounding_box() for part in (number, choice)]
        places.append([box["y"] + box["height"] / 2 for box in boxes if box])
        assert choice.bounding_box()["height"] >= 44  # type: ignore[index]
        choice.click()

    assert abs(places[0][0] - places[0][1]) < 2
    assert places[1] == places[0]


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("message", HELPED)
def test_nothing_of_help_is_below_the_fold(page: Page, message: str, window: tuple[int, int]) -> None:
    page.set_viewport_size({"width": window[0], "height": window[1]})
    page.goto(page.url)

    send(page, message)

    box = page.locator("#latest.safety").bounding_box()
    exit_ = page.get_by_role("link", name="Exit this page").bounding_box()
    assert box
    assert exit_
    assert box["y"] >= (exit_["y"] + exit_["height"] if window[0] < 1000 else 0)
    assert box["y"] + box["height"] <= window[1]


def test_the_source_of_an_answer_opens_the_guide_there(page: Page) -> None:
    ask(page, "How long does a review take?")

    page.get_by_role("link", name="From NSCP's guide: Who will see the report?").click()

    assert page.url.endswith("/guide#report")
    assert 0 <= page.locator("#report").bounding_box()["y"] < 300  # type: ignore[index]
    page.go_back()
    assert "six to nine months" in latest_reply(page)


def test_how_to_leave_is_told_once_before_the_first_message(page: Page, server: Server) -> None:
    page.get_by_role("link", name="How to leave this page quickly").click()
    assert "does not clear your browser's history" in page.content()
    page.get_by_role("link", name="Continue to the chat").click()
    ask(page, "How long does a review take?")

    page.goto(server.chat + "/before")

    assert page.url == server.chat
    assert page.get_by_role("link", name="How to leave this page quickly").count() == 0


def test_nothing_is_stored_before_the_first_message(page: Page) -> None:
    assert page.context.cookies() == []


def test_the_cookie_is_for_this_page_only_and_out_of_reach_of_scripts(page: Page) -> None:
    send(page, "Hello")
    (cookie,) = page.context.cookies()

    assert cookie["name"] == "nscp_session"
    assert cookie["path"] == "/chat"
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert cookie["expires"] == -1  # gone when the browser closes


def test_behind_an_encrypting_proxy_no_other_host_can_set_the_cookie(server: Server) -> None:
    https = {"X-Forwarded-Proto": "https"}
    _, headers, _ = request(server.chat, {"text": "How long does a review take?"}, https)
    mine = session_of(headers)

    _, _, shown = request(server.chat, headers={**https, "Cookie": f"{mine}; nscp_session=planted"})
    _, left, _ = request(f"{server.chat}/exit", headers={**https, "Cookie": mine})

    assert mine.startswith("__Host-nscp_session=")
    for answer in (headers, left):
        assert {"Secure", "Path=/"} <= set(answer["Set-Cookie"].split("; "))  # or browsers refuse it
    assert "six to nine months" in shown


def test_with_a_second_cookie_of_its_name_a_message_goes_into_neither_chat(server: Server) -> None:
    _, headers, _ = request(server.chat, {"text": "What do I have to do?"})
    strangers = session_of(headers)
    _, headers, _ = request(server.chat, {"text": "Hello"})
    both = {"Cookie": f"{session_of(headers)}; {strangers}"}

    status, _, _ = request(server.chat, {"text": "Who can read our report"}, both)
    _, _, theirs = request(server.chat, headers={"Cookie": strangers})

    assert status == 303
    assert "Who can read our report" not in theirs


def test_an_odd_cookie_of_another_website_keeps_nobody_from_the_chat_or_from_leaving(server: Server) -> None:
    _, headers, _ = request(server.chat, {"text": "How long does a review take?"})
    mine = session_of(headers)
    cookies = {"Cookie": f"a@b=1; foo; {mine}"}

    _, _, shown = request(server.chat, headers=cookies)
    status, left, _ = request(f"{server.chat}/exit", headers=cookies)
    _, _, after = request(server.chat, headers={"Cookie": mine})

    assert "six to nine months" in shown
    assert (status, left["Location"]) == (303, "https://www.bbc.co.uk/weather")
    assert "has ended" in after


def test_a_program_that_looks_where_exit_leads_ends_no_chat(server: Server) -> None:
    _, headers, _ = request(server.chat, {"text": "How long does a review take?"})
    cookie = {"Cookie": session_of(headers)}

    status, looked, _ = request(f"{server.chat}/exit", headers=cookie, method="HEAD")
    _, _, after = request(server.chat, headers=cookie)

    assert (status, looked["Location"], looked["Set-Cookie"]) == (303, "https://www.bbc.co.uk/weather", None)
    assert "six to nine months" in after


def test_two_people_never_see_each_others_messages(browser: Browser, server: Server) -> None:
    pages = []
    for question in ("How long does a review take?", "What do I have to do?"):
        person = browser.new_context(java_script_enabled=False)
        page = person.new_page()
        page.goto(server.chat)
        send(page, question)
        pages.append(page)

    assert messages(pages[0]).nth(1).inner_text().split("\n")[-1] == "How long does a review take?"
    assert messages(pages[1]).nth(1).inner_text().split("\n")[-1] == "What do I have to do?"
    for page in pages:
        page.context.close()


def test_hostile_text_is_shown_as_text(browser: Browser, server: Server) -> None:
    context = browser.new_context()  # JavaScript is on, so that a hole would show
    page = context.new_page()
    page.goto(server.chat)

    send(page, HOSTILE)

    shown = HOSTILE.replace("\u202e", "")  # what cannot be seen is taken out before anything is kept
    assert page.locator(".message.user .typed").inner_text() == shown
    assert page.title() != "x"
    assert page.locator("img, main script").count() == 0
    context.close()


def test_an_empty_message_is_explained(page: Page) -> None:
    send(page, "  \u0000 ")

    assert page.title().startswith("Error: ")
    page.get_by_role("link", name="Go to the question box").click()
    assert page.url.endswith("#message")


def test_a_message_that_is_too_long_is_kept_in_the_box(page: Page) -> None:
    long = "a word " * 3000

    send(page, long)

    alert = page.get_by_role("alert").inner_text()
    assert "20,000" in alert
    assert ADDRESS in alert
    assert "999" in alert
    assert page.get_by_label("Type your question").input_value() == long


def test_the_hand_off_gives_the_address_while_the_action_server_is_down(
    server_without_actions: Server, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(server_without_actions.chat)

    said = ask(page, "I want to talk to someone")

    assert ADDRESS in said
    assert "999" in said
    page.goto(server_without_actions.chat)
    assert ADDRESS in latest_reply(page)


def test_what_needs_the_action_server_is_not_half_kept_while_it_is_down(
    server_without_actions: Server, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(server_without_actions.chat)

    send(page, START)

    alert = page.get_by_role("alert").inner_text()
    assert ADDRESS in alert
    assert "999" in alert
    assert page.get_by_label("Type your question").input_value() == START

    page.goto(server_without_actions.chat)
    assert messages(page).count() == 1


def test_answers_still_come_while_the_action_server_is_down(server_without_actions: Server, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(server_without_actions.chat)

    assert "six to nine months" in ask(page, "How long does a review take?")


def test_a_message_can_be_sent_again_once_the_action_server_is_back(
    server: Server, server_without_actions: Server, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(server.chat)
    send(page, START)

    server.start_actions()
    press(page, "Send")

    assert "What would you like to tell NSCP" in latest_reply(page)
    assert page.locator(".message.user").count() == 1
    server.stop_actions()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["", "/start-again"])
def test_a_form_on_another_website_is_refused(server: Server, path: str, headers: dict[str, str]) -> None:
    status, answer, _ = request(server.chat + path, {"text": "Hello"}, headers)

    assert status == 403
    assert answer["Set-Cookie"] is None


def test_a_forged_cookie_opens_no_conversation(server: Server) -> None:
    _, headers, _ = request(server.chat, {"text": "How long does a review take?"})
    token = session_of(headers)
    forged = token[:-4] + ("AAAA" if not token.endswith("AAAA") else "BBBB")

    _, _, mine = request(server.chat, headers={"Cookie": token})
    status, _, theirs = request(server.chat, headers={"Cookie": forged})

    assert "six to nine months" in mine
    assert status == 200
    assert "six to nine months" not in theirs
    assert "has ended" in theirs


def test_the_same_message_sent_twice_is_answered_once(server: Server) -> None:
    form = {"text": "How long does a review take?", "id": "0a1b2c3d-0000-4000-8000-000000000001"}
    _, headers, _ = request(server.chat, form)
    cookie = {"Cookie": session_of(headers)}

    request(server.chat, form, cookie)
    _, _, page = request(server.chat, headers=cookie)

    assert page.count('<li class="message user') == 1


def test_every_answer_carries_the_strict_headers(server: Server) -> None:
    for status, headers, _ in (
        request(server.chat),
        request(server.chat, {"text": "Hello"}),
        request(server.chat, {"text": ""}),
        request(server.chat, {"text": "Hello"}, {"Origin": "https://evil.example"}),
    ):
        assert status in (200, 303, 422, 403)
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_bytes_that_are_no_text_do_no_harm(server: Server) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), StayHere)
    for body in (b"text=\xff\xfe", b"text=%FF%FE%00", b"\x00", b"text=a&text=b&id=%00"):
        try:
            status = opener.open(urllib.request.Request(server.chat, body), timeout=30).status
        except urllib.error.HTTPError as error:
            status = error.code
        assert status in (303, 422)


def test_what_is_typed_is_in_no_log_of_the_channel(server: Server) -> None:
    request(server.chat, {"text": "canary-4417 " * 2000})
    request(server.chat, {"text": "canary-4417"}, {"Origin": "https://evil.example"})

    assert "canary-4417" not in server.log("rasa") + server.log("actions")


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_runs_off_the_side(browser: Browser, server: Server, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 640})
    page = context.new_page()
    page.goto(server.chat)
    send(page, "x" * 400)
    send(page, "I want to talk to someone")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_strict_policy_is_never_broken(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(server.chat)
    send(page, "How long does a review take?")

    style = page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth")

    assert complaints == []
    assert style != "none"  # the style sheet was applied
    context.close()


def test_controls_are_large_enough_to_touch(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(server.chat)

    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["width"] >= 44
    context.close()


def test_the_keyboard_reaches_the_box_first_and_shows_where_it_is(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.chat)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "message"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    context.close()


def test_the_page_prints_without_its_forms(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.chat)

    page.emulate_media(media="print")

    assert not page.get_by_label("Type your question").is_visible()
    assert messages(page).first.is_visible()
    context.close()


@pytest.fixture
def no_cookies(browser: Browser, server: Server, tmp_path: Path) -> Iterator[Page]:
    """The chat page in a browser whose reader has blocked all cookies in its settings."""
    settings = tmp_path / "Default" / "Preferences"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"profile": {"default_content_setting_values": {"cookies": 2}}}))
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=chromium_path(), args=list(FLAGS), java_script_enabled=False
    )
    page = context.new_page()
    page.goto(server.chat)
    yield page
    context.close()


def test_without_cookies_the_page_still_answers(no_cookies: Page) -> None:
    assert "six to nine months" in ask(no_cookies, "How long does a review take?")
    assert "You do not have to do anything" in ask(no_cookies, "What do I have to do?")

    assert no_cookies.locator(".message.user").count() == 2
    assert "keeps no cookies" in no_cookies.content()
    assert no_cookies.url.split("#")[0].endswith("/chat/shown")


def test_without_cookies_despair_is_helped(no_cookies: Page) -> None:
    reply = ask(no_cookies, "I want to die")

    assert "116 123" in reply
    assert "999" in reply
    no_cookies.reload()
    assert "116 123" in latest_reply(no_cookies)
    assert no_cookies.locator(".message.user").count() == 1


def test_without_cookies_start_again_ends_the_chat(no_cookies: Page) -> None:
    ask(no_cookies, "How long does a review take?")

    press(no_cookies, "Start again")

    assert messages(no_cookies).count() == 1


def test_a_forms_token_counts_only_where_the_browser_says_that_the_form_was_ours(server: Server) -> None:
    _, _, page = request(server.chat)
    token = re.findall('name="session" value="([^"]+)"', page)[0]
    form = {"text": "How long does a review take?", "session": token}

    request(server.chat, form)
    _, _, shown = request(f"{server.chat}/shown", form)
    own, _, mine = request(f"{server.chat}/shown", form, {"Sec-Fetch-Site": "same-origin"})

    assert "six to nine months" not in shown
    assert "Your browser keeps no cookies, so the answer cannot be shown here" in shown
    assert ADDRESS in shown
    assert own == 200
    assert "six to nine months" not in mine  # it was said under an id of its own


def test_help_in_danger_is_shown_at_once_where_the_answer_could_not_be_read_again(server: Server) -> None:
    _, _, page = request(server.chat)
    token = re.findall('name="session" value="([^"]+)"', page)[0]

    status, _, shown = request(server.chat, {"text": "I want to die", "session": token})

    assert status == 200
    assert "116 123" in shown


def test_danger_in_a_chat_that_has_ended_reads_its_help_first(server: Server) -> None:
    _, headers, _ = request(server.chat, {"text": "How long does a review take?"})
    cookie = {"Cookie": session_of(headers)}
    request(f"{server.chat}/start-again", {}, cookie)

    status, _, shown = request(server.chat, {"text": "I want to die"}, cookie)

    assert status == 410
    assert shown.index("116 123") < shown.index("This chat has been ended")
    assert "I want to die</textarea>" in shown
    assert "error-summary" not in shown
    _, _, harmless = request(server.chat, {"text": "How long does a review take?"}, cookie)
    assert "error-summary" in harmless


def test_the_token_is_in_no_address(no_cookies: Page) -> None:
    addresses: list[str] = []
    no_cookies.on("request", lambda asked: addresses.append(asked.url))

    ask(no_cookies, "How long does a review take?")
    token = no_cookies.locator("input[name=session]").first.get_attribute("value")

    assert token
    assert not any(token in address for address in addresses)


def test_the_numbers_come_first_and_the_whole_text_behind_a_choice(page: Page) -> None:
    send(page, "he's hurting the kids right now")
    help_ = page.locator(".message.safety")

    numbers = help_.get_by_role("list", name="Numbers to call:").get_by_role("link")
    assert numbers.first.inner_text().startswith("999")
    assert all(link.bounding_box()["height"] >= 44 for link in numbers.all())  # type: ignore[index]
    assert not help_.get_by_text("stay on the line").is_visible()
    help_.get_by_text("Read all of this").click()
    assert help_.get_by_text("stay on the line").is_visible()
