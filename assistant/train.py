"""`python -m assistant.train`: checks the data, then trains if anything has changed since the model that is served.

With `--or-keep`, broken data or a training that fails is no failure while there is an earlier model: `make run` goes on with
it. What stopped the training is written down for the processes that run (nscp/training_problems.py).

`rasa train` itself works as in any Rasa project; this refuses broken data with file and line before Rasa sees it, spares the
half minute in which Rasa's command line validates, and does nothing where there is nothing to do.

With `--project FOLDER --out FILE` it trains from the config.yml, domain.yml and data/ of another folder into a file of its
own, with the code of this checkout. The model that is served stays as it is.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
import warnings
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from assistant.training_bar import TrainingBar
from nscp import training_problems
from nscp.check import notes, problems
from nscp.model_record import ENCODER_SETTINGS, fingerprint, record_file_of, record_of
from nscp.yaml_lines import DataError

PROJECT = Path(__file__).resolve().parents[1]
MODEL = Path("models/nscp.tar.gz")
RECORD = Path("models/nscp.json")  # what the model was trained from, and which file that is (nscp/model_record.py)
SECONDS = Path("var/training/seconds")
ROOTS = ("config.yml", "domain.yml", "requirements.lock", "data", "nscp", "assistant")
FAILED = "Training failed. Run `make train`: the lines that it prints say why."


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


def problems_of_data(project: Path) -> list[object]:
    """Return what is wrong with the data."""
    try:
        return list(problems(project))
    except DataError as error:
        return [error]
    except Exception as error:  # whatever is wrong with the data that the check does not expect
        return [f"data/: the check failed with {type(error).__name__}: {error}. Look at what changed last."]


def train(project: Path, model: Path = MODEL) -> bool:
    """Train with Rasa in this process; True if it made a model.

    Args:
        project: the folder with config.yml, domain.yml and data/.
        model: the file to make, seen from the project.
    """
    printed = io.StringIO()  # Rasa's own lines, which are worth reading only if it fails
    os.chdir(project)
    with TrainingBar(project / SECONDS), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        warnings.simplefilter("ignore")  # of the modules that Rasa imports
        try:
            code = _train(model)
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
    if model == MODEL:
        (project / RECORD).write_text(json.dumps(_record(project)))
    return True


def _train(model: Path) -> int:
    from rasa.model_training import train as rasa_train

    result = rasa_train(
        "domain.yml", "config.yml", ["data"], output=str(model.parent), fixed_model_name=model.name.removesuffix(".tar.gz")
    )
    # Unchanged answers and examples leave Rasa's file as it was; it has to be the newest all the same, for Rasa serves that.
    model.touch()
    return int(result.code)


def train_if_needed(project: Path) -> bool:
    """Train unless that is done, or the data is broken; True if the model now fits the data."""
    if is_trained(project):
        print("The assistant is trained on the data as it is now.")
    else:
        if found := problems_of_data(project):
            print(*found, sep="\n", file=sys.stderr)
            print("Not trained: correct the lines above first.", file=sys.stderr)
            training_problems.note(project, found)
            return False
        for note in notes(project):
            print(f"note: {note}", file=sys.stderr)
        print("Training the assistant: one to two minutes, up to three the first time.", flush=True)
        if not train(project):
            training_problems.note(project, [FAILED])
            return False
    training_problems.forget(project)
    return True


def train_another(project: Path, out: Path) -> bool:
    """Check and train another folder into a file of its own; True if there is a model."""
    if found := problems_of_data(project):
        print(*found, sep="\n", file=sys.stderr)
        return False
    # What Rasa caches is of no use to the next folder. Our own parts are cached in NSCP_VAR (nlu/saved_component.py).
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    if not train(project, out):
        return False
    # Served with the code, guide and contacts of this checkout: without the record it may not be released.
    record_file_of(out).write_text(json.dumps(record_of(PROJECT, out)))
    return True


def main(project: Path = PROJECT, arguments: Sequence[str] | None = None) -> int:
    """Train if needed; 1 if the data is broken or training failed."""
    parser = argparse.ArgumentParser(prog="python -m assistant.train", description="Trains, if anything has changed.")
    parser.add_argument("--or-keep", action="store_true", help="go on with the earlier model if training is not possible")
    parser.add_argument("--project", type=Path, help="another folder with config.yml, domain.yml and data/")
    parser.add_argument("--out", type=Path, help="where the model of that folder goes; the name ends in .tar.gz")
    options = parser.parse_args(arguments)
    if bool(options.project) != bool(options.out):
        parser.error("give both --project and --out, or neither")
    if options.project:
        return 0 if train_another(options.project.resolve(), options.out.resolve()) else 1
    if train_if_needed(project):
        return 0
    if not options.or_keep or not (project / MODEL).is_file():
        return 1
    made = datetime.fromtimestamp((project / MODEL).stat().st_mtime)
    print(f"The assistant goes on with the model of {made.day} {made:%B %Y, %H:%M}, without what changed.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
