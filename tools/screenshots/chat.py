"""Takes pictures of every state of chat and widget. `make run` must be running; CHROMIUM may name the browser.

.venv-tools/bin/python -m tools.screenshots.chat http://127.0.0.1:5005 pictures [NAME ...]

docs/screenshots/ keeps those that the README shows, and those of the main states that there is an earlier one of.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PHONE, SMALL, LAPTOP, DESKTOP = (390, 844), (360, 640), (1366, 657), (1280, 800)

Step = Callable[[Page], None]


@dataclass(frozen=True)
class Picture:
    """One picture.

    Attributes:
        path: of the page.
        steps: what the person does there first.
        size: of the window, in CSS pixels.
        dark: true for dark colours.
        whole: true for the page from top to bottom, not only what is in the window.
    """

    path: str
    steps: tuple[Step, ...] = ()
    size: tuple[int, int] = PHONE
    dark: bool = False
    whole: bool = True


def ask(question: str) -> Step:
    """Send a question on the chat page."""

    def step(page: Page) -> None:
        page.get_by_label("Type your question").fill(question)
        with page.expect_navigation():
            page.get_by_role("button", name="Send", exact=True).click()

    return step


def open_widget(page: Page) -> None:
    """Open the chat on the example page."""
    page.get_by_role("button", name="Questions about a review").click()


def ask_widget(*questions: str) -> Step:
    """Open the chat, start it, and send questions."""

    def step(page: Page) -> None:
        open_widget(page)
        page.get_by_role("button", name="Start chat").click()
        page.locator("nscp-chat li.assistant").first.wait_for()
        for question in questions:
            page.get_by_label("Type your question").fill(question)
            with page.expect_response("**/messages"):
                page.get_by_role("button", name="Send", exact=True).click()

    return step


def press(name: str) -> Step:
    """Select a button or a choice of the widget by its words."""
    return lambda page: page.locator("nscp-chat").get_by_text(name, exact=True).last.click()


def go_offline(page: Page) -> None:
    """Lose the connection, then send a question in the open chat."""
    page.context.set_offline(True)
    page.get_by_label("Type your question").fill("who will see the report")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Your message was not sent").first.wait_for()


LONG, HARM = "how long till its all over", "he's hurting the kids right now"
QUESTIONS = (ask(LONG), ask("why?"), ask("can my mum come with me"))
DANGER = ask(HARM)
TO_SUMMARY = ("Send NSCP a message for me", "Can my sister come with me?", "jo@example.org", "Jo", "please do not phone")

PICTURES = {
    "chat": Picture("/chat", QUESTIONS, (480, 900)),
    "chat-opening-phone": Picture("/chat"),
    "chat-opening-desktop": Picture("/chat", size=DESKTOP),
    "chat-dark": Picture("/chat", QUESTIONS[:1], dark=True),
    "chat-safety": Picture("/chat", (DANGER,)),
    "chat-safety-later": Picture("/chat", (DANGER, QUESTIONS[0])),
    "chat-problem": Picture("/chat", (ask(" "),)),
    "chat-person": Picture("/chat", (ask("I want to talk to someone"),)),
    "chat-message": Picture("/chat", tuple(map(ask, TO_SUMMARY)), (480, 900)),
    "before": Picture("/chat/before"),
    "guide-phone": Picture("/guide"),
    "guide-desktop": Picture("/guide#report", size=DESKTOP),
    "safety-page": Picture("/safety"),
    "privacy": Picture("/privacy"),
    "accessibility": Picture("/accessibility"),
    "accessibility-desktop-dark": Picture("/accessibility", size=DESKTOP, dark=True),
    "widget-closed-phone": Picture("/demo", whole=False),
    "widget-closed-desktop": Picture("/demo", size=DESKTOP, whole=False),
    "widget-before-phone": Picture("/demo", (open_widget,), whole=False),
    "widget-before-desktop": Picture("/demo", (open_widget,), DESKTOP, whole=False),
    "widget-answer-phone": Picture("/demo", (ask_widget(LONG),), whole=False),
    "widget-answer-desktop": Picture("/demo", (ask_widget(LONG),), DESKTOP, whole=False),
    "widget-answer-laptop": Picture("/demo", (ask_widget(LONG),), LAPTOP, whole=False),
    "widget-answer-dark": Picture("/demo", (ask_widget(LONG),), DESKTOP, dark=True, whole=False),
    "widget-answer-phone-dark": Picture("/demo", (ask_widget(LONG),), dark=True, whole=False),
    "widget-before-open-phone": Picture("/demo", (open_widget, press("What happens to what you type")), whole=False),
    "widget-choices": Picture("/demo", (ask_widget("report"),), DESKTOP, whole=False),
    "widget-safety-phone": Picture("/demo", (ask_widget(HARM),), whole=False),
    "widget-safety-small": Picture("/demo", (ask_widget(HARM),), SMALL, whole=False),
    "widget-safety-dark": Picture("/demo", (ask_widget(HARM),), dark=True, whole=False),
    "widget-safety-all": Picture("/demo", (ask_widget(HARM), press("Read all of this")), whole=False),
    "widget-safety-desktop": Picture("/demo", (ask_widget(HARM),), DESKTOP, whole=False),
    "widget-safety-later-phone": Picture("/demo", (ask_widget(HARM, LONG),), whole=False),
    "widget-safety-later-desktop": Picture("/demo", (ask_widget(HARM, LONG),), DESKTOP, whole=False),
    "widget-safety-again-phone": Picture("/demo", (ask_widget(HARM, LONG), press("more")), whole=False),
    "widget-more-phone": Picture("/demo", (ask_widget(LONG), press("More")), whole=False),
    "widget-more-desktop": Picture("/demo", (ask_widget(LONG), press("More")), DESKTOP, whole=False),
    "widget-message-phone": Picture("/demo", (ask_widget(*TO_SUMMARY),), whole=False),
    "widget-message-desktop": Picture("/demo", (ask_widget(*TO_SUMMARY),), DESKTOP, whole=False),
    "widget-offline": Picture("/demo", (ask_widget(LONG), go_offline), DESKTOP, whole=False),
}


def take(browser: Browser, address: str, picture: Picture, target: Path) -> None:
    """Do the steps in a fresh browser and keep what it shows."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address + picture.path)
    if picture.dark:  # the example council's page is always light, and the chat follows it
        page.evaluate("document.documentElement.style.colorScheme = 'light dark'")
    for step in picture.steps:
        step(page)
    if picture.whole:
        page.evaluate("window.scrollTo(0, 0)")  # or what stays in view would stand in the middle of the picture
    page.mouse.move(0, 0)
    page.wait_for_timeout(500)  # for the last answer to be painted
    page.screenshot(path=target, full_page=picture.whole)
    context.close()


def main(address: str, folder: Path, names: list[str]) -> None:
    """Take the pictures.

    Args:
        address: of the server.
        folder: to write into.
        names: of the pictures to take; all if none is named.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name in names or PICTURES:
            take(browser, address, PICTURES[name], folder / f"{name}.png")
        browser.close()
    taken = [folder / f"{name}.png" for name in names or PICTURES]
    subprocess.run([".venv/bin/python", "-m", "tools.screenshots.fewer_colours", *taken], check=True)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]), sys.argv[3:])
