"""`python -m console.manage`: what a command that fails prints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.db import DataError, OperationalError

from console import manage
from console.database import MIGRATE_FIRST, needs_migration
from nscp.settings import PROJECT
from tests.console_database import console_on
from tools.seed.__main__ import main as seed


def failing_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: list[str]) -> None:
        raise error

    monkeypatch.setattr(manage, "execute_from_command_line", fail)


@pytest.mark.usefixtures("console_database")
def test_words_of_a_family_in_a_database_error_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    failing_with(DataError('value too long: "my son is called Quillon"'), monkeypatch)

    with pytest.raises(SystemExit) as ended:
        manage.main()

    assert "DataError" in str(ended.value)
    assert "Quillon" not in str(ended.value)


@pytest.mark.usefixtures("console_database")
def test_a_missing_connection_is_printed_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    failing_with(OperationalError("could not connect to server"), monkeypatch)

    with pytest.raises(OperationalError, match="could not connect"):
        manage.main()


# How each command is called. Those that only need settings, or make the tables, are left out.
COMMANDS = {
    "apply_changes": [],
    "development_admin": [],
    "mask_again": [],
    "new_admin": ["anna"],
    "recompute_facts": [],
    "release_model": [str(PROJECT / "models" / "nscp.tar.gz"), "--note", "more examples"],
    "rotate_hand_off_keys": [],
    "axes_reset": [],
    "clearsessions": [],
    "changepassword": ["anna"],
}
NEED_NO_TABLES = {"mailer", "migrate", "new_hand_off_key", "trainer"}  # mailer and trainer wait (test_hand_off_mailer.py)


@pytest.fixture
def no_tables(tmp_path: Path) -> Iterator[None]:
    """A database in which nobody has run `migrate`."""
    with console_on(f"sqlite:///{tmp_path / 'empty.sqlite'}"):
        yield


def test_every_command_of_the_console_is_tried_below() -> None:
    ours = {name for name, app in get_commands().items() if str(app).startswith("console.")}
    assert ours <= {*COMMANDS, *NEED_NO_TABLES}


@pytest.mark.usefixtures("no_tables")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_before_migrate_says_in_one_sentence_what_to_run_first(
    monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("sys.argv", ["manage.py", command, *COMMANDS[command]])

    with pytest.raises(SystemExit) as ended:
        manage.main()

    assert ended.value.code == MIGRATE_FIRST
    assert ".venv/bin/python -m console.manage migrate" in MIGRATE_FIRST


@pytest.mark.usefixtures("no_tables")
def test_making_conversations_up_before_migrate_says_what_to_run_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert seed(["--conversations", "1"]) == 1

    assert capsys.readouterr().err == f"{MIGRATE_FIRST}\n"


@pytest.mark.usefixtures("console_database")
def test_a_database_with_all_tables_needs_no_migration() -> None:
    assert not needs_migration()
