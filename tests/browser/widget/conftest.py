"""Pages with the chat on them, and the servers behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chat import cut_off
from tests.browser.widget.host import Host
from tests.browser.widget.widget_page import Widget
from tests.running_server import Server

DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser with a large window, which reaches nothing but this machine."""
    context = cut_off(browser, viewport=DESKTOP)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(desktop: BrowserContext, server: Server, host: Host) -> Page:
    """A page of another website, with the chat on it."""
    page = desktop.new_page()
    page.goto(host.add_page(server.address))
    return page


@pytest.fixture
def widget(page: Page) -> Widget:
    """The chat on that page, closed as it is at first."""
    return Widget(page)


@pytest.fixture
def chat(widget: Widget) -> Widget:
    """The chat on that page, just started."""
    return widget.start()
