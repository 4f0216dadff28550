"""Who may open what: every address of the console, for every role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from console.accounts.access import Access
from console.accounts.permissions import ROLES, Permission
from tests.unit.console.people import client_of, make_user

# Ids for the addresses, which nothing has: a reader who may open the page gets "not found".
ARGUMENTS = {
    "pk": 999_999,
    "uidb64": "MQ",
    "token": "no-token",
    "reference": "NSCP-ZZZZ-ZZZZ",
    "sender_id": "nobody",
    "message_id": "no-message",
    "topic": "gap/no-topic",
    "number": 999_999,
    "group": "no-group",
    "text": "no-text",
    "question": "00000000-0000-4000-8000-000000000000",
}

# The table as NSCP reads it, written out once more, so that a change in the code is noticed.
MATRIX = {
    "view_conversations": {"reviewer", "safeguarding_lead"},
    "review_conversations": {"reviewer", "safeguarding_lead"},
    "hold_conversations": {"safeguarding_lead"},
    "export_conversations": {"safeguarding_lead"},
    "erase_conversations": {"safeguarding_lead"},
    "view_review_data": {"reviewer", "safeguarding_lead", "trainer"},
    "work_inbox": {"safeguarding_lead", "trainer"},
    "read_messages": {"reviewer", "safeguarding_lead", "trainer"},
    "view_dashboard": {"reviewer", "safeguarding_lead", "trainer", "admin"},
    "view_hand_offs": {"reviewer", "safeguarding_lead", "admin"},
    "reveal_hand_off": {"safeguarding_lead"},
    "work_hand_offs": {"safeguarding_lead", "admin"},
    "fix_data": {"trainer", "admin"},
    "propose_changes": {"safeguarding_lead", "trainer"},
    "approve_changes": {"safeguarding_lead", "trainer"},
    "change_safety": {"safeguarding_lead"},
    "view_models": {"safeguarding_lead", "trainer", "admin"},
    "change_model": {"safeguarding_lead", "admin"},
    "pause_assistant": {"safeguarding_lead", "admin"},
    "view_audit_log": {"safeguarding_lead", "admin"},
    "manage_accounts": {"admin"},
}


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            yield f"{namespace}{pattern.name}", pattern


EVERY_VIEW = dict(patterns(get_resolver()))


def address(name: str) -> str:
    names = EVERY_VIEW[name].pattern.converters
    try:
        return reverse(name, kwargs={key: ARGUMENTS[key] for key in names})
    except (KeyError, NoReverseMatch) as error:
        raise AssertionError(f"Give an id for {name} in ARGUMENTS: {error}") from error


def needed(name: str) -> Access | None:
    found: Access | None = getattr(EVERY_VIEW[name].callback, "access", None)
    return found


def refused(client: Client, name: str) -> bool:
    """Whether neither reading nor sending gets through; that the answers to both agree is part of the question."""
    answers = {is_refusal(client, method, address(name)) for method in ("get", "post")}
    assert len(answers) == 1, f"{name} differs between GET and POST"
    return answers.pop()


def is_refusal(client: Client, method: str, url: str) -> bool:
    response = getattr(client, method)(url)
    return response.status_code == 403 or response.get("Location", "").startswith(reverse("accounts:sign_in"))


def test_roles_have_the_permissions_of_the_table(sqlite: str) -> None:
    given = {name: make_user(name, name).get_all_permissions() for name in ROLES}

    assert set(MATRIX) == {permission.value for permission in Permission}
    for permission, roles in MATRIX.items():
        assert {role for role, has in given.items() if f"accounts.{permission}" in has} == roles


@pytest.mark.parametrize("name", EVERY_VIEW)
def test_every_view_says_who_may_open_it(name: str) -> None:
    assert needed(name) is not None


def test_only_the_way_in_is_open_to_everybody() -> None:
    open_to_all = {name for name in EVERY_VIEW if needed(name) == Access(account=False)}

    way_in = {"accounts:sign_in", "accounts:sign_out", "accounts:choose_password"}
    assert open_to_all == {*way_in, "releases:live"}  # the last asks for a key of its own


READ_ONLY = (
    "home",
    "accounts:own",
    "accounts:index",
    "audit:index",
    "conversations:index",
    "conversations:conversation",
    "conversations:removal",
    "conversations:gaps",
    "conversations:gap",
    "conversations:judgements",
    "conversations:judgements_csv",
    "dashboard:index",
    "dashboard:csv",
    "handoffs:index",
    "handoffs:handoff",
    "off_switch:index",
    "proposals:index",
    "proposals:proposal",
    "proposals:choose_topic",
    "proposals:topic",
    "releases:index",
    "releases:live",
    "topics:index",
    "topics:topic",
    "topics:messages",
    "topics:inbox",
    "topics:group",
    "topics:done",
    "trying:answer",
)


def test_a_page_that_is_only_read_takes_nothing_that_is_sent(sqlite: str) -> None:
    client = client_of(make_user("everybody", *ROLES))

    assert {name: client.post(address(name)).status_code for name in READ_ONLY} == dict.fromkeys(READ_ONLY, 405)


@pytest.mark.parametrize("role", [*ROLES, "no role", "stranger"])
def test_every_address_for_every_role(sqlite: str, role: str) -> None:
    user = make_user(role.replace(" ", "_"), *([role] if role in ROLES else []))
    for name in EVERY_VIEW:
        if name == "accounts:sign_out":
            continue
        access = needed(name)
        assert access is not None
        client = Client() if role == "stranger" else client_of(user)
        may = not access.account or (
            role != "stranger" and (access.permission is None or role in MATRIX[access.permission.value])
        )
        assert refused(client, name) is not may, name


def test_a_view_that_says_nothing_opens_for_nobody(sqlite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(EVERY_VIEW["home"].callback, "access")

    assert client_of(make_user("admin", *ROLES)).get("/").status_code == 403
