"""Changes laid over a copy of the data: only what was changed differs, and the checks pass."""

from __future__ import annotations

import difflib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from nscp.changes import DataChange, Kind, new_name
from nscp.check import problems
from nscp.data_changes import lay
from nscp.guide import load_guide
from nscp.safety_phrases import load_safety_phrases
from nscp.settings import PROJECT
from nscp.topic_editor import ChangeError
from nscp.topics import load_topics

TOPIC = "gap/belongings"
SENTENCES = [
    {"text": "The guide does not say anything about that.", "sources": ["silence"]},
    {"text": "You can ask NSCP by email: {nscp_email}.", "sources": ["S14"]},
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of this project's data."""
    shutil.copytree(PROJECT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.npz"))
    shutil.copy(PROJECT / "domain.yml", tmp_path)
    return tmp_path


def change(kind: Kind, topic: str, **content: Any) -> DataChange:
    return DataChange(kind, topic, content)


def differences(project: Path) -> dict[str, list[str]]:
    """File -> the lines that were taken out and put in."""
    return {
        str(path.relative_to(project / "data")): [
            line
            for line in difflib.unified_diff(_lines(PROJECT / path.relative_to(project)), _lines(path), lineterm="", n=0)
            if line[:3] not in ("---", "+++", "@@ ")
        ]
        for path in sorted((project / "data").rglob("*.yml"))
        if _lines(path) != _lines(PROJECT / path.relative_to(project))
    }


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


@pytest.fixture
def sound(project: Path) -> Iterator[Path]:
    """The same, which must pass the checks of `make check` when the test is done with it."""
    yield project
    assert [str(problem) for problem in problems(project)] == []


def test_every_file_with_responses_is_written_as_it_was_read(project: Path) -> None:
    topics = load_topics(project / "data")
    examples = {name: topic.examples[-1].text for name, topic in topics.items()}
    add = [change(Kind.ADD_EXAMPLES, name, examples=["a wholly new one"]) for name in topics]
    remove = [change(Kind.REMOVE_EXAMPLE, name, example="a wholly new one") for name in topics]

    lay(project, [*add, *remove])

    assert differences(project) == {}
    assert {name: topic.examples[-1].text for name, topic in load_topics(project / "data").items()} == examples


def test_examples_are_added_at_the_end_and_taken_out(sound: Path) -> None:
    gone = load_topics(sound / "data")[TOPIC].examples[2].text
    lay(
        sound,
        [
            change(Kind.ADD_EXAMPLES, TOPIC, examples=["who has the pushchair", "- a dash: and a colon"]),
            change(Kind.REMOVE_EXAMPLE, TOPIC, example=gone),
        ],
    )

    assert differences(sound) == {
        "topics/gap/belongings.yml": [f"-    - {gone}", "+    - who has the pushchair", "+    - - a dash: and a colon"]
    }


def test_an_answer_is_written_with_its_sources_and_the_guide_as_it_is_now(sound: Path) -> None:
    guide = load_guide(sound / "data")
    sentences = [
        {"text": "It is natural to want that.", "sources": ["care"]},
        {"text": "The guide does not say whether anyone will say sorry.", "sources": ["silence"]},
        {"text": "You can ask NSCP why it takes longer.", "sources": ["S13", "S14"]},
    ]
    lay(sound, [change(Kind.ANSWER, "gap/apology", variation=0, sentences=sentences)])

    changed = differences(sound)["topics/gap/apology.yml"]
    assert f'+  S13: "{guide["S13"].fingerprint}"' in changed
    assert "+      from: [care, silence, S13 S14]" in changed
    assert "+      You can ask NSCP why it takes longer." in changed
    text = (sound / "data/topics/gap/apology.yml").read_text(encoding="utf-8")
    assert '"\n\nresponses:\n' in text  # the empty line is where it was


def test_a_second_text_of_an_answer_and_a_simpler_one_are_added(sound: Path) -> None:
    lay(
        sound,
        [
            change(Kind.ANSWER, TOPIC, variation=2, sentences=SENTENCES),
            change(Kind.SIMPLER, TOPIC, variation=0, sentences=SENTENCES),
        ],
    )

    changed = differences(sound)["topics/gap/belongings.yml"]
    assert changed.count("+      from: [silence, S14]") == 2
    assert "+  utter_simpler_belongings:" in changed
    assert not [line for line in changed if line.startswith("-")]


def test_a_title_is_also_an_example_and_changes_the_buttons(sound: Path) -> None:
    lay(sound, [change(Kind.TITLE, "faq/how_long", title="How long will this take?")])

    changed = differences(sound)
    assert changed["topics/faq/how_long.yml"] == [
        "-title: How long does a review take?",
        "+title: How long will this take?",
        "+    - How long will this take?",
    ]
    assert set(changed) == {
        "topics/faq/how_long.yml",
        "replies/opening.yml",
        "replies/conversation.yml",
        "replies/statements.yml",
    }
    assert "+      payload: How long will this take?" in changed["replies/opening.yml"]


def test_follow_ups_are_added_and_taken_out(sound: Path) -> None:
    lay(
        sound,
        [
            change(Kind.ADD_FOLLOW_UPS, "faq/how_long", says=["why is that now", 'the "long" one'], answer="faq/why_longer"),
            change(Kind.ADD_FOLLOW_UPS, "faq/how_long", says=["any jargon in that"], answer="gap/jargon"),
            change(Kind.REMOVE_FOLLOW_UP, "faq/how_long", says="us first?", answer="gap/see_draft"),
        ],
    )

    changed = differences(sound)["topics/faq/how_long.yml"]
    assert changed == [
        "+  - why is that now",
        '+  - the "long" one',
        '-  - "us first?"',
        "-  answer: gap/see_draft",
        "-- says:",
        "+- says:",
        '+  - "any jargon in that"',
        "+  answer: gap/jargon",
    ]


def test_a_new_topic_is_a_file_of_its_own(sound: Path) -> None:
    name = new_name("gap", "Where can I park?", load_topics(sound / "data"))
    examples = ["where do i leave the car", "is there parking", "disabled bay?", "do you have a car park"]
    follow_ups = [{"says": ["and for a van?"], "answer": name}]
    content = {"name": name, "title": "Where can I park?", "sentences": SENTENCES, "examples": examples}

    lay(sound, [change(Kind.NEW_TOPIC, "gap", **content, follow_ups=follow_ups)])

    assert name == "gap/where_can_i_park"
    assert (sound / "data/topics/gap/where_can_i_park.yml").read_text(encoding="utf-8") == NEW_TOPIC.format(
        fingerprint=load_guide(sound / "data")["S14"].fingerprint
    )


NEW_TOPIC = """version: "3.1"

title: Where can I park?
rests_on:
  S14: "{fingerprint}"

responses:
  utter_gap/where_can_i_park:
  - text: >-
      The guide does not say anything about that.
      You can ask NSCP by email: {{nscp_email}}.
    metadata:
      from: [silence, S14]

follow_ups:
- says:
  - "and for a van?"
  answer: gap/where_can_i_park

nlu:
- intent: gap/where_can_i_park
  examples: |
    - Where can I park?
    - where do i leave the car
    - is there parking
    - disabled bay?
    - do you have a car park
"""


def test_a_name_is_new_among_all_topics() -> None:
    assert new_name("gap", "Where can I park?", ["faq/where_can_i_park"]) == "gap/where_can_i_park_2"
    assert new_name("faq", "¿?", []) == "faq/topic"


def test_a_phrase_is_added_to_its_list_and_taken_out(sound: Path) -> None:
    lay(
        sound,
        [
            change(Kind.ADD_PHRASE, "help_first.immediate_danger", phrase="he is (shouting|screaming): at <child>"),
            change(
                Kind.REMOVE_PHRASE,
                "help_first.immediate_danger",
                phrase="i am being (hurt|hit|beaten|abused|groomed|followed|blackmailed|trafficked|raped)",
            ),
        ],
    )

    assert differences(sound) == {
        "safety/phrases.yml": [
            "-  - i am being (hurt|hit|beaten|abused|groomed|followed|blackmailed|trafficked|raped)",
            "+  - 'he is (shouting|screaming): at <child>'",
        ]
    }
    load_safety_phrases(sound / "data" / "safety")


def test_a_safety_text_keeps_its_paragraphs(sound: Path) -> None:
    sentences = [
        {"text": "If a child is in danger now, call {emergency_phone}.", "sources": ["signpost"]},
        {"text": "You can also call the NSPCC on {nspcc_phone}.", "sources": ["signpost"], "paragraph": True},
    ]
    lay(sound, [change(Kind.SAFETY_TEXT, "utter_immediate_danger_report", variation=0, sentences=sentences)])

    text = (sound / "data/replies/safety.yml").read_text(encoding="utf-8")
    block = "  - text: |-\n      If a child is in danger now, call {emergency_phone}.\n\n      You can also call the NSPCC"
    assert block in text
    assert list(differences(sound)) == ["replies/safety.yml"]


def test_words_are_added_to_a_button(sound: Path) -> None:
    lay(sound, [change(Kind.BUTTON_WORDS, "resume", words=["yes", "back to my message"])])

    assert [line for line in differences(sound)["hand_off.yml"] if line.startswith("+")] == [
        "+    says: [carry on with the message, go on with my message, finish my message, 'yes', back to my message]"
    ]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (change(Kind.REMOVE_EXAMPLE, TOPIC, example="nobody wrote this"), "no longer in its topic"),
        (change(Kind.ADD_EXAMPLES, "gap/nothing", examples=["x"]), "no longer there"),
        (change(Kind.REMOVE_FOLLOW_UP, TOPIC, says="nobody", answer="gap/jargon"), "no longer in its topic"),
        (change(Kind.ANSWER, TOPIC, variation=9, sentences=SENTENCES), "no longer there"),
        (change(Kind.REMOVE_PHRASE, "line", phrase="nobody"), "no longer in its list"),
        (change(Kind.BUTTON_WORDS, "nothing", words=["x"]), "no longer there"),
    ],
    ids=lambda wrong: wrong.kind.value if isinstance(wrong, DataChange) else "",
)
def test_all_changes_are_made_or_none(project: Path, wrong: DataChange, why: str) -> None:
    with pytest.raises(ChangeError, match=why):
        lay(project, [change(Kind.ADD_EXAMPLES, TOPIC, examples=["who has the pushchair"]), wrong])

    assert differences(project) == {}


def test_the_command_reads_json_and_says_in_plain_words_what_cannot_be_done(project: Path) -> None:
    def run(changes: list[Mapping[str, Any]]) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "nscp.data_changes", str(project)]
        return subprocess.run(command, input=json.dumps(changes), cwd=PROJECT, capture_output=True, text=True, check=False)

    good = run([change(Kind.ADD_EXAMPLES, TOPIC, examples=["who has the pushchair"]).as_json()])
    bad = run([change(Kind.ADD_EXAMPLES, "gap/nothing", examples=["x"]).as_json()])

    assert (good.returncode, good.stdout) == (0, "data/topics/gap/belongings.yml\n")
    assert (bad.returncode, bad.stderr) == (1, "The topic that was to be changed is no longer there.\n")
