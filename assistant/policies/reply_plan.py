"""The one small policy beside RulePolicy: plays a list of answers, and what depends on the conversation.

Rules answer the plain case (one message, one answer). Rules cannot play two answers, cannot see that a message was not
understood twice running ("contain more than 1 user message"), and cannot know what "why?" asks about.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import RESPONSE_SELECTOR

FALLBACK = "nlu_fallback"
FALLBACK_AGAIN = "utter_fallback_again"
LINE_OF_HELP = "utter_line_of_help"
SAFETY_INTENTS = ("immediate_danger", "self_harm_distress")
RETRIEVAL_ACTIONS = ("utter_faq", "utter_gap")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class ReplyPlanPolicy(Policy):
    """Plays the plan, if there is one; otherwise leaves the turn to RulePolicy. Its priority must be above RulePolicy's."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Default settings."""
        return {"priority": 7}

    @staticmethod
    def supported_data() -> SupportedData:
        """It learns from nothing."""
        return SupportedData.ML_AND_RULE_DATA

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ReplyPlanPolicy:
        """Make the policy."""
        return cls(config, model_storage, resource, execution_context)

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Nothing to learn; Rasa wants a resource all the same."""
        with self._model_storage.write_to(self._resource):
            return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """The next step of the plan for the latest message."""
        probabilities = self._default_predictions(domain)
        plan = plan_for(list(tracker.applied_events()))
        if plan:
            played = _played_since_message(list(tracker.applied_events()))
            following = plan[played] if played < len(plan) else ACTION_LISTEN_NAME
            probabilities[domain.index_for_action(following)] = 1.0
        return self._prediction(probabilities)


def plan_for(events: list[Event]) -> list[str]:
    """What to play for the latest user message; empty if a rule will do.

    Args:
        events: the conversation so far, oldest first.
    """
    position = _last_message(events)
    if position is None:
        return []
    message: UserUttered = events[position]  # type: ignore[assignment]
    selector = message.parse_data.get(RESPONSE_SELECTOR) or {}
    if message.intent_name in SAFETY_INTENTS:
        return list(selector.get("reply_plan", []))
    line = [LINE_OF_HELP] if selector.get("line_of_help") else []
    follow_up = selector.get("follow_ups", {}).get(_answered_last(events[:position]))
    if follow_up:
        return [f"utter_{follow_up}", *line]
    previous = _last_message(events[:position])
    if message.intent_name == FALLBACK and previous is not None and events[previous].intent_name == FALLBACK:  # type: ignore[attr-defined]
        return [FALLBACK_AGAIN, *line]
    return list(selector.get("reply_plan", []))


def _last_message(events: list[Event]) -> int | None:
    """Position of the latest user message."""
    positions = (index for index in range(len(events) - 1, -1, -1) if isinstance(events[index], UserUttered))
    return next(positions, None)


def _played_since_message(events: list[Event]) -> int:
    position = _last_message(events)
    return sum(isinstance(event, ActionExecuted) for event in events[(position or 0) + 1 :])


def _answered_last(events: list[Event]) -> str | None:
    """The guide topic that was answered last, such as `faq/how_long`."""
    return next(_answered(events), None)


def _answered(events: list[Event]) -> Iterator[str]:
    retrieved: str | None = None
    for event in reversed(events):
        if isinstance(event, ActionExecuted) and event.action_name:
            if event.action_name.startswith(tuple(f"{action}/" for action in RETRIEVAL_ACTIONS)):
                yield event.action_name.removeprefix("utter_")
            elif event.action_name in RETRIEVAL_ACTIONS:
                retrieved = event.action_name.removeprefix("utter_")
        elif isinstance(event, UserUttered) and retrieved:
            selector = event.parse_data.get(RESPONSE_SELECTOR) or {}
            topic = selector.get(retrieved, {}).get("response", {}).get("intent_response_key")
            retrieved = None
            if topic:
                yield topic
