"""What the assistant would know with some changes: what a new change is compared with."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from console.proposals.live import live_changes
from nscp.answer_rules import Sources
from nscp.answers import REPLIES, Answer, load_answers, split_sentences
from nscp.changes import PHRASE_LISTS, DataChange, Kind
from nscp.check import load_sources
from nscp.hand_off import ANY_CHOICE, load_hand_off_choices
from nscp.safety_phrases import PHRASES_FILE
from nscp.settings import PROJECT
from nscp.topic_rules import normal
from nscp.topics import load_topics, topic_files
from nscp.words import words_of
from nscp.yaml_lines import YamlFile

SAFETY_TEXTS_FILE = "safety.yml"
Text = Sequence[Mapping[str, Any]]  # the sentences of a text, as a change holds them (nscp/changes.py)


@dataclass
class Knowledge:
    """The data as a change would meet it.

    Attributes:
        titles: full topic name -> title.
        examples: an example without capitals and punctuation -> full name of its topic.
        follow_ups: the same for follow-up questions: (topic, question) -> (question as written, topic that answers).
        texts: name of a response -> its texts.
        replies: names of the responses that belong to no topic.
        safety_texts: those of them that are for danger and despair.
        phrases: name of a list of safety phrases -> its phrases.
        phrase_words: named lists of words that phrases use.
        buttons: key of a button that is understood everywhere -> its title.
        button_words: what buttons are already understood by.
        sources: what answers may draw on.
        ours: all that families are shown and examples say, in words with one space around each.
    """

    titles: dict[str, str]
    examples: dict[str, str]
    follow_ups: dict[tuple[str, str], tuple[str, str]]
    texts: dict[str, list[Text]]
    replies: frozenset[str]
    safety_texts: tuple[str, ...]
    phrases: dict[str, list[str]]
    phrase_words: dict[str, list[str]]
    buttons: dict[str, str]
    button_words: dict[str, str]
    sources: Sources
    ours: str

    def title_of(self, topic: str) -> str:
        """Return a topic's title; its name if there is no such topic."""
        return self.titles.get(topic, topic)

    def text(self, response: str, variation: int) -> Text:
        """Return one text of a response; nothing if there is none."""
        texts = self.texts.get(response, [])
        return texts[variation] if variation < len(texts) else ()

    def follow_ups_of(self, topic: str) -> list[tuple[str, str]]:
        """Return a topic's follow-up questions, each with the full name of the topic that answers."""
        return [found for (name, _), found in self.follow_ups.items() if name == topic]

    def is_ours(self, words: str) -> bool:
        """Whether words in a row are in the data already, so that nothing new of a family can be in them."""
        return f" {words} " in self.ours

    def changed_by(self, changes: Iterable[DataChange]) -> Knowledge:
        """Return what there would be with changes; this one stays as it is."""
        changed = copy.copy(self)
        for name in ("titles", "examples", "follow_ups", "button_words"):
            setattr(changed, name, dict(getattr(self, name)))
        changed.texts = {name: list(texts) for name, texts in self.texts.items()}
        changed.phrases = {name: list(phrases) for name, phrases in self.phrases.items()}
        for change in changes:
            changed._make(change)
        return changed

    def _make(self, change: DataChange) -> None:
        content, topic = change.content, change.topic_name
        self.examples |= {normal(example): topic for example in added_examples(change)}
        self.follow_ups |= {(topic, normal(says)): (says, answer) for says, answer in added_follow_ups(change)}
        if change.kind in (Kind.TITLE, Kind.NEW_TOPIC):
            self.titles[topic] = content["title"]
        if change.response:
            variation = content.get("variation", 0)
            self.texts.setdefault(change.response, [])[variation : variation + 1] = [content["sentences"]]
        if change.kind is Kind.REMOVE_EXAMPLE:
            self.examples.pop(normal(content["example"]), None)
        elif change.kind is Kind.REMOVE_FOLLOW_UP:
            self.follow_ups.pop((topic, normal(content["says"])), None)
        elif change.kind is Kind.ADD_PHRASE:
            self.phrases[topic].append(content["phrase"])
        elif change.kind is Kind.REMOVE_PHRASE:
            self.phrases[topic] = [phrase for phrase in self.phrases[topic] if phrase != content["phrase"]]
        elif change.kind is Kind.BUTTON_WORDS:
            self.button_words |= {normal(words): topic for words in content["words"]}


def knowledge(more: Iterable[DataChange] = ()) -> Knowledge:
    """Return what is known with what is live, and with more changes.

    Raises:
        DataError: a data file is broken.
    """
    return _known(PROJECT, _stamp(PROJECT)).changed_by([*live_changes(), *more])


def added_examples(change: DataChange) -> list[str]:
    """Return the examples that a change adds; a title is one."""
    if change.kind is Kind.TITLE:
        return [change.content["title"]]
    title = [change.content["title"]] if change.kind is Kind.NEW_TOPIC else []
    return [*title, *(change.content["examples"] if change.kind in (Kind.ADD_EXAMPLES, Kind.NEW_TOPIC) else [])]


def added_follow_ups(change: DataChange) -> Iterator[tuple[str, str]]:
    """Yield the follow-up questions that a change adds, with the topics that answer them."""
    entries = [change.content] if change.kind is Kind.ADD_FOLLOW_UPS else []
    if change.kind is Kind.NEW_TOPIC:
        entries = change.content.get("follow_ups", [])
    for entry in entries:
        yield from ((says, entry["answer"]) for says in entry["says"])


def _stamp(project: Path) -> tuple[tuple[str, int], ...]:
    """Return what changes when a file does."""
    data = project / "data"
    files = [*topic_files(data), *sorted((data / "replies").glob("*.yml")), data / "safety" / PHRASES_FILE]
    files += [data / name for name in ("guide.yml", "contacts.yml", "service.yml", "hand_off.yml")]
    return tuple((str(path), path.stat().st_mtime_ns) for path in files)


@lru_cache(maxsize=1)
def _known(project: Path, stamp: tuple[tuple[str, int], ...]) -> Knowledge:
    data = project / "data"
    topics, answers, sources = load_topics(data), load_answers(data), load_sources(project)
    file = YamlFile(data / "safety" / PHRASES_FILE)
    choices = load_hand_off_choices(data).choices
    texts: dict[str, list[Text]] = {}
    for answer in answers:
        read = texts.setdefault(answer.utter, [])
        read.append(_text(answer, len(read)))
    replies = [answer for answer in answers if answer.file.path.parent.name == REPLIES]
    own = [sentence.text for answer in answers for sentence in answer.sentences]
    own += [sentence.text for sentence in sources.guide.values()]
    own += [example.text for topic in topics.values() for example in topic.examples]
    own += [choice.title for choice in choices.values()]
    # Other words for the other buttons count only at the step of the form that offers them, which reads its own file.
    everywhere = {key: choice for key, choice in choices.items() if choice.intent != ANY_CHOICE and len(choice.wordings) > 1}
    return Knowledge(
        titles={name: topic.title for name, topic in topics.items()},
        examples={normal(example.text): name for name, topic in topics.items() for example in topic.examples},
        follow_ups={
            (name, normal(says)): (says, follow_up.answer)
            for name, topic in topics.items()
            for follow_up in topic.follow_ups
            for says in follow_up.says
        },
        texts=texts,
        replies=frozenset(answer.utter for answer in replies),
        safety_texts=tuple(dict.fromkeys(answer.utter for answer in replies if answer.file.path.name == SAFETY_TEXTS_FILE)),
        phrases={name: [str(says) for says in file.at(*name.split("."))] for name in PHRASE_LISTS},
        phrase_words=file.content["words"],
        buttons={key: choice.title for key, choice in everywhere.items()},
        button_words={normal(words): key for key, choice in everywhere.items() for words in choice.wordings},
        sources=sources,
        ours="\n".join(f" {' '.join(words_of(text))} " for text in own),
    )


def _text(answer: Answer, variation: int) -> Text:
    """Return the sentences of an answer, and where its paragraphs begin."""
    written = str(answer.file.at("responses", answer.utter, variation, "text"))
    begins, count = set(), 0
    for paragraph in written.strip().split("\n\n"):
        begins.add(count)
        count += len(split_sentences(paragraph))
    sentences = []
    for place, sentence in enumerate(answer.sentences):
        begins_paragraph = {"paragraph": True} if place and place in begins else {}
        sentences.append({"text": sentence.text, "sources": list(sentence.sources), **begins_paragraph})
    return sentences
