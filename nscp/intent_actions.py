"""The action or response that an intent plays by data/rules.yml, for plans that add to it, such as the line of help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from nscp.topic_rules import Problem
from nscp.yaml_lines import YamlFile

RULES = "rules.yml"
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


def problems_of_rules(data: Path, topics: Iterable[str]) -> Iterator[Problem]:
    """Yield the rules of one intent and one action whose action is not the one that `action_for` names.

    Args:
        data: the project's `data/` folder.
        topics: full topic names. Intents that only buttons have are passed over: nothing is ever added to their actions.
    """
    file, intents = YamlFile(data / RULES), {*topics, *ACTIONS_BY_INTENT}
    for index, rule in enumerate(file.content["rules"]):
        steps = rule["steps"]
        if [list(step) for step in steps] != [["intent"], ["action"]] or steps[0]["intent"] not in intents:
            continue
        intent, action = steps[0]["intent"], steps[1]["action"]
        if "/" not in intent and action != action_for(intent):
            what = f'add `"{intent}": "{action}"` to ACTIONS_BY_INTENT in nscp/intent_actions.py'
            message = f"{intent} plays {action}, but with the line of help it would play {action_for(intent)}: {what}"
            yield Problem(file.path, file.line("rules", index, "steps", 1), message)
