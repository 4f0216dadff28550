"""What is looked at on every page: axe's rules, and that nothing scrolls sideways. Axe finds a part of what can be wrong."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG_22_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def complaints(page: Page) -> list[str]:
    """What axe finds wrong, one line each. The page must run JavaScript."""
    page.wait_for_load_state()  # a click returns while the next page is still being read
    found = Axe().run(page, options=WCAG_22_AA).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def is_too_wide(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def assert_fine(page: Page) -> None:
    """Fail if axe complains or the page is too wide."""
    assert complaints(page) == []
    assert not is_too_wide(page)
