"""What every test shares: no test, and nothing it starts, touches `var/` of the checkout."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest

VAR = "NSCP_VAR"


def pytest_configure(config: pytest.Config) -> None:
    """Give the tests local state of their own before anything reads the settings: Django does so when it is imported."""
    folder = tempfile.mkdtemp(prefix="nscp-var-")
    os.environ[VAR] = folder
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
