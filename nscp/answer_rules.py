"""What every answer must keep to: the guide's facts, no promise of our own, words that do not hurt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nscp.answers import SOURCES_BESIDE_THE_GUIDE, Answer, AnswerSentence
from nscp.contacts import Contact
from nscp.guide import GuideSentence
from nscp.problem import Problem

PROMISES = (
    "will be told", "will be given", "guarantee", "confidential", "anonymous", "private", "not saved", "always", "never",
    "we will", "someone will", "promise", "definitely", "certainly", "make sure", "must", "has to", "have to",
)  # fmt: skip
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
SILENT = re.compile(
    r"\b(?:does not|is for families|(?:is|are) not in the guide|says nothing|is silent|leaves (?:\w+ )?open|gives no)\b"
)
LONGEST_SENTENCE = 26  # words; the aim is 20


@dataclass(frozen=True)
class Sources:
    """What an answer may draw on.

    Attributes:
        guide: sentence id -> sentence.
        contacts: slot -> contact.
        facts: the facts about the service, as one text.
    """

    guide: Mapping[str, GuideSentence]
    contacts: Mapping[str, Contact]
    facts: str

    def text_of(self, source: str) -> str:
        """Return all words that a source allows."""
        if source in self.guide:
            return self.guide[source].text
        if source == "signpost":
            return " ".join(f"{contact.what} {contact.value}" for contact in self.contacts.values())
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
    allowed = " ".join(sources.text_of(source) for source in sentence.sources)
    yield from _problems_of_words(utter, sentence, allowed)
    for slot in SLOT.findall(sentence.text):
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
            yield f"the number {number!r} is not in the source"
    if "silence" in sentence.sources:
        if not SILENT.search(lower):
            yield "the sentence rests on what the guide does not say, but does not say so"
    else:
        for promise in PROMISES:
            if re.search(rf"\b{promise}\b", lower) and not re.search(rf"\b{promise}\b", allowed_lower):
                yield f"{promise!r} is a promise that the source does not make"
    for name in NAME.findall(text):
        if name not in NOT_NAMES and name.removesuffix("'s").lower() not in re.findall(r"[\w&]+", allowed_lower):
            yield f"the name {name!r} is not in the source"
    for word in HURTFUL:
        if word in lower:
            yield f"{word!r} is not said to families"
    if DEATH.search(text) and utter not in ABOUT_DEATH:
        yield "death is spoken of, but nobody said that somebody died"
    if len(text.split()) > LONGEST_SENTENCE:
        yield f"{len(text.split())} words are too many for one sentence (aim for 20)"
