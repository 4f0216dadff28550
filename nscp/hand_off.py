"""What a family types about a message for NSCP: choices of `data/hand_off.yml`, and references such as NSCP-BCDF-GHJK."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nscp.phrases import Phrase, PhraseError, read_phrase, says_any
from nscp.settings import PROJECT
from nscp.words import words_of
from nscp.yaml_lines import YamlFile

FILE = "hand_off.yml"
CANCEL, SEND, START = "cancel", "send", "start"
NOT_TO_SEND = frozenset({"not", "dont", "don't", "never", "cant", "can't", "when", "if", "before", "until", "after", "how"})
ANY_CHOICE = "handoff_choice"  # the intent of a button that only means something while a message is being taken
# No vowels, so that no word comes out; no digits, so that it is not masked as a phone number; no Y, which looks like V.
REFERENCE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
REFERENCE = re.compile(rf"\bNSCP[\s-]*([{REFERENCE_LETTERS}]{{4}})[\s-]*([{REFERENCE_LETTERS}]{{4}})\b", re.IGNORECASE)
# What people put around a choice without changing it: "ok send it then please".
AROUND = frozenset({
    "please", "pls", "plz", "ok", "okay", "yes", "yeah", "yep", "just", "now", "then", "well", "oh", "so", "actually",
    "sorry", "right", "and", "no", "nah", "thanks", "thank", "you", "ta", "ah", "go", "on",
})  # fmt: skip
# What people put before what they ask for: "goo on then, can you send a message for me".
ASKING = frozenset({"can", "could", "cud", "will", "would", "wud", "u", "ya", "goo", "fine", "lets", "sure", "alright"})
CLAUSE_END = re.compile(r"[,.;!?\n]+|\b(?:i'?ll|because|cos|coz|but|for now|for the moment)\b")
# With these something in the summary is to be changed: "hang on that's my old email", "it is wrong".
WRONG = frozenset({"wrong", "change", "reword", "rewrite", "mistake", "typo", "old", "edit", "fix"})
NOTHING_WRONG = frozenset({"nothing", "right", "fine", "good"})
LONGEST_REASON = 16  # words; "leave it, I'll speak to my sister first" gives the choice and a reason


@dataclass(frozen=True)
class Choice:
    """One thing to choose."""

    title: str  # of its button
    intent: str  # of the title as a message, wherever it is said
    wordings: frozenset[str]  # the title and other words for it, each bare (see `bare`)


@dataclass(frozen=True)
class HandOffChoices:
    """The file `data/hand_off.yml`."""

    choices: Mapping[str, Choice]  # by their keys in the file
    not_given: str  # what the summary says of an answer that was skipped
    no_name: frozenset[str]  # what people type who give no name, bare
    no_thanks: frozenset[str]  # what people type who turn down what was asked, bare
    no_email: tuple[Phrase, ...]  # of people who cannot use email
    number: str  # how a phone number is shown to its owner, with `{digits}`
    email: str  # how an email address is, with `{service}`

    def chosen(self, text: str, offered: Collection[str]) -> str | None:
        """Return which of the offered choices a message says in so many words, or None; the first offered is tried first."""
        said = bare(text)
        ways = (said, _without_around(said))
        found = next((key for way in ways for key in offered if way in self.choices[key].wordings), None)
        return found or self._among_other_words(text, offered)

    def _among_other_words(self, text: str, offered: Collection[str]) -> str | None:
        """Return CANCEL if one clause of a message says so, or SEND if its end does: "yes it is good, send"."""
        words = words_of(text)
        if len(words) > LONGEST_REASON:
            return None
        clauses = [_without_around(bare(clause)) for clause in CLAUSE_END.split(text.lower())]
        # One word alone in a clause ("QUIT") may be part of what somebody wants to tell.
        if CANCEL in offered and any(" " in clause and clause in self.choices[CANCEL].wordings for clause in clauses):
            return CANCEL
        ends = (" ".join(words[-count:]) for count in (1, 2, 3))
        if SEND in offered and NOT_TO_SEND.isdisjoint(words) and "?" not in text:
            return SEND if any(end in self.choices[SEND].wordings and "send" in end for end in ends) else None
        return None

    def gives_up(self, text: str) -> bool:
        """Whether one clause of a message begins or ends with words for not sending it: "actually naah forget it"."""
        if len(words_of(text)) > LONGEST_REASON or "?" in text:
            return False
        ways = [wording for wording in self.choices[CANCEL].wordings if " " in wording]
        clauses = [_without_around(bare(clause)) for clause in CLAUSE_END.split(text.lower())]
        return any(
            clause.startswith(f"{way} ") or clause.endswith(f" {way}") or clause == way for clause in clauses for way in ways
        )

    def finds_wrong(self, text: str) -> bool:
        """Whether an answer to the summary says that something in it is wrong."""
        words = set(bare(text).split())
        return "?" not in text and not WRONG.isdisjoint(words) and NOTHING_WRONG.isdisjoint(words)

    def asks_to_begin(self, text: str) -> bool:
        """Whether one clause of a message asks to send one: "i aint got email. go on, send a message for me"."""
        if len(words_of(text)) > LONGEST_REASON:
            return False
        return any(_asked_for(bare(clause)) in self.choices[START].wordings for clause in CLAUSE_END.split(text.lower()))

    def is_choice(self, text: str) -> bool:
        """Whether a message says any choice in so many words, or turns something down."""
        return self.chosen(text, self.choices) is not None or self.declines(text)

    def is_no_name(self, text: str) -> bool:
        """Whether an answer to the question for a name gives none."""
        return bare(text) in self.no_name

    def is_no_thanks(self, text: str) -> bool:
        """Whether a message turns down what was asked."""
        return bare(text) in self.no_thanks

    def declines(self, text: str) -> bool:
        """Whether a message turns down the offer to send one."""
        return self.is_no_thanks(text) or self.is_no_name(text) or self.chosen(text, ["cancel"]) is not None

    def says_no_email(self, text: str) -> bool:
        """Whether somebody says that they cannot use email, or anything on a screen."""
        return says_any(self.no_email, [bare(text)])

    def is_button(self, text: str) -> bool:
        """Whether a message says what a button says."""
        return bare(text) in self.intents()

    def as_stored(self, text: str) -> str:
        """Hide the details in a reply that only the family was to see."""
        hidden = re.sub(_shown(self.number, "digits", r"\d(\d{3})"), self.number.format(digits=r"•\1"), text)
        return re.sub(
            _shown(self.email, "service", r"([^\s@,])[^\s@,]*(\.[^\s@,.]+)"), self.email.format(service=r"\1•••\2"), hidden
        )

    def intents(self) -> dict[str, str]:
        """Return bare wording -> intent: every title, and other words of choices that mean the same everywhere."""
        wordings = {
            wording: choice.intent
            for choice in self.choices.values()
            if choice.intent != ANY_CHOICE
            for wording in choice.wordings
        }
        return {bare(choice.title): choice.intent for choice in self.choices.values()} | wordings

    def title(self, key: str) -> str:
        """Return what the button of a choice says."""
        return self.choices[key].title


def bare(text: str) -> str:
    """Return a text without capitals, punctuation and apostrophes ("don't", "dont")."""
    return " ".join(words_of(text)).replace("'", "")


@cache
def project_choices() -> HandOffChoices:
    """Return the choices of this project, read once."""
    return load_hand_off_choices(PROJECT / "data")


def load_hand_off_choices(data: Path) -> HandOffChoices:
    """Read the choices from a `data/` folder.

    Raises:
        DataError: the file is missing or has another shape.
    """
    file = YamlFile(data / FILE)
    try:
        return HandOffChoices(
            choices={key: _choice(file, key, entry) for key, entry in file.content["choices"].items()},
            not_given=str(file.content["not_given"]),
            no_name=_wordings(file.content["no_name"]),
            no_thanks=_wordings(file.content["no_thanks"]),
            no_email=tuple(_phrase(file, index, says) for index, says in enumerate(file.content["no_email"])),
            number=str(file.content["shown"]["number"]),
            email=str(file.content["shown"]["email"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise file.error(
            "needs `not_given:`, `no_name:`, `no_thanks:`, `no_email:` (phrases), `shown:` with `number` and `email`, and "
            "`choices:`, each with a title and perhaps `intent` and `says`"
        ) from error


def named_reference(text: str) -> str | None:
    """Return the reference that a text names, however it is typed, or None."""
    found = REFERENCE.search(text)
    return "-".join(("NSCP", *found.groups())).upper() if found else None


def _choice(file: YamlFile, key: str, entry: Any) -> Choice:
    if not isinstance(entry, dict) or not isinstance(entry.get("title"), str):
        raise file.error(f"{key} needs `title:`, which is what its button says", "choices", key)
    title, says = entry["title"], entry.get("says", [])
    for index, text in enumerate(says):
        if not isinstance(text, str):
            raise file.error(f"{text} needs quotes: YAML takes it for something else", "choices", key, "says", index)
    return Choice(title, entry.get("intent", ANY_CHOICE), _wordings([title, *says]))


def _phrase(file: YamlFile, index: int, says: Any) -> Phrase:
    try:
        return read_phrase(str(says), {})
    except PhraseError as error:
        raise file.error(str(error), "no_email", index) from error


def _wordings(texts: Any) -> frozenset[str]:
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a wording that YAML takes for something else, such as yes or no, needs quotes")
    return frozenset(map(bare, texts))


def _without_around(said: str, before: Collection[str] = AROUND) -> str:
    """Return a bare text without the small words at its ends."""
    words = said.split()
    while words and words[0] in before:
        words.pop(0)
    while words and words[-1] in AROUND:
        words.pop()
    return " ".join(words)


def _asked_for(said: str) -> str:
    return _without_around(said, AROUND | ASKING)


def _shown(template: str, slot: str, pattern: str) -> str:
    """Return the pattern that finds a filled template in a text."""
    return re.escape(template).replace(re.escape(f"{{{slot}}}"), pattern)
