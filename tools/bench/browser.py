"""The widget in a real browser: `python -m tools.bench.browser ADDRESS` reads messages from standard input (a JSON list) and
prints what it saw, as JSON. Runs in .venv-tools; the environment variable CHROMIUM names the browser.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass, field

from playwright.sync_api import Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PHONE = {"width": 375, "height": 812}
WARM_UP = 3  # messages that are not counted
# From the press on Send until the frame that shows the answer has been made.
ASK = """(text) => new Promise((resolve) => {
    const root = document.querySelector("nscp-chat").shadowRoot;
    const list = root.querySelector(".messages");
    const before = list.querySelectorAll(".assistant").length;
    let began = 0;
    const observer = new MutationObserver(() => {
        if (list.querySelectorAll(".assistant").length === before) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
    });
    observer.observe(list, {childList: true});
    root.querySelector("#question").value = text;
    began = performance.now();
    root.querySelector(".ask button").click();
})"""


@dataclass
class SeenInBrowser:
    """What the browser saw.

    Attributes:
        painted: from Send to the painted answer, in ms, for each message.
        requests: for each message how many requests it took.
    """

    painted: list[float] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)


def talk(page: Page, address: str, messages: list[str]) -> SeenInBrowser:
    """Say each message in one chat, one after the other.

    Args:
        page: an empty one.
        address: of the server.
        messages: the first few are for warming up.
    """
    page.goto(f"{address}/demo")
    page.locator("nscp-chat .launcher").click()
    page.locator("nscp-chat .before .main").click()
    page.locator("nscp-chat .assistant").first.wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    seen = SeenInBrowser()
    for number, text in enumerate(messages):
        asked.clear()
        took = page.evaluate(ASK, text)
        if number >= WARM_UP:
            seen.painted.append(took)
            seen.requests.append(len(asked))
    return seen


def main() -> None:
    """Do what standard input says."""
    messages = json.load(sys.stdin)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=FLAGS)
        page = chromium.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
        seen = talk(page, sys.argv[1], messages)
        chromium.close()
    json.dump(asdict(seen), sys.stdout)


if __name__ == "__main__":
    main()
