"""`python -m console.manage`: what a command that fails prints."""

from __future__ import annotations

import pytest
from django.db import DataError, OperationalError

from console import manage


def failing_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: list[str]) -> None:
        raise error

    monkeypatch.setattr(manage, "execute_from_command_line", fail)


def test_words_of_a_family_in_a_database_error_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    failing_with(DataError('value too long: "my son is called Quillon"'), monkeypatch)

    with pytest.raises(SystemExit) as ended:
        manage.main()

    assert "DataError" in str(ended.value)
    assert "Quillon" not in str(ended.value)


def test_a_missing_connection_is_printed_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    failing_with(OperationalError("could not connect to server"), monkeypatch)

    with pytest.raises(OperationalError, match="could not connect"):
        manage.main()
