"""`python -m tools.adapt`, or `make adapt`: learns the encoder's adapter, into `data/encoder_adapter.npz`.

It goes on from the adapter that is there, and writes the mean of both.

Takes about half an hour on two processors. New examples are understood without it; it is worth running again when hundreds
have come, or new topics. `make tune` has to follow, for what it chose fits the adapter before.
"""

from __future__ import annotations

import logging
import sys

import numpy as np
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.encoder.adapter import FILE, Adapter
from assistant.nlu.encoder.onnx_file import tensors_of
from assistant.nlu.encoder.sentence_encoder import encoder_tokenizer, packaged_model
from assistant.nlu.examples import Examples, examples_of
from assistant.nlu.follow_ups import pairs_of
from assistant.nlu.safety_model import LABELS
from assistant.nlu.training import SEED
from nscp.settings import PROJECT
from tools.adapt.training import NOTHING, Lessons, learn_adapter
from tools.held_out import is_kept_out
from tools.tune import read_training_data

logger = logging.getLogger(__name__)

RANK_OF_MEAN = 64  # twice that of an adapter that is learned from nothing


def lessons_of(training_data: TrainingData, examples: Examples) -> Lessons:
    """What all examples and follow-ups teach, but for those that are kept out.

    Args:
        training_data: as the featurizer left it.
        examples: the same, gathered.
    """
    pairs = pairs_of(training_data)
    number = {name: place for place, name in enumerate(examples.names)}
    # An example means its topic whatever was answered before.
    by_chance = np.random.default_rng(SEED).choice([number[last] for last in pairs.last], len(examples.plain))
    topics = np.where(examples.has_topic, examples.topics, NOTHING)
    last, meant = (np.array([number[name] for name in names], dtype=int) for names in (pairs.last, pairs.meant))
    nothing = np.full(len(last), NOTHING)
    plain = [*examples.plain, *pairs.plain]
    seen = np.array([not is_kept_out(text) for text in plain])
    return Lessons(
        plain=[text for text, is_seen in zip(plain, seen, strict=True) if is_seen],
        topics=np.concatenate([topics, nothing])[seen],
        kinds=np.concatenate([examples.kinds, nothing])[seen],
        last=np.concatenate([by_chance, last])[seen],
        meant=np.concatenate([topics, meant])[seen],
        names=(len(examples.names), len(LABELS)),
    )


def main() -> int:
    """Learn, and write."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    training_data = read_training_data()
    lessons = lessons_of(training_data, examples_of(training_data, PROJECT / "data" / "safety"))
    logger.info("learning from %d texts: about half an hour", len(lessons.plain))
    path = PROJECT / "data" / FILE
    before = Adapter.load(path) if path.is_file() else None
    adapter = learn_adapter(lessons, tensors_of(packaged_model().read_bytes()), encoder_tokenizer(), before)
    if before:
        adapter = adapter.mean_with(before, RANK_OF_MEAN)
    adapter.save(path)
    print(f"Written to data/{FILE}. Run `make tune` now, and then `make evaluate`.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
