"""Messages at first sight: scored once, and written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from nscp.yaml_lines import DataError
from tools.evaluate.dialogues import Safety, Turn
from tools.evaluate.first_sight import History, cells, load_first_sight, misses, score
from tools.evaluate.predictions import Prediction

LONG, PRESS, DANGER = "faq/how_long", "gap/press", "immediate_danger"


def message(wants: str, safety: Safety = Safety.NONE) -> Turn:
    return Turn(f"about {wants}", tuple(wants.split()), safety, 1)


def got(topic: str, safety: str = "none") -> Prediction:
    return Prediction(topic, (), False, safety, (topic,), 0.9)


def offered(*topics: str) -> Prediction:
    return Prediction(None, topics, False, "none", topics, 0.5)


def test_a_file_is_a_list_of_messages_named_by_day_and_writer(tmp_path: Path) -> None:
    path = tmp_path / "2026-12-01-anna.yml"
    path.write_text('- says: "how long"\n  wants: [faq/how_long, gap/updates]\n')

    assert load_first_sight(path) == (Turn("how long", (LONG, "gap/updates"), Safety.NONE, 1),)


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("anna.yml", "- {says: hi, wants: [greet]}", "must be named by day and writer"),
        ("2026-12-01-anna.yml", "says: hi", "must be a list of messages"),
        ("2026-12-01-anna.yml", "- {says: hi}", r"2026-12-01-anna\.yml:1: is not a turn"),
        ("2026-12-01-anna.yml", "- {says: hi, wants: [greeting]}", "nothing shows 'greeting'. Did you mean greet"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    (tmp_path / name).write_text(text)

    with pytest.raises(DataError, match=complaint):
        load_first_sight(tmp_path / name)


def test_the_first_topic_is_right_and_another_or_an_offer_is_acceptable() -> None:
    either = message(f"{LONG} {PRESS}")
    found = score([either] * 4, [got(LONG), got(PRESS), offered(PRESS, "faq/website"), got("greet")])

    assert [len(turns) for turns in (found.right, found.acceptable, found.neither)] == [1, 2, 1]
    assert cells(found) == ["4", "25.0% (1 of 4)", "50.0% (2 of 4)", "25.0% (1 of 4)", "0", "0", "0"]


def test_help_that_is_missing_or_frightens_is_listed_first() -> None:
    found = score(
        [message(DANGER, Safety.HELP_FIRST), message(LONG), message("greet"), message(f"statement {DANGER}", Safety.HELPED)],
        [got(LONG), got(DANGER, "help_first"), got("greet", "answer_with_help"), got(DANGER, "help_first")],
    )

    assert [len(turns) for turns in (found.unhelped, found.false_alarms, found.needless_lines)] == [1, 1, 1]
    assert [len(turns) for turns in (found.right, found.acceptable, found.neither)] == [1, 1, 2]
    assert list(misses(found))[:2] == [
        "No help where it is needed: 1",
        f'  line 1: "about {DANGER}" wants {DANGER}, safety help_first, got {LONG}',
    ]


def test_a_file_is_known_by_what_it_holds(tmp_path: Path) -> None:
    history = History(tmp_path / "nlu" / "history.md")
    first, other = "ab" * 32, "cd" * 32

    line = history.add("2026-12-01", "2026-12-01-anna", first, ["4"], first_sight=True)

    assert line == "| 2026-12-01 | 2026-12-01-anna | abababababababab | 4 | first sight |"
    assert history.has(first)
    assert not history.has(other)


def test_a_second_score_is_added_and_said_not_to_be_first_sight(tmp_path: Path) -> None:
    path = tmp_path / "history.md"
    history = History(path)
    history.add("2026-12-01", "2026-12-01-anna", "ab" * 32, ["4"], first_sight=True)
    history.add("2026-12-02", "2026-12-01-anna", "ab" * 32, ["4"], first_sight=False)

    lines = path.read_text().splitlines()

    assert lines[0] == "# Understood at first sight"
    assert [line.split(" | ")[-1] for line in lines[-2:]] == ["first sight |", "not first sight |"]
