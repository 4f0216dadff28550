"""`python -m assistant.train`: checks the data, then trains if anything has changed since the last model.

`rasa train` itself works as in any Rasa project; this spares its half minute of reading when there is nothing to do, and
refuses broken data with file and line before Rasa sees it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from nscp.check import problems
from nscp.yaml_lines import DataError

PROJECT = Path(__file__).resolve().parents[1]
MODEL = Path("models/nscp.tar.gz")
FINGERPRINT = Path("models/nscp.fingerprint")
ROOTS = ("config.yml", "domain.yml", "requirements.lock", "data", "nscp", "assistant/nlu", "assistant/policies")
KINDS = {".yml", ".py", ".lock", ".txt"}


def fingerprint(project: Path) -> str:
    """A SHA-256 over everything that a model depends on."""
    digest = hashlib.sha256()
    for path in _files(project):
        digest.update(str(path.relative_to(project)).encode())
        digest.update(path.read_bytes())
    for setting in ("NSCP_ENCODER_MODEL", "NSCP_ENCODER_SHA256"):
        digest.update(f"{setting}={os.environ.get(setting, '')}".encode())
    return digest.hexdigest()


def _files(project: Path) -> Iterator[Path]:
    for root in (project / name for name in ROOTS):
        found = [root] if root.is_file() else sorted(root.rglob("*"))
        yield from (path for path in found if path.suffix in KINDS and path.is_file())


def is_trained(project: Path) -> bool:
    """True if the model on disk was trained from what is on disk."""
    recorded = project / FINGERPRINT
    return (project / MODEL).is_file() and recorded.is_file() and recorded.read_text() == fingerprint(project)


def data_is_sound(project: Path) -> bool:
    """Check the data; print what is wrong."""
    try:
        found = list(problems(project))
    except DataError as error:
        print(error, file=sys.stderr)
        return False
    for problem in found:
        print(problem, file=sys.stderr)
    return not found


def train(project: Path) -> bool:
    """Run `rasa train`; True if it made a model."""
    print("Training the assistant: about three minutes, once after each change of the data.", flush=True)
    command = [
        sys.executable,
        "-m",
        "rasa",
        "train",
        "--quiet",
        "--fixed-model-name",
        MODEL.name.removesuffix(".tar.gz"),
    ]
    result = subprocess.run(command, cwd=project, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        print(result.stdout, result.stderr, sep="\n", file=sys.stderr)
        print(
            "Training failed; the lines above say why. The earlier model, if there is one, is still in place.",
            file=sys.stderr,
        )
        return False
    (project / FINGERPRINT).write_text(fingerprint(project))
    return True


def main() -> int:
    """Train if needed; 1 if the data is broken or training failed."""
    if is_trained(PROJECT):
        print("The assistant is trained on the data as it is now.")
        return 0
    if not data_is_sound(PROJECT):
        print("Not trained: mend the lines above first.", file=sys.stderr)
        return 1
    return 0 if train(PROJECT) else 1


if __name__ == "__main__":
    sys.exit(main())
