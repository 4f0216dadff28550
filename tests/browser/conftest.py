"""The product as people meet it: real servers, a real browser, nothing but HTTP in between.

Runs in an environment of its own (.venv-tools), so nothing here imports Rasa or the project.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.widget.host import Host, Websites
from tests.running_server import Server

NO_LIMIT = "1000000/minute"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

expect.set_options(timeout=15_000)  # ms, as for what a page does: a server that has just started may be slow


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    """Another website, whose pages may carry the chat."""
    websites = Websites()
    yield websites.host
    websites.stop()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, host: Host) -> Iterator[Server]:
    """Both servers, running. The limits are out of the way: all tests come from one address."""
    settings = {"NSCP_ORIGINS": host.address, "NSCP_RATE_ADDRESS": NO_LIMIT, "NSCP_RATE_SESSION": NO_LIMIT}
    running = Server(tmp_path_factory.mktemp("server"), settings)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def server_without_actions(server: Server) -> Iterator[Server]:
    """The Rasa server alone, as when the action server is down."""
    server.stop_actions()
    yield server
    server.start_actions()


@pytest.fixture
def mailing_server(server: Server) -> Iterator[Server]:
    """The same with a mailer, which keeps mails in files."""
    server.start_mailer()
    yield server
    server.stop_one("mailer")


def chromium_path() -> str | None:
    """Where the browser is."""
    return os.environ.get("NSCP_CHROMIUM") or os.environ.get("CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium from NSCP_CHROMIUM (or CHROMIUM, or PATH)."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser on a phone that runs no JavaScript."""
    phone = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    phone.set_default_timeout(15_000)
    yield phone
    phone.close()


@pytest.fixture
def page(context: BrowserContext, server: Server) -> Page:
    """The chat page, just opened."""
    page = context.new_page()
    page.goto(server.chat)
    return page
