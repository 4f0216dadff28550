"""The staff console in a real browser: the console alone, without the Rasa server, on a database with made-up content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.console.seed import (
    ACCOUNTS,
    CONVERSATIONS,
    HAND_OFFS,
    MANY_CONVERSATIONS,
    PASSWORD,
    PROPOSALS,
    RELEASES,
)
from tests.running_server import Server

SignIn = Callable[..., Page]


def start_console(folder: Path, *seeds: str) -> Server:
    """A console, running, with what `seed.py` names in its database."""
    server = Server(folder)
    try:
        server.migrate()
        server.run_in_console("\n".join(seeds))
        server.start_console()
    except RuntimeError:
        server.stop()
        raise
    return server


@pytest.fixture(scope="session")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The console with accounts, hand-offs and conversations, for tests that do not mind what others did in it."""
    seeds = ACCOUNTS, HAND_OFFS, MANY_CONVERSATIONS, CONVERSATIONS, PROPOSALS, RELEASES
    server = start_console(tmp_path_factory.mktemp("console"), *seeds)
    yield server
    server.stop()


@pytest.fixture
def sign_in(browser: Browser, console: Server) -> Iterator[SignIn]:
    """Opens a browser window in which somebody signs in: `sign_in("admin", width=320, color_scheme="dark")`.

    Without JavaScript unless `java_script=True`, since nothing in the console may need it.
    """
    contexts = []

    def opened(
        name: str = "", width: int = 1280, color_scheme: str = "light", java_script: bool = False, password: str = PASSWORD
    ) -> Page:
        context = browser.new_context(
            base_url=console.console,
            color_scheme=color_scheme,  # type: ignore[arg-type]
            java_script_enabled=java_script,
            viewport={"width": width, "height": 800},
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.goto("/sign-in/")
        if name:
            page.get_by_label("Name").fill(name)
            page.get_by_label("Password").fill(password)
            page.get_by_role("button", name="Sign in").click()
        return page

    yield opened
    for context in contexts:
        context.close()
