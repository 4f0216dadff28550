"""`python -m tools.evaluate.compare_base BASE`, or `make compare BASE=...`: what the model of now changes, on one HTML page.

BASE is a model's file, or whatever git takes for a commit. Of a commit, config.yml, domain.yml and data/ are trained with
the code of now, once; the model stays in `var/compare/`.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from nscp.settings import PROJECT, Settings
from nscp.yaml_lines import DataError
from tools.evaluate.compare import compare_models
from tools.evaluate.comparison_page import page
from tools.evaluate.predictions import NoModelError, newest_model

PAGE = PROJECT / "reports" / "compare.html"
TRAINED = ("config.yml", "domain.yml", "data")
USAGE = "Say with what: make compare BASE=main~5, or BASE=models/older.tar.gz"


class NoBaseError(Exception):
    """There is nothing to compare with; the message says why."""


def model_of(base: str, cache: Path) -> Path:
    """Return a model's file: the one that is named, or one that is trained from a commit.

    Raises:
        NoBaseError: git does not know the commit, or its data cannot be trained.
    """
    if Path(base).is_file():
        return Path(base)
    found = _git("rev-parse", "--verify", "--quiet", f"{base}^{{commit}}")
    if found.returncode:
        raise NoBaseError(f"{base} is no file, and git knows no such commit. {USAGE}")
    commit = found.stdout.decode().strip()
    model = cache / f"{commit}.tar.gz"
    if not model.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            _extract(commit, Path(folder))
            draft = Path(folder) / "model" / model.name
            command = [sys.executable, "-m", "assistant.train", "--project", folder, "--out", str(draft)]
            print(f"training the data of {base} with the code of now (a few minutes, once) ...", flush=True)
            if subprocess.run(command, cwd=PROJECT, stdin=subprocess.DEVNULL, check=False).returncode:
                raise NoBaseError(f"The data of {base} could not be trained with the code of now; the lines above say why.")
            draft.replace(model)
    return model


def _extract(commit: str, folder: Path) -> None:
    archive = _git("archive", commit, *TRAINED)
    if archive.returncode:
        raise NoBaseError(f"{commit} has no {', '.join(TRAINED)}.")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder)  # noqa: S202 -- made by git just now, from our own repository


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", "-C", str(PROJECT), *arguments], capture_output=True, check=False)


def main() -> int:
    """Run the command; 1 if nothing could be compared."""
    base = sys.argv[1] if len(sys.argv) > 1 else ""
    cache = Settings.from_environment(os.environ).folder() / "compare"
    try:
        if not base:
            raise NoBaseError(USAGE)
        old, new = model_of(base, cache), newest_model(PROJECT / "models")
        print("reading the held-out messages with both models ...", flush=True)
        found = compare_models(old, new, cache=cache / "predictions")
    except (NoBaseError, NoModelError, DataError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(found, base, "now"), encoding="utf-8")
    for reason in found["reasons"]:
        print(reason)
    print(f"{len(found['flips'])} messages are answered differently: {PAGE.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
