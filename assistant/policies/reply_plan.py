"""The one policy: Rasa's RulePolicy, which also plays a list of answers and whatever depends on the conversation.

Rules answer the simple case (one message, one answer). Rules cannot play two answers, cannot see that a message was not
understood twice running ("contain more than 1 user message"), and cannot know what "why?" asks about (context.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME, POLICIES_THAT_EXTRACT_ENTITIES
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import RESPONSE_SELECTOR

from assistant.first_look import says_plainly
from assistant.nlu.saved_component import fingerprint_of
from assistant.policies import context, hand_off
from assistant.policies.context import last_message
from assistant.policies.single_turn_rules import next_action, single_turn_rules
from nscp.intent_actions import action_for
from nscp.topics import RETRIEVAL

SINGLE_TURN_RULES = "single_turn_rules"  # key beside RulePolicy's own in `lookup`, stored with the model
FALLBACK = "nlu_fallback"
FALLBACK_AGAIN = "utter_fallback_again"
LINE_OF_HELP = "utter_line_of_help"
SAFETY_INTENTS = ("immediate_danger", "self_harm_distress")
SIMPLER, ARE_YOU_SURE, CLARIFY, CORRECTION = "simpler", "are_you_sure", "clarify", "correction"
# After the fixed text of help these messages do not get "I did not catch that", and nothing is asked back or said in passing
# without the line of help.
UNCLEAR_AFTER_HELP = ("nlu_fallback", "clarify", "statement")
ASKED_BACK = {"nlu_fallback": "utter_fallback_after_help", "clarify": "utter_clarify"}
SMALL_TALK = ("affirm", "deny", "thanks", "goodbye", "greet", "complaint_or_anger", "correction", "out_of_scope")
GRIEF, EMERGENCY = "grief_upset", "utter_line_of_help_emergency"  # kind words for grief name Samaritans themselves
AFTER_HELP = "utter_after_help"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class ReplyPlanPolicy(RulePolicy):
    """RulePolicy that plays the plan first, if there is one, and looks single-turn rules up, without a search."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Retrain when a module of this folder changes (Rasa fingerprints only the class's own source)."""
        return fingerprint_of(["assistant/policies"])

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Learn the rules; the single-turn ones are stored beside what RulePolicy stores."""
        self.lookup[SINGLE_TURN_RULES] = single_turn_rules(
            tracker for tracker in training_trackers if tracker.is_rule_tracker
        )
        return super().train(training_trackers, domain, **kwargs)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the next step of the plan for the latest message, else what the rules say."""
        events = list(tracker.applied_events())
        since = _since_last_message(list(tracker.events))  # `applied_events` leaves out most of what a form does
        if _action_said_nothing(since):
            action: str | None = ACTION_LISTEN_NAME
        elif hand_off.concerns_form(since, tracker.active_loop_name):
            action = self._in_form(events, since, domain, hand_off.question_before(list(tracker.events)))
        else:
            action = self._next_action(events, list(tracker.events), domain)
        if action is not None:
            return self._prediction(self._prediction_result(action, tracker, domain))
        return super().predict_action_probabilities(tracker, domain, rule_only_data, **kwargs)

    def _next_action(self, events: list[Event], everything: list[Event], domain: Domain) -> str | None:
        plan, since = _hand_off_plan(everything) or self._plan(events, domain), _since_last_message(events)
        if plan:
            played = sum(isinstance(event, ActionExecuted) for event in since)
            return plan[played] if played < len(plan) else ACTION_LISTEN_NAME
        return next_action(self.lookup[SINGLE_TURN_RULES], since)

    def _in_form(self, events: list[Event], since: list[Event], domain: Domain, asked: str | None) -> str:
        message: UserUttered = since[0]  # type: ignore[assignment]
        ruled = self.lookup[SINGLE_TURN_RULES].get(message.intent_name)
        answer = self._plan(events, domain) or ([ruled] if ruled else [])
        has_line = (message.parse_data.get(RESPONSE_SELECTOR) or {}).get("line_of_help")
        is_about_danger = message.intent_name in SAFETY_INTENTS
        continues = is_about_danger and asked == hand_off.SAFE_TIME
        if continues and not says_plainly(message.text or ""):
            is_about_danger, has_line = False, True
        return hand_off.next_action(since, answer, is_about_danger, [LINE_OF_HELP] if has_line else [], continues)

    def _plan(self, events: list[Event], domain: Domain) -> list[str]:
        return plan_for(events, domain.responses.keys())


# `rasa test` names its last reports after these, TEDPolicy in Rasa's own list (rasa/core/test.py, `test`).
POLICIES_THAT_EXTRACT_ENTITIES.clear()
POLICIES_THAT_EXTRACT_ENTITIES.add(ReplyPlanPolicy.__name__)


def _hand_off_plan(events: list[Event]) -> list[str]:
    """Return what to play for a message that answers an offer of the hand-off, or a paused form; empty for any other."""
    position = last_message(events)
    if position is None:
        return []
    message: UserUttered = events[position]  # type: ignore[assignment]
    if message.intent_name in SAFETY_INTENTS:
        return []
    steps = hand_off.steps_outside(events)
    has_line = (message.parse_data.get(RESPONSE_SELECTOR) or {}).get("line_of_help")
    return [*steps, LINE_OF_HELP] if steps and has_line and steps != [hand_off.FORM] else steps


def plan_for(events: list[Event], responses: Set[str]) -> list[str]:
    """Return what to play for the latest user message; empty if a rule will do.

    Args:
        events: the conversation so far, oldest first.
        responses: names of all responses.
    """
    position = last_message(events)
    if position is None:
        return []
    message: UserUttered = events[position]  # type: ignore[assignment]
    selector = message.parse_data.get(RESPONSE_SELECTOR) or {}
    plan = list(selector.get("reply_plan", []))
    if message.intent_name in SAFETY_INTENTS:
        return plan
    line = [LINE_OF_HELP] if selector.get("line_of_help") else []
    help_before = context.had_help(events, position)
    wanted = selector.get("asks_for_help") and (help_before or context.help_hinted_at(events, position))
    if wanted:
        return [wanted]
    topics = context.answered_topics(events[:position])
    # Soon after help "don't give me numbers" is answered, but not without help. A clear question is, but for the next one.
    is_next = context.had_help(events, position, within=1) is not None
    named = [LINE_OF_HELP] if is_next or (help_before and not selector.get("asks")) else line
    if message.intent_name == CORRECTION and context.had_line_of_help(events, position):
        named = [LINE_OF_HELP]  # "it's not me, it's a friend" takes nothing back
    if message.intent_name in (SIMPLER, ARE_YOU_SURE):
        return [*_plan_for_plain_topic(message.intent_name, topics, responses), *named]
    # Two questions in one message are no follow-up.
    meant = None if selector.get("second") else context.follow_up(selector, str(message.intent_name), topics)
    instead = context.answers_for_the_speaker(events[: position + 1])
    if meant is None and message.intent_name == CLARIFY:
        meant = context.topic_for_speaker(selector, instead)
    if meant and "/" not in meant:
        return [*_plan_for_plain_topic(meant, topics, responses), *named]
    topic, is_own = meant or _retrieved(selector), meant in (None, _retrieved(selector))
    if topic and not selector.get("second"):
        for_them = instead.get(topic, topic)
        meant, topic = (meant, topic) if for_them == topic else (for_them, for_them)
    is_repeated = topic is not None and is_own and context.is_repeated(events, position, topic)
    if topic and (is_repeated or (meant and topic in topics[:1])) and not selector.get("second"):
        return [*context.in_other_words(topic, events, position, responses, is_repeated), *named]
    if meant or (topic and named and not selector.get("second")):
        return [f"utter_{topic}", *named]
    if help_before and not line:
        after_help = _after_help(str(message.intent_name), bool(selector.get("asks")))
        if after_help:
            return after_help
    if message.intent_name == GRIEF and not line and context.had_line_of_help(events, position):
        return [*(plan or [f"utter_{GRIEF}"]), EMERGENCY]
    if message.intent_name == FALLBACK and _said_not_understood(events[:position]):
        return [*line, FALLBACK_AGAIN]
    return plan


def _plan_for_plain_topic(topic: str, topics: Sequence[str], responses: Set[str]) -> list[str]:
    """Return what to play for a topic of data/topics/plain, after the topics answered last."""
    if topic == SIMPLER:
        return context.in_simpler_words(topics, responses)
    if topic == ARE_YOU_SURE:
        return context.plan_for_are_you_sure(topics)
    return [action_for(topic)]


def _after_help(intent: str, asks: bool) -> list[str]:
    """Return what to play for a message that is no clear question, soon after the fixed text of help."""
    if intent in UNCLEAR_AFTER_HELP and not asks:
        return [AFTER_HELP]
    if intent in ASKED_BACK:
        return [LINE_OF_HELP, ASKED_BACK[intent]]
    if intent == GRIEF:
        return [f"utter_{GRIEF}", EMERGENCY]
    return [f"utter_{intent}", LINE_OF_HELP] if intent in SMALL_TALK else []


def _retrieved(selector: Mapping[str, Any]) -> str | None:
    """Return the guide topic that the message alone would be answered with."""
    for kind in RETRIEVAL:
        topic = selector.get(kind, {}).get("response", {}).get("intent_response_key")
        if topic:
            return str(topic)
    return None


def _said_not_understood(events: list[Event]) -> bool:
    """Whether the latest message was told that it was not understood; beside the line of help that is not said."""
    position = last_message(events)
    if position is None:
        return False
    message: UserUttered = events[position]  # type: ignore[assignment]
    selector = message.parse_data.get(RESPONSE_SELECTOR) or {}
    return message.intent_name == FALLBACK and not selector.get("line_of_help")


def _since_last_message(events: list[Event]) -> list[Event]:
    """Return the latest user message and the events after it; empty if there is none."""
    position = last_message(events)
    return [] if position is None else events[position:]


def _action_said_nothing(since: list[Event]) -> bool:
    """Whether the step just played is an action that said nothing. What would follow it, such as the line of help, must not
    look like the answer: a turn in which nothing is said is not stored; the channel says where to write and to try again.
    """
    for event in reversed(since):
        if isinstance(event, BotUttered):
            return False
        if isinstance(event, ActionExecuted):
            return str(event.action_name).startswith("action_")
    return False
