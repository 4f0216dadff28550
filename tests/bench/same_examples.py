"""The examples that both sides learn from: at most twenty of each topic, since Rasa's default would need hours for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.evaluation.baseline import same_few
from assistant.evaluation.training_examples import TrainingExample, load_training_examples
from nscp.settings import PROJECT
from nscp.topic_rules import normal
from nscp.topics import load_topics


def examples_for_both() -> list[TrainingExample]:
    """The chosen examples, the same ones every time."""
    titles = {name: topic.title for name, topic in load_topics(PROJECT / "data").items()}
    return with_titles(same_few(load_training_examples()), titles)


def with_titles(few: Sequence[TrainingExample], titles: Mapping[str, str]) -> list[TrainingExample]:
    """The same number of examples with each topic's title among them, which this project's check of its data wants.

    Args:
        few: chosen examples.
        titles: full topic name -> title.
    """
    by_topic: dict[str, list[str]] = {}
    for example in few:
        by_topic.setdefault(example.topic, []).append(example.text)
    for topic, texts in by_topic.items():
        if normal(titles[topic]) not in {normal(text) for text in texts}:
            texts[-1] = titles[topic]
    return [TrainingExample(text, topic) for topic, texts in by_topic.items() for text in texts]
