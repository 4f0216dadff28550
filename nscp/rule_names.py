"""What rules, stories and forms name must exist: intents, actions, responses, forms and slots."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any

from nscp.problem import Problem
from nscp.rasa_files import RULES, RasaFiles
from nscp.yaml_lines import YamlFile

# rasa/shared/core/constants.py, DEFAULT_ACTION_NAMES and DEFAULT_INTENTS.
RASAS_ACTIONS = {
    "action_listen", "action_restart", "action_session_start", "action_default_fallback", "action_deactivate_loop",
    "action_revert_fallback_events", "action_default_ask_affirmation", "action_default_ask_rephrase",
    "action_two_stage_fallback", "action_unlikely_intent", "action_back", "action_extract_slots", "...",
}  # fmt: skip
RASAS_INTENTS = {"restart", "back", "out_of_scope", "session_start", "nlu_fallback"}
RASAS_SLOTS = {"requested_slot", "session_started_metadata"}
STEPS = {"intent", "action", "active_loop", "slot_was_set", "user", "bot", "checkpoint", "or", "entities", "metadata"}


class _Names:
    """What exists, and the complaint about what does not."""

    def __init__(self, files: RasaFiles, topics: Collection[str]) -> None:
        plain = {name.partition("/")[0] for name in files.responses}  # utter_faq plays every utter_faq/...
        self.intents = files.intents | RASAS_INTENTS | set(topics)
        self.actions = files.named("actions", "forms") | files.responses | plain | RASAS_ACTIONS
        self.forms = files.named("forms")
        self.slots = files.named("slots") | RASAS_SLOTS

    def missing(self, kind: str, name: Any, known: Collection[str]) -> str | None:
        """Return what is wrong with a name, or None."""
        if name is None or str(name) in known:
            return None
        near = get_close_matches(str(name), known, n=1)
        remedy = f"did you mean {near[0]}?" if near else "add it, or take it out here"
        return f"there is no {kind} {name!r} in domain.yml or data/: {remedy}"


def problems_of_names(files: RasaFiles, topics: Collection[str]) -> Iterator[Problem]:
    """Yield names in rules, stories, forms and conditions of responses that mean nothing; `topics` are full names."""
    names = _Names(files, topics)
    for key in ("rules", "stories"):
        for file, index, entry in files.entries(key):
            for part in ("condition", "steps"):
                yield from _problems_of_steps(file, names, entry.get(part, []), key, index, part)
            if not entry.get("steps"):
                yield Problem(
                    file.path, file.line(key, index), "needs `steps:`, such as `- intent: ...` and `- action: ...`"
                )
    for form in files.named("forms"):
        entry = files.domain.at("forms", form)
        for place, slot in enumerate((entry or {}).get("required_slots", [])):
            what = names.missing("slot", slot, names.slots)
            if what:
                yield Problem(files.domain.path, files.domain.line("forms", form, "required_slots", place), what)
    yield from _problems_of_domain(files, topics)


def _problems_of_steps(file: YamlFile, names: _Names, steps: Any, *keys: str | int) -> Iterator[Problem]:
    if not isinstance(steps, list):
        yield Problem(file.path, file.line(*keys), "needs a list: each step begins with `- `")
        return
    for place, step in enumerate(steps):
        if not isinstance(step, dict):
            yield Problem(
                file.path, file.line(*keys, place), f"{step!r} is no step: write `- intent: ...` or `- action: ...`"
            )
            continue
        for key, value in step.items():
            what = _problem_of_step(names, key, value)
            if what:
                yield Problem(file.path, file.line(*keys, place, key), what)
            if key == "slot_was_set" and isinstance(value, list):
                for at, slot in enumerate(value):
                    name = next(iter(slot), None) if isinstance(slot, dict) else slot
                    what = names.missing("slot", name, names.slots)
                    if what:
                        yield Problem(file.path, file.line(*keys, place, key, at), what)
            if key == "or":
                yield from _problems_of_steps(file, names, value, *keys, place, key)


def _problem_of_step(names: _Names, key: str, value: Any) -> str | None:
    if key == "intent":
        return names.missing("intent", value, names.intents)
    if key == "action":
        return names.missing("action or response", value, names.actions)
    if key == "active_loop":
        return names.missing("form", value, names.forms)
    return None if key in STEPS else f"{key!r} is no step: write intent, action, active_loop or slot_was_set"


def _problems_of_domain(files: RasaFiles, topics: Collection[str]) -> Iterator[Problem]:
    """Yield topics that the domain does not know, and intents that no rule answers."""
    ruled = {
        str(step["intent"])
        for _, _, entry in files.entries("rules")
        for step in entry.get("steps") or ()
        if isinstance(step, dict) and "intent" in step
    }
    listed = files.domain.content.get("intents") or []
    for place, entry in enumerate(listed):
        name = str(next(iter(entry), "")) if isinstance(entry, dict) else str(entry)
        if name not in ruled:
            what = f"no rule answers the intent {name!r}: add one to {RULES}, or take the intent out"
            yield Problem(files.domain.path, files.domain.line("intents", place), what)
    for file, index, entry in files.entries("nlu"):
        intent = entry.get("intent")
        if intent is None:
            continue
        line = file.line("nlu", index, "intent")
        base = str(intent).partition("/")[0]
        if base not in files.intents:
            near = get_close_matches(str(intent), [*files.intents, *topics], n=1)
            hint = f"did you mean {near[0]}?" if near else f"add it to `intents` there, and a rule to {RULES}"
            yield Problem(file.path, line, f"the intent {intent!r} is not in domain.yml: {hint}")
        elif str(intent) not in topics:
            yield Problem(file.path, line, f"the intent {intent!r} has no topic file: write one in data/topics/ (README.md)")
