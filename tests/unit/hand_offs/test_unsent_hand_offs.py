"""The server's readiness reads the hand-offs' table without Django."""

from __future__ import annotations

from assistant.store import probe
from console.handoffs.models import HandOff, State


def test_the_columns_that_readiness_reads_are_the_consoles() -> None:
    assert probe.hand_offs.name == HandOff._meta.db_table
    assert {column.name for column in probe.hand_offs.columns} <= {field.column for field in HandOff._meta.fields}
    assert set(probe.UNSENT) == {State.SAVED, State.SENDING, State.FAILED}
