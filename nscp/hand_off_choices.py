"""What a family can choose while the assistant takes a message for NSCP: `data/hand_off.yml`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nscp.words import words_of
from nscp.yaml_lines import YamlFile

FILE = "hand_off.yml"
ANY_CHOICE = "handoff_choice"  # the intent of a button that only means something while a message is being taken


@dataclass(frozen=True)
class Choice:
    """One thing to choose.

    Attributes:
        key: its name in the file.
        title: what the button says.
        intent: what the title means as a message, wherever it is said.
        wordings: the title and other words for it, each bare (see `bare`).
    """

    key: str
    title: str
    intent: str
    wordings: frozenset[str]


class HandOffChoices:
    """All choices."""

    def __init__(self, choices: Mapping[str, Choice], not_given: str, no_name: Iterable[str]) -> None:
        """Set up.

        Args:
            choices: key -> choice.
            not_given: what the summary says of an answer that was skipped.
            no_name: what people type who give no name.
        """
        self.choices = choices
        self.not_given = not_given
        self._no_name = frozenset(map(bare, no_name))

    def chosen(self, text: str, offered: Collection[str]) -> str | None:
        """The key of the offered choice that a message says in so many words, or None.

        Args:
            text: what was typed.
            offered: keys of what can be chosen now, in the order in which they are tried.
        """
        said = bare(text)
        return next((key for key in offered if said in self.choices[key].wordings), None)

    def is_no_name(self, text: str) -> bool:
        """Whether an answer to the question for a name gives none."""
        return bare(text) in self._no_name

    def is_button(self, text: str) -> bool:
        """Whether a message says what a button says."""
        return bare(text) in self.intents()

    def intents(self) -> dict[str, str]:
        """Bare wording -> intent: every title, and the other words of choices that mean the same wherever they are said."""
        wordings = {
            wording: choice.intent
            for choice in self.choices.values()
            if choice.intent != ANY_CHOICE
            for wording in choice.wordings
        }
        return {bare(choice.title): choice.intent for choice in self.choices.values()} | wordings

    def title(self, key: str) -> str:
        """What the button says."""
        return self.choices[key].title


def bare(text: str) -> str:
    """A text without capitals and punctuation, and with plain apostrophes left out ("don't", "dont")."""
    return " ".join(words_of(text)).replace("'", "")


def load_hand_off_choices(data: Path) -> HandOffChoices:
    """Read the file.

    Args:
        data: the project's `data/` folder.

    Raises:
        DataError: the file is missing or has another shape.
    """
    file = YamlFile(data / FILE)
    try:
        choices = {key: _choice(key, entry) for key, entry in file.content["choices"].items()}
        return HandOffChoices(choices, str(file.content["not_given"]), file.content["no_name"])
    except (KeyError, TypeError, AttributeError) as error:
        raise file.error(
            "needs `not_given:`, `no_name:` and `choices:`, each with a title and perhaps `intent` and `says`"
        ) from error


def _choice(key: str, entry: Mapping[str, Any]) -> Choice:
    title, says = entry["title"], entry.get("says", [])
    if not all(isinstance(text, str) for text in (title, *says)):
        raise TypeError("a wording that YAML takes for something else, such as yes or no, needs quotes")
    return Choice(key, title, entry.get("intent", ANY_CHOICE), frozenset(map(bare, (title, *says))))
