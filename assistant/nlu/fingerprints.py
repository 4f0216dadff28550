"""Tells Rasa when files changed that it does not look at.

Rasa retrains a component when its class's source, its settings or its training data change (rasa/engine/training/
fingerprinting.py). Helper modules and data files that the class reads by itself are added here.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable
from pathlib import Path


def fingerprint_of_files(paths: Iterable[Path], modules: Iterable[str] = ()) -> str:
    """Hash files and the source files of modules.

    Args:
        paths: files that must exist.
        modules: dotted names of importable modules.

    Returns:
        A SHA-256 in hexadecimal.
    """
    digest = hashlib.sha256()
    sources = [spec.origin for spec in map(importlib.util.find_spec, modules) if spec and spec.origin]
    for path in [*paths, *map(Path, sources)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()
