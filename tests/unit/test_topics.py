"""Topic files: read with line numbers, refused with file, line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nscp.check import problems
from nscp.guide import load_guide
from nscp.topics import load_topic, load_topics
from nscp.yaml_lines import DataError

PROJECT = Path(__file__).resolve().parents[2]
GOOD = """version: "3.1"

title: Can I park there?
rests_on:
  S14: "{fingerprint}"

responses:
  utter_gap/parking:
  - text: >-
      The guide does not say anything about parking.
      You can ask NSCP by email: {{nscp_email}}.
    metadata:
      from: [silence, S14]

nlu:
- intent: gap/parking
  examples: |
    - Can I park there?
    - where do i leave the car
    - is there parking
    - disabled bay?
    - do you have a car park
"""
RULES = """version: "3.1"
rules:
- rule: the guide does not say
  steps:
  - intent: gap
  - action: utter_gap
- rule: hello
  steps:
  - intent: greet
  - action: utter_greet
- rule: a button
  steps:
  - intent: handoff_choice
  - action: action_late
"""


def written(tmp_path: Path, text: str, name: str = "parking.yml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def good() -> str:
    return GOOD.format(fingerprint=load_guide(PROJECT / "data")["S14"].fingerprint)


def test_a_topic_is_read_with_the_lines_of_its_examples(tmp_path: Path) -> None:
    topic = load_topic(written(tmp_path, good()))

    assert topic.name == "gap/parking"
    assert topic.utter == "utter_gap/parking"
    assert [(example.text, example.line) for example in topic.examples][:2] == [
        ("Can I park there?", 18),
        ("where do i leave the car", 19),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "complaint"),
    [
        ("title: Can I park there?\n", "", 1, "has no title"),
        ("- intent: gap/parking", "- intent_is: gap/parking", 15, "exactly one intent"),
        ("    - is there parking", "    is there parking", 20, "start the line with '- '"),
        ("utter_gap/parking:", "utter_gap/cars:", 7, "has no answer"),
        ("rests_on:", "rest_on:", 4, "a key nobody reads"),
        ("  examples: |", "  examples:", 1, "not valid YAML|has no examples"),
    ],
)
def test_a_broken_topic_is_refused_with_file_and_line(tmp_path: Path, old: str, new: str, line: int, complaint: str) -> None:
    path = written(tmp_path, good().replace(old, new))

    with pytest.raises(DataError, match=complaint) as caught:
        load_topic(path)

    assert str(caught.value).startswith(f"{path}:")
    assert caught.value.line >= line


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project: the real guide and contacts, a greeting, and one topic."""
    data = tmp_path / "data"
    for folder in ("topics/gap", "topics/plain", "words"):
        (data / folder).mkdir(parents=True)
    for name in ("guide.yml", "contacts.yml", "service.yml", "words/promises.yml", "topics/plain/greet.yml"):
        (data / name).write_bytes((PROJECT / "data" / name).read_bytes())
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    domain |= {"intents": ["gap", "greet", "handoff_choice"], "actions": ["action_late"]}
    (tmp_path / "domain.yml").write_text(yaml.safe_dump(domain), encoding="utf-8")
    (data / "rules.yml").write_text(RULES, encoding="utf-8")
    written(data / "topics" / "gap", good())
    return tmp_path


def complaints(project: Path) -> list[str]:
    return [str(problem) for problem in problems(project)]


def change(project: Path, old: str, new: str, file: str = "data/topics/gap/parking.yml") -> None:
    path = project / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_good_topic_is_accepted(project: Path) -> None:
    assert complaints(project) == []


def test_every_text_of_a_topic_counts_for_what_it_rests_on(project: Path) -> None:
    other = "  utter_simpler_parking:\n  - text: Some reviews take longer.\n    metadata:\n      from: [S13]\n\nnlu:"
    change(project, "nlu:", other)

    (complaint,) = complaints(project)

    assert "an answer uses S13: add" in complaint


def test_a_changed_guide_sentence_names_each_answer_to_review(project: Path) -> None:
    change(project, "You can find further information", "You can find more information", "data/guide.yml")

    (complaint,) = complaints(project)

    assert "parking.yml:5" in complaint
    assert "read utter_gap/parking against it" in complaint


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("You can ask NSCP by email: {nscp_email}.", "You can write to nscp@example.org.", "typed out"),
        ("You can ask NSCP by email: {nscp_email}.", "NSCP will be told within 14 days.", "does not say “14”"),
        (
            "You can ask NSCP by email: {nscp_email}.",
            "We will ask {nscp_email}.",
            "“will ask”: the source does not promise that",
        ),
        ("You can ask NSCP by email: {nscp_email}.", "You can ask Mrs Jones at {nscp_email}.", "does not say “Mrs”"),
        ("You can ask NSCP by email: {nscp_email}.", "Unfortunately you need {nscp_email}.", "not said to families"),
        ("You can ask NSCP by email: {nscp_email}.", "Since your child died, ask {nscp_email}.", "death is spoken of"),
        ("{nscp_email}", "{head_office}", "is not a contact"),
        ("from: [silence, S14]", "from: [silence]", "more sentences than sources"),
        ("from: [silence, S14]", "from: [silence, S99]", "'S99' is not known"),
        ("does not say anything about parking", "says a lot about parking", "rests on what the guide does not say"),
        ("    - Can I park there?\n", "", "must also stand among the examples"),
        ("    - is there parking", "    - Disabled bay", "is an example of gap/parking too, at"),
    ],
)
def test_an_answer_that_strays_from_the_guide_is_refused(project: Path, old: str, new: str, complaint: str) -> None:
    change(project, old, new)

    assert any(complaint in found for found in complaints(project)), complaints(project)


def test_an_action_that_the_line_of_help_could_not_follow_is_refused(project: Path) -> None:
    change(project, "action: utter_greet", "action: action_late", "data/rules.yml")

    assert any("greet plays action_late, but" in found for found in complaints(project)), complaints(project)


def test_a_button_may_play_an_action_of_any_name(project: Path) -> None:
    assert "intent: handoff_choice\n  - action: action_late" in RULES

    assert complaints(project) == []


def test_the_same_topic_in_two_files_is_refused(project: Path) -> None:
    written(project / "data" / "topics", good(), "again.yml")

    with pytest.raises(DataError, match=r"stands in .* already"):
        load_topics(project / "data")


def test_the_shipped_data_is_sound() -> None:
    assert complaints(PROJECT) == []
