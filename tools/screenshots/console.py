"""Takes the pictures of docs/staff.md and docs/trainers.md, from a console with made-up conversations.

CHROMIUM may name the browser.

.venv-tools/bin/python -m tools.screenshots.console docs/screenshots [NAME ...]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.console.conftest import start_console
from tests.browser.console.seed import ACCOUNTS, CONVERSATIONS, HAND_OFFS, MANY_CONVERSATIONS, PASSWORD, PROPOSALS

SIZE = (1000, 760)

Step = Callable[[Page], None]


@dataclass(frozen=True)
class Picture:
    """One picture.

    Attributes:
        role: who is signed in; nobody if empty.
        path: of the page.
        steps: what they do there first.
        top: words of the heading or label that stands at the upper edge; the page's beginning if empty.
    """

    role: str
    path: str
    steps: tuple[Step, ...] = ()
    top: str = ""


def press(button: str) -> Step:
    """Press a button, or what unfolds a part of the page."""
    return lambda page: (
        page.locator("button, summary")
        .get_by_text(button, exact=True)
        .or_(page.get_by_role("button", name=button, exact=True))
        .first.click()
    )


def fill(label: str, text: str) -> Step:
    """Write into a field."""
    return lambda page: page.get_by_label(label).fill(text)


def choose(label: str, option: str) -> Step:
    """Choose from a list."""
    return lambda page: page.get_by_label(label).select_option(option)


def open_first(words: str) -> Step:
    """Follow the first link whose row has these words."""
    return lambda page: page.locator("tbody tr", has_text=words).first.get_by_role("link").first.click()


DANGER = "/conversations/danger/"
JUDGED = (
    choose("What is the message about?", "faq/why_longer"),
    fill("An example in your own words", "why are you still not done"),
)
KEPT_NOTE = (fill("New tag", "told the lead"), press("Add"), fill("New note", "Asked the lead to look at once."))
NOT_UNDERSTOOD = (press("Search and filters"), choose("What the assistant did", "fallback"), press("Show"))
TYPED = (
    fill("New examples", "who has got his school bag and his bike\nhow long does a review take"),
    lambda page: page.get_by_text("is an example of").first.wait_for(),
)

PICTURES = {
    "staff-sign-in": Picture("", "/sign-in/"),
    "staff-start": Picture("reviewer", "/"),
    "console-conversations": Picture("reviewer", "/conversations/"),
    "staff-conversation": Picture("reviewer", DANGER),
    "staff-judge": Picture("reviewer", "/conversations/plain/?judge=1", JUDGED, top="What was said"),
    "staff-reviewed": Picture("reviewer", DANGER, KEPT_NOTE, top="Review"),
    "staff-filters": Picture(
        "reviewer",
        "/conversations/",
        NOT_UNDERSTOOD,
    ),
    "staff-hold": Picture("safeguarding_lead", f"{DANGER}hold/", (fill("Why?", "Strategy meeting on Friday"),)),
    "console-hand-offs": Picture("safeguarding_lead", "/hand-offs/"),
    "staff-hand-off": Picture("safeguarding_lead", "/hand-offs/", (open_first("waits for staff"),)),
    "staff-off-switch": Picture("safeguarding_lead", "/off-switch/"),
    "staff-dashboard": Picture("reviewer", "/dashboard/"),
    "staff-unanswered": Picture("trainer", "/unanswered/"),
    "trainer-inbox": Picture("trainer", "/inbox/"),
    "trainer-examples": Picture("trainer", "/proposals/new/?topic=gap/belongings", TYPED, top="New proposal"),
    "trainer-checked": Picture("trainer", "/proposals/", (open_first("Belongings"),)),
    "trainer-answer": Picture("trainer", "/proposals/3/topics/faq/how_long/answer/1/"),
}


def take(browser: Browser, console: str, picture: Picture, target: Path) -> None:
    """Sign in, do the steps and keep what the window shows."""
    context = browser.new_context(base_url=console, viewport={"width": SIZE[0], "height": SIZE[1]})
    page = context.new_page()
    page.goto("/sign-in/")
    if picture.role:
        page.get_by_label("Name").fill(picture.role)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
    page.goto(picture.path)
    for step in picture.steps:
        step(page)
    page.evaluate("window.scrollTo(0, 0)")
    if picture.top:
        page.get_by_role("heading", name=picture.top, exact=True).evaluate("element => element.scrollIntoView()")
    page.screenshot(path=target)
    context.close()


def main(folder: Path, names: list[str]) -> None:
    """Take the pictures.

    Args:
        folder: to write into.
        names: of the pictures to take; all if none is named.
    """
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        console = start_console(Path(place), ACCOUNTS, HAND_OFFS, MANY_CONVERSATIONS, CONVERSATIONS, PROPOSALS)
        try:
            path = os.environ.get("CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
            for name in names or PICTURES:
                take(browser, console.console, PICTURES[name], folder / f"{name}.png")
            browser.close()
        finally:
            console.stop()
    taken = [folder / f"{name}.png" for name in names or PICTURES]
    subprocess.run([".venv/bin/python", "-m", "tools.screenshots.fewer_colours", *taken], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
