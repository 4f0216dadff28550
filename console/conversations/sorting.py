"""The order of the list, which its columns' headings change."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

LATEST_FIRST = "-last"
TIE = ("-last_at", "sender_id")
FIELDS = {"need": "need", "last": "last_at", "messages": "messages"}


@dataclass(frozen=True)
class Column:
    """A heading of the list.

    Attributes:
        title: what it says.
        name: of the order in the address; empty if the list cannot be sorted by it.
        sorted_by: the order that the list has now.
    """

    title: str
    name: str
    sorted_by: str

    @property
    def direction(self) -> str:
        """Return the value of `aria-sort`; empty if the list is sorted by something else."""
        return {self.name: "ascending", f"-{self.name}": "descending"}.get(self.sorted_by, "") if self.name else ""

    @property
    def next_sort(self) -> str:
        """Return the order that its link asks for: the most or latest first, then the other way round."""
        return self.name if self.direction == "descending" else f"-{self.name}"


def sort_of(asked: str) -> str:
    """Return the order that an address asks for; the latest first for one that there is not."""
    return asked if asked.removeprefix("-") in FIELDS else LATEST_FIRST


def in_order(conversations: QuerySet, sort: str) -> QuerySet:
    """Return conversations in an order, and those that are equal in it with the latest first."""
    field = FIELDS[sort.removeprefix("-")]
    return conversations.order_by(f"-{field}" if sort.startswith("-") else field, *TIE)


def columns(sort: str) -> list[Column]:
    """Return the headings; why somebody has to look comes first, so that a narrow screen shows it."""
    titles = (
        ("Why it needs a look", "need"),
        ("Last message", "last"),
        ("Messages", "messages"),
        ("Began with", ""),
        ("What the assistant did", ""),
        ("Review", ""),
    )
    return [Column(title, name, sort) for title, name in titles]
