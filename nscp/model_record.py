"""What a trained model was made from, in a file beside it: `nscp.json` for `nscp.tar.gz`."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

ENDING = ".tar.gz"
KINDS = {".yml", ".py", ".lock", ".txt"}
ENCODER_SETTINGS = ("NSCP_ENCODER_MODEL", "NSCP_ENCODER_SHA256")
# The answers in a model were checked against these.
GUIDE = ("data/guide.yml", "data/contacts.yml")
# The code that reads a model, the actions and forms that it names, and the environment.
PROGRAM = (
    *("config.yml", "domain.yml", "data/rules.yml", "requirements.lock", "assistant/nlu", "assistant/policies"),
    *("nscp/letters.py", "nscp/phrases.py", "nscp/safety_phrases.py", "nscp/speakers.py", "nscp/statements.py"),
    *("nscp/words.py", "nscp/vocabulary/bert-base-uncased-vocab.txt"),
)
# In the order in which they are checked; what a person reads when one differs.
DIFFERENCES = {
    "guide": "The guide or the contacts have changed since this model was trained, so its answers may no longer be right.",
    "program": "The assistant's program has changed since this model was trained, so the two may not fit each other.",
}


@dataclass(frozen=True)
class Basis:
    """Fingerprints (SHA-256) of what must be the same where a model is served as where it was trained."""

    guide: str
    program: str

    @classmethod
    def of(cls, project: Path) -> Basis:
        """Return those of a project folder as it is now."""
        return cls(fingerprint(project, GUIDE), fingerprint(project, PROGRAM, ENCODER_SETTINGS))

    def difference(self, here: Basis) -> str | None:
        """Return the first key of `DIFFERENCES` in which the two differ."""
        return next((name for name in DIFFERENCES if getattr(self, name) != getattr(here, name)), None)


class RecordMissing(Exception):
    """There is no record beside a model, or it is not of this very file."""


def fingerprint(project: Path, roots: Iterable[str], settings: Iterable[str] = ()) -> str:
    """Return a SHA-256 over files and folders of a project, and over environment variables."""
    digest = hashlib.sha256()
    for path in _files(project, roots):
        digest.update(str(path.relative_to(project)).encode())
        digest.update(path.read_bytes())
    for setting in settings:
        digest.update(f"{setting}={os.environ.get(setting, '')}".encode())
    return digest.hexdigest()


def _files(project: Path, roots: Iterable[str]) -> Iterator[Path]:
    for root in (project / name for name in roots):
        found = [root] if root.is_file() else sorted(root.rglob("*"))
        yield from (path for path in found if path.suffix in KINDS and path.is_file())


def sha256_of(file: Path) -> str:
    """Return a file's SHA-256 in hexadecimal; a model has some 70 MB, so it is read in parts."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while part := opened.read(2**20):
            digest.update(part)
    return digest.hexdigest()


def record_file_of(model: Path) -> Path:
    """Return where the record of a model stands."""
    return model.with_name(model.name.removesuffix(ENDING) + ".json")


def record_of(project: Path, model: Path) -> dict[str, str]:
    """Return what belongs beside a model that was trained from a project as it is now."""
    return {"model": sha256_of(model), **asdict(Basis.of(project))}


def read_basis(model: Path, sha256: str) -> Basis:
    """Return what a model rests on, as the record beside it says; RecordMissing if that is not of this file."""
    try:
        record: Mapping[str, str] = json.loads(record_file_of(model).read_text(encoding="utf-8"))
        if record["model"] == sha256:
            return Basis(str(record["guide"]), str(record["program"]))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise RecordMissing
