"""Keeps the database, keys and mail closed to every other user of the machine."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from nscp.setting_values import SettingsError

logger = logging.getLogger(__name__)

OTHERS = stat.S_IRWXG | stat.S_IRWXO
TRAINING = "training"  # is made of data/, which everybody may read
MOST_NAMED = 5  # files in one log line

_seen: set[Path] = set()


def private_folder(folder: Path, variable: str) -> Path:
    """Make a folder for local state that only its owner can enter. See `_close` for what stands open in it.

    Args:
        folder: may exist.
        variable: the setting that names another one, for the error's words.

    Raises:
        SettingsError: it cannot be made, or stays open to others.
    """
    os.umask(OTHERS)  # for all that this process makes from now on: SQLite's WAL, locks, mails
    try:
        folder.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{folder} cannot be made: {error}. Set {variable}.") from error
    if folder not in _seen:
        whole = folder.resolve()
        _close([whole, *_inside(whole)], whole, variable)
        _seen.add(folder)
    return folder


def private_file(file: Path, variable: str) -> None:
    """Close a file and what lies beside it under a longer name: a database's WAL, and copies of it.

    Raises:
        SettingsError: one of them stays open to others.
    """
    os.umask(OTHERS)
    if file not in _seen:
        whole = file.resolve()
        _close(whole.parent.glob(f"{whole.name}*"), whole, variable)
        _seen.add(file)


def _close(paths: Iterable[Path], whole: Path, variable: str) -> None:
    """Take what is open away from others, and say so once: what others could read they may have copied."""
    opened = [path for path in paths if _is_open(path)]
    for path in opened:
        _take_from_others(path)
    if any(_is_open(path) for path in opened):
        raise SettingsError(
            f"{whole} can be read by other users of this machine: it holds conversations and keys. As its owner, run "
            f"`chmod -R go= {whole}`; if that changes nothing, set {variable} to a place that keeps permissions."
        )
    readable = [path for path in opened if path.is_file() and TRAINING not in path.relative_to(whole.parent).parts]
    if readable:
        logger.warning(
            "Other users of this machine could read %s, which is closed now. If there are others, make new keys and remove "
            "sessions (docs/operators.md, Local files).",
            ", ".join(str(path) for path in readable[:MOST_NAMED]),
        )


def _inside(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        yield from (Path(place) / name for name in (*folders, *files))


def _is_open(path: Path) -> bool:
    """Whether others may do anything with it. A link is not looked at: what it leads to is not ours."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:  # SQLite has removed its WAL meanwhile
        return False
    return not stat.S_ISLNK(mode) and bool(mode & OTHERS)


def _take_from_others(path: Path) -> None:
    try:
        path.chmod(path.stat().st_mode & ~OTHERS)
    except OSError:  # somebody else's, or gone; `_close` looks again
        return
