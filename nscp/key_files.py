"""A key that is made on first use and kept in a file which only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from nscp.setting_values import SHORTEST_SECRET, SettingsError


def read_key(path: Path, new: str, variable: str) -> str:
    """Return the key in a file; the new one if there is no file yet.

    Args:
        path: the file.
        new: what to keep in it if it does not exist.
        variable: the setting that makes the file unnecessary, for the error's words.

    Raises:
        SettingsError: the file cannot be made or read, or is too short.
    """
    try:
        if not path.exists():
            _write(path, new)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be made or read: {error}. Set {variable} or NSCP_VAR.") from error
    if len(key) < SHORTEST_SECRET:
        raise SettingsError(f"{path} is too short to be a key. Delete it and start again.")
    return key


def _write(path: Path, key: str) -> None:
    """Put a whole new key in place at once: two processes that start together end up with the same one."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{key}\n")
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process was first; its key is used
    finally:
        draft.unlink()
