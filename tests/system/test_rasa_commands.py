"""What a Rasa developer does by habit works, or says what to do instead."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from assistant.store.database import Database
from assistant.store.tracker_store import PrivateTrackerStore
from nscp.settings import PROJECT

FEW = 6  # examples of each intent


def rasa(folder: Path, *words: str) -> str:
    """Run a command; what it printed."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(PROJECT),
        "NSCP_DATABASE_URL": f"sqlite:///{folder}/rasa.sqlite",
        "RASA_TELEMETRY_ENABLED": "false",
    }
    ran = subprocess.run(
        [sys.executable, "-m", "rasa", *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout + ran.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project with few examples, which Rasa checks in seconds."""
    for name in ("domain.yml", "config.yml", "endpoints.yml"):
        shutil.copy(PROJECT / name, tmp_path / name)
    for folder in ("topics", "replies"):
        shutil.copytree(PROJECT / "data" / folder, tmp_path / "data" / folder)
    shutil.copy(PROJECT / "data" / "rules.yml", tmp_path / "data" / "rules.yml")
    for path in (tmp_path / "data" / "topics").rglob("*.yml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        content["nlu"][0]["examples"] = "\n".join(content["nlu"][0]["examples"].splitlines()[:FEW])
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return tmp_path


def test_rasa_train_gives_no_false_warning_and_still_gives_a_true_one(project: Path) -> None:
    rules = project / "data" / "rules.yml"
    rules.write_text(rules.read_text().replace("action: utter_thanks", "action: utter_thankyou"))

    said = rasa(project, "train", "--dry-run")

    warned = [line for line in said.splitlines() if "UserWarning" in line]
    assert len(warned) == 1, said
    assert "'utter_thankyou' is used in the stories" in warned[0]


def test_rasa_export_says_what_to_use_instead(project: Path) -> None:
    assert "Download them in the staff console" in rasa(project, "export")


def test_rasas_own_reading_makes_the_tables_of_an_empty_database(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new.sqlite")

    found = asyncio.run(PrivateTrackerStore(database=database).retrieve_full_tracker("nobody"))

    database.close()
    assert found is None
