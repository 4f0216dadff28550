"""The channel's own sentences, from files under `data/`, with contacts and settings filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

from assistant.channel.problems import STATUS, Problems, ProblemWords
from assistant.channel.requests import LONGEST_TEXT
from nscp.contacts import Contact
from nscp.settings import Settings
from nscp.yaml_lines import YamlFile

Texts = TypeVar("Texts", "Notices", "PageWords")


@dataclass(frozen=True)
class Notices:
    """What the service itself says in a chat.

    Attributes:
        paused: in place of answers while the assistant is paused.
        long_chat: after the last answer of a chat that has become long.
        not_kept: after an answer that could not be stored, or has not been yet.
        not_answered: in place of an answer that failed, before the line of help.
    """

    paused: str
    long_chat: str
    not_kept: str
    not_answered: str


@dataclass(frozen=True)
class PageWords:
    """Every sentence and label that pages share; see `data/page.yml` for what each one says."""

    service: str
    title: str
    test_banner: str
    emergency: str
    exit: str
    exit_address: str
    exit_label: str
    footer_label: str
    guide: str
    privacy: str
    safety: str
    accessibility: str
    contents: str
    guide_lead: str
    heading_is_ours: str
    to_chat: str
    go_on: str
    skip_to_page: str
    before: str
    conversation: str
    you: str
    assistant: str
    source: str
    important: str
    choices: str
    message_label: str
    message_hint: str
    send: str
    person: str
    person_message: str
    start_again: str
    start_again_means: str
    numbers: str
    read_all: str
    help_label: str
    help_now: str
    help_number: str
    help_more: str
    help_less: str
    skip: str
    to_box: str
    error_title: str
    error_prefix: str
    no_cookies: str
    cookies_needed: str
    session_ended: str


def load_notices(data: Path, contacts: Mapping[str, Contact]) -> Notices:
    """Read `notices.yml`; errors as in `filled`, and a notice that is missing or unknown."""
    return _load(Notices, YamlFile(data / "notices.yml"), contacts)


def load_page_words(data: Path, contacts: Mapping[str, Contact], settings: Settings) -> PageWords:
    """Read `page.yml`; errors as in `filled`, and a sentence that is missing or unknown."""
    more = {"heading": "{heading}", "retention_days": str(settings.retention_days)}
    return _load(PageWords, YamlFile(data / "page.yml"), contacts, **more)


def _load(kind: type[Texts], file: YamlFile, contacts: Mapping[str, Contact], **more: str) -> Texts:
    """Read a file whose keys are the fields of a dataclass."""
    content = file.content if isinstance(file.content, dict) else {}
    names = {field.name for field in fields(kind)}
    for name in sorted(names ^ set(content)):
        raise file.error(f"{name} is {'missing' if name in names else 'not a text of this file'}", name)
    return kind(**{name: filled(file, text, contacts, name, **more) for name, text in content.items()})


def load_problems(data: Path, contacts: Mapping[str, Contact]) -> Problems:
    """Read `problems.yml`; errors as in `filled`, and a problem that is missing, unknown or lacks its words."""
    file = YamlFile(data / "problems.yml")
    try:
        after, content = file.content["after"], dict(file.content["problems"])
    except (KeyError, TypeError, ValueError) as error:
        raise file.error("needs `after` and `problems`") from error
    for code in sorted(set(STATUS) ^ set(content)):
        raise file.error(f"{code} is {'missing' if code in STATUS else 'not a problem'}", "problems", code)
    words = {}
    for code, said in content.items():
        if not isinstance(said, dict) or set(said) != {"title", "detail"}:
            raise file.error(f"{code} needs title and detail", "problems", code)
        detail = filled(file, f"{said['detail']} {after}", contacts, "problems", code, limit=f"{LONGEST_TEXT:,}")
        words[code] = ProblemWords(str(said["title"]), detail)
    return Problems(words)


def filled(file: YamlFile, text: object, contacts: Mapping[str, Contact], *keys: str | int, **more: str) -> str:
    """Return a sentence with its {slots} filled.

    Args:
        file: holds the sentence under `keys`, for the error.
        text: the sentence.
        contacts: slot name -> contact.
        keys: lead to the sentence in the file.
        more: other slots and what to fill them with; a slot that is filled later with itself.

    Raises:
        DataError: the sentence names a slot that is not known.
    """
    values = {slot: contact.value for slot, contact in contacts.items()} | more
    try:
        return str(text).strip().format_map(values)
    except (KeyError, ValueError, IndexError) as error:
        raise file.error(f"{error} cannot be filled in; use a slot of data/contacts.yml", *keys) from error
