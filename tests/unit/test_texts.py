"""The channel's own sentences: problems, notices and the words of the pages."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from assistant.channel.problems import STATUS, Problem
from assistant.channel.texts import load_notices, load_page_words, load_problems
from nscp.contacts import load_contacts
from nscp.settings import PROJECT, Settings
from nscp.yaml_lines import DataError

CONTACTS = load_contacts(PROJECT)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in ("problems.yml", "notices.yml", "page.yml"):
        shutil.copy(PROJECT / "data" / name, tmp_path)
    return tmp_path


def edit(path: Path, old: str, new: str) -> int:
    """Change a file; the line of the change."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("code", STATUS)
def test_every_problem_gives_the_address_and_999(code: str) -> None:
    detail = load_problems(PROJECT / "data", CONTACTS).detail(code)

    assert "NSCP@northnorthants.gov.uk" in detail
    assert "If someone is in danger, call 999." in detail
    assert "{" not in detail


@pytest.mark.parametrize("name", ["paused", "not_kept"])
def test_the_notice_of_a_pause_or_a_failure_gives_the_address_and_999(name: str) -> None:
    notice = getattr(load_notices(PROJECT / "data", CONTACTS), name)

    assert "NSCP@northnorthants.gov.uk" in notice
    assert "If someone is in danger, call 999." in notice


def test_the_notice_before_the_line_of_help_gives_the_address() -> None:
    assert "NSCP@northnorthants.gov.uk" in load_notices(PROJECT / "data", CONTACTS).not_answered


def test_a_problem_is_sent_as_problem_json() -> None:
    answer = load_problems(PROJECT / "data", CONTACTS).response(Problem("too-many", retry_after=30))

    assert (answer.status, answer.content_type) == (429, "application/problem+json")
    assert answer.headers["Retry-After"] == "30"
    body = json.loads(answer.body)
    assert (body["type"], body["status"]) == ("urn:nscp:problem:too-many", 429)


def test_a_missing_problem_is_named(data: Path) -> None:
    edit(data / "problems.yml", "  empty:\n", "  emptied:\n")

    with pytest.raises(DataError, match=r"problems.yml:\d*:? ?emptied is not|empty is missing"):
        load_problems(data, CONTACTS)


def test_a_problem_without_its_words_is_named(data: Path) -> None:
    edit(data / "problems.yml", "    title: There is nothing to read\n", "")

    with pytest.raises(DataError, match="empty needs title and detail"):
        load_problems(data, CONTACTS)


def test_a_missing_notice_is_named(data: Path) -> None:
    edit(data / "notices.yml", "long_chat:", "longchat:")

    with pytest.raises(DataError, match="long_chat is missing"):
        load_notices(data, CONTACTS)


def test_addresses_and_numbers_are_filled_in(data: Path) -> None:
    words = load_page_words(data, CONTACTS, Settings(retention_days=31))

    assert words.emergency == "If someone is in danger now, call 999."
    assert "31 days" in words.start_again_means


def test_a_missing_sentence_is_named(data: Path) -> None:
    edit(data / "page.yml", "send: Send\n", "")

    with pytest.raises(DataError, match="send is missing"):
        load_page_words(data, CONTACTS, Settings(retention_days=31))


def test_an_unknown_sentence_is_named_with_its_line(data: Path) -> None:
    line = edit(data / "page.yml", "send: Send\n", "sned: Send\nsend: Send\n")

    with pytest.raises(DataError, match=f"page.yml:{line}: sned is not"):
        load_page_words(data, CONTACTS, Settings(retention_days=31))


def test_an_unknown_slot_is_named_with_its_line(data: Path) -> None:
    line = edit(data / "page.yml", "send: Send\n", "send: Send to {nobody}\n")

    with pytest.raises(DataError, match=f"page.yml:{line}: 'nobody'"):
        load_page_words(data, CONTACTS, Settings(retention_days=31))
