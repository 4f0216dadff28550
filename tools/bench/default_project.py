"""A Rasa project as `rasa init` would set it up, with this project's examples, answers and rules in it.

Its pipeline and policies are Rasa's own; tests/nlu/default_config.yml says what little differs in the pipeline. There are no
stories, and each intent has one rule with one answer, so that no action server is needed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import rasa
import yaml

from nscp.settings import PROJECT
from nscp.topics import topic_files
from tools.evaluate.baseline import CONFIG
from tools.evaluate.examples import TrainingExample

# Only this project's classifier gives these: "did you mean", and the buttons of the form.
OWN_INTENTS = ("clarify", "handoff_start", "handoff_resume", "handoff_choice")
ACTION, ANSWER = "action_", "utter_hand_off"  # what needs an action server here is one answer there
DATABASE = "conversations.db"

Content = dict[str, Any]


def default_project(examples: Sequence[TrainingExample]) -> dict[str, Content]:
    """File name -> content of the whole project.

    Args:
        examples: what it learns from.
    """
    return {
        "config.yml": _config(),
        "domain.yml": _domain(),
        "credentials.yml": {"rest": None},
        "endpoints.yml": {"tracker_store": {"type": "SQL", "dialect": "sqlite", "db": DATABASE}},
        "data/nlu.yml": _nlu(examples),
        "data/rules.yml": _rules(),
    }


def hash_of_training(files: dict[str, Content]) -> str:
    """Sixteen hexadecimal digits that change with anything that training takes its time over.

    The words of the answers are left out: nothing learns from them, and a new word should not cost ten minutes.
    """
    learned = [files["config.yml"], files["domain.yml"]["intents"], files["data/nlu.yml"]["nlu"], files["data/rules.yml"]]
    return hashlib.sha256(json.dumps([version("rasa"), learned]).encode()).hexdigest()[:16]


def write_project(folder: Path, files: dict[str, Content]) -> None:
    """Write the files into a folder, which is made."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _config() -> Content:
    rasas_own = Path(rasa.__file__).parent / "engine" / "recipes" / "config_files" / "default_config.yml"
    return {**_read(CONFIG), "policies": _read(rasas_own)["policies"]}


def _domain() -> Content:
    domain = _read(PROJECT / "domain.yml")
    del domain["actions"], domain["forms"]
    domain["intents"] = [intent for intent in domain["intents"] if intent not in OWN_INTENTS]
    domain["responses"] = _responses(sorted((PROJECT / "data" / "replies").glob("*.yml")))
    domain["responses"] |= {
        name: texts for name, texts in _responses(topic_files(PROJECT / "data")).items() if not _is_retrieved(name)
    }
    return domain


def _nlu(examples: Sequence[TrainingExample]) -> Content:
    topics: dict[str, list[str]] = {}
    for example in examples:
        topics.setdefault(example.topic, []).append(example.text)
    blocks = [{"intent": topic, "examples": "".join(f"- {text}\n" for text in texts)} for topic, texts in topics.items()]
    answers = _responses(topic_files(PROJECT / "data"))
    retrieved = {name: texts for name, texts in answers.items() if _is_retrieved(name)}
    return {"version": "3.1", "nlu": blocks, "responses": retrieved}


def _rules() -> Content:
    rules = _read(PROJECT / "data" / "rules.yml")
    kept = [rule for rule in rules["rules"] if rule["steps"][0].get("intent") not in OWN_INTENTS]
    for rule in kept:
        for step in rule["steps"]:
            if step.get("action", "").startswith(ACTION):
                step["action"] = ANSWER
    return {**rules, "rules": kept}


def _responses(paths: Sequence[Path]) -> Content:
    return {name: texts for path in paths for name, texts in (_read(path).get("responses") or {}).items()}


def _is_retrieved(response: str) -> bool:
    return "/" in response


def _read(path: Path) -> Content:
    content: Content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
