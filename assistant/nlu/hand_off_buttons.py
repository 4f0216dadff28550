"""Fourth step of the pipeline: the buttons of the hand-off, which carry their titles as plain text, and references.

Buttons are reviewed words, so neither the classifier nor the safety net guesses at them: "A safe time" is no cry for help.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.decision import ANSWER, Decision
from assistant.nlu.kept_component import KeptComponent
from assistant.nlu.safety_net import HELP_FIRST, NO_OUTCOME, SAFETY
from assistant.nlu.topic_classifier import CLARIFY_KEY, DECISION, SECOND_QUESTION
from nscp.hand_off_choices import FILE, bare, load_hand_off_choices
from nscp.hand_off_references import named_reference

TITLES_FILE = "titles.json"
STATUS = "handoff_status"  # what a reference asks for


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class HandOffButtons(KeptComponent, IntentClassifier):
    """Sets the intent of a message that is a button's title, or that names a reference and needs no help first.

    Must stand between `SafetyNet` and `ReplyPlanner`.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Default settings: where the project's data is."""
        return {"data": "data"}

    @classmethod
    def files_read(cls, config: dict[str, Any]) -> list[Path]:
        """Where the titles stand."""
        return [Path(config["data"]) / FILE]

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, context: ExecutionContext) -> None:
        super().__init__(config, storage, resource, context)
        self._intents: dict[str, str] = {}

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the titles with the model."""
        intents = load_hand_off_choices(Path(self._config["data"])).intents()
        with self._storage.write_to(self._resource) as folder:
            (folder / TITLES_FILE).write_text(json.dumps(intents, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def restore(self, folder: Path) -> None:
        """Load the titles."""
        self._intents = json.loads((folder / TITLES_FILE).read_text(encoding="utf-8"))

    def process(self, messages: list[Message]) -> list[Message]:
        """Look at messages."""
        for message in messages:
            text = message.get(TEXT)
            intent = self._intents.get(bare(text)) if text else None
            if intent is not None:
                message.set(SAFETY, NO_OUTCOME, add_to_output=True)
                _decide(message, intent)
            elif text and named_reference(text) and message.get(SAFETY)["outcome"] != HELP_FIRST:
                _decide(message, STATUS)
        return messages


def _decide(message: Message, intent: str) -> None:
    """Make the message mean this and nothing else."""
    message.set(DECISION, Decision(ANSWER, (intent,)))
    message.set(SECOND_QUESTION, None)
    message.set(INTENT, {"name": intent, "confidence": 1.0}, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [{"name": intent, "confidence": 1.0}], add_to_output=True)
    message.data.pop(CLARIFY_KEY, None)
    message.output_properties.discard(CLARIFY_KEY)
