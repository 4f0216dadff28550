"""What the assistant knows: every topic as trainers read it, from the data files, which are read again when one changes."""

from __future__ import annotations

import dataclasses
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from console.conversations.topics import NONE
from console.topics.remarks import remarks_on
from nscp.answer_rules import Sources
from nscp.answers import REPLIES, Answer, AnswerSentence, load_answers
from nscp.check import load_sources
from nscp.conversation import SIMPLER
from nscp.settings import PROJECT
from nscp.topics import FollowUp, Topic, load_topics, topic_files
from nscp.words import words_of
from nscp.yaml_lines import DataError

logger = logging.getLogger(__name__)

NO_TOPIC_FITS = "no_topic_fits"  # in place of a topic: reviewers said that none is about it
KINDS = {"faq": "In the guide", "gap": "Not in the guide", "other": "Other"}
OTHER_SOURCES = {
    "silence": "What the guide does not say",
    "service": "A fact about this assistant",
    "signpost": "An address or a helpline",
    "care": "Kindness, without any fact",
}


@dataclass(frozen=True)
class KnownExample:
    """One thing that people say. `search` is its words, as `plain` makes them."""

    text: str
    search: str


@dataclass(frozen=True)
class Source:
    """What a sentence rests on: a sentence of the guide under its heading; no text for what is not in the guide."""

    heading: str
    text: str = ""


@dataclass(frozen=True)
class Sentence:
    """One sentence that families read, addresses filled in, and what it rests on."""

    text: str
    sources: tuple[Source, ...]


Wording = tuple[Sentence, ...]


@dataclass(frozen=True)
class KnownTopic:
    """One topic.

    Attributes:
        name: full name, such as `faq/how_long`.
        wordings: the texts that answer it, said in turn; empty if what is said depends on the conversation.
        simpler: the same in simpler words; empty if there is none.
        search: the words of title and answers.
        remarks: what the project's checks say of it, in plain words.
    """

    name: str
    title: str
    examples: tuple[KnownExample, ...]
    wordings: tuple[Wording, ...]
    simpler: tuple[Wording, ...]
    follow_ups: tuple[FollowUp, ...]
    search: str
    remarks: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Return a key of `KINDS`."""
        return kind_of(self.name)

    @property
    def kind_in_words(self) -> str:
        """Return its kind as the pages show it."""
        return KINDS[self.kind]


@dataclass(frozen=True, eq=False)
class Knowledge:
    """All topics, by full name, as the data files are; as they were, if `is_outdated`: one has a mistake now."""

    topics: Mapping[str, KnownTopic]
    is_outdated: bool = False

    def title_of(self, name: str) -> str:
        """Return a topic's title; its name, if it has been removed since; "No topic" for an empty name."""
        if name == NO_TOPIC_FITS:
            return "Judged wrong, and no topic fits"
        return self.topics[name].title if name in self.topics else name or NONE


def plain(text: str) -> str:
    """Return the words of a text with one space between, without apostrophes, which many leave out."""
    return " ".join(words_of(text)).replace("'", "")


def kind_of(name: str) -> str:
    """Return a topic's kind, a key of `KINDS`."""
    kind = name.split("/")[0]
    return kind if kind in KINDS else "other"


class KnowledgeCache:
    """The topics of a project folder, kept in memory."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._lock = Lock()
        self._seen: tuple[tuple[str, int, int], ...] | None = None
        self._knowledge = Knowledge({}, is_outdated=True)

    def current(self) -> Knowledge:
        """Return the topics as the files are now; as they were, if one has a mistake."""
        with self._lock:
            now = tuple(self._files())
            if now != self._seen:
                self._seen = now
                try:
                    self._knowledge = Knowledge(_load(self._project))
                except DataError as error:
                    logger.warning("The topics cannot be read: %s", error)
                    self._knowledge = dataclasses.replace(self._knowledge, is_outdated=True)
            return self._knowledge

    def _files(self) -> Iterator[tuple[str, int, int]]:
        data = self._project / "data"
        single = (data / "guide.yml", data / "contacts.yml", data / "service.yml", self._project / "domain.yml")
        for path in (*topic_files(data), *sorted((data / REPLIES).glob("*.yml")), *single):
            if path.exists():
                found = path.stat()
                yield str(path), found.st_mtime_ns, found.st_size


_CACHE = KnowledgeCache(PROJECT)


def knowledge() -> Knowledge:
    """Return what the assistant knows now."""
    return _CACHE.current()


def _load(project: Path) -> dict[str, KnownTopic]:
    topics, sources = load_topics(project / "data"), load_sources(project)
    answers: dict[str, list[Answer]] = defaultdict(list)
    for answer in load_answers(project / "data"):
        answers[answer.utter].append(answer)
    return {
        name: _known(topic, sources, answers[topic.utter], answers[f"{SIMPLER}{name.split('/')[-1]}"], topics)
        for name, topic in topics.items()
    }


def _known(
    topic: Topic, sources: Sources, answers: list[Answer], simpler: list[Answer], topics: Mapping[str, Topic]
) -> KnownTopic:
    texts = [sentence.text for answer in (*answers, *simpler) for sentence in answer.sentences]
    return KnownTopic(
        topic.name,
        topic.title,
        tuple(KnownExample(example.text, plain(example.text)) for example in topic.examples),
        tuple(_wording(answer, sources) for answer in answers),
        tuple(_wording(answer, sources) for answer in simpler),
        topic.follow_ups,
        plain(" ".join([topic.title, *texts])),
        tuple(remarks_on(topic, topics, sources, [*answers, *simpler])),
    )


def _wording(answer: Answer, sources: Sources) -> Wording:
    return tuple(_sentence(sentence, sources) for sentence in answer.sentences)


def _sentence(sentence: AnswerSentence, sources: Sources) -> Sentence:
    text = sentence.text
    for slot, contact in sources.contacts.items():
        text = text.replace(f"{{{slot}}}", contact.value)
    return Sentence(text, tuple(_source(id_, sources) for id_ in sentence.sources))


def _source(id_: str, sources: Sources) -> Source:
    if id_ in sources.guide:
        return Source(sources.guide[id_].heading, sources.guide[id_].text)
    return Source(OTHER_SOURCES.get(id_, "A source that does not exist"))
