"""Which reply fits a message that only tells something, by the phrases in `data/words/statements.yml`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nscp.phrases import Phrase, PhraseError, read_phrase, says_any
from nscp.yaml_lines import YamlFile

STATEMENTS_FILE = "words/statements.yml"
ANY_STATEMENT = "utter_statement"


@dataclass(frozen=True)
class Statements:
    """Response name -> the phrases that it fits, in the order in which they are tried."""

    replies: dict[str, tuple[Phrase, ...]]

    def reply_to(self, texts: Iterable[str]) -> str:
        """Return the name of the response that fits a message, given as texts in plain words."""
        read = list(texts)
        return next((name for name, phrases in self.replies.items() if says_any(phrases, read)), ANY_STATEMENT)


def load_statements(path: Path) -> Statements:
    """Read the file.

    Raises:
        DataError: a phrase cannot be read; the message says where and why.
    """
    return Statements(read_groups(YamlFile(path), "replies"))


def read_groups(file: YamlFile, key: str) -> dict[str, tuple[Phrase, ...]]:
    """Read groups of phrases by name, in their order.

    Args:
        file: with word lists under `words`.
        key: what the groups stand under.

    Raises:
        DataError: a phrase cannot be read; the message says where and why.
    """
    words = file.content["words"]
    groups: dict[str, tuple[Phrase, ...]] = {}
    for name, entries in file.content[key].items():
        phrases = []
        for index, says in enumerate(entries):
            try:
                phrases.append(read_phrase(str(says), words))
            except PhraseError as error:
                raise file.error(str(error), key, name, index) from error
        groups[name] = tuple(phrases)
    return groups
