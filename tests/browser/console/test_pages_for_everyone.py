"""The console's pages for everyone: with the keyboard alone, in contrast themes, with nothing from elsewhere, and charts
that can be read without seeing them."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.console.conftest import SignIn
from tests.browser.looks import complaints
from tests.running_server import Server


def test_a_problem_is_told_first_and_leads_to_its_field(sign_in: SignIn) -> None:
    page = sign_in("admin", java_script=True)
    page.goto("/accounts/new/")
    page.get_by_role("button", name="Create the account").click()

    assert page.title().startswith("Error: ")
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    field = page.get_by_label("Name to sign in with")
    expect(field).to_be_focused()
    assert field.get_attribute("aria-invalid") == "true"
    described = str(field.get_attribute("aria-describedby")).split()
    assert any("Enter a name to sign in with." in page.locator(f"#{name}").inner_text() for name in described)
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


def test_charts_can_be_read_without_seeing_them(sign_in: SignIn) -> None:
    page = sign_in("admin")
    page.goto("/dashboard/")

    lines = [line.get_attribute("aria-label") for line in page.locator("svg.line").all()]
    assert len(lines) == 6
    assert all("the week before" in str(line) for line in lines)
    expect(page.get_by_role("img", name="Messages by hour of the day: Most came between")).to_be_visible()
    for title in ("What the assistant did", "Answered most", "Messages by hour of the day"):
        page.get_by_text(f"The same as a table: {title}", exact=True).click()
        expect(page.get_by_role("region", name=title, exact=True).get_by_role("table")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Not understood", exact=True)).to_be_visible()
