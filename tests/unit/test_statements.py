"""Which reply fits a message that only tells something."""

from __future__ import annotations

from pathlib import Path

import pytest

from nscp.answers import load_answers
from nscp.settings import PROJECT
from nscp.statements import ANY_STATEMENT, STATEMENTS_FILE, Statements, load_statements
from nscp.yaml_lines import DataError

STATEMENTS = """
words:
  relative: [nan, uncle]
replies:
  utter_statement_later:
  - (come|be) back later
  utter_statement_relative:
  - i am [his|her] <relative>
"""


@pytest.fixture
def statements(tmp_path: Path) -> Statements:
    (tmp_path / "statements.yml").write_text(STATEMENTS)
    return load_statements(tmp_path / "statements.yml")


@pytest.mark.parametrize(
    ("plain", "reply"),
    [
        ("i am her nan", "utter_statement_relative"),
        ("hello there , i am uncle joe", "utter_statement_relative"),
        ("i will come back later", "utter_statement_later"),
        ("i am her teacher", ANY_STATEMENT),
        ("", ANY_STATEMENT),
    ],
)
def test_a_phrase_says_which_reply_fits(statements: Statements, plain: str, reply: str) -> None:
    assert statements.reply_to([plain]) == reply


def test_the_first_group_that_fits_decides(statements: Statements) -> None:
    assert statements.reply_to(["i am his nan and will be back later"]) == "utter_statement_later"


def test_every_sentence_is_looked_at(statements: Statements) -> None:
    assert statements.reply_to(iter(["hello . i am his nan", "hello .", "i am his nan"])) == "utter_statement_relative"


def test_a_broken_phrase_is_refused_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "statements.yml"
    path.write_text(STATEMENTS.replace("<relative>", "<pet>"))

    with pytest.raises(DataError, match=r"statements\.yml:8: there is no word list called 'pet'"):
        load_statements(path)


@pytest.mark.parametrize(
    ("plain", "reply"),
    [
        ("i am his nan", "utter_statement_relative"),
        ("i will think about it", "utter_statement_later"),
        ("we live in corby", "utter_statement_place"),
        ("i have two boys", "utter_statement_children"),
        ("me and his dad are separated", "utter_statement_apart"),
        ("just had my tea", ANY_STATEMENT),
    ],
)
def test_the_shipped_phrases_know_what_families_tell(plain: str, reply: str) -> None:
    assert load_statements(PROJECT / "data" / STATEMENTS_FILE).reply_to([plain]) == reply


def test_every_reply_to_a_statement_is_written() -> None:
    written = {answer.utter for answer in load_answers(PROJECT / "data")}

    assert {ANY_STATEMENT, *load_statements(PROJECT / "data" / STATEMENTS_FILE).replies} <= written
