from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.channel.page_words import load_page_words
from nscp.contacts import load_contacts
from nscp.settings import PROJECT, Settings
from nscp.yaml_lines import DataError


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copy(PROJECT / "data" / "page.yml", tmp_path)
    return tmp_path


def edit(data: Path, old: str, new: str) -> int:
    """Change page.yml; the line of the change."""
    path = data / "page.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_addresses_and_numbers_are_filled_in(data: Path) -> None:
    words = load_page_words(data, load_contacts(PROJECT), Settings(retention_days=31))

    assert words.emergency == "If someone is in danger now, call 999."
    assert "31 days" in words.start_again_means


def test_a_missing_sentence_is_named(data: Path) -> None:
    edit(data, "send: Send\n", "")

    with pytest.raises(DataError, match="send is missing"):
        load_page_words(data, load_contacts(PROJECT), Settings(retention_days=31))


def test_an_unknown_sentence_is_named_with_its_line(data: Path) -> None:
    line = edit(data, "send: Send\n", "sned: Send\nsend: Send\n")

    with pytest.raises(DataError, match=f"page.yml:{line}: sned is not"):
        load_page_words(data, load_contacts(PROJECT), Settings(retention_days=31))


def test_an_unknown_slot_is_named_with_its_line(data: Path) -> None:
    line = edit(data, "send: Send\n", "send: Send to {nobody}\n")

    with pytest.raises(DataError, match=f"page.yml:{line}: 'nobody'"):
        load_page_words(data, load_contacts(PROJECT), Settings(retention_days=31))
