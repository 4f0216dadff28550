"""First step of the pipeline: reads a message into plain words and sentence vectors."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.alarming_words import alarming_words, most_alarming
from assistant.nlu.decision import parts_besides, parts_of
from assistant.nlu.encoder.adapter import FILE as ADAPTER_FILE
from assistant.nlu.encoder.adapter import Adapter
from assistant.nlu.encoder.sentence_encoder import SentenceEncoder, packaged_model
from assistant.nlu.examples import ENCODED, Encoded, examples_without_topic, topic_of
from assistant.nlu.follow_ups import follow_up_files, messages_of_follow_ups
from assistant.nlu.plain_words import WORD_LISTS, PlainWords, known_words
from assistant.nlu.reading import (
    LONGEST_ANSWERED,
    MOST_ENCODED,
    MOST_PIECES,
    READING,
    Kind,
    Reading,
    kind_of,
    sentences_of,
    what_was_meant,
)
from assistant.nlu.safety_model import DANGER, DESPAIR
from assistant.nlu.saved_component import SavedComponent
from assistant.nlu.vector_cache import VectorCache
from nscp.settings import Settings

WORDS = ("words/text_speak.yml", "words/emoji.yml")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceFeaturizer(SavedComponent, DenseFeaturizer):
    """Sets `Features` of the whole message for Rasa, and a `Reading` for the components that follow.

    Training gathers the words of the examples, which spelling is corrected towards.
    """

    @staticmethod
    def required_packages() -> list[str]:
        """Return the packages that must be installed."""
        return ["onnxruntime", "tokenizers", "rapidfuzz"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the default settings: where the project's data is."""
        return {**DenseFeaturizer.get_default_config(), "data": "data"}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accept any settings: reading the files tells what is wrong with them."""

    @classmethod
    def files_read(cls, config: dict[str, Any]) -> list[Path]:
        """Return the files of text-speak, emoji, correct words and texts without topic, and the encoder."""
        data = Path(config["data"])
        texts = [*sorted((data / "safety").glob("*.yml")), *follow_up_files(data)]
        return [*(data / name for name in WORDS), *WORD_LISTS, *texts, _encoder_file(Settings.from_environment(os.environ))]

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, context: ExecutionContext) -> None:
        super().__init__(config, storage, resource, context)
        DenseFeaturizer.__init__(self, context.node_name, config)
        self._settings = Settings.from_environment(os.environ)
        self._encoder_in_use: SentenceEncoder | None = None
        self._plain_words = PlainWords({}, {})
        self._known: frozenset[str] = frozenset()
        self._alarming: dict[str, float] = {}

    def train(self, training_data: TrainingData) -> Resource:
        """Gather the words of the examples, and store them with the adapter."""
        text_speak, emoji = (self._words_of(name) for name in WORDS)
        texts = [example.get(TEXT) for example in self._all(training_data)]
        known = known_words(texts, text_speak)
        words = {"text_speak": text_speak, "emoji": emoji, "known": known, "alarming": _alarming(training_data)}
        with self._storage.write_to(self._resource) as folder:
            (folder / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
            shutil.copy(Path(self._config["data"]) / ADAPTER_FILE, folder / ADAPTER_FILE)
            self.restore(folder)
        return self._resource

    @property
    def _encoder(self) -> SentenceEncoder:
        if self._encoder_in_use is None:
            raise RuntimeError("The featurizer was asked before it was trained. Run `make train`.")
        return self._encoder_in_use

    def _words_of(self, name: str) -> dict[str, str]:
        (words,) = yaml.safe_load((Path(self._config["data"]) / name).read_text(encoding="utf-8")).values()
        return dict(words)

    def _all(self, training_data: TrainingData) -> list[Message]:
        """Return the examples that have a text, and the texts that have no topic."""
        data = Path(self._config["data"])
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        return [*examples, *examples_without_topic(data / "safety"), *messages_of_follow_ups(data)]

    def restore(self, folder: Path) -> None:
        """Load what was gathered, and the encoder with the adapter that the model was trained with."""
        encoder = _encoder_file(self._settings), self._settings.encoder_sha256
        self._encoder_in_use = SentenceEncoder(*encoder, Adapter.load(folder / ADAPTER_FILE))
        words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        self._plain_words = PlainWords(words["text_speak"], words["known"], words["emoji"])
        self._known = frozenset(words["known"]) | frozenset(words["text_speak"])
        self._alarming = words["alarming"]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Read every example, and add the texts that have no topic. Nothing later needs Rasa's features in training."""
        examples = self._all(training_data)
        texts = [self._texts(example.get(TEXT)) for example in examples]
        cache = VectorCache(self._settings.var / "training", self._encoder)
        vectors = cache.encode([text for one in texts for text in one])
        start = 0
        for example, (whole, *sentences) in zip(examples, texts, strict=True):
            end = start + 1 + len(sentences)
            example.set(ENCODED, Encoded(whole, sentences, vectors[start:end]))
            start = end
        others = [example for example in training_data.training_examples if not example.get(TEXT)]
        return TrainingData(
            [*examples, *others],
            entity_synonyms=training_data.entity_synonyms,
            regex_features=training_data.regex_features,
            lookup_tables=training_data.lookup_tables,
            responses=training_data.responses,
        )

    def _texts(self, text: str) -> tuple[str, ...]:
        """Return a text in plain words; then its sentences, if it has more than one."""
        sentences = sentences_of(text)
        whole, *plain = self._plain_words.read_all([text[:LONGEST_ANSWERED], *(sentences if len(sentences) > 1 else ())])
        with_words = [sentence for sentence in plain if sentence]
        return (whole, *with_words) if len(with_words) > 1 else (whole,)

    def process(self, messages: list[Message]) -> list[Message]:
        """Read messages."""
        for message in messages:
            text = message.get(TEXT)
            if text is not None:
                reading = self.read(text)
                message.set(READING, reading)
                self._add_features(message, reading.vectors[0])
        return messages

    def read(self, text: str) -> Reading:
        """Read one message.

        Args:
            text: what was typed; of more than 20,000 characters the rest is passed over.
        """
        whole, *sentences = self._texts(text)
        near = self._read_by_meaning(text, sentences)
        texts, rest = (whole, *near), tuple(set(sentences) - set(near))
        kind = kind_of(text if any(letter.isalnum() for letter in text) else texts[0], self._known)  # emoji say something
        parts = tuple(parts_of(texts[0])) if kind is Kind.WORDS else ()
        corrected = what_was_meant(texts[0]) if kind is Kind.WORDS else None
        other_parts = parts_besides(texts, [*parts, *([corrected] if corrected else [])])
        # All at once: a part is cheap beside the rest, and a second run for a few parts is not.
        return Reading(kind, texts, rest, parts, other_parts, self._encoder.encode([*texts, *other_parts]))

    def _read_by_meaning(self, text: str, sentences: list[str]) -> list[str]:
        """Return those of a message's sentences that are worth what encoding them costs: nearly always all."""
        if len(text) <= MOST_PIECES and len(sentences) <= MOST_ENCODED:
            return sentences
        return most_alarming(sentences, self._alarming, MOST_ENCODED, self._encoder.pieces, MOST_PIECES)

    def _add_features(self, message: Message, vector: np.ndarray) -> None:
        message.add_features(Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))


def _alarming(training_data: TrainingData) -> dict[str, float]:
    texts: dict[bool, list[str]] = {True: [], False: []}
    for example in training_data.training_examples:
        if example.get(TEXT):
            texts[topic_of(example) in (DANGER, DESPAIR)].append(example.get(TEXT))
    return alarming_words(texts[True], texts[False])


def _encoder_file(settings: Settings) -> Path:
    return Path(settings.encoder_model) if settings.encoder_model else packaged_model()
