"""Tells Rasa when files changed that it does not look at.

Rasa retrains a component when its class's source, its settings or its training data change (rasa/engine/training/
fingerprinting.py). The modules that the class rests on and data files that it reads by itself are added here: all modules of
its folder, for a list of those that it needs is soon incomplete.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from nscp.settings import PROJECT


def fingerprint_of(folders: Iterable[str], files: Iterable[Path] = ()) -> str:
    """Hash the modules of folders, and files.

    Args:
        folders: below the project, such as `assistant/nlu`.
        files: files that must exist.

    Returns:
        A SHA-256 in hexadecimal.
    """
    modules = (path for folder in folders for path in sorted((PROJECT / folder).glob("*.py")))
    digest = hashlib.sha256()
    for path in (*modules, *files):
        digest.update(path.read_bytes())
    return digest.hexdigest()
