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
from django.contrib.auth.models import Group, User
from django.test import Client, override_settings

PASSWORD = "a long enough pass phrase"
SignIn = Callable[..., Client]


def make_user(name: str, *roles: str) -> User:
    """An account with roles of console/accounts/permissions.py. All have the same password."""
    user = User.objects.create_user(name, password=PASSWORD)
    user.groups.set(Group.objects.filter(name__in=roles))
    assert user.groups.count() == len(roles)
    return user


def client_of(user: User) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def for_the_test_client() -> Iterator[None]:
    """The test client's own host name, and passwords that are hashed quickly: how well is Django's concern."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(ALLOWED_HOSTS=["testserver"], PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture
def signed_in(console_database: str) -> SignIn:  # noqa: F811
    """Makes a browser in which somebody with roles has signed in: `signed_in("reviewer")`. On each kind of database."""
    return lambda *roles: client_of(make_user("_".join(roles) or "nobody", *roles))


@pytest.fixture
def production(tmp_path: Path) -> Iterator[None]:
    """Production, as far as the second factor is concerned."""
    nscp = settings.NSCP
    with override_settings(NSCP=dataclasses.replace(nscp, var=tmp_path, production=True)):
        yield
