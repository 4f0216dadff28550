"""Addresses and helplines: what may be given, and whether a person has checked each one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nscp.yaml_lines import YamlFile


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
    for index, entry in enumerate(file.content["contacts"]):
        slot = entry["slot"]
        if slot not in slots:
            raise file.error(f"domain.yml has no slot {slot}; add it there with its value", "contacts", index, "slot")
        contacts[slot] = Contact(
            slot,
            str(slots[slot]["initial_value"]),
            entry["what"],
            str(entry["checked_by"]),
            str(entry["checked_on"]),
            entry.get("label", ""),
        )
    return contacts


def all_checked(contacts: dict[str, Contact]) -> bool:
    """Whether every address and number has been checked, so that the assistant may leave its test stage."""
    return all(contact.is_checked for contact in contacts.values())
