"""A console with an empty database of each kind, and somebody of each role who has signed in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# Sets Django up, without which its models cannot be imported.
from tests.console_database import (  # noqa: F401 -- fixtures
    KEY,
    console_database,
    hand_offs,
    migrated_postgres,
    migrated_sqlite,
    sqlite,
)
from tests.unit.console.stored import material, stored, stored_on_sqlite  # noqa: F401 -- fixtures

# isort: split
from django.conf import settings
from django.test import Client, override_settings

from nscp.hand_off_settings import HandOffSettings
from tests.unit.console.people import client_of, make_user


@pytest.fixture(autouse=True)
def for_the_test_client() -> Iterator[None]:
    """The test client's own host name, and passwords that are hashed quickly: how well is Django's concern."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(ALLOWED_HOSTS=["testserver"], PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture
def signed_in(console_database: str) -> Callable[..., Client]:  # noqa: F811
    """Makes a browser in which somebody with roles has signed in: `signed_in("reviewer")`. On each kind of database."""
    return lambda *roles: client_of(make_user("_".join(roles) or "nobody", *roles))


@pytest.fixture
def production(tmp_path: Path) -> Iterator[None]:
    """Production, as far as the second factor is concerned."""
    hand_off = dataclasses.replace(HandOffSettings(), keys=(KEY,))
    with override_settings(NSCP=dataclasses.replace(settings.NSCP, var=tmp_path, production=True, hand_off=hand_off)):
        yield
