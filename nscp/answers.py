"""Every text that families can be shown, with the source of each of its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
        line: on which it begins; 0 where it is in no file.
    """

    text: str
    sources: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True)
class Answer:
    """One text of one response.

    Attributes:
        utter: the response's name.
        sentences: its sentences with their sources.
        unsourced: how many sentences have no source (negative: sources without a sentence).
        file: where it stands.
        line: the line of its text.
        sources_line: the line of `metadata.from`.
    """

    utter: str
    sentences: tuple[AnswerSentence, ...]
    unsourced: int
    file: YamlFile
    line: int
    sources_line: int


def load_answers(data: Path) -> list[Answer]:
    """Read all answers: those of the topics, then those in `data/replies/`.

    Raises:
        DataError: a file cannot be read.
    """
    files = [*topic_files(data), *sorted((data / REPLIES).glob("*.yml"))]
    return [answer for path in files for answer in read_answers(YamlFile(path))]


def split_sentences(text: str) -> list[str]:
    """Return the sentences of an answer's text."""
    return [sentence for sentence in SENTENCE_END.split(text.strip()) if sentence]


def read_answers(file: YamlFile) -> Iterator[Answer]:
    """Yield the answers of one file; raises DataError where one has another shape."""
    responses = file.content.get("responses") if isinstance(file.content, dict) else None
    if not isinstance(responses, dict) and responses is not None:
        raise file.error("responses must be `utter_<topic>:`, each with a list of texts", "responses")
    for utter, variations in (responses or {}).items():
        if not isinstance(variations, list):
            raise file.error(f"needs a list of texts under `{utter}:`, each `- text: ...`", "responses", utter)
        for index, variation in enumerate(variations):
            yield _answer(file, utter, index, variation)


def _answer(file: YamlFile, utter: str, index: int, variation: Any) -> Answer:
    keys = ("responses", utter, index)
    text = variation.get("text") if isinstance(variation, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise file.error(f"{utter} needs a text: write `- text: ...`, in quotes if it begins with a bracket", *keys)
    metadata = variation.get("metadata", {})
    entries = metadata.get("from", []) if isinstance(metadata, dict) else None
    if not isinstance(entries, list):
        raise file.error(f"{utter} needs `metadata:` with `from: [...]`, a source for each sentence", *keys, "metadata")
    texts, sources = split_sentences(text), [tuple(str(entry).split()) for entry in entries]
    lines = [file.line_within(sentence, *keys, "text") for sentence in texts]
    return Answer(
        utter=utter,
        sentences=tuple(map(AnswerSentence, texts, sources, lines)),
        unsourced=len(texts) - len(sources),
        file=file,
        line=file.line(*keys, "text"),
        sources_line=file.line(*keys, "metadata", "from"),
    )
