"""The pages to read, the page before the chat, and the example of a council's page."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chat import cut_off, send
from tests.browser.looks import assert_fine, complaints, is_too_wide
from tests.running_server import Server

READ = ("/guide", "/privacy", "/safety", "/accessibility", "/chat/before")
ALL = (*READ, "/chat", "/demo")
STRICT = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
LONG, HARM = "How long does a review take?", "he's hurting the kids right now"
WEATHER = "https://www.bbc.co.uk/weather"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page at 400 % zoom of a window 1280 pixels wide."""
    context = cut_off(browser, viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


def headers_of(url: str, **headers: str) -> dict[str, str]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ALL)
def test_axe_finds_nothing(page: Page, server: Server, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(server.address + path)

    assert complaints(page) == []


@pytest.mark.parametrize("path", ALL)
def test_nothing_runs_off_the_side(page: Page, server: Server, path: str) -> None:
    page.goto(server.address + path)

    assert not is_too_wide(page)


@pytest.mark.parametrize("path", ALL)
def test_wider_text_spacing_cuts_nothing_off(page: Page, server: Server, path: str) -> None:
    """SC 1.4.12: line height 1.5, paragraphs 2, letters 0.12, words 0.16 times the size of the text."""
    page.goto(server.address + path)
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`* {line-height: 1.5 !important; letter-spacing: 0.12em !important;
                word-spacing: 0.16em !important} p {margin-bottom: 2em !important}`);
            document.adoptedStyleSheets = [sheet];
        }"""
    )

    assert not is_too_wide(page)
    cut = "e => e.scrollHeight > e.clientHeight + 1 && getComputedStyle(e).overflow !== 'visible'"
    assert page.evaluate(f"[...document.querySelectorAll('main *:not(.hidden)')].filter({cut}).length") == 0


@pytest.mark.parametrize("path", ALL)
def test_the_keyboard_reaches_the_exit_second_and_focus_is_never_covered(page: Page, server: Server, path: str) -> None:
    page.goto(server.address + path)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Exit this page"
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            """() => {
                const focused = document.activeElement;
                if (focused === document.body || focused.closest(".exit") || focused.localName === "nscp-chat") return true;
                const box = focused.getClientRects()[0];
                const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return focused.contains(seen);
            }"""
        )


@pytest.mark.parametrize("path", READ)
def test_a_page_sends_the_strict_headers_and_runs_nothing(page: Page, server: Server, path: str) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))

    page.goto(server.address + path)

    headers = headers_of(server.address + path)
    assert headers["content-security-policy"] == STRICT
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert page.locator("script, [style], [onclick]").count() == 0
    assert errors == []


@pytest.mark.parametrize("path", READ)
def test_a_page_prints_its_text_without_its_controls(page: Page, server: Server, path: str) -> None:
    page.goto(server.address + path)

    page.emulate_media(media="print")

    assert page.get_by_role("heading", level=1).is_visible()
    assert not page.get_by_role("link", name="Exit this page").is_visible()
    assert not page.locator(".onward").is_visible()


@pytest.mark.parametrize("path", READ)
def test_exit_stays_in_view(page: Page, server: Server, path: str) -> None:
    page.goto(server.address + path)

    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")

    box = page.get_by_role("link", name="Exit this page").bounding_box()
    assert box
    assert 0 <= box["y"] < 100
    assert box["height"] >= 44


def test_exit_scrolls_away_where_the_window_is_too_low(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256})
    page = context.new_page()
    page.goto(server.address + "/guide")

    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")

    assert page.get_by_role("link", name="Exit this page").bounding_box()["y"] < 0  # type: ignore[index]
    context.close()


def test_the_guides_headings_can_be_linked_to(page: Page, server: Server) -> None:
    for section in ("partnership", "review", "what-to-do", "report", "more"):
        page.goto(f"{server.address}/guide#{section}")
        covered = page.get_by_role("link", name="Exit this page").bounding_box()
        heading = page.locator(f"#{section}").bounding_box()
        assert covered
        assert heading
        assert heading["y"] >= covered["y"] + covered["height"]


def test_a_file_is_sent_once(server: Server, page: Page) -> None:
    page.goto(server.address + "/guide")
    path = page.locator("link[rel=stylesheet]").get_attribute("href")
    url = f"{server.address}{path}"
    tag = headers_of(url)["etag"]

    with pytest.raises(urllib.error.HTTPError, match="304"):
        headers_of(url, **{"If-None-Match": tag})


@pytest.mark.parametrize("name", ["nscp-chat.js", "words.js"])
def test_every_website_may_load_the_widget(server: Server, name: str) -> None:
    headers = headers_of(f"{server.address}/widget/v1/{name}", Origin="https://www.example.gov.uk")

    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize("name", ["words.d.ts", "package.json", "../v1/nscp-chat.js.map", "%2e%2e/%2e%2e/domain.yml"])
def test_nothing_else_of_the_widgets_folder_is_served(server: Server, name: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        headers_of(f"{server.address}/widget/v1/{name}")


def test_the_example_page_keeps_to_the_policy_that_webmasters_are_told(page: Page, server: Server) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))

    page.goto(server.address + "/demo", wait_until="load")
    page.wait_for_function("customElements.get('nscp-chat') !== undefined")

    assert errors == []
    assert "script-src 'self'" in headers_of(server.address + "/demo")["content-security-policy"]


def test_without_javascript_the_example_page_gives_the_other_ways(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.address + "/demo")

    for name in ("use the chat page", "read NSCP's guide", "NSCP@northnorthants.gov.uk", "999"):
        assert page.get_by_role("link", name=name).is_visible()
    context.close()


@pytest.mark.parametrize("how", ["button", "Shift three times"])
def test_the_example_councils_own_exit_works(page: Page, server: Server, how: str) -> None:
    page.goto(server.address + "/demo")

    with page.expect_event("requestfailed") as failed:
        if how == "button":
            page.get_by_role("link", name="Exit this page").click()
        else:
            for _ in range(3):
                page.keyboard.press("Shift")

    assert failed.value.url == WEATHER


def test_capital_letters_do_not_leave_the_example_page(page: Page, server: Server) -> None:
    page.goto(server.address + "/demo")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press("a")
    page.keyboard.press("Shift")

    assert page.evaluate("document.body.className") == ""
    assert WEATHER not in asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "said",
    [
        [LONG],
        [HARM],
        [HARM, LONG],
        ["report"],
        ["report", LONG],
        ["I want to talk to someone"],
        ["Send NSCP a message for me", "Can my gran come?", "jo@example.org", "skip", "skip"],
        ["fghjdk zzxq"],
        [" "],
    ],
)
def test_axe_finds_nothing_in_the_states_of_the_chat_page(page: Page, server: Server, said: list[str], scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(server.chat)
    for text in said:
        send(page, text)

    assert_fine(page)
    page.set_viewport_size({"width": 320, "height": 1400})  # axe takes a link that is half under an edge for a small one
    for choice in page.locator("summary").all():
        choice.click()
        assert_fine(page)
