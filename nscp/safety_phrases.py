"""The phrases of danger and despair that a safeguarding lead has written down, in `data/safety/`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nscp.phrases import Phrase, PhraseError, read_phrase, says_any
from nscp.yaml_lines import YamlFile

PHRASES_FILE = "phrases.yml"


@dataclass(frozen=True)
class SafetyPhrases:
    """All reviewed phrases.

    Attributes:
        help_first: topic -> phrases that make help lead, whatever else is said; those of `harm_i_do` are among them.
        line: phrases that bring the line of help beside the answer.
        harm_i_do: phrases by which a person tells of harm that they do or may do.
        harm_done_to_me: phrases by which a person tells of harm done to them.
        after_help: questions that ask for the help that was shown before.
        somebody_died: phrases by which a person says that somebody died.
        somebody_lives: phrases with which those of `somebody_died` do not mean it.
    """

    help_first: dict[str, tuple[Phrase, ...]]
    line: tuple[Phrase, ...]
    harm_i_do: tuple[Phrase, ...]
    harm_done_to_me: tuple[Phrase, ...]
    after_help: tuple[Phrase, ...]
    somebody_died: tuple[Phrase, ...]
    somebody_lives: tuple[Phrase, ...]

    def help_topic(self, sentences: Iterable[str]) -> str | None:
        """Return the safety topic that any sentence (in plain words) plainly speaks of, or None."""
        for sentence in sentences:
            for topic, phrases in self.help_first.items():
                if says_any(phrases, [sentence]):
                    return topic
        return None

    def is_harmed(self, sentences: Sequence[str]) -> bool:
        """Whether a person (in plain words) tells of harm done to them, and of none that they do."""
        return says_any(self.harm_done_to_me, sentences) and not self.does_harm(sentences)

    def does_harm(self, sentences: Sequence[str]) -> bool:
        """Whether a person (in plain words) tells of harm that they do or may do."""
        return says_any(self.harm_i_do, sentences)

    def tells_of_death(self, sentences: Sequence[str]) -> bool:
        """Whether a person (in plain words) says that somebody died."""
        return says_any(self.somebody_died, sentences) and not says_any(self.somebody_lives, sentences)


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

    help_first = {topic: read("help_first", topic) for topic in file.content["help_first"]}
    harm_i_do = read("harm_i_do")
    return SafetyPhrases(
        help_first={**help_first, "immediate_danger": help_first["immediate_danger"] + harm_i_do},
        line=read("line"),
        harm_i_do=harm_i_do,
        harm_done_to_me=read("harm_done_to_me"),
        after_help=read("after_help"),
        somebody_died=read("somebody_died"),
        somebody_lives=read("somebody_lives"),
    )
