"""What every test shares: no test, and nothing it starts, touches `var/` of the checkout."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

VAR = "NSCP_VAR"
MEMORY = Path("/dev/shm")  # a folder in memory
ENOUGH = 2**30  # bytes


def _place() -> str | None:
    """Where the tests write: in memory if there is room, since a database waits for the disk at each commit; else None."""
    return str(MEMORY) if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH else None


def pytest_configure(config: pytest.Config) -> None:
    """Give the tests local state of their own before anything reads the settings: Django does so when it is imported."""
    place = _place()
    if place:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", place)  # where pytest makes what `tmp_path` gives (_pytest/tmpdir.py)
    folder = tempfile.mkdtemp(prefix="nscp-var-", dir=place)
    os.environ[VAR] = folder
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
