"""Files of models for tests, with the record beside each that training leaves. Nothing here imports Rasa or the project."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
CHECKOUT = PROJECT / "models" / "nscp.tar.gz"

Change = Callable[[str, bytes], bytes]


def write_model(file: Path, content: bytes, **record: str) -> Path:
    """A file and its record, which says that it is this one."""
    file.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    file.with_name(file.name.replace(".tar.gz", ".json")).write_text(json.dumps({"model": sha256, **record}))
    return file


def repacked(folder: Path, number: int, change: Change = lambda name, content: content) -> Path:
    """The checkout's model, packed once more, so that it is another file.

    Args:
        folder: for the file.
        number: of which there is no other file in the folder.
        change: returns what a file in it holds, from its path and what it holds now.
    """
    packed = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", 1, packed, mtime=number) as compressed,
        tarfile.open(CHECKOUT) as old,
        tarfile.open(fileobj=compressed, mode="w") as new,
    ):
        for member in old.getmembers():
            inside = old.extractfile(member) if member.isfile() else None
            content = change(member.name, inside.read()) if inside else b""
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    record = json.loads(CHECKOUT.with_name("nscp.json").read_text())
    basis = {name: record[name] for name in ("guide", "program")}
    return write_model(folder / f"model-{number}.tar.gz", packed.getvalue(), **basis)
