"""Addresses and helplines: what may be given, and whether a person has checked each one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nscp.problem import Problem
from nscp.yaml_lines import YamlFile

DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Contact:
    """One address or number.

    Attributes:
        slot: the slot in `domain.yml` that answers name, such as `nscp_email`.
        value: what is shown.
        what: what it is, in words.
        checked_by: who at NSCP rang or opened it; empty until then.
        checked_on: the day they did, as an ISO date; empty until then.
        label: whose number it is and when it answers, to stand beside it in a list of numbers; empty for an address.
    """

    slot: str
    value: str
    what: str
    checked_by: str
    checked_on: str
    label: str = ""

    @property
    def is_checked(self) -> bool:
        """Whether a person has put name and day to it."""
        return bool(self.checked_by and self.checked_on)


def load_contacts(project: Path) -> dict[str, Contact]:
    """Read `data/contacts.yml` and the values in `domain.yml`.

    Args:
        project: the folder that holds `domain.yml` and `data/`.

    Returns:
        Slot name -> contact.

    Raises:
        DataError: a contact has no slot, or a slot of `domain.yml` is not listed among the contacts.
    """
    slots = YamlFile(project / "domain.yml").content["slots"]
    file = YamlFile(project / "data" / "contacts.yml")
    contacts: dict[str, Contact] = {}
    try:
        for index, entry in enumerate(file.content["contacts"]):
            slot = entry.get("slot")
            if slot not in slots:
                raise file.error(f"domain.yml has no slot {slot}; add it there with its value", "contacts", index, "slot")
            if not entry.get("what"):
                raise file.error(f"{slot} needs `what:`, which says whose it is", "contacts", index)
            contacts[slot] = Contact(
                slot,
                str(slots[slot]["initial_value"]),
                entry["what"],
                str(entry.get("checked_by") or ""),
                str(entry.get("checked_on") or ""),
                entry.get("label", ""),
            )
    except (KeyError, TypeError, AttributeError) as error:
        raise file.error("needs `contacts:`, each with slot, what, checked_by and checked_on") from error
    return contacts


def problems_of_contacts(project: Path) -> Iterator[Problem]:
    """Yield contacts that stand twice, or whose check is noted by half; `load_contacts` has read them before."""
    file = YamlFile(project / "data" / "contacts.yml")
    seen: dict[str, int] = {}
    for index, entry in enumerate(file.content["contacts"]):
        line, slot = file.line("contacts", index), entry["slot"]
        if seen.setdefault(slot, line) != line:
            yield Problem(file.path, line, f"{slot} stands on line {seen[slot]} too; keep one")
        day = str(entry.get("checked_on") or "")
        if day and not DAY.fullmatch(day):
            yield Problem(
                file.path, file.line("contacts", index, "checked_on"), f"{day!r} is no day: write it as 2026-12-01"
            )
        if bool(entry.get("checked_by")) != bool(day):
            what = f"{slot} needs both checked_by and checked_on, or neither"
            yield Problem(file.path, file.line("contacts", index, "checked_by"), what)


def all_checked(contacts: dict[str, Contact]) -> bool:
    """Whether every address and number has been checked, so that the assistant may leave its test stage."""
    return all(contact.is_checked for contact in contacts.values())
