"""The fixed notice that every family reads while the assistant is paused."""

from __future__ import annotations

from functools import cache

from nscp.contacts import load_contacts
from nscp.settings import PROJECT
from nscp.yaml_lines import YamlFile


@cache
def fixed_notice() -> str:
    """The words of data/notices.yml, with the address filled in.

    Raises:
        DataError: the file or the contacts cannot be used.
    """
    text = str(YamlFile(PROJECT / "data" / "notices.yml").content["paused"])
    for slot, contact in load_contacts(PROJECT).items():
        text = text.replace(f"{{{slot}}}", contact.value)
    return text.strip()
