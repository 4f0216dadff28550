"""What a change must keep to when it is written, each reason in plain words. The data rules are those of `make check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz, process

from console.proposals.knowledge import Knowledge, added_examples, added_follow_ups
from console.proposals.wording_rules import problems_of_wording, speaks_of_danger, what_is_private
from console.topics.knowledge import OTHER_SOURCES
from nscp.answer_rules import ADDRESS, SLOT, problems_of_sentence
from nscp.answers import SOURCES_BESIDE_THE_GUIDE, AnswerSentence, split_sentences
from nscp.changes import PHRASE_LISTS, SAFETY_TOPICS, DataChange, Kind
from nscp.phrases import PhraseError, read_phrase
from nscp.topic_rules import FEWEST_EXAMPLES, normal
from nscp.topics import RETRIEVAL

NEARLY_THE_SAME = 92  # of 100, by rapidfuzz's ratio: "evening all" and "evenin all" have 95
OWN_ADDRESS = {"signpost", "S14"}  # what an address may rest on (nscp/answer_rules.py)


def reasons_against(change: DataChange, known: Knowledge) -> list[str]:
    """Return why a change cannot be in a proposal; nothing for a good one.

    Args:
        change: new.
        known: what there is without it.
    """
    return list(dict.fromkeys(_CHECKS[change.kind](change, known)))


def _examples(change: DataChange, known: Knowledge) -> Iterator[str]:
    if change.kind is not Kind.NEW_TOPIC and change.topic not in known.titles:
        yield "Choose a topic that exists."
        return
    examples = added_examples(change)
    if not examples:
        yield "Write at least one example."
    if change.kind is Kind.TITLE and change.content["title"] == known.titles[change.topic]:
        yield "That is its title already. Change something first."
    name = "title" if change.kind is Kind.TITLE else "example"
    seen = dict(known.examples)
    for example in examples:
        yield from problems_of_wording(example, name, known)
        if change.topic not in SAFETY_TOPICS and speaks_of_danger(example, known):
            yield (
                f"“{example}” has words that always bring help first. If somebody may be in danger, it belongs to the topic "
                "of danger or despair. If nobody is, say it without them."
            )
        yield from _already_there(example, change, seen, known)
        seen[normal(example)] = change.topic_name


def _already_there(example: str, change: DataChange, seen: Mapping[str, str], known: Knowledge) -> Iterator[str]:
    plain, here = normal(example), change.topic_name
    if plain in seen:
        if seen[plain] == here:
            if change.kind is not Kind.TITLE:
                yield f"“{example}” is already an example of this topic."
        else:
            yield (
                f"“{example}” is an example of “{known.title_of(seen[plain])}” already, and can be in one topic only. "
                "Remove it there first, or write another one."
            )
        return
    if change.kind is Kind.TITLE:
        return
    found = process.extractOne(plain, seen.keys(), scorer=fuzz.ratio, score_cutoff=NEARLY_THE_SAME)
    if found is not None:
        where = "this topic" if seen[found[0]] == here else f"“{known.title_of(seen[found[0]])}”"
        yield f"“{example}” is nearly the same as “{found[0]}”, an example of {where}. Say it in quite different words."


def _removed_example(change: DataChange, known: Knowledge) -> Iterator[str]:
    example = normal(change.content["example"])
    if known.examples.get(example) != change.topic:
        yield "That example is not in this topic any more."
    elif example == normal(known.title_of(change.topic)):
        yield "The title of a topic is always one of its examples. Change the title first."
    elif sum(topic == change.topic for topic in known.examples.values()) <= FEWEST_EXAMPLES:
        yield f"A topic needs at least {FEWEST_EXAMPLES} examples. Add others first."


def _answer(change: DataChange, known: Knowledge) -> Iterator[str]:
    is_safety_text = change.kind is Kind.SAFETY_TEXT
    belongs_here = change.response in known.safety_texts if is_safety_text else change.response not in known.replies
    if not belongs_here or (change.kind is not Kind.SIMPLER and change.response not in known.texts):
        yield "Choose an answer that exists."
        return
    if change.kind is Kind.SIMPLER and change.topic not in known.titles:
        yield "Choose a topic that exists."
        return
    if change.content.get("variation", 0) > len(known.texts.get(change.response, ())):
        yield "The answer that was to be changed is no longer there."
    if change.content["sentences"] == list(known.text(change.response, change.content.get("variation", 0))):
        yield "That is what there is already. Change something first."
    yield from _sentences(change, known)


def _sentences(change: DataChange, known: Knowledge) -> Iterator[str]:
    sentences: Sequence[Mapping[str, Any]] = change.content["sentences"]
    if not sentences:
        yield "Write at least one sentence."
    for sentence in sentences:
        yield from _sentence(sentence, change.response, known)


def _sentence(sentence: Mapping[str, Any], response: str, known: Knowledge) -> Iterator[str]:
    text, sources = sentence["text"], tuple(sentence["sources"])
    problems = list(_shape_of_sentence(text, sources, known))
    if not problems:
        found = problems_of_sentence(response, AnswerSentence(text, sources), known.sources)
        problems = [f"{problem[:1].upper()}{problem[1:]}." for problem in found]
        problems += what_is_private(SLOT.sub("", text), known)
    yield from (f"In “{text}”: {problem}" for problem in problems)


def _shape_of_sentence(text: str, sources: Sequence[str], known: Knowledge) -> Iterator[str]:
    if len(split_sentences(text)) != 1 or text != " ".join(text.split()):
        yield "Write one sentence at a time, each with its own source."
    elif text[-1] not in ".?!:" and not text.endswith("”"):
        yield "End the sentence with a full stop or a question mark."
    if not sources or not set(sources) <= {*known.sources.guide, *SOURCES_BESIDE_THE_GUIDE}:
        yield "Choose what this sentence rests on."
    addresses = ", ".join(f"{{{name}}}" for name in known.sources.contacts)
    if ADDRESS.search(SLOT.sub("", text)):
        yield f"Do not type an address or number. Write its name, so that it stays right everywhere: one of {addresses}."
    elif not set(SLOT.findall(text)) <= set(known.sources.contacts):
        yield f"There is no address or number of that name. Write one of {addresses}."
    elif SLOT.search(text) and OWN_ADDRESS.isdisjoint(sources):
        yield f"Choose “{OTHER_SOURCES['signpost'].lower()}” as what this sentence rests on."


def _follow_ups(change: DataChange, known: Knowledge) -> Iterator[str]:
    name = change.topic_name
    if change.kind is Kind.ADD_FOLLOW_UPS and name not in known.titles:
        yield "Choose a topic that exists."
        return
    if change.kind is Kind.ADD_FOLLOW_UPS and not change.content["says"]:
        yield "Write at least one follow-up question."
    for says, answer in added_follow_ups(change):
        yield from problems_of_wording(says, "follow-up question", known)
        if answer not in known.titles and answer != name:
            yield "Choose the topic that answers the follow-up question."
        if (name, normal(says)) in known.follow_ups:
            yield f"“{says}” is a follow-up question of this topic already."


def _removed_follow_up(change: DataChange, known: Knowledge) -> Iterator[str]:
    says, answer = change.content["says"], change.content["answer"]
    if known.follow_ups.get((change.topic, normal(says)), ("", ""))[1] != answer:
        yield "That follow-up question is not in this topic any more."


def _new_topic(change: DataChange, known: Knowledge) -> Iterator[str]:
    content = change.content
    if change.topic not in RETRIEVAL:
        yield "Say whether the guide answers it or not."
    if change.topic_name in known.titles or normal(content["title"]) in {normal(title) for title in known.titles.values()}:
        yield f"There is a topic called “{content['title']}” already. Change it, or choose another title."
    if len({normal(example) for example in added_examples(change)}) < FEWEST_EXAMPLES:
        yield f"Write at least {FEWEST_EXAMPLES - 1} different examples besides the title. About 20 make it well understood."
    yield from _examples(change, known)
    yield from _sentences(change, known)
    yield from _follow_ups(change, known)
    sources = {id_ for sentence in content["sentences"] for id_ in sentence["sources"]}
    if change.topic == "faq" and sources.isdisjoint(known.sources.guide):
        yield "If the guide answers it, at least one sentence must rest on the guide."


def _phrase(change: DataChange, known: Knowledge) -> Iterator[str]:
    phrase = change.content["phrase"]
    if change.topic not in PHRASE_LISTS:
        yield "Choose a list of phrases."
        return
    yield from problems_of_wording(phrase, "phrase", known)
    if phrase in known.phrases[change.topic]:
        yield "That phrase is in the list already."
    try:
        read_phrase(phrase, known.phrase_words)
    except PhraseError as error:
        yield f"The phrase cannot be read: {error}."


def _removed_phrase(change: DataChange, known: Knowledge) -> Iterator[str]:
    if change.content["phrase"] not in known.phrases.get(change.topic, []):
        yield "That phrase is not in its list any more."
    elif len(known.phrases[change.topic]) == 1:
        yield "The last phrase of a list cannot be removed."


def _button_words(change: DataChange, known: Knowledge) -> Iterator[str]:
    if change.topic not in known.buttons:
        yield "Choose a button that exists."
    if not change.content["words"]:
        yield "Write at least one other way to say it."
    for words in change.content["words"]:
        yield from problems_of_wording(words, "example", known)
        if normal(words) in known.button_words:
            yield f"“{words}” already means “{known.buttons[known.button_words[normal(words)]]}”."


Check = Callable[[DataChange, Knowledge], Iterator[str]]
_CHECKS: Mapping[Kind, Check] = {
    Kind.ADD_EXAMPLES: _examples,
    Kind.REMOVE_EXAMPLE: _removed_example,
    Kind.ANSWER: _answer,
    Kind.SIMPLER: _answer,
    Kind.TITLE: _examples,
    Kind.ADD_FOLLOW_UPS: _follow_ups,
    Kind.REMOVE_FOLLOW_UP: _removed_follow_up,
    Kind.NEW_TOPIC: _new_topic,
    Kind.BUTTON_WORDS: _button_words,
    Kind.SAFETY_TEXT: _answer,
    Kind.ADD_PHRASE: _phrase,
    Kind.REMOVE_PHRASE: _removed_phrase,
}
