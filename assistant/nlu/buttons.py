"""Fourth step of the pipeline: buttons, which carry their titles as plain text, and references.

Buttons are reviewed words, so nothing guesses at them: "A safe time" is no cry for help, and the title of a topic, pressed
or typed, brings that topic. What the safety net sees in a topic's title still counts.
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

from assistant.nlu.decision import ANSWER, SAFETY_TOPICS, Decision
from assistant.nlu.safety_classifier import HELP_FIRST, NO_OUTCOME, SAFETY
from assistant.nlu.saved_component import SavedComponent
from assistant.nlu.topic_classifier import CLARIFY_KEY, DECISION, SECOND_QUESTION
from nscp.hand_off import FILE, bare, load_hand_off_choices, named_reference
from nscp.topics import load_topics, topic_files

TITLES_FILE = "titles.json"
IS_BUTTON = "is_button"  # key of whether the message is the title of a topic, whatever was said before
STATUS = "handoff_status"  # what a reference asks for


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Buttons(SavedComponent, IntentClassifier):
    """Sets the intent of a message that is a button's title, or that names a reference, and needs no help first.

    Must stand between `SafetyClassifier` and `ReplyPlanner`.
    """

    @classmethod
    def files_read(cls, config: dict[str, Any]) -> list[Path]:
        """Return the files that hold the titles."""
        data = Path(config["data"])
        return [data / FILE, *topic_files(data)]

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, context: ExecutionContext) -> None:
        super().__init__(config, storage, resource, context)
        self._intents: dict[str, str] = {}
        self._topics: dict[str, str] = {}

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the titles with the model."""
        data = Path(self._config["data"])
        topics = {bare(topic.title): name for name, topic in load_topics(data).items() if name not in SAFETY_TOPICS}
        titles = {"hand_off": load_hand_off_choices(data).intents(), "topics": topics}
        with self._storage.write_to(self._resource) as folder:
            (folder / TITLES_FILE).write_text(json.dumps(titles, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def restore(self, folder: Path) -> None:
        """Load the titles."""
        titles = json.loads((folder / TITLES_FILE).read_text(encoding="utf-8"))
        self._intents, self._topics = titles["hand_off"], titles["topics"]

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent of messages that are a button's title or name a reference."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                self._look_at(message, bare(text), text)
        return messages

    def _look_at(self, message: Message, words: str, text: str) -> None:
        if words in self._intents:
            message.set(SAFETY, NO_OUTCOME, add_to_output=True)
            _decide(message, self._intents[words])
        elif message.get(SAFETY)["outcome"] == HELP_FIRST:
            return
        elif named_reference(text):
            _decide(message, STATUS)
        elif words in self._topics:
            _decide(message, self._topics[words])
            message.set(IS_BUTTON, True)


def _decide(message: Message, intent: str) -> None:
    """Make the message mean this and nothing else."""
    message.set(DECISION, Decision(ANSWER, (intent,)))
    message.set(SECOND_QUESTION, None)
    message.set(INTENT, {"name": intent.split("/")[0], "confidence": 1.0}, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [{"name": intent, "confidence": 1.0}], add_to_output=True)
    message.data.pop(CLARIFY_KEY, None)
    message.output_properties.discard(CLARIFY_KEY)
