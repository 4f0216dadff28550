"""Every text that families can be shown, with the source of each of its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nscp.topics import topic_files
from nscp.yaml_lines import YamlFile

REPLIES = "replies"
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
SOURCES_BESIDE_THE_GUIDE = {
    "silence": "what the guide does not say",
    "service": "a fact about this assistant (data/service.yml)",
    "signpost": "an address or helpline (data/contacts.yml)",
    "care": "kindness, without any fact",
}


@dataclass(frozen=True)
class AnswerSentence:
    """One sentence of an answer.

    Attributes:
        text: as written, with slots such as `{nscp_email}`.
        sources: guide sentence ids, or keys of `SOURCES_BESIDE_THE_GUIDE`.
    """

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """One text of one response.

    Attributes:
        utter: the response's name.
        sentences: its sentences with their sources.
        unsourced: how many sentences have no source (negative: sources without a sentence).
        file: where it stands.
        line: the line of its text.
    """

    utter: str
    sentences: tuple[AnswerSentence, ...]
    unsourced: int
    file: YamlFile
    line: int


def load_answers(data: Path) -> list[Answer]:
    """Read all answers: those of the topics, then those in `data/replies/`.

    Raises:
        DataError: a file cannot be read.
    """
    files = [*topic_files(data), *sorted((data / REPLIES).glob("*.yml"))]
    return [answer for path in files for answer in _answers(YamlFile(path))]


def split_sentences(text: str) -> list[str]:
    """Return the sentences of an answer's text."""
    return [sentence for sentence in SENTENCE_END.split(text.strip()) if sentence]


def _answers(file: YamlFile) -> Iterator[Answer]:
    responses = (file.content or {}).get("responses") or {}
    for utter, variations in responses.items():
        if not isinstance(variations, list):
            raise file.error(f"needs a list of texts under `{utter}:`, each `- text: ...`", "responses", utter)
        for index, variation in enumerate(variations):
            if not isinstance(variation, dict):
                raise file.error("is not a text: write `- text: ...`", "responses", utter, index)
            texts = split_sentences(variation.get("text", ""))
            sources = [str(entry).split() for entry in variation.get("metadata", {}).get("from", [])]
            yield Answer(
                utter=utter,
                sentences=tuple(AnswerSentence(text, tuple(found)) for text, found in zip(texts, sources, strict=False)),
                unsourced=len(texts) - len(sources),
                file=file,
                line=file.line("responses", utter, index, "text"),
            )
