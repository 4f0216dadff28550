"""First step of the pipeline: reads a message into plain words and sentence vectors."""

from __future__ import annotations

import json
import os
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

from assistant.nlu.kept_component import KeptComponent
from assistant.nlu.questions import parts_besides, parts_of
from assistant.nlu.reading import LONGEST_ANSWERED, READING, Kind, Reading, kind_of, sentences_of
from nscp.encoder import SentenceEncoder, packaged_model
from nscp.plain_words import PlainWords, known_words
from nscp.settings import Settings

PLAIN = "plain"  # key of the plain words on training examples
SENTENCES = "sentences"  # key of their sentences in plain words; none where there is only one
SENTENCE_VECTORS = "sentence_vectors"  # key of the sentences' vectors, shape (sentences, 384)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceReader(KeptComponent, DenseFeaturizer):
    """Sets `Features` of the whole message for Rasa, and a `Reading` for the components that follow.

    Training gathers the words of the examples, which spelling is mended towards.
    """

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that must be installed."""
        return ["onnxruntime", "tokenizers", "rapidfuzz"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Default settings: where text-speak is listed."""
        return {**DenseFeaturizer.get_default_config(), "text_speak": "data/words/text_speak.yml"}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check beyond what reading the files tells."""

    @classmethod
    def files_read(cls, config: dict[str, Any]) -> list[Path]:
        """Text-speak, and the encoder."""
        return [Path(config["text_speak"]), _encoder_file(Settings.from_environment(os.environ))]

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, context: ExecutionContext) -> None:
        super().__init__(config, storage, resource, context)
        DenseFeaturizer.__init__(self, context.node_name, config)
        settings = Settings.from_environment(os.environ)
        self._encoder = SentenceEncoder(_encoder_file(settings), settings.encoder_sha256)
        self._plain_words = PlainWords({}, {})
        self._known: frozenset[str] = frozenset()

    def train(self, training_data: TrainingData) -> Resource:
        """Gather words."""
        text_speak = yaml.safe_load(Path(self._config["text_speak"]).read_text(encoding="utf-8"))["text_speak"]
        texts = [example.get(TEXT) for example in training_data.nlu_examples if example.get(TEXT)]
        self._use_words(text_speak, known_words(texts, text_speak))
        with self._storage.write_to(self._resource) as folder:
            words = {"text_speak": text_speak, "known": dict(self._plain_words.known)}
            (folder / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def restore(self, folder: Path) -> None:
        """Load what was gathered."""
        words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        self._use_words(words["text_speak"], words["known"])

    def _use_words(self, text_speak: dict[str, str], known: dict[str, int]) -> None:
        self._plain_words = PlainWords(text_speak, known)
        self._known = frozenset(known) | frozenset(text_speak)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features and plain words to every example."""
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        texts = [self._texts(example.get(TEXT)) for example in examples]
        vectors = self._encoder.encode([*(whole for whole, *_ in texts), *(one for _, *found in texts for one in found)])
        start = len(texts)
        for example, (whole, *found), vector in zip(examples, texts, vectors, strict=False):
            example.set(PLAIN, whole)
            example.set(SENTENCES, found)
            example.set(SENTENCE_VECTORS, vectors[start : start + len(found)])
            self._add_features(example, vector)
            start += len(found)
        return training_data

    def _texts(self, text: str) -> tuple[str, ...]:
        """A text in plain words; then its sentences, if it has more than one."""
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
        kind = kind_of(text, self._known)
        texts = self._texts(text)
        parts = tuple(parts_of(texts[0])) if kind is Kind.WORDS else ()
        other_parts = parts_besides(texts, parts)
        # All at once: a part is cheap beside the rest, and a second run for a few parts is not.
        return Reading(kind, texts, parts, other_parts, self._encoder.encode([*texts, *other_parts]))

    def _add_features(self, message: Message, vector: np.ndarray) -> None:
        message.add_features(Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))


def _encoder_file(settings: Settings) -> Path:
    return Path(settings.encoder_model) if settings.encoder_model else packaged_model()
