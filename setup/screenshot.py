"""Takes the README's picture of a conversation. `make run` must be running; CHROMIUM may name the browser.

.venv-tools/bin/python setup/screenshot.py http://127.0.0.1:5005/chat docs/screenshots/chat.png
"""

from __future__ import annotations

import os
import shutil
import sys

from playwright.sync_api import sync_playwright

ASKED = ("how long till its all over", "why?", "can my mum come with me")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main(address: str, picture: str) -> None:
    """Ask three questions on a phone-sized screen and keep the page as a picture.

    Args:
        address: of the chat page.
        picture: path of the PNG to write.
    """
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 480, "height": 900})
        page.goto(address)
        for question in ASKED:
            page.get_by_role("textbox").fill(question)
            page.get_by_role("button", name="Send", exact=True).click()
        page.screenshot(path=picture, full_page=True)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
