"""Released models on this machine's disk, so that the last good one serves after a restart, with or without the console."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from email.message import Message
from http.client import HTTPResponse, IncompleteRead
from pathlib import Path

from nscp.model_record import ENDING, Basis, sha256_of

LIVE = "live.json"  # which of the files serves; it is written only when that model has been loaded
PART = 2**18  # bytes


class Damaged(Exception):
    """A file is not the one that was released."""


@dataclass(frozen=True)
class Release:
    """What the console says of a released model."""

    number: int
    sha256: str
    guide: str
    program: str

    @classmethod
    def of(cls, headers: Message) -> Release:
        """Read the headers of the console's answer; ValueError if they are not as console/releases/views.py sends them."""
        number, _, sha256 = headers.get("ETag", "").removeprefix("W/").strip('"').partition(".")
        return cls(int(number), sha256, headers.get("Model-Guide", ""), headers.get("Model-Program", ""))

    @property
    def etag(self) -> str:
        """Return what tells it from every other release, also from one of the same file."""
        return f"{self.number}.{self.sha256}"

    @property
    def basis(self) -> Basis:
        """Return what its model rests on."""
        return Basis(self.guide, self.program)


class KeptModels:
    """A folder with the released model that serves, and for a moment the next one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def file(self, release: Release) -> Path:
        """Return where a release's model is kept."""
        return self._folder / f"{release.sha256}{ENDING}"

    def receive(self, answer: HTTPResponse, release: Release) -> None:
        """Write the body of an answer to a release's file, which is either whole or not there.

        Raises:
            Damaged: the file came whole and is another one.
            IncompleteRead: the connection ended before.
            OSError: it cannot be written or read.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        draft, digest, expected = Path(name), hashlib.sha256(), int(answer.headers.get("Content-Length", -1))
        try:
            with os.fdopen(descriptor, "wb") as file:
                while part := answer.read(PART):
                    digest.update(part)
                    file.write(part)
            if draft.stat().st_size != expected:
                raise IncompleteRead(b"", expected)
            if digest.hexdigest() != release.sha256:
                raise Damaged
            draft.replace(self.file(release))
        finally:
            draft.unlink(missing_ok=True)

    def live(self) -> Release | None:
        """Return the release that served last, if its file is here and whole."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            release = Release(**json.loads((self._folder / LIVE).read_text(encoding="utf-8")))
            if sha256_of(self.file(release)) == release.sha256:
                return release
        return None

    def set_live(self, release: Release | None) -> None:
        """Remember what serves, None for the checkout's model, and remove other files; OSError if that cannot be written."""
        if release is not None:
            draft = self._folder / f"{LIVE}.{os.getpid()}"
            draft.write_text(json.dumps(asdict(release)), encoding="utf-8")
            draft.replace(self._folder / LIVE)
        for file in self._folder.glob("*") if self._folder.is_dir() else ():
            if release is None or file not in (self._folder / LIVE, self.file(release)):
                file.unlink(missing_ok=True)
