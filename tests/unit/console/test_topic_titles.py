"""Topic files that change, or break, while the console runs."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from console.config import context_processors
from console.conversations import topics
from console.conversations.topics import TopicTitles
from nscp import training_problems
from nscp.settings import PROJECT
from tests.unit.console.people import client_of, make_user
from tests.unit.console.stored import Stored

BROKEN = 'title: "How long\n'


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The topic files, to change. The console reads them."""
    shutil.copytree(PROJECT / "data" / "topics", tmp_path / "data" / "topics")
    monkeypatch.setattr(topics, "_topics", TopicTitles(tmp_path / "data", known_seconds=0))
    monkeypatch.setattr(context_processors, "PROJECT", tmp_path)
    monkeypatch.setattr(context_processors, "_is_test_version", lambda: True)
    return tmp_path / "data"


def file_of(data: Path, name: str = "faq/how_long") -> Path:
    (path,) = [path for path in data.rglob("*.yml") if f"intent: {name}\n" in path.read_text()]
    return path


def write(path: Path, text: str) -> None:
    """Write, as an editor does a while later."""
    later = path.stat().st_mtime_ns + 1_000_000 if path.exists() else 1_000_000
    path.write_text(text)
    os.utime(path, ns=(later, later))


def test_a_changed_title_and_a_new_topic_are_seen_without_a_restart(data: Path) -> None:
    path = file_of(data)
    before = topics.title_of("faq/how_long")
    write(path, path.read_text().replace(f"title: {before}", "title: A new title"))
    assert topics.title_of("faq/how_long") == "A new title"

    write(data / "topics" / "new.yml", path.read_text().replace("faq/how_long", "faq/new_one"))
    assert topics.title_of("faq/new_one") == "A new title"

    (data / "topics" / "new.yml").unlink()
    assert topics.title_of("faq/new_one") == "faq/new_one"


def test_a_file_that_breaks_leaves_its_topic_the_title_it_had(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "console")
    path, before = file_of(data), topics.title_of("faq/how_long")
    text = path.read_text()
    write(path, BROKEN)

    assert topics.title_of("faq/how_long") == before
    (problem,) = topics.problems()
    assert problem.startswith(f"{path.relative_to(data.parent)}:")
    assert "Check quotes" in problem
    assert problem in caplog.text
    assert len(caplog.records) == 1  # not once a look

    write(path, text)
    assert topics.problems() == []


@pytest.mark.parametrize("text", [BROKEN, "", "title: \x07", "title: 2026-13-45\n", "nlu: []\n", "responses: 3\n"])
def test_a_file_that_was_broken_from_the_start_takes_nothing_else_along(data: Path, text: str) -> None:
    write(file_of(data), text)

    assert topics.title_of("faq/how_long") == "faq/how_long"
    assert topics.title_of("faq/anonymity") != "faq/anonymity"
    assert len(topics.problems()) == 1
    assert topics.choices()


@pytest.mark.parametrize(
    "page", ["/conversations/", "/conversations/a/", "/unanswered/", "/review-data/", "/dashboard/", "/"]
)
def test_no_page_fails_because_of_a_broken_file(data: Path, stored_on_sqlite: Stored, page: str) -> None:
    stored_on_sqlite.say("a")
    write(file_of(data), BROKEN)

    assert client_of(make_user("reviewer", "reviewer")).get(page).status_code == 200


@pytest.mark.parametrize(
    ("role", "is_told"), [("trainer", True), ("admin", True), ("reviewer", False), ("safeguarding_lead", False)]
)
def test_who_may_correct_it_is_told_file_line_and_remedy(
    data: Path, signed_in: Callable[..., Client], role: str, is_told: bool
) -> None:
    client = signed_in(role)
    assert b"has a mistake" not in client.get("/").content
    write(file_of(data), BROKEN)

    page = client.get("/").content.decode()
    assert ("A topic file has a mistake" in page) == is_told
    assert (f"{file_of_broken(data)}:" in page) == is_told
    assert ("Check quotes and indents." in page) == is_told
    assert ("Nothing needs you now." in page) != is_told
    assert "has a mistake" not in Client().get("/sign-in/").content.decode()


def file_of_broken(data: Path) -> str:
    (path,) = [path for path in data.rglob("*.yml") if path.read_text() == BROKEN]
    return str(path.relative_to(data.parent))


@pytest.mark.usefixtures("console_database")
def test_what_stopped_the_last_training_is_told_too(data: Path, signed_in: Callable[..., Client]) -> None:
    training_problems.note(data.parent, [f"{data}/topics/faq/x.yml:7: has no source. Add one"])
    trainer = signed_in("trainer")
    assert "<code>data/topics/faq/x.yml:7: has no source. Add one</code>" in trainer.get("/").content.decode()

    training_problems.forget(data.parent)
    assert "has no source" not in trainer.get("/").content.decode()
