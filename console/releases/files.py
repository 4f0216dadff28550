"""Files of released models, in `var/releases`: each is whole or not there, and is the one that was released."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from nscp.model_record import sha256_of

METADATA = "metadata.json"  # in every model of Rasa's (rasa/engine/storage/local_model_storage.py)
UNREADABLE = (tarfile.TarError, EOFError, zlib.error, OSError)


def folder() -> Path:
    """Return the folder, made and closed to other users of the machine; SettingsError if that fails."""
    place: Path = settings.NSCP.folder() / "releases"
    place.mkdir(mode=0o700, exist_ok=True)
    return place


@contextmanager
def copied(file: Path) -> Iterator[Path]:
    """Copy a file into the folder under a name of its own, which is removed at the end unless it was renamed.

    Raises:
        OSError: it cannot be read, or there is no space left.
    """
    # Opened first: where the file is gone, no empty copy is left behind.
    with file.open("rb") as opened, tempfile.NamedTemporaryFile(dir=folder(), suffix=".part", delete=False) as draft:
        path = Path(draft.name)
        try:
            shutil.copyfileobj(opened, draft, 2**20)
        except OSError:
            path.unlink()
            raise
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def is_model(file: Path) -> bool:
    """Whether a file is an archive of Rasa's that can be read to its end."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            return METADATA in {name.removeprefix("./") for name in archive.getnames()}
    except UNREADABLE:
        return False


def is_whole(name: str, sha256: str) -> bool:
    """Whether the file of a release is still there, as it was released."""
    try:
        return sha256_of(folder() / name) == sha256
    except OSError:
        return False
