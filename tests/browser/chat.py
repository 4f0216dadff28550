"""What a person does on the chat page, and what they then read."""

from __future__ import annotations

from pathlib import Path

import yaml
from playwright.sync_api import Browser, BrowserContext, Locator, Page

DATA = Path(__file__).resolve().parents[2] / "data"
NOWHERE = "http://127.0.0.1:9"


def send(page: Page, text: str) -> None:
    """Type a message and send it."""
    page.get_by_label("Type your question").fill(text)
    press(page, "Send")


def press(page: Page, button: str) -> None:
    """Press a button and wait for the page that follows."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=button, exact=True).click()


def ask(page: Page, text: str) -> str:
    """Send a message; everything that was said in reply."""
    send(page, text)
    return latest_reply(page)


def messages(page: Page) -> Locator:
    """The messages on the page."""
    return page.locator("ol.messages > li")


def latest_reply(page: Page) -> str:
    """Everything said after the last message of the family, with single spaces."""
    items = messages(page)
    last = max(i for i in range(items.count()) if "user" in (items.nth(i).get_attribute("class") or "").split())
    return plain(" ".join(items.nth(i).inner_text() for i in range(last + 1, items.count())))


def cut_off(browser: Browser, **options: object) -> BrowserContext:
    """A fresh browser that reaches nothing but this machine, so that Exit leads into the void and not to a real website."""
    return browser.new_context(proxy={"server": NOWHERE, "bypass": "127.0.0.1"}, **options)  # type: ignore[arg-type]


def said_in_data(response: str) -> str:
    """A response's text in data/, up to its first slot."""
    for path in sorted(DATA.rglob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = content.get("responses", {}).get(response) if isinstance(content, dict) else None
        if found:
            return plain(str(found[0]["text"]).split("{")[0])
    raise AssertionError(f"data/ has no response {response}")


def plain(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())
