from __future__ import annotations

from pathlib import Path

import pytest

from assistant.channel.information import load_information
from nscp.contacts import load_contacts
from nscp.settings import PROJECT, Settings
from nscp.yaml_lines import DataError

CONTACTS = load_contacts(PROJECT)


def words_of(name: str, settings: Settings) -> str:
    page = next(page for page in load_information(PROJECT / "data", CONTACTS, settings) if page.name == name)
    return " ".join(paragraph for section in page.sections for paragraph in section.paragraphs)


def test_the_privacy_page_says_how_long_from_the_settings_and_that_some_details_slip_through() -> None:
    words = words_of("privacy", Settings(retention_days=31))

    assert "31 days" in words
    assert "Some can slip through" in words
    assert "NSCP@northnorthants.gov.uk" in words


@pytest.mark.parametrize("word", ["anonymous", "confidential", "private", "not saved", "someone will"])
def test_no_page_promises_what_the_chat_does_not_keep(word: str) -> None:
    for page in load_information(PROJECT / "data", CONTACTS, Settings()):
        assert word not in words_of(page.name, Settings()).lower()


def test_a_page_of_another_shape_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "odd.yml").write_text("title: Odd\nsections:\n- heading: Only\n", encoding="utf-8")

    with pytest.raises(DataError, match=r"odd\.yml.*heading and paragraphs"):
        load_information(tmp_path, CONTACTS, Settings())
