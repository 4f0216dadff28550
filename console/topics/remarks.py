"""What the project's checks say of a topic, in words for trainers: no file, line or key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nscp.answer_rules import Sources, problems_of_answer
from nscp.answers import Answer
from nscp.topic_rules import FEWEST_EXAMPLES, normal, wanted_examples
from nscp.topics import Topic


def remarks_on(topic: Topic, topics: Mapping[str, Topic], sources: Sources, answers: Sequence[Answer]) -> Iterator[str]:
    """Yield what is wrong with a topic, or could be better; nothing for a good one.

    Args:
        topic: the topic.
        topics: all of them.
        sources: what answers may draw on.
        answers: its own, and those in simpler words.
    """
    count, wanted = len(topic.examples), wanted_examples(topic)
    if count < FEWEST_EXAMPLES:
        yield f"It has only {count} examples. At least {FEWEST_EXAMPLES} are needed, and {wanted} are wanted."
    elif count < wanted:
        yield f"It has {count} examples. {wanted} are wanted."
    if normal(topic.title) not in map(normal, (example.text for example in topic.examples)):
        yield "Its title is not among its examples."
    for follow_up in topic.follow_ups:
        if follow_up.answer not in topics:
            yield f"After its answer, “{follow_up.says[0]}” leads to a topic that does not exist."
    for id_, fingerprint in topic.rests_on.items():
        if id_ not in sources.guide:
            yield "Its answer rests on a sentence that is not in the guide any more."
        elif fingerprint != sources.guide[id_].fingerprint:
            yield f"The guide has changed since its answer was read against it. It now says: “{sources.guide[id_].text}”"
    if any(True for answer in answers for _ in problems_of_answer(answer, sources)):
        yield "Its answer says something that its sources do not, or in a way that the checks refuse."
