"""Figures as a table, with links to the conversations behind them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from console.dashboard.period import Days


@dataclass(frozen=True)
class Links:
    """Addresses of the conversations behind a figure; empty for those who may not read conversations."""

    may_view: bool

    @cached_property
    def _list(self) -> str:
        return str(reverse("conversations:index"))

    def to(self, days: Days, **filters: str) -> str:
        """Return the list of conversations with messages of these days; see `ConversationFilter` for the filters."""
        chosen = {"from_day": days.first.isoformat(), "to_day": days.last.isoformat(), **filters}
        return f"{self._list}?{urlencode(chosen)}" if self.may_view else ""


@dataclass(frozen=True)
class Cell:
    """What a table says in one place."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    """A row of numbers."""

    heading: str
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """The figures of a chart. `head` names the rows' headings first, then the numbers."""

    head: list[str]
    rows: list[Row]
