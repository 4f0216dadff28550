"""The words of the pages themselves, from `data/page.yml`, with addresses and numbers filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from assistant.channel.filled_words import filled
from nscp.contacts import Contact
from nscp.settings import Settings
from nscp.yaml_lines import YamlFile

FILLED_LATER = {"heading": "{heading}"}


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


def load_page_words(data: Path, contacts: Mapping[str, Contact], settings: Settings) -> PageWords:
    """Read `page.yml`.

    Args:
        data: the project's `data/` folder.
        contacts: slot name -> contact, for the {slots} in the sentences.
        settings: for {retention_days}.

    Raises:
        DataError: a sentence is missing or unknown, or names a slot that is not a contact.
    """
    file = YamlFile(data / "page.yml")
    content = file.content if isinstance(file.content, dict) else {}
    names = {field.name for field in fields(PageWords)}
    for name in sorted(names ^ set(content)):
        raise file.error(f"{name} is {'missing' if name in names else 'not a sentence of the page'}", name)
    later = FILLED_LATER | {"retention_days": str(settings.retention_days)}
    words = {name: filled(file, text, contacts, name, **later) for name, text in content.items()}
    return PageWords(**words)
