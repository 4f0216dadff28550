"""Second step of the pipeline: which topic, and whether to answer, to ask "did you mean", or to say it is not clear."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from threadpoolctl import threadpool_limits

from assistant.nlu.decision import (
    CLARIFY,
    FALLBACK,
    SAID_BESIDE_A_QUESTION,
    Decision,
    decide,
    strip_punctuation,
    with_second_question,
)
from assistant.nlu.examples import examples_of
from assistant.nlu.reading import Kind, Reading, reading_of
from assistant.nlu.saved_component import SavedComponent
from assistant.nlu.topic_model import Scores, TopicModel, answerable
from assistant.nlu.training import fit_topic_model
from assistant.nlu.tuned import FILE, Tuned

SCORES = "scores"  # key of the topic model's scores: whole message first, then its sentences
DECISION = "decision"  # key of what was decided
SECOND_QUESTION = "second_question"  # key of the topic of a second question, or None
CLARIFY_KEY = "clarify"
RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(SavedComponent, IntentClassifier):
    """Sets `intent` (base name), `intent_ranking` (full names) and, for "did you mean", `clarify: {topics: [...]}`."""

    @staticmethod
    def required_packages() -> list[str]:
        """Return the packages that must be installed."""
        return ["sklearn", "scipy"]

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, context: ExecutionContext) -> None:
        super().__init__(config, storage, resource, context)
        self._model: TopicModel | None = None

    @classmethod
    def files_read(cls, config: dict[str, Any]) -> list[Path]:
        """Return the file of what `make tune` chose."""
        return [Path(config["data"]) / FILE]

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples."""
        data = Path(self._config["data"])
        examples = examples_of(training_data, data / "safety")
        return self.learn(
            examples.fingerprint, lambda folder: fit_topic_model(examples, Tuned.load(data / FILE)).save(folder)
        )

    def restore(self, folder: Path) -> None:
        """Load what was learned, to answer one message at a time."""
        # Else NumPy's BLAS shares out each small product among all processors, which then spin for longer than it takes.
        threadpool_limits(1, user_api="blas")
        self._model = TopicModel.load(folder)

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify messages."""
        if self._model is None:
            raise RuntimeError("The topic classifier was asked before it was trained. Run `make train`.")
        for message in messages:
            reading = reading_of(message)
            if reading is not None:
                self._classify(message, reading, self._model)
        return messages

    def _classify(self, message: Message, reading: Reading, model: TopicModel) -> None:
        scores = model.read([*reading.texts, *reading.other_parts], reading.vectors)
        row = reading.question_row
        probability, confidence = scores.probability[row], float(scores.confidence[row])
        if reading.kind is Kind.WORDS:
            could_be_answered = answerable(scores.probability[[row]], model.topics)[0]
            decision = decide(reading.meant, model.topics, could_be_answered, confidence, model.thresholds)
            decision, second = with_second_question(decision, self._parts(reading, scores, model))
        else:
            decision, second = Decision(FALLBACK, ()), None
        name = decision.action if decision.action in (CLARIFY, FALLBACK) else decision.topics[0]
        message.set(SCORES, scores.first(len(reading.texts)))
        message.set(DECISION, decision)
        message.set(SECOND_QUESTION, second)
        message.set(INTENT, {"name": name.split("/")[0], "confidence": confidence}, add_to_output=True)
        message.set(INTENT_RANKING_KEY, self._ranking(probability, model, name), add_to_output=True)
        if decision.action == CLARIFY:
            message.set(CLARIFY_KEY, {"topics": list(decision.topics)}, add_to_output=True)

    @staticmethod
    def _parts(reading: Reading, scores: Scores, model: TopicModel) -> list[str | None]:
        """Return the guide topic that each part is surely about, what is likely said beside a question, or None."""
        scored = [*map(strip_punctuation, reading.texts), *reading.other_parts]
        found = dict(zip(scored, model.likeliest(scores), strict=True))
        sure = [found[part] for part in reading.parts]
        return [
            topic if topic in SAID_BESIDE_A_QUESTION or (certainty >= model.thresholds.part and "/" in topic) else None
            for topic, certainty in sure
        ]

    @staticmethod
    def _ranking(probability: np.ndarray, model: TopicModel, answered: str) -> list[dict[str, Any]]:
        """Return the ten likeliest topics, the one that is answered first."""
        likely = np.argsort(-probability, kind="stable").tolist()
        order = sorted(likely, key=lambda column: model.topics[column] != answered)[:RANKING_LENGTH]
        return [{"name": model.topics[column], "confidence": float(probability[column])} for column in order]
