"""Sentences with contacts in them, from files under `data/`."""

from __future__ import annotations

from collections.abc import Mapping

from nscp.contacts import Contact
from nscp.yaml_lines import YamlFile


def filled(file: YamlFile, text: object, contacts: Mapping[str, Contact], *place: str | int, **later: str) -> str:
    """A sentence with its {slots} filled.

    Args:
        file: where it stands, for the error.
        text: the sentence.
        contacts: slot name -> contact.
        place: keys that lead to it in the file.
        later: slots that something else fills, each with what stands there until then.

    Raises:
        DataError: it names a slot that is not a contact.
    """
    values = {slot: contact.value for slot, contact in contacts.items()} | later
    try:
        return str(text).strip().format_map(values)
    except (KeyError, ValueError, IndexError) as error:
        raise file.error(f"{error} cannot be filled in; use a slot of data/contacts.yml", *place) from error
