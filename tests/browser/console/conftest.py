"""The staff console in a real browser: the console alone, without the Rasa server, with a few hand-offs in its database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.running_server import Server

PASSWORD = "a long enough pass phrase"
ROLES = ("reviewer", "safeguarding_lead", "trainer", "admin")

# An account of each role, named as the role; Rasa's tables; hand-offs in several states.
SEED = f"""
import os
from datetime import datetime, timedelta, timezone
import sqlalchemy
from django.contrib.auth.models import Group, User
from assistant.store.tables import create_tables
from console.handoffs import drafts, outbox
from console.handoffs.models import HandOff
from post_office.models import Email
from django.conf import settings

create_tables(sqlalchemy.create_engine(settings.NSCP.database()))
for role in {ROLES}:
    User.objects.create_user(role, password={PASSWORD!r}, first_name=role.title()).groups.add(Group.objects.get(name=role))
now = datetime.now(timezone.utc)
states = [("saved", now, None, ""), ("failed", None, None, "the mail server answered 451"), ("sent", None, now, "")]
for number, (state, next_try, sent, reason) in enumerate(states):
    answers = {{"message": "Please phone my sister instead.", "reply_to": "07700 900123", "safe_time": "Mornings only."}}
    reference = drafts.keep(f"family{{number}}", None, **answers)
    outbox.save(f"family{{number}}", reference)
    HandOff.objects.filter(reference=reference).update(
        state=state, next_try_at=next_try, sent_at=sent, reason=reason, attempts=3
    )
"""


@pytest.fixture(scope="session")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The console, running, with accounts and hand-offs."""
    server = Server(tmp_path_factory.mktemp("console"))
    try:
        server.migrate()
        server.run_in_console(SEED)
        server.start_console()
        yield server
    finally:
        server.stop()


SignIn = Callable[..., Page]


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
