"""What the service itself says in a chat, from `data/notices.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from assistant.channel.filled_words import filled
from nscp.contacts import Contact
from nscp.yaml_lines import YamlFile


@dataclass(frozen=True)
class Notices:
    """Every notice.

    Attributes:
        paused: stands in place of answers while the assistant is paused.
        long_chat: comes after the last answer of a chat that has become long.
        not_kept: comes after an answer that could not be stored, or has not been yet.
        not_answered: stands in place of an answer that failed, before the line of help.
    """

    paused: str
    long_chat: str
    not_kept: str
    not_answered: str


def load_notices(data: Path, contacts: Mapping[str, Contact]) -> Notices:
    """Read `notices.yml`.

    Args:
        data: the project's `data/` folder.
        contacts: slot name -> contact, for the {slots} in the sentences.

    Raises:
        DataError: a notice is missing or unknown, or names a slot that is not a contact.
    """
    file = YamlFile(data / "notices.yml")
    content = file.content if isinstance(file.content, dict) else {}
    names = {field.name for field in fields(Notices)}
    for name in sorted(names ^ set(content)):
        raise file.error(f"{name} is {'missing' if name in names else 'not a notice'}", name)
    return Notices(**{name: filled(file, text, contacts, name) for name, text in content.items()})
