"""Rasa's own default pipeline against this project's, both trained on the same examples.

Compared is top-1, without any threshold on either side, over all held-out messages and full topic names. Rasa's pipeline
would need about two hours for all examples, so both learn from the same twenty of each topic (about ten minutes).
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.nlu.decision import FALLBACK
from assistant.nlu.encoder.sentence_encoder import SentenceEncoder, packaged_model
from assistant.nlu.plain_words import PlainWords, known_words
from assistant.nlu.regression import mix
from assistant.nlu.tfidf import Tfidf
from assistant.nlu.training import fit_meaning, fit_wording
from assistant.nlu.tuned import FILE, Tuned
from nscp.settings import PROJECT, Settings
from tools.evaluate.examples import TrainingExample, hash_of_examples
from tools.evaluate.messages import HeldOutMessage
from tools.evaluate.predictions import NoModelError, full_topic, newest_model, parse

CONFIG = PROJECT / "tests" / "nlu" / "default_config.yml"
PER_TOPIC = 20
SEED = 1  # of the choice of examples
EXAMPLES_A_MINUTE = 120  # on two cores: 1,195 examples took 9 minutes 53 seconds, and the time grows with their number


@dataclass(frozen=True)
class Baseline:
    """What both pipelines reached.

    Attributes:
        count: held-out messages whose likeliest topic Rasa's default pipeline got right.
        ours: the same for this project's pipeline.
        n: held-out messages.
        examples: what both were trained on.
        compared_on: hash of the training examples, the default pipeline's settings and the held-out messages.
    """

    count: int
    ours: int
    n: int
    examples: int
    compared_on: str

    @property
    def share(self) -> float:
        """`count` of `n`, 0 to 1."""
        return self.count / self.n

    @property
    def above(self) -> float:
        """How much more of the messages this project's pipeline gets right, as a share."""
        return (self.ours - self.count) / self.n


def same_few(examples: Sequence[TrainingExample]) -> list[TrainingExample]:
    """At most twenty examples of each topic, the same ones every time."""
    chosen = random.Random(SEED)  # noqa: S311 -- nothing secret about it
    by_topic: dict[str, list[TrainingExample]] = {}
    for example in sorted(examples, key=lambda example: (example.topic, example.text)):
        by_topic.setdefault(example.topic, []).append(example)
    return [one for few in by_topic.values() for one in chosen.sample(few, min(PER_TOPIC, len(few)))]


def measure_baseline(examples: Sequence[TrainingExample], messages: Sequence[HeldOutMessage], cache: Path) -> Baseline:
    """Train both pipelines on the same few examples and measure them; Rasa's is kept for the next time.

    Args:
        examples: all training examples.
        messages: all held-out messages that mean a topic.
        cache: folder for trained models, one folder in it for each hash of the examples and settings.

    Raises:
        subprocess.CalledProcessError: `rasa train nlu` failed.
    """
    few = same_few(examples)
    folder = cache / _training_hash(few)
    try:
        model = newest_model(folder)
    except NoModelError:
        model = _train(folder, few)
    parsed = parse(model, [message.text for message in messages])
    theirs = [likeliest_topic(found) for found in parsed]
    return Baseline(
        count=_right(theirs, messages),
        ours=_right(_our_likeliest_topics(few, messages), messages),
        n=len(messages),
        examples=len(few),
        compared_on=hash_of_comparison(examples, messages),
    )


def _our_likeliest_topics(few: Sequence[TrainingExample], messages: Sequence[HeldOutMessage]) -> list[str]:
    """What the two topic regressions make of the messages; the rest of our pipeline does not change which is likeliest."""
    tuned, settings = Tuned.load(PROJECT / "data" / FILE), Settings.from_environment(os.environ)
    text_speak = yaml.safe_load((PROJECT / "data/words/text_speak.yml").read_text(encoding="utf-8"))["text_speak"]
    texts = [example.text for example in few]
    reader = PlainWords(text_speak, known_words(texts, text_speak))
    plain = [reader.read(text) for text in (*texts, *(one.text for one in messages))]
    model = Path(settings.encoder_model) if settings.encoder_model else packaged_model()
    vectors = SentenceEncoder(model, settings.encoder_sha256).encode(plain)
    count, topics = len(few), sorted({example.topic for example in few})
    truth = np.array([topics.index(example.topic) for example in few])
    words = Tfidf.learn(plain[:count])
    meaning = fit_meaning(vectors[:count], truth, tuned.meaning_c, len(topics)).probability(vectors[count:])
    wording = fit_wording(words.weigh(plain[:count]), truth, tuned.wording_c, len(topics)).probability(
        words.weigh(plain[count:])
    )
    return [topics[column] for column in mix(meaning, wording, tuned.wording_share).argmax(axis=1)]


def _right(topics: Sequence[str], messages: Sequence[HeldOutMessage]) -> int:
    return sum(topic in message.topics for topic, message in zip(topics, messages, strict=True))


def hash_of_comparison(examples: Sequence[TrainingExample], messages: Sequence[HeldOutMessage]) -> str:
    """A SHA-256 in hexadecimal of everything that the baseline's figure depends on."""
    held_out = sorted(f"{','.join(message.topics)}\t{message.text}" for message in messages)
    return hashlib.sha256("\n".join([_training_hash(same_few(examples)), *held_out]).encode()).hexdigest()


def likeliest_topic(parsed: Mapping[str, Any]) -> str:
    """The full name of the likeliest topic in what Rasa returns.

    The ranking is asked, not the intent: FallbackClassifier puts `nlu_fallback` in the intent's place, and first in the
    ranking.
    """
    ranked = [entry["name"] for entry in parsed["intent_ranking"] if entry["name"] != FALLBACK]
    return full_topic(parsed, ranked[0]) if ranked else FALLBACK


def _training_hash(examples: Sequence[TrainingExample]) -> str:
    return hashlib.sha256(hash_of_examples(examples).encode() + CONFIG.read_bytes()).hexdigest()[:16]


def _train(folder: Path, few: Sequence[TrainingExample]) -> Path:
    minutes = max(1, len(few) // EXAMPLES_A_MINUTE)
    print(f"training Rasa's default pipeline on {len(few)} examples (about {minutes} minutes, once) ...", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "examples.yml"
    data.write_text(rasa_data(few), encoding="utf-8")
    command = [sys.executable, "-m", "rasa", "train", "nlu", "--config", str(CONFIG), "--nlu", str(data)]
    command += ["--out", str(folder)]
    # Size zero means no cache: these large parts must not push the project's own out of .rasa/cache.
    environment = {**os.environ, "RASA_MAX_CACHE_SIZE": "0", "RASA_TELEMETRY_ENABLED": "false"}
    subprocess.run(command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, check=True)
    return newest_model(folder)


def rasa_data(examples: Sequence[TrainingExample]) -> str:
    """Examples as a file that Rasa reads, with an empty answer for each retrieval intent (Rasa wants one)."""
    topics = sorted({example.topic for example in examples})
    blocks = [
        {"intent": topic, "examples": "".join(f"- {example.text}\n" for example in examples if example.topic == topic)}
        for topic in topics
    ]
    responses = {f"utter_{topic}": [{"text": topic}] for topic in topics if "/" in topic}
    return yaml.safe_dump({"version": "3.1", "nlu": blocks, "responses": responses}, allow_unicode=True, sort_keys=False)
