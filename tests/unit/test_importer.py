"""The training data, read faster than Rasa reads it, and the same."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.importer import Example, ProjectImporter

FILES = {
    "config.yml": "recipe: default.v1\nlanguage: en\nimporters:\n- name: {}\n",
    "domain.yml": 'version: "3.1"\nintents: [greet, faq]\nresponses:\n  utter_greet:\n  - text: Hello.\n',
    "data/greet.yml": """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - hi there
""",
    "data/faq.yml": """
version: "3.1"
nlu:
- intent: faq/how_long
  examples: |
    - how long
    - how many [months](duration)
- synonym: months
  examples: |
    - weeks
responses:
  utter_faq/how_long:
  - text: Six months.
""",
    "data/names.yml": """
version: "3.1"
nlu:
- intent: faq/names
  examples: |
    - are we named
- regex: number
  examples: |
    - \\d+
- lookup: place
  examples: |
    - corby
responses:
  utter_faq/names:
  - text: No.
""",
    "data/rules.yml": 'version: "3.1"\nrules:\n- rule: hello\n  steps:\n  - intent: greet\n  - action: utter_greet\n',
}


def read(folder: Path, importer: str) -> TrainingData:
    """What training would get through an importer named in `config.yml`."""
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content.replace("{}", importer))
    return TrainingDataImporter.load_from_config(
        str(folder / "config.yml"), str(folder / "domain.yml"), [str(folder / "data")]
    ).get_nlu_data()


def as_rows(data: TrainingData) -> list[dict[str, Any]]:
    return [example.as_dict() for example in data.training_examples]


@pytest.fixture
def ours(tmp_path: Path) -> TrainingData:
    return read(tmp_path / "ours", "assistant.importer.ProjectImporter")


@pytest.fixture
def rasas(tmp_path: Path) -> TrainingData:
    return read(tmp_path / "rasas", "RasaFileImporter")


def test_the_examples_are_those_that_rasas_importer_reads(ours: TrainingData, rasas: TrainingData) -> None:
    assert as_rows(ours) == as_rows(rasas)
    assert {example.get(TEXT) for example in ours.intent_examples} == {
        "hello", "hi there", "how long", "how many months", "are we named",
    }  # fmt: skip


def test_what_else_the_files_hold_is_read_as_rasa_does(ours: TrainingData, rasas: TrainingData) -> None:
    assert ours.entity_synonyms == rasas.entity_synonyms != {}
    assert ours.regex_features == rasas.regex_features != []
    assert ours.lookup_tables == rasas.lookup_tables != []
    assert ours.responses == rasas.responses
    assert set(ours.responses) == {"utter_faq/how_long", "utter_faq/names"}


def test_the_examples_are_light_but_for_those_with_entities(tmp_path: Path) -> None:
    read(tmp_path, "assistant.importer.ProjectImporter")

    found = ProjectImporter(
        str(tmp_path / "config.yml"), str(tmp_path / "domain.yml"), [str(tmp_path / "data")]
    ).get_nlu_data()

    assert {example.get(TEXT) for example in found.training_examples if not isinstance(example, Example)} == {
        "how many months"
    }


def test_a_copy_of_an_example_can_be_changed_alone() -> None:
    example = Example({TEXT: "how long", INTENT: "faq"})

    copied = deepcopy(example)
    copied.set(INTENT, "greet")

    assert isinstance(copied, Example)
    assert (example.get(INTENT), copied.get(INTENT)) == ("faq", "greet")


def test_an_example_is_told_apart_by_all_that_it_says() -> None:
    example = Example({TEXT: "how long", INTENT: "faq", INTENT_RESPONSE_KEY: "faq/how_long"})
    same = Example({INTENT_RESPONSE_KEY: "faq/how_long", INTENT: "faq", TEXT: "how long"})
    other = Example({TEXT: "how long", INTENT: "faq", INTENT_RESPONSE_KEY: "faq/names"})

    assert example.fingerprint() == same.fingerprint()
    assert example.fingerprint() != other.fingerprint()
