"""The phrases of danger and despair that a safeguarding lead has written down, in `data/safety/`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nscp.phrases import Phrase, PhraseError, read_phrase, says_any
from nscp.yaml_lines import YamlFile

PHRASES_FILE = "phrases.yml"


@dataclass(frozen=True)
class SafetyPhrases:
    """All reviewed phrases.

    Attributes:
        help_first: topic -> phrases that make help lead, whatever else is said.
        line: phrases that bring the line of help beside the answer.
        harm_done_to_me: phrases by which a person tells of harm done to them.
        somebody_died: phrases by which a person says that somebody died.
    """

    help_first: dict[str, tuple[Phrase, ...]]
    line: tuple[Phrase, ...]
    harm_done_to_me: tuple[Phrase, ...]
    somebody_died: tuple[Phrase, ...]

    def help_topic(self, sentences: Iterable[str]) -> str | None:
        """The safety topic that any sentence (in plain words) plainly speaks of, or None."""
        for sentence in sentences:
            for topic, phrases in self.help_first.items():
                if says_any(phrases, [sentence]):
                    return topic
        return None


def load_safety_phrases(folder: Path) -> SafetyPhrases:
    """Read `phrases.yml`.

    Args:
        folder: `data/safety`.

    Raises:
        DataError: a phrase cannot be read; the message says where and why.
    """
    file = YamlFile(folder / PHRASES_FILE)
    words = file.content["words"]

    def read(*key_path: str) -> tuple[Phrase, ...]:
        entries = file.content
        for key in key_path:
            entries = entries[key]
        phrases = []
        for index, says in enumerate(entries):
            try:
                phrases.append(read_phrase(str(says), words))
            except PhraseError as error:
                raise file.error(str(error), *key_path, index) from error
        return tuple(phrases)

    return SafetyPhrases(
        help_first={topic: read("help_first", topic) for topic in file.content["help_first"]},
        line=read("line"),
        harm_done_to_me=read("harm_done_to_me"),
        somebody_died=read("somebody_died"),
    )
