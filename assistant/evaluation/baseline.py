"""Rasa's own default pipeline, trained on the same examples: what the project's pipeline is compared with.

Compared is top-1, without any threshold on either side, over all held-out messages and full topic names.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.evaluation.messages import HeldOutMessage
from assistant.evaluation.predictions import NoModelError, full_topic, newest_model, parse
from assistant.evaluation.training_examples import TrainingExample, hash_of_examples
from assistant.nlu.decision import FALLBACK
from nscp.settings import PROJECT

CONFIG = PROJECT / "tests" / "nlu" / "default_config.yml"
EXAMPLES_A_MINUTE = 120  # on two cores: 1,195 examples took 9 minutes 53 seconds, and the time grows with their number


@dataclass(frozen=True)
class Baseline:
    """What the default pipeline reached.

    Attributes:
        count: held-out messages whose likeliest topic was right.
        n: held-out messages.
        compared_on: hash of the training examples, the default pipeline's settings and the held-out messages.
    """

    count: int
    n: int
    compared_on: str

    @property
    def share(self) -> float:
        """`count` of `n`, 0 to 1."""
        return self.count / self.n


def measure_baseline(examples: Sequence[TrainingExample], messages: Sequence[HeldOutMessage], cache: Path) -> Baseline:
    """Train the default pipeline, unless it was trained on these examples before, and measure it.

    Args:
        examples: all training examples.
        messages: all held-out messages.
        cache: folder for trained models, one folder in it for each hash of the examples and settings.

    Raises:
        subprocess.CalledProcessError: `rasa train nlu` failed.
    """
    folder = cache / _training_hash(examples)
    try:
        model = newest_model(folder)
    except NoModelError:
        model = _train(folder, len(examples))
    parsed = parse(model, [message.text for message in messages])
    right = sum(likeliest_topic(found) == message.topic for found, message in zip(parsed, messages, strict=True))
    return Baseline(right, len(messages), hash_of_comparison(examples, messages))


def hash_of_comparison(examples: Sequence[TrainingExample], messages: Sequence[HeldOutMessage]) -> str:
    """A SHA-256 in hexadecimal of everything that the baseline's figure depends on."""
    held_out = sorted(f"{message.topic}\t{message.text}" for message in messages)
    return hashlib.sha256("\n".join([_training_hash(examples), *held_out]).encode()).hexdigest()


def likeliest_topic(parsed: Mapping[str, Any]) -> str:
    """The full name of the likeliest topic in what Rasa returns.

    The ranking is asked, not the intent: FallbackClassifier puts `nlu_fallback` in the intent's place, and first in the
    ranking.
    """
    ranked = [entry["name"] for entry in parsed["intent_ranking"] if entry["name"] != FALLBACK]
    return full_topic(parsed, ranked[0]) if ranked else FALLBACK


def _training_hash(examples: Sequence[TrainingExample]) -> str:
    return hashlib.sha256(hash_of_examples(examples).encode() + CONFIG.read_bytes()).hexdigest()[:16]


def _train(folder: Path, examples: int) -> Path:
    minutes = max(1, examples // EXAMPLES_A_MINUTE)
    print(f"training Rasa's default pipeline on {examples} examples (about {minutes} minutes, once) ...", flush=True)
    command = [sys.executable, "-m", "rasa", "train", "nlu", "--config", str(CONFIG), "--nlu", "data"]
    command += ["--out", str(folder)]
    # Size zero means no cache: these large parts must not push the project's own out of .rasa/cache.
    environment = {**os.environ, "RASA_MAX_CACHE_SIZE": "0", "RASA_TELEMETRY_ENABLED": "false"}
    subprocess.run(command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, check=True)
    return newest_model(folder)
