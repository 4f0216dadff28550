"""Databases and a mail server for the tests of hand-offs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.console_database import (  # noqa: F401 -- fixtures
    console_database,
    hand_offs,
    migrated_postgres,
    migrated_sqlite,
    sqlite,
)
from tests.mail_server import MailServer, mail_server


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that the test drives."""
    with mail_server() as running:
        yield running
