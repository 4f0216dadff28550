"""Every page of the console for everyone: axe in light and dark, no sideways scrolling at 320 px, nothing refused by the
content policy. Axe finds a part of what can be wrong, not all."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.console.conftest import SignIn
from tests.running_server import Server

WCAG_22_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

# Pages to look at, by who looks. A reference stands for the first hand-off in the list.
PAGES = {
    "admin": [
        "/",
        "/accounts/",
        "/accounts/new/",
        "/accounts/1/",
        "/account/",
        "/account/password/",
        "/account/app/",
        "/audit/",
        "/audit/?name=nobody",
        "/off-switch/",
        "/nothing-here/",
    ],
    "safeguarding_lead": ["/hand-offs/", "/hand-offs/?show=closed", "/hand-offs/{reference}/", "/off-switch/"],
    "trainer": ["/", "/audit/"],
}
EVERY_PAGE = [(name, path) for name, paths in PAGES.items() for path in paths]


def complaints(page: Page) -> list[str]:
    """What axe finds wrong, one line each."""
    found = Axe().run(page, options=WCAG_22_AA).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def opened(page: Page, path: str) -> Page:
    if "{reference}" in path:
        page.goto("/hand-offs/")
        path = path.format(reference=page.locator("tbody th").first.inner_text())
    page.goto(path)
    return page


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page(sign_in: SignIn, name: str, color_scheme: str) -> None:
    page = sign_in(name, color_scheme=color_scheme, java_script=True)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None)

    found = {path: complaints(opened(page, path)) for path in PAGES[name]}

    assert {path: problems for path, problems in found.items() if problems} == {}
    assert refused == []


@pytest.mark.parametrize("name", PAGES)
def test_every_page_on_a_narrow_screen(sign_in: SignIn, name: str) -> None:
    page = sign_in(name, width=320, java_script=True)

    narrow = [path for path in PAGES[name] if is_too_wide(opened(page, path))]

    assert narrow == []
    assert complaints(page) == []


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_way_in(sign_in: SignIn, color_scheme: str) -> None:
    page = sign_in(color_scheme=color_scheme, width=320, java_script=True)
    assert complaints(page) == []

    page.get_by_label("Name").fill("reviewer")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()

    assert complaints(page) == []
    assert not is_too_wide(page)


def test_a_problem_is_told_first_and_leads_to_its_field(sign_in: SignIn) -> None:
    page = sign_in("admin", java_script=True)
    page.goto("/accounts/new/")
    page.get_by_role("button", name="Make it").click()

    assert page.title().startswith("Error: ")
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    field = page.get_by_label("Name to sign in with")
    expect(field).to_be_focused()
    assert field.get_attribute("aria-invalid") == "true"
    described = str(field.get_attribute("aria-describedby")).split()
    assert any("required" in page.locator(f"#{name}").inner_text() for name in described)
    assert complaints(page) == []


def test_the_keyboard_alone_gets_to_the_content_and_shows_where_it_is(sign_in: SignIn) -> None:
    page = sign_in("admin", java_script=True)
    page.goto("/audit/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_controls_show_in_a_contrast_theme(sign_in: SignIn) -> None:
    page = sign_in("admin", java_script=True)
    page.emulate_media(forced_colors="active")
    page.goto("/accounts/new/")

    widths = page.evaluate(
        "[...document.querySelectorAll('main button, main input:not([type=checkbox], [type=hidden])')]"
        ".map(e => getComputedStyle(e).borderTopWidth)"
    )

    assert widths
    assert all(width != "0px" for width in widths)


def test_nothing_is_loaded_from_elsewhere(sign_in: SignIn, console: Server) -> None:
    page = sign_in()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto("/sign-in/")

    assert len(asked) > 1
    assert all(url.startswith(console.console) for url in asked)
