"""The action or response that an intent plays by data/rules.yml, for plans that add to it, such as the line of help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nscp.problem import Problem
from nscp.rasa_files import RasaFiles

# Intents that play something other than `utter_<intent>`.
ACTIONS_BY_INTENT = {
    "handoff_request": "action_hand_off",
    "handoff_status": "action_hand_off_status",
    "simpler": "utter_simpler_none",
    "are_you_sure": "utter_sure_none",
    "clarify": "utter_clarify",
    "nlu_fallback": "utter_fallback",
}


def action_for(intent: str) -> str:
    """Return the action or response that an intent (a full topic name, such as `faq/how_long`) plays."""
    return ACTIONS_BY_INTENT.get(intent, f"utter_{intent}")


def problems_of_rules(files: RasaFiles, topics: Iterable[str]) -> Iterator[Problem]:
    """Yield the rules of one intent and one action whose action is not the one that `action_for` names.

    Args:
        files: rules count wherever they stand.
        topics: full topic names. Intents that only buttons have are passed over: nothing is ever added to their actions.
    """
    intents = {*topics, *ACTIONS_BY_INTENT}
    for file, index, rule in files.entries("rules"):
        steps = rule.get("steps")
        if not isinstance(steps, list) or [list(step) for step in steps if isinstance(step, dict)] != [
            ["intent"],
            ["action"],
        ]:
            continue
        intent, action = steps[0]["intent"], steps[1]["action"]
        if intent in intents and "/" not in intent and action != action_for(intent):
            what = f'add `"{intent}": "{action}"` to ACTIONS_BY_INTENT in nscp/intent_actions.py'
            message = f"{intent} plays {action}, but with the line of help it would play {action_for(intent)}: {what}"
            yield Problem(file.path, file.line("rules", index, "steps", 1), message)
