"""Third step of the pipeline: sees danger and despair, whatever else a message says.

Every parsed message carries `safety: {outcome, topic}`: `help_first` (the fixed text leads and the intent becomes the safety
topic), `answer_with_help` (the answer, then one line of help) or `none` (topic is then null).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.kept_component import KeptComponent
from assistant.nlu.reading import Kind, Reading, reading_of
from assistant.nlu.safety_model import DANGER, DESPAIR, NONE, PAST_HARM, SafetyModel
from assistant.nlu.safety_training import train_safety_model
from assistant.nlu.sentence_reader import SENTENCE_VECTORS, SENTENCES
from assistant.nlu.topic_classifier import CLARIFY_KEY, SCORES, plain_of, topic_of, vectors_of
from assistant.nlu.topic_training import train_topic_model
from nscp.phrases import says_any
from nscp.safety_phrases import PHRASES_FILE, SafetyPhrases, load_safety_phrases

SAFETY = "safety"
HELP_FIRST, ANSWER_WITH_HELP = "help_first", "answer_with_help"
NO_OUTCOME = {"outcome": NONE, "topic": None}
PAST_HARM_FILE, DANGER_WORDS_FILE = "past_harm.yml", "danger_words.yml"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SafetyNet(KeptComponent, IntentClassifier):
    """Sets `safety`, and makes the safety topic the intent when help comes first. Must follow `TopicClassifier`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Default settings: where the reviewed phrases and the marked examples are."""
        return {"folder": "data/safety"}

    @classmethod
    def files_read(cls, config: dict[str, Any]) -> list[Path]:
        """The reviewed phrases and the marked examples."""
        return [Path(config["folder"]) / name for name in (PHRASES_FILE, PAST_HARM_FILE, DANGER_WORDS_FILE)]

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, context: ExecutionContext) -> None:
        super().__init__(config, storage, resource, context)
        self._trained: tuple[SafetyModel, SafetyPhrases] | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples of the two safety topics against all others; keep a copy of the phrases."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        reviewed = Path(self._config["folder"])
        past_harm, danger_words = _texts(reviewed / PAST_HARM_FILE), _texts(reviewed / DANGER_WORDS_FILE)
        topics = [topic_of(example) for example in examples]
        model = train_safety_model(
            topic_model=train_topic_model(plain_of(examples), vectors_of(examples), topics),
            plain=plain_of(examples),
            sentences=[example.get(SENTENCES) for example in examples],
            sentence_vectors=[example.get(SENTENCE_VECTORS) for example in examples],
            topics=topics,
            labels=[_label(example, topic, past_harm) for example, topic in zip(examples, topics, strict=True)],
            danger_words=np.array([example.get(TEXT) in danger_words for example in examples]),
        )
        with self._storage.write_to(self._resource) as folder:
            model.save(folder)
            shutil.copy(reviewed / PHRASES_FILE, folder / PHRASES_FILE)
            self.restore(folder)
        return self._resource

    def restore(self, folder: Path) -> None:
        """Load what was learned, and the phrases."""
        self._trained = (SafetyModel.load(folder), load_safety_phrases(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Look at messages."""
        if self._trained is None:
            raise RuntimeError("The safety net was asked before it was trained. Run `make train`.")
        for message in messages:
            reading = reading_of(message)
            if reading is not None:
                outcome, topic = self._judge(message, reading, *self._trained)
                message.set(SAFETY, {"outcome": outcome, "topic": topic}, add_to_output=True)
                if outcome == HELP_FIRST:
                    _lead_with(message, str(topic))
        return messages

    @staticmethod
    def _judge(message: Message, reading: Reading, model: SafetyModel, phrases: SafetyPhrases) -> tuple[str, str | None]:
        if reading.kind is Kind.NO_WORDS:
            return NONE, None
        plainly = phrases.help_topic(reading.texts)
        if plainly is not None:
            return HELP_FIRST, plainly
        found = model.read(message.get(SCORES))
        if found.help >= model.thresholds.help_first:
            return HELP_FIRST, found.topic
        unsure = found.help >= model.thresholds.line or found.past_harm >= model.thresholds.past_harm
        if unsure or says_any(phrases.line, reading.texts):
            return ANSWER_WITH_HELP, found.topic
        return NONE, None


def _texts(path: Path) -> frozenset[str]:
    return frozenset(example.get(TEXT) for example in RasaYAMLReader().read(path).training_examples)


def _label(example: Message, topic: str, past_harm: frozenset[str]) -> str:
    if topic in (DANGER, DESPAIR):
        return topic
    return PAST_HARM if example.get(TEXT) in past_harm else NONE


def _lead_with(message: Message, topic: str) -> None:
    """Make a safety topic the intent and the first of the ranking; nothing is left to clarify."""
    confidence = max(message.get(INTENT)["confidence"], 0.99)
    others = [entry for entry in message.get(INTENT_RANKING_KEY) if entry["name"] != topic]
    message.set(INTENT, {"name": topic, "confidence": confidence}, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [{"name": topic, "confidence": confidence}, *others], add_to_output=True)
    if message.get(CLARIFY_KEY):
        message.data.pop(CLARIFY_KEY)
        message.output_properties.discard(CLARIFY_KEY)
