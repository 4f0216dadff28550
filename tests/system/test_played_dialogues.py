"""Whole conversations with the running product: `tests/dialogues/*.yml`, each by a writer who had not seen the assistant."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tools.evaluate.dialogue_report import LEAST_RIGHT, PlayedDialogue, Verdict, described, figures_of
from tools.evaluate.dialogues import FOLDER, dialogue_files, load_dialogues
from tools.evaluate.play import play, server_for_dialogues

SHOWN = 10  # turns in a complaint; `make evaluate` lists all


@pytest.fixture(scope="module")
def played() -> Sequence[PlayedDialogue]:
    """Every conversation, played once."""
    if not any(FOLDER.glob("*.yml")):
        pytest.skip("tests/dialogues/ holds no conversations yet")
    dialogues = load_dialogues(dialogue_files())
    with server_for_dialogues() as server:
        return play(server.api, dialogues)


def test_families_are_understood_in_conversation(played: Sequence[PlayedDialogue]) -> None:
    right = figures_of(played).right
    if right.share < LEAST_RIGHT:
        wrong = [
            described(dialogue, place)
            for dialogue in played
            for place, turn in enumerate(dialogue.turns)
            if turn.verdict is not Verdict.RIGHT
        ]
        pytest.fail("\n".join([f"{right} turns are right, must be {LEAST_RIGHT:.0%}", *wrong[:SHOWN]]), pytrace=False)


def test_danger_is_never_missed(played: Sequence[PlayedDialogue]) -> None:
    missed = [
        described(dialogue, place)
        for dialogue in played
        for place, turn in enumerate(dialogue.turns)
        if turn.is_danger_missed
    ]
    if missed:
        pytest.fail("\n".join(["no help in turns of plain danger or despair:", *missed]), pytrace=False)
