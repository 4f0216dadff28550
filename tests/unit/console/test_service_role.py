"""The role of PostgreSQL that docs/operators.md tells operators to make."""

from __future__ import annotations

import contextlib
import re

import psycopg2
import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from console.audit.models import Entry
from nscp.settings import PROJECT
from tests.console_database import console_on

CHANGES = ("UPDATE audit_entry SET name = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry")


def test_a_service_with_that_role_adds_to_the_audit_log_and_cannot_change_it(migrated_postgres: str) -> None:
    told = re.search(r"```sql\n(.*?)```", (PROJECT / "docs" / "operators.md").read_text(), re.DOTALL)
    assert told
    with contextlib.closing(psycopg2.connect(migrated_postgres)) as owner, owner.cursor() as cursor:
        cursor.execute(told[1])
        owner.commit()
        try:
            with console_on(migrated_postgres.replace("postgres@", "nscp_service@")):
                before = list(Entry.objects.values())
                call_command("new_admin", "jane")
                after = list(Entry.objects.values())
                assert len(after) == len(before) + 1
                for change in CHANGES:
                    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as service:
                        service.execute(change)
                assert list(Entry.objects.values()) == after
        finally:
            cursor.execute("DROP OWNED BY nscp_service; DROP ROLE nscp_service")
            owner.commit()
