"""What every answer must keep to: the guide's facts, no promise of our own, words that do not hurt."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from nscp.answers import SOURCES_BESIDE_THE_GUIDE, Answer, AnswerSentence
from nscp.contacts import Contact
from nscp.guide import GuideSentence
from nscp.problem import Problem
from nscp.promises import SILENT, Promises

HURTFUL = (
    "unfortunately", "rest assured", "calm down", "as i said", "at least", "closure", "move on", "stay strong",
    "i understand", "i know how you feel", "committed suicide", "lessons will be learned", "!",
)  # fmt: skip
DEATH = re.compile(r"\b(died|death|dead|passed away|loss)\b", re.IGNORECASE)
ABOUT_DEATH = ("utter_grief_upset_death",)  # shown only when the person said that somebody died
ADDRESS = re.compile(r"\S+@\S+\.\w|https?://|\bwww\.|(?<!\w)\+?\d[\d ]{4,}\d")
NUMBER = re.compile(
    r"\d+|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred)\b", re.IGNORECASE
)
NUMBER_THAT_COUNTS_NOTHING = {"one"}  # "one short question", "one of these people"
FILLED_BY_ACTIONS = ("question", "message", "reply", "name", "safe_time", "reference")  # of the hand-off, see actions/
SLOT = re.compile(r"\{(\w+)\}")
NAME = re.compile(r"(?<=[a-z,;:)] )([A-Z][\w&']*)")
NOT_NAMES = {"I", "NSCP", "NSCP's", "English"}
LONGEST_SENTENCE = 26  # words; the aim is 20


@dataclass(frozen=True)
class Sources:
    """What an answer may draw on.

    Attributes:
        guide: sentence id -> sentence.
        contacts: slot -> contact.
        facts: the facts about the service, as one text.
        promises: what is a promise, where the source does not make it.
    """

    guide: Mapping[str, GuideSentence]
    contacts: Mapping[str, Contact]
    facts: str
    promises: Promises

    def text_of(self, source: str, slots: Collection[str] = ()) -> str:
        """Return all words that a source allows; of the contacts those whose slots are in the sentence, if any is."""
        if source in self.guide:
            return self.guide[source].text
        if source == "signpost":
            named = [self.contacts[slot] for slot in slots if slot in self.contacts] or self.contacts.values()
            return " ".join(f"{contact.what} {contact.value}" for contact in named)
        return self.facts if source == "service" else ""


def problems_of_answer(answer: Answer, sources: Sources) -> Iterator[Problem]:
    """Yield what is wrong with an answer; nothing for a good one."""
    path, utter = answer.file.path, answer.utter
    if answer.unsourced > 0:
        what = f"{utter} has {answer.unsourced} more sentences than sources: add one entry to metadata.from for each"
        yield Problem(path, answer.sources_line, what)
    elif answer.unsourced < 0:
        what = f"{utter} has {-answer.unsourced} more sources than sentences in metadata.from: take out what is too many"
        yield Problem(path, answer.sources_line, what)
    for sentence in answer.sentences:
        for problem in problems_of_sources(sentence, sources):
            yield Problem(path, answer.sources_line, f"{utter}: {problem}, for {sentence.text!r}")
        for problem in problems_of_text(utter, sentence, sources):
            yield Problem(path, sentence.line, f"{utter}: {problem} in {sentence.text!r}")


def problems_of_sentence(utter: str, sentence: AnswerSentence, sources: Sources) -> Iterator[str]:
    """Yield what is wrong with one sentence of the response `utter`."""
    yield from problems_of_sources(sentence, sources)
    yield from problems_of_text(utter, sentence, sources)


def problems_of_sources(sentence: AnswerSentence, sources: Sources) -> Iterator[str]:
    """Yield what is wrong with what a sentence rests on."""
    known = set(sources.guide) | set(SOURCES_BESIDE_THE_GUIDE)
    for source in sentence.sources:
        if source not in known:
            yield f"the source {source!r} is not known (S1 to S{len(sources.guide)}, {', '.join(SOURCES_BESIDE_THE_GUIDE)})"
    if not sentence.sources:
        yield "no source is named"


def problems_of_text(utter: str, sentence: AnswerSentence, sources: Sources) -> Iterator[str]:
    """Yield what is wrong with the words of one sentence, which its sources must bear out."""
    slots = SLOT.findall(sentence.text)
    allowed = " ".join(sources.text_of(source, slots) for source in sentence.sources)
    yield from _problems_of_words(utter, sentence, allowed)
    promised = dict.fromkeys(sources.promises.not_carried(SLOT.sub("", sentence.text), sentence.sources, allowed))
    if promised:
        words = " and ".join(f"“{words}”" for words in promised)
        yield f"{words}: the source does not promise that (say no more than it says, or choose the source that does)"
    for slot in slots:
        if slot in FILLED_BY_ACTIONS and "service" in sentence.sources:
            continue
        if slot not in sources.contacts:
            yield f"{{{slot}}} is not a contact: list it in data/contacts.yml and domain.yml"
        elif not any(source in ("signpost", "S14") for source in sentence.sources):
            yield f"{{{slot}}} needs the source signpost, or S14 for NSCP's own"


def _problems_of_words(utter: str, sentence: AnswerSentence, allowed: str) -> Iterator[str]:
    text = SLOT.sub("", sentence.text)
    lower, allowed_lower = text.lower(), allowed.lower()
    if ADDRESS.search(text):
        yield "an address or number is typed out: use a slot such as {nscp_email}"
    for number in NUMBER.findall(text):
        if number.lower() not in NUMBER.findall(allowed_lower) and number.lower() not in NUMBER_THAT_COUNTS_NOTHING:
            yield f"the source does not say “{number}”: leave the number out, or choose the source that has it"
    if "silence" in sentence.sources and not SILENT.search(lower):
        yield "the sentence rests on what the guide does not say, but does not say so"
    for name in NAME.findall(text):
        if name not in NOT_NAMES and name.removesuffix("'s").lower() not in re.findall(r"[\w&]+", allowed_lower):
            yield f"the source does not say “{name}”: leave the name out, or choose the source that has it"
    for word in HURTFUL:
        if word in lower:
            yield f"“{word}” is not said to families"
    if DEATH.search(text) and utter not in ABOUT_DEATH:
        yield "death is spoken of, but nobody said that somebody died"
    if len(text.split()) > LONGEST_SENTENCE:
        yield f"{len(text.split())} words are too many for one sentence (aim for 20)"
