"""`python -m assistant.train`: checks the data, then trains if anything has changed since the model that is served.

`rasa train` itself works as in any Rasa project; this refuses broken data with file and line before Rasa sees it, spares the
half minute in which Rasa's command line validates, and does nothing where there is nothing to do.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import warnings
from pathlib import Path

from assistant.training_bar import TrainingBar
from nscp.check import problems
from nscp.model_record import ENCODER_SETTINGS, fingerprint, record_of
from nscp.yaml_lines import DataError

PROJECT = Path(__file__).resolve().parents[1]
MODEL = Path("models/nscp.tar.gz")
RECORD = Path("models/nscp.json")  # what the model was trained from, and which file that is (nscp/model_record.py)
SECONDS = Path("var/training/seconds")
ROOTS = ("config.yml", "domain.yml", "requirements.lock", "data", "nscp", "assistant")


def is_trained(project: Path) -> bool:
    """Whether the model that Rasa serves, the newest file in `models/`, was trained from what is on disk.

    A model that somebody trained with `rasa train` counts as unknown, whatever its name.
    """
    model, record = project / MODEL, project / RECORD
    if not model.is_file() or not record.is_file() or json.loads(record.read_text()) != _record(project):
        return False
    return model == max((project / MODEL.parent).glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)


def _record(project: Path) -> dict[str, str]:
    return {"trained_from": fingerprint(project, ROOTS, ENCODER_SETTINGS), **record_of(project, project / MODEL)}


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
    """Train with Rasa in this process; True if it made a model."""
    printed = io.StringIO()  # Rasa's own lines, which are worth reading only if it fails
    os.chdir(project)
    with TrainingBar(project / SECONDS), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        warnings.simplefilter("ignore")  # of the modules that Rasa imports
        try:
            code = _train()
        except Exception as error:  # whatever is wrong with the data that the check did not see
            print(f"{type(error).__name__}: {error}")
            code = 1
    if code != 0:
        print(printed.getvalue(), file=sys.stderr)
        print(
            "Training failed; the lines above say why. The earlier model, if there is one, is still in place.",
            file=sys.stderr,
        )
        return False
    (project / RECORD).write_text(json.dumps(_record(project)))
    return True


def _train() -> int:
    from rasa.model_training import train as rasa_train

    result = rasa_train(
        "domain.yml", "config.yml", ["data"], output=str(MODEL.parent), fixed_model_name=MODEL.name.removesuffix(".tar.gz")
    )
    # Unchanged answers and examples leave Rasa's file as it was; it has to be the newest all the same, for Rasa serves that.
    MODEL.touch()
    return int(result.code)


def main() -> int:
    """Train if needed; 1 if the data is broken or training failed."""
    if is_trained(PROJECT):
        print("The assistant is trained on the data as it is now.")
        return 0
    if not data_is_sound(PROJECT):
        print("Not trained: correct the lines above first.", file=sys.stderr)
        return 1
    print("Training the assistant: one to two minutes, up to three the first time.", flush=True)
    return 0 if train(PROJECT) else 1


if __name__ == "__main__":
    sys.exit(main())
