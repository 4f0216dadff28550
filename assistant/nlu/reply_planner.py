"""Last step of the pipeline: fills Rasa's `response_selector`, and leaves a reply plan where one answer is not enough.

Rasa's end-to-end test runner keeps only `intent` and `response_selector` of a parsed message (rasa/core/test.py), so
everything that the policy needs lies inside `response_selector`:

    faq / gap    what Rasa's own ResponseSelector would write
    reply_plan   names of responses and actions to play in order; empty where a rule is enough
    offers       titles for the buttons of "did you mean" and "you also asked"
    follow_ups   {topic answered last: [topic that is then meant, how likely]}; `otherwise` for all that are not named
    speaker      who the message says is writing, if it is no parent; and
    instead      {topic that a parent would be answered with: what the speaker is answered}, if the message says who writes
    candidates   [[topic, how likely], ...] of a message that is not clear by itself
    asks_for_help  True if it asks for the help that may have been shown before
    asks         True if the message looks like a question
    second       True if the plan answers two questions
    line_of_help True if one line of help goes with whatever is answered
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, RESPONSE_SELECTOR
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.buttons import IS_BUTTON
from assistant.nlu.decision import ANSWER, ASKS, CLARIFY, Decision
from assistant.nlu.follow_ups import FollowUps, fit_follow_ups, follow_up_files, pairs_of
from assistant.nlu.reading import Kind, Reading, reading_of
from assistant.nlu.safety_classifier import ANSWER_WITH_HELP, HELP_FIRST, HELP_TEXT, SAFETY
from assistant.nlu.saved_component import SavedComponent
from assistant.nlu.topic_classifier import DECISION, SECOND_QUESTION
from nscp.intent_actions import action_for
from nscp.phrases import says_any
from nscp.safety_phrases import PHRASES_FILE, SafetyPhrases, load_safety_phrases
from nscp.speakers import SPEAKERS_FILE, Speakers, load_speakers
from nscp.statements import STATEMENTS_FILE, Statements, load_statements
from nscp.topics import RETRIEVAL, load_topics

TITLES_FILE, FOLLOW_UPS = "titles.json", "follow_ups"
GRIEF, STATEMENT, ANGER, CORRECTION = "grief_upset", "statement", "complaint_or_anger", "correction"
CANDIDATES = 4
LINE_OF_HELP, EMERGENCY = "utter_line_of_help", "utter_line_of_help_emergency"
# After the line of help, where nothing is answered: "I did not catch that" is no reply to a death, nor "Hello" to "help".
AFTER_LINE_OF_HELP = {
    "utter_clarify": "utter_clarify",
    "utter_fallback": "utter_fallback_after_help",
    "utter_greet": "utter_fallback_after_help",
}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ReplyPlanner(SavedComponent, IntentClassifier):
    """Sets `response_selector`. Must be the last component of the pipeline."""

    @classmethod
    def files_read(cls, config: dict[str, Any]) -> list[Path]:
        """Return the files of titles, follow-ups and reviewed phrases."""
        data = Path(config["data"])
        return [*follow_up_files(data), data / "safety" / PHRASES_FILE, data / STATEMENTS_FILE, data / SPEAKERS_FILE]

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, context: ExecutionContext) -> None:
        super().__init__(config, storage, resource, context)
        self._titles: dict[str, str] = {}
        self._follow_ups: FollowUps | None = None
        self._phrases: SafetyPhrases | None = None
        self._statements = Statements({})
        self._speakers = Speakers({}, {})

    def train(self, training_data: TrainingData) -> Resource:
        """Learn follow-ups; store titles and phrases with the model."""
        data = Path(self._config["data"])
        titles = {name: topic.title for name, topic in load_topics(data).items()}
        with self._storage.write_to(self._resource) as folder:
            (folder / TITLES_FILE).write_text(json.dumps(titles, ensure_ascii=False), encoding="utf-8")
            pairs = pairs_of(training_data)
            (folder / FOLLOW_UPS).mkdir()
            self.fill(folder / FOLLOW_UPS, FOLLOW_UPS, pairs.fingerprint, lambda part: fit_follow_ups(pairs).save(part))
            shutil.copy(data / "safety" / PHRASES_FILE, folder / PHRASES_FILE)
            for name in (STATEMENTS_FILE, SPEAKERS_FILE):
                shutil.copy(data / name, folder / Path(name).name)
        return self._resource

    def restore(self, folder: Path) -> None:
        """Load follow-ups, titles and phrases."""
        self._titles = json.loads((folder / TITLES_FILE).read_text(encoding="utf-8"))
        self._follow_ups = FollowUps.load(folder / FOLLOW_UPS)
        self._phrases = load_safety_phrases(folder)
        self._statements = load_statements(folder / Path(STATEMENTS_FILE).name)
        self._speakers = load_speakers(folder / Path(SPEAKERS_FILE).name)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `response_selector` on messages."""
        for message in messages:
            reading = reading_of(message)
            if reading is not None and self._phrases is not None:
                selector = self._selector(message, reading, self._phrases)
                message.set(RESPONSE_SELECTOR, selector, add_to_output=True)
        return messages

    def _selector(self, message: Message, reading: Reading, phrases: SafetyPhrases) -> dict[str, Any]:
        decision: Decision = message.get(DECISION)
        second: str | None = message.get(SECOND_QUESTION)
        outcome = message.get(SAFETY)["outcome"]
        line_of_help = outcome == ANSWER_WITH_HELP
        selector: dict[str, Any] = {"all_retrieval_intents": list(RETRIEVAL), "offers": [], "follow_ups": {}}
        if outcome == HELP_FIRST:
            plan = [message.get(HELP_TEXT)]
        else:
            plan = self._answer_plan(decision, second, reading, phrases)
            selector.update(self._for_context(message, decision, reading, phrases), second=second is not None)
            if decision.action == CLARIFY:
                selector["offers"] = [self._titles[topic] for topic in decision.topics]
            if decision.action == ANSWER and "/" in decision.topics[0]:
                _retrieve(selector, decision.topics[0], message.get(INTENT)["confidence"])
            if line_of_help:
                topic = decision.topics[0] if decision.action == ANSWER else decision.action
                plan = _with_line_of_help(plan or [action_for(topic)])
        return {**selector, "reply_plan": plan, "line_of_help": line_of_help}

    def _for_context(self, message: Message, decision: Decision, reading: Reading, phrases: SafetyPhrases) -> dict[str, Any]:
        """Return what the policy needs to see a follow-up (assistant/policies/context.py)."""
        if reading.kind is not Kind.WORDS or self._follow_ups is None:
            return {}
        question = reading.vectors[reading.question_row]
        asks = ASKS.search(reading.plain) is not None
        # "My boy died in March" after "six to nine months" asks nothing.
        means_itself = message.get(IS_BUTTON) or (phrases.tells_of_death(reading.texts) and not asks)
        found: dict[str, Any] = {
            "follow_ups": {} if means_itself else self._follow_ups.after(question, reading.meant),
            "asks": asks,
            "asks_for_help": says_any(phrases.after_help, reading.texts),
        }
        speaker = self._speakers.speaker(reading.all_texts)
        if speaker:
            found["instead"] = dict(self._speakers.answers[speaker])
        if decision.action != ANSWER or decision.topics[0] == CORRECTION:
            ranking = [entry for entry in message.get(INTENT_RANKING_KEY) if "/" in entry["name"]]
            found["candidates"] = [[entry["name"], round(entry["confidence"], 4)] for entry in ranking[:CANDIDATES]]
        return found

    def _answer_plan(self, decision: Decision, second: str | None, reading: Reading, phrases: SafetyPhrases) -> list[str]:
        if reading.kind is Kind.NO_WORDS:
            return ["utter_no_words"]
        if reading.kind is Kind.LONG:
            return ["utter_long_message"]
        if second is not None:
            return [f"utter_{decision.topics[0]}", f"utter_{second}"]
        if decision.topics in ((GRIEF,), (STATEMENT,), (ANGER,)) and phrases.tells_of_death(reading.texts):
            return ["utter_grief_upset_death"]
        return [self._statements.reply_to(reading.texts)] if decision.topics == (STATEMENT,) else []


def _with_line_of_help(plan: list[str]) -> list[str]:
    """Add the line of help after an answer, but before a question back. Kind words for grief say most of it already."""
    if plan[0] in AFTER_LINE_OF_HELP:
        return [LINE_OF_HELP, AFTER_LINE_OF_HELP[plan[0]]]
    return [*plan, EMERGENCY if plan[0].startswith(f"utter_{GRIEF}") else LINE_OF_HELP]


def _retrieve(selector: dict[str, Any], topic: str, confidence: float) -> None:
    """Write what Rasa's ResponseSelector would write for a retrieval intent (rasa/nlu/selectors/response_selector.py)."""
    response = {"intent_response_key": topic, "utter_action": f"utter_{topic}", "confidence": confidence}
    selector[topic.split("/")[0]] = {"response": response, "ranking": []}
