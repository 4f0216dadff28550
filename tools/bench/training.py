"""How long both take to train on the same examples, each in a fresh folder and so without anything kept from before."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.train import MODEL
from tools.bench.default_project import default_project, hash_of_training, write_project
from tools.bench.few_project import make_few_project
from tools.bench.machine import load_average
from tools.evaluate.examples import TrainingExample

DEFAULT_MODEL = Path("models/default.tar.gz")
RECORD = "training.json"
# What TensorFlow does by itself, which is faster for Rasa's default. setup/settings.pth switches it off for this project.
TENSORFLOWS_DEFAULT = {"TF_ENABLE_ONEDNN_OPTS": "1"}


class TrainingError(Exception):
    """A training did not make a model."""


@dataclass(frozen=True)
class Training:
    """One training.

    Attributes:
        seconds: from the start of the command to its end.
        processor_seconds: on all processors together; hardly changes when the machine is busy with other work.
        load_before, load_after: load averages of the machine.
        date: when, in local time.
    """

    seconds: float
    processor_seconds: float
    load_before: float
    load_after: float
    date: str


@dataclass(frozen=True)
class RasasDefault:
    """Rasa's default, trained.

    Attributes:
        folder: the project's folder, with the model in it.
        training: how long it took, now or when it was first needed.
    """

    folder: Path
    training: Training


def environment_of_rasas_default() -> dict[str, str]:
    """The environment without what this project sets for TensorFlow, and with telemetry off."""
    return {**os.environ, **TENSORFLOWS_DEFAULT, "RASA_TELEMETRY_ENABLED": "false"}


def train_ours(folder: Path, examples: Sequence[TrainingExample]) -> Training:
    """Train a copy of this project with `python -m assistant.train`, its check of the data included.

    Raises:
        TrainingError: it made no model.
    """
    make_few_project(folder, examples)
    return _timed([sys.executable, "-m", "assistant.train"], folder, dict(os.environ), folder / MODEL)


def train_default(cache: Path, examples: Sequence[TrainingExample], again: bool = False) -> RasasDefault:
    """Train Rasa's default with `rasa train`, or take it as it was trained before on the same examples and settings.

    Args:
        cache: holds one folder for each hash of the examples and settings.
        examples: what it learns from.
        again: train even if it is there.

    Raises:
        TrainingError: it made no model.
    """
    files = default_project(examples)
    folder = cache / f"default-{hash_of_training(files)}"
    record = folder / RECORD
    if again or not record.is_file():
        print(f"training Rasa's default on {len(examples)} examples (about ten minutes, once) ...", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        write_project(folder, files)
        command = [
            sys.executable,
            "-m",
            "rasa",
            "train",
            "--quiet",
            "--fixed-model-name",
            DEFAULT_MODEL.name[: -len(".tar.gz")],
        ]
        training = _timed(command, folder, environment_of_rasas_default(), folder / DEFAULT_MODEL)
        record.write_text(json.dumps(asdict(training), indent=2) + "\n", encoding="utf-8")
    return RasasDefault(folder, Training(**json.loads(record.read_text(encoding="utf-8"))))


def _timed(command: Sequence[str], folder: Path, environment: Mapping[str, str], model: Path) -> Training:
    before, log = load_average(), folder / "training.log"
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        # Not `wait`: only this tells what the process and its own children used.
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - started
    shutil.rmtree(folder / ".rasa", ignore_errors=True)
    if process.returncode != 0 or not model.is_file():
        raise TrainingError(f"{' '.join(command)} made no model in {folder}: {log.read_text(errors='replace')[-2000:]}")
    date = time.strftime("%Y-%m-%d %H:%M")
    return Training(seconds, used.ru_utime + used.ru_stime, before, load_average(), date)
