"""Files of models for tests, with the record beside each that training leaves. Nothing here imports Rasa or the project."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
CHECKOUT = PROJECT / "models" / "nscp.tar.gz"


def write_model(file: Path, content: bytes, **record: str) -> Path:
    """A file and its record, which says that it is this one."""
    file.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    file.with_name(file.name.replace(".tar.gz", ".json")).write_text(json.dumps({"model": sha256, **record}))
    return file


def repacked(folder: Path, number: int, changes: dict[str, bytes] | None = None) -> Path:
    """The checkout's model, packed once more, so that it is another file.

    Args:
        changes: ends of paths in the archive, and what such files hold instead.
    """
    record = json.loads(CHECKOUT.with_name("nscp.json").read_text())
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 1, packed, mtime=number) as compressed:
        if changes:
            with tarfile.open(CHECKOUT) as old, tarfile.open(fileobj=compressed, mode="w") as new:
                for member in old.getmembers():
                    inside = old.extractfile(member)
                    content = inside.read() if inside else b""
                    for end, other in changes.items():
                        content = other if member.name.endswith(end) else content
                    member.size = len(content)
                    new.addfile(member, io.BytesIO(content))
        else:
            with gzip.open(CHECKOUT) as unpacked:
                compressed.write(unpacked.read())
    return write_model(
        folder / f"model-{number}.tar.gz", packed.getvalue(), guide=record["guide"], program=record["program"]
    )
