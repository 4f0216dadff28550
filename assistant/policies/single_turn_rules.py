"""Single-turn rules: one message, one answer, whatever was said before. Rasa need not search for them.

RulePolicy writes the whole conversation as text and compares it with every rule, twice for each action
(rasa/core/policies/rule_policy.py, `_find_action_from_rules`), which was a tenth of a turn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME, RULE_SNIPPET_ACTION_NAME
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


def single_turn_rules(rules: Iterable[DialogueStateTracker]) -> dict[str, str]:
    """Return intent -> action of the rules that depend on nothing else, and whose intent is in no other rule.

    Args:
        rules: as Rasa gives them to a policy in training, each written out as a conversation.
    """
    events = [list(rule.events) for rule in rules]
    rules_of = Counter(intent for rule in events for intent in {event.intent_name for event in _messages(rule)})
    actions = {message.intent_name: action for message, action in filter(None, map(_single_turn, events))}
    return {intent: action for intent, action in actions.items() if intent and rules_of[intent] == 1}


def next_action(rules: dict[str, str], since: Sequence[Event]) -> str | None:
    """Return the next action of a single-turn rule, or None if none fits.

    Args:
        rules: what `single_turn_rules` found.
        since: the latest message and the events after it, outside of any form.
    """
    message = since[0] if since else None
    action = rules.get(message.intent_name) if isinstance(message, UserUttered) else None
    if action is None:
        return None
    done = [event.action_name for event in since if isinstance(event, ActionExecuted)]
    return {(): action, (action,): ACTION_LISTEN_NAME}.get(tuple(done))


def _messages(events: Iterable[Event]) -> list[UserUttered]:
    return [event for event in events if isinstance(event, UserUttered)]


def _single_turn(events: Sequence[Event]) -> tuple[UserUttered, str] | None:
    """Return the message and the action of a rule that consists of "...", message, action and no more."""
    messages, actions = _messages(events), [event.action_name for event in events if isinstance(event, ActionExecuted)]
    if len(messages) != 1 or len(actions) != 4 or len(events) != 5 or messages[0].entities:
        return None
    snippet, before, action, after = actions
    has_frame = (snippet, before, after) == (RULE_SNIPPET_ACTION_NAME, ACTION_LISTEN_NAME, ACTION_LISTEN_NAME)
    return (messages[0], action) if has_frame and action and events[2] is messages[0] else None
