"""An SQLite database whose disk is full, which is locked, moved away or overwritten, under a server that runs."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

DISK = "16m"
BLOCK = bytes(65_536)


class SmallDisk:
    """A folder on a disk of its own where this machine lets us mount one, so that it can really be full."""

    def __init__(self, folder: Path) -> None:
        """Set up.

        Args:
            folder: an empty folder.
        """
        self.folder = folder
        self._filling = folder / "filling"
        self._is_mounted = False

    @contextmanager
    def mounted(self) -> Iterator[SmallDisk]:
        """The disk, until the test is over."""
        command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(self.folder)]
        with suppress(OSError):
            self._is_mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
        try:
            yield self
        finally:
            if self._is_mounted:
                subprocess.run(["umount", str(self.folder)], check=True)

    @contextmanager
    def full(self, pid: int) -> Iterator[None]:
        """Take all the space; without a disk of its own, let no file of the process grow, which fails in the same place."""
        limits = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        try:
            if self._is_mounted:
                self._fill()
            else:
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, limits[1]))
            yield
        finally:
            self._filling.unlink(missing_ok=True)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)

    def _fill(self) -> None:
        for block in (BLOCK, BLOCK[:4096], BLOCK[:1]):
            with suppress(OSError), self._filling.open("ab", buffering=0) as file:
                while file.write(block):
                    pass


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Somebody else writes and does not finish."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def missing(path: Path) -> Iterator[None]:
    """Somebody moved the file, and then puts it back."""
    elsewhere = path.rename(path.with_name("elsewhere.sqlite"))
    try:
        yield
    finally:
        elsewhere.rename(path)


@contextmanager
def corrupt(path: Path) -> Iterator[None]:
    """Somebody wrote over the file, and then puts a copy from before in its place."""
    copy = path.with_name("copy.sqlite")
    with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(copy)) as backup:
        live.backup(backup)
        live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))
    try:
        yield
    finally:
        for part in path.parent.glob(f"{path.name}*"):
            part.unlink()
        shutil.move(copy, path)
