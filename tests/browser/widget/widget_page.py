"""What a person does in the widget, and what they then read."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.chat import plain

LAUNCHER = "Questions about a review"
WEATHER = "https://www.bbc.co.uk/weather"
LONG = "How long does a review take?"
HARM = "he's hurting the kids right now"
ADDRESS = "NSCP@northnorthants.gov.uk"
RECORD = """() => {
    window.announced = [];
    const region = document.querySelector("nscp-chat").shadowRoot.querySelector("[aria-live=polite]");
    new MutationObserver((all) => all.forEach(({addedNodes}) => addedNodes.forEach((node) =>
        window.announced.push(node.textContent)))).observe(region, {childList: true});
}"""


class Widget:
    """The chat on a page."""

    def __init__(self, page: Page) -> None:
        """Set up.

        Args:
            page: shows a page with the chat on it.
        """
        self.page = page
        self.element = page.locator("nscp-chat")
        self.launcher = self.button(LAUNCHER)
        self.panel = page.get_by_role("region", name=LAUNCHER)
        self.log = page.get_by_role("log", name="Conversation")
        self.box = page.get_by_label("Type your question")
        self.typed = self.element.locator("li.user")
        self.replies = self.element.locator("li.assistant")
        self.states = self.element.locator(".state")

    def button(self, name: str) -> Locator:
        """A button of the chat."""
        return self.page.locator("nscp-chat").get_by_role("button", name=name, exact=True)

    def open(self) -> Widget:
        """Open the panel."""
        self.launcher.click()
        return self

    def start(self) -> Widget:
        """Open the panel and start a chat."""
        self.open().button("Start chat").click()
        expect(self.replies.first).to_be_visible()
        return self

    def open_more(self) -> None:
        """Open what else can be done with the chat."""
        self.element.get_by_text("More", exact=True).click()

    def send(self, text: str) -> None:
        """Type a message and send it."""
        self.box.fill(text)
        self.button("Send").click()

    def ask(self, text: str) -> str:
        """Send a message and read the whole reply."""
        return self.reply_to(lambda: self.send(text))

    def reply_to(self, act: Any) -> str:
        """What the assistant says once something has been done."""
        before = self.replies.count()
        act()
        expect(self.replies).not_to_have_count(before)
        return plain(" ".join(self.replies.nth(at).inner_text() for at in range(before, self.replies.count())))

    def said(self) -> list[str]:
        """Who said what, in order, without what stands below it."""
        items = self.element.locator("li.message").all()
        return [plain(f"{item.locator('.who').inner_text()}: {item.locator('.text').inner_text()}") for item in items]

    def stored(self) -> dict[str, Any] | None:
        """What the tab keeps for the chat."""
        kept = self.page.evaluate("Object.entries(sessionStorage)")
        assert all(key == "nscp-chat" for key, _ in kept)
        return json.loads(kept[0][1]) if kept else None

    def announced(self) -> str:
        """All that screen readers were told since `listen`."""
        return "\n".join(self.page.evaluate("window.announced"))

    def listen(self) -> None:
        """Write down what screen readers are told from now on."""
        self.page.evaluate(RECORD)

    def focused(self) -> str:
        """What has the focus inside the chat: the element's text, or its id."""
        return str(
            self.page.evaluate(
                """() => {
                    const focus = document.querySelector("nscp-chat").shadowRoot.activeElement;
                    return focus ? focus.id || focus.textContent.trim() : "";
                }"""
            )
        )


def seen(part: Locator) -> float:
    """How many CSS pixels of a part's height can be seen, in the window and under nothing else."""
    return float(
        part.evaluate(
            """(part) => {
                const box = part.getBoundingClientRect();
                const root = part.getRootNode();
                const x = box.x + Math.min(box.width, 60) / 2;
                let count = 0;
                for (let y = Math.max(Math.ceil(box.top), 0); y < Math.min(box.bottom, innerHeight); y++)
                    count += part.contains(root.elementFromPoint(x, y));
                return count;
            }"""
        )
    )


def press_shift(page: Page, times: int = 3) -> None:
    """Press Shift alone."""
    for _ in range(times):
        page.keyboard.press("Shift")
