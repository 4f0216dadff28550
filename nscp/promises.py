"""What a sentence promises to a family: that somebody does something, gives something, or by when."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nscp.words import tidy, words_of
from nscp.yaml_lines import YamlFile

FILE = "words/promises.yml"
SILENT = re.compile(
    r"\b(?:(?:guide|it)\b.*\bdoes not|is for families|(?:is|are) not in the guide|says nothing|is silent"
    r"|leaves (?:\w+ )?open|gives no)\b"
)
# A part of a sentence has a subject of its own: what is said of one says nothing of the next.
SUBJECT = r"(?:nscp|you|they|we|i|it|s?he|this|that|there|the|an?|your|our|its|(?:some|any|every)\w*|no|nobody|staff)\b"
PARTS = re.compile(
    rf"[;:—.?!]|,? \b(?:but|so|though|yet|because|however)\b|,? \band (?={SUBJECT}|(?:get|have|receive|hear|be)\b)"
    rf"|, (?={SUBJECT})"
)
ASIDE = re.compile(r"\b(?:if|when|unless|in case) (?!.*\b(?:will|shall|going to)\b)[^,]*(?:,|$)")
INDIRECT = re.compile(r" ?(?:whether|who|what|how|if|when|why|which|where|whose|about)\b")
CANNOT = re.compile(
    r"\b(?:i|it|this chat) (?:cannot|can't|am|am not|do not|don't|have not|could not|did not|know nothing)\b.*"
)
# What a family asks or tells somebody: what comes of it is not said.
ASKS = re.compile(
    r"(?:\b(?:you|they|that parent|a family),? (?:can|could|may) (?:(?:also|still|now|then|even) )?"
    r"|^ *(?:(?:or|and|please|also|to|then) )*|\b(?:please|to|and) )(?:ask|tell|say|email|write|contact|let)\b.*"
)
NEGATED = re.compile(r"\b(?:cannot|nothing|nobody|does not)\b[^.;]*")  # of the facts about the service
WEAK = ("can", "could", "may", "might", "would")
MODAL = re.compile(
    rf"\b(will|won't|shall|must|going to|able to|\w+'ll|{'|'.join(WEAK)})"
    r"(?: (?:not|be|been|also|always|never|still|then|now|only|all|even|just|soon|have|get|to|able|\w+ly))* ([a-z]+)"
)
NO_VERB = {"a", "an", "the", "in", "on", "at", "of", "for", "you", "they", "i", "we", "it", "nscp"}
DOUBLED = re.compile(r"([bdglmnprt])\1$")

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Promises:
    """The reviewed words of promises.

    Attributes:
        groups: first stem -> what begins with it, longest first: all stems, and the names of the groups that they are in.
        no_more: source -> words that a person has judged to promise no more than it; `any` for every source.
    """

    groups: Mapping[str, Sequence[tuple[Stems, frozenset[str]]]]
    no_more: Mapping[str, re.Pattern[str]]

    def not_carried(self, text: str, sources: Collection[str], allowed: str) -> Iterator[str]:
        """Yield the words of a sentence that promise what its sources do not.

        Args:
            text: the sentence, without slots.
            sources: what it rests on.
            allowed: all words of these.
        """
        said = _stems(NEGATED.sub("", allowed))
        carried = {name for _, names in self._found(said) for name in names}
        text = " ".join(tidy(text).replace('"', "").split())
        for source in ("any", *sources):
            if source in self.no_more:
                text = self.no_more[source].sub("", text)
        for part in _parts(text, sources):
            for stems, names in self._found(_stems(part)):
                if names.isdisjoint(carried) and not set(stems) <= set(said):
                    yield " ".join(word for word in words_of(part) if stem(word) in stems)
            for modal, verb in MODAL.findall(part):
                is_kind = modal in WEAK and "care" in sources  # "It can hurt to be left out."
                is_found = any(words == (stem(verb),) for words, _ in self.groups.get(stem(verb), ()))
                if not (is_kind or is_found or verb in NO_VERB or stem(verb) in said):
                    yield f"{modal} {verb}"

    def _found(self, stems: Stems) -> Iterator[tuple[Stems, frozenset[str]]]:
        for start, first in enumerate(stems):
            for words, names in self.groups.get(first, ()):
                if stems[start : start + len(words)] == words:
                    yield words, names
                    break


def _parts(text: str, sources: Collection[str]) -> Iterator[str]:
    """Yield what a sentence says of itself: not what a family asks, what is not known, nor what it is said for."""
    for part in PARTS.split(text):
        if "silence" in sources and (SILENT.search(part) or INDIRECT.match(part)):
            continue
        yield CANNOT.sub("", ASKS.sub("", ASIDE.sub("", part)))


@lru_cache(maxsize=64)
def _stems(text: str) -> Stems:
    return tuple(map(stem, words_of(text)))


def stem(word: str) -> str:
    """Return what the forms of a word have in common: "pays", "paying" and "payed" are "pay"."""
    word = word.removesuffix("'s")
    for ending, instead in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = DOUBLED.sub(r"\1", word.removesuffix(ending)) + instead
            break
    return word.removesuffix("e") if len(word) > 3 else word


def load_promises(data: Path) -> Promises:
    """Read the file.

    Raises:
        DataError: it has another shape.
    """
    file = YamlFile(data / FILE)
    try:
        named: dict[Stems, set[str]] = {}
        alone = {words: [words] for words in file.content["each_alone"]}
        for name, entries in (*file.content["promises"].items(), *alone.items()):
            for words in entries:
                named.setdefault(_stems(words), set()).add(name)
        no_more = {
            source: re.compile(rf"\b(?:{'|'.join(map(_passed_over, entries))})(?!\w)")
            for source, entries in file.content["promises_no_more"].items()
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise file.error(
            "needs `promises:` and `promises_no_more:` with lists of words, and the list `each_alone:`"
        ) from error
    groups: dict[str, list[tuple[Stems, frozenset[str]]]] = {}
    for stems in sorted(named, key=len, reverse=True):
        groups.setdefault(stems[0], []).append((stems, frozenset(named[stems])))
    return Promises(groups, no_more)


def _passed_over(words: str) -> str:
    """Return the pattern of an entry; what follows on its last word is passed over too, if it ends with three dots."""
    return re.escape(words.removesuffix(" ...")) + (r"[^,;:.?!]*" if words.endswith(" ...") else "")
