"""Third step of the pipeline: sees danger and despair, whatever else a message says.

Every parsed message carries `safety: {outcome, topic}`: `help_first` (the fixed text leads and the intent becomes the safety
topic), `answer_with_help` (the answer, then one line of help) or `none` (topic is then null).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.examples import examples_of
from assistant.nlu.reading import Kind, Reading, reading_of
from assistant.nlu.safety_kinds import SafetyKinds, fit_safety_kinds
from assistant.nlu.safety_model import DANGER, NONE, SafetyModel
from assistant.nlu.saved_component import SavedComponent
from assistant.nlu.topic_classifier import CLARIFY_KEY, SCORES
from assistant.nlu.training import fit_safety_model
from assistant.nlu.tuned import FILE, Tuned
from nscp.phrases import says_any
from nscp.safety_phrases import PHRASES_FILE, SafetyPhrases, load_safety_phrases

SAFETY = "safety"
HELP_TEXT = "help_text"  # key of the fixed text that fits; not part of Rasa's output
HELP_FIRST, ANSWER_WITH_HELP = "help_first", "answer_with_help"
NO_OUTCOME = {"outcome": NONE, "topic": None}
# Texts for those who are harmed themselves; a phrase by which somebody tells of harm done to them leaves the choice among
# these.
HARMED = ("utter_immediate_danger_to_you", "utter_immediate_danger_partner", "utter_immediate_danger_child")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SafetyClassifier(SavedComponent, IntentClassifier):
    """Sets `safety`, and makes the safety topic the intent when help comes first. Must follow `TopicClassifier`."""

    @classmethod
    def files_read(cls, config: dict[str, Any]) -> list[Path]:
        """Return the files of reviewed phrases and marked examples, and what `make tune` chose."""
        data = Path(config["data"])
        return [*sorted((data / "safety").glob("*.yml")), data / FILE]

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, context: ExecutionContext) -> None:
        super().__init__(config, storage, resource, context)
        self._trained: tuple[SafetyModel, SafetyKinds, SafetyPhrases] | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples of the two safety topics against all others; keep a copy of the phrases."""
        data = Path(self._config["data"])
        examples = examples_of(training_data, data / "safety")

        def write(folder: Path) -> None:
            fit_safety_model(examples, Tuned.load(data / FILE)).save(folder)
            fit_safety_kinds(examples, data / "safety").save(folder)
            shutil.copy(data / "safety" / PHRASES_FILE, folder / PHRASES_FILE)

        return self.learn(examples.fingerprint, write)

    def restore(self, folder: Path) -> None:
        """Load what was learned, and the phrases."""
        self._trained = (SafetyModel.load(folder), SafetyKinds.load(folder), load_safety_phrases(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `safety` on messages, and the fixed text on those that get help first."""
        if self._trained is None:
            raise RuntimeError("The safety net was asked before it was trained. Run `make train`.")
        model, kinds, phrases = self._trained
        for message in messages:
            reading = reading_of(message)
            if reading is not None:
                outcome, topic = self._judge(message, reading, model, phrases)
                message.set(SAFETY, {"outcome": outcome, "topic": topic}, add_to_output=True)
                if outcome == HELP_FIRST:
                    _lead_with(message, str(topic))
                    message.set(HELP_TEXT, _help_text(message, reading, str(topic), kinds, phrases))
        return messages

    @staticmethod
    def _judge(message: Message, reading: Reading, model: SafetyModel, phrases: SafetyPhrases) -> tuple[str, str | None]:
        plainly = phrases.help_topic(reading.all_texts)
        if plainly is not None:
            return HELP_FIRST, plainly
        if reading.kind is Kind.NO_WORDS:
            return NONE, None
        found, least = model.read(message.get(SCORES)), model.thresholds
        if found.help_first >= least.help_first and found.is_agreed(least.agreed):
            return HELP_FIRST, found.topic
        if (
            found.help_first >= least.help_line
            or found.line_of_help >= least.line
            or says_any(phrases.line, reading.all_texts)
        ):
            return ANSWER_WITH_HELP, found.topic
        return NONE, None


def _help_text(message: Message, reading: Reading, topic: str, kinds: SafetyKinds, phrases: SafetyPhrases) -> str:
    """Return the fixed text that fits: by a reviewed phrase, else by the likely kind, else the topic's general text."""
    learned = None if reading.kind is Kind.NO_WORDS else kinds.text_for(message.get(SCORES), topic)  # "999" tells no kind
    if topic != DANGER:
        return learned or f"utter_{topic}"
    if phrases.does_harm(reading.all_texts):
        return "utter_immediate_danger_may_harm"
    if phrases.is_harmed(reading.all_texts) and learned not in HARMED:
        return "utter_immediate_danger_to_you"
    return learned or f"utter_{topic}"


def _lead_with(message: Message, topic: str) -> None:
    """Make a safety topic the intent and the first of the ranking; nothing is left to clarify."""
    confidence = max(message.get(INTENT)["confidence"], 0.99)
    others = [entry for entry in message.get(INTENT_RANKING_KEY) if entry["name"] != topic]
    message.set(INTENT, {"name": topic, "confidence": confidence}, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [{"name": topic, "confidence": confidence}, *others], add_to_output=True)
    if message.get(CLARIFY_KEY):
        message.data.pop(CLARIFY_KEY)
        message.output_properties.discard(CLARIFY_KEY)
