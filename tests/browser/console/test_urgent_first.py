"""A danger that is typed while 1,378 conversations wait: seen on the first page, and the first that comes to be reviewed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.console.conftest import SignIn, start_console
from tests.browser.console.seed import ACCOUNTS
from tests.browser.looks import is_too_wide
from tests.running_server import Server

MANY = """
from tools.seed.__main__ import seed_empty

seed_empty(conversations=1378, days=40)
"""
DANGER = """
from django.conf import settings
from tools.seed.material import load_material
from tests.unit.console.stored import Stored

safety = {"outcome": "help_first", "topic": "immediate_danger"}
text = "my stepdad is hitting my little brother right now"
Stored(settings.NSCP.database(), load_material()).say("now", text, "immediate_danger", confidence=0.99, safety=safety)
"""


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The console on a database of its own, in which nobody has reviewed anything."""
    server = start_console(tmp_path_factory.mktemp("urgent"), ACCOUNTS, MANY)
    yield server
    server.stop()


def test_a_new_danger_is_named_on_the_first_page_and_comes_next(sign_in: SignIn, console: Server) -> None:
    page = sign_in("reviewer", width=320)
    expect(page.get_by_role("heading", name="What needs you today")).to_be_visible()
    console.run_in_console(DANGER)

    page.reload()
    urgent = page.get_by_role("link", name="Somebody may be in danger")
    expect(urgent).to_contain_text("today")
    assert not is_too_wide(page)
    urgent.click()
    expect(page.get_by_text("my stepdad is hitting my little brother right now")).to_be_visible()

    page.goto("/")
    page.get_by_role("button", name="Next to review").click()
    expect(page.get_by_text("my stepdad is hitting my little brother right now")).to_be_visible()
    assert "/conversations/now/" in page.url
