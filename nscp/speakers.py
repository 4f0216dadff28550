"""Who is writing, by the phrases in `data/words/speakers.yml`: a grandparent or a child is not answered as a parent is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nscp.phrases import Phrase, says_any
from nscp.statements import read_groups
from nscp.yaml_lines import YamlFile

SPEAKERS_FILE = "words/speakers.yml"


@dataclass(frozen=True)
class Speakers:
    """What is known of speakers.

    Attributes:
        phrases: speaker -> phrases by which somebody says that they are it, in the order in which they are tried.
        answers: speaker -> topic that a parent would be answered with -> what the speaker is answered.
    """

    phrases: Mapping[str, tuple[Phrase, ...]]
    answers: Mapping[str, Mapping[str, str]]

    def speaker(self, texts: Sequence[str]) -> str | None:
        """Return who a message, given as texts in plain words, says is writing; None if it does not say."""
        return next((name for name, phrases in self.phrases.items() if says_any(phrases, texts)), None)


def load_speakers(path: Path) -> Speakers:
    """Read the file.

    Raises:
        DataError: a phrase cannot be read; the message says where and why.
    """
    file = YamlFile(path)
    return Speakers(read_groups(file, "speakers"), file.content["answers"])
