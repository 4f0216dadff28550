"""Edits the text of a topic file, or of another file with responses: comments, order and quotes are kept."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString, LiteralScalarString

from nscp.guide import GuideSentence
from nscp.topic_rules import normal
from nscp.yaml_insertion import add_item, end_of, remove_entry, remove_item, scalar

WIDE = 10_000  # characters: lines stay as they were written
# ruamel.yaml writes emoji within quotes by their numbers (ruamel/yaml/emitter.py, `write_double_quoted`).
ESCAPED = re.compile(r"(?<!\\)\\U([0-9A-F]{8})")
RESTS_ON, FOLLOW_UPS = "rests_on", "follow_ups"


class ChangeError(Exception):
    """A change cannot be made; the message says why, in plain words for staff."""


class TopicEditor:
    """One file. Its methods change it; `text` is what to write."""

    def __init__(self, text: str) -> None:
        self._yaml = YAML()
        self._yaml.preserve_quotes = True
        self._yaml.width = WIDE
        self._content: CommentedMap = self._yaml.load(text)

    @classmethod
    def of_new_topic(cls, name: str, title: str) -> TopicEditor:
        """Make a topic whose only example is its title, without an answer yet."""
        return cls(
            f'version: "3.1"\n\ntitle: {scalar(title)}\n\nresponses: {{}}\n\n'
            f"nlu:\n- intent: {name}\n  examples: |\n    - {title}\n"
        )

    @property
    def text(self) -> str:
        """Return the whole file."""
        out = io.StringIO()
        self._yaml.dump(self._content, out)
        return ESCAPED.sub(lambda found: chr(int(found[1], 16)), out.getvalue())

    @property
    def title(self) -> str:
        """Return the topic's title."""
        return str(self._content["title"])

    def add_examples(self, examples: Iterable[str]) -> None:
        """Add examples at the end."""
        self._set_examples([*self._examples(), *(f"- {example}" for example in examples)])

    def remove_example(self, example: str) -> None:
        """Take an example out; raises ChangeError if it is not there."""
        rows = self._examples()
        left = [row for row in rows if row.removeprefix("- ").strip() != example]
        if len(left) == len(rows):
            raise ChangeError(f"The example “{example}” is no longer in its topic.")
        self._set_examples(left)

    def set_title(self, title: str) -> None:
        """Give the topic another title, which is also one of its examples: a button sends it as if it were typed."""
        self._content["title"] = title
        rows = self._examples()
        if normal(title) not in {normal(row.removeprefix("- ")) for row in rows}:
            self._set_examples([f"- {title}", *rows])

    def add_follow_ups(self, says: Sequence[str], answer: str) -> None:
        """Add short questions that, after this topic's answer, mean another topic."""
        text, quoted = self.text, [f"  - {_in_quotes(said)}\n" for said in says]
        entries = self._content.get(FOLLOW_UPS, [])
        place = next((place for place, entry in enumerate(entries) if entry["answer"] == answer), None)
        if place is not None:
            for said in says:
                text = add_item(text, said, FOLLOW_UPS, place, "says")
        else:
            entry = f"- says:\n{''.join(quoted)}  answer: {answer}"
            at = end_of(text, FOLLOW_UPS) if entries else text.index("\nnlu:") + 1
            text = text[:at] + (f"\n{entry}" if entries else f"{FOLLOW_UPS}:\n{entry}\n\n") + text[at:]
        self._content = self._yaml.load(text)

    def remove_follow_up(self, said: str, answer: str) -> None:
        """Take a short question out; raises ChangeError if it is not there."""
        entries = self._content.get(FOLLOW_UPS, [])
        place = next((at for at, entry in enumerate(entries) if entry["answer"] == answer and said in entry["says"]), None)
        if place is None:
            raise ChangeError(f"The follow-up “{said}” is no longer in its topic.")
        text = self.text
        if len(entries[place]["says"]) > 1:
            text = remove_item(text, said, FOLLOW_UPS, place, "says")
        elif len(entries) > 1:
            text = remove_entry(text, place, FOLLOW_UPS)
        else:
            start = text.index(f"\n{FOLLOW_UPS}:") + 1
            text = text[:start] + text[end_of(text, FOLLOW_UPS) :].lstrip("\n")
        self._content = self._yaml.load(text)

    def set_response(
        self, response: str, variation: int, sentences: Sequence[Mapping[str, Any]], guide: Mapping[str, GuideSentence]
    ) -> None:
        """Write one text of a response with the source of each sentence, and note the guide as it is now.

        Args:
            response: its name; it is made if the file has none yet.
            variation: which of its texts, from 0; the next number adds one.
            sentences: each with text, sources and, where it begins a paragraph, `paragraph`.
            guide: sentence id -> sentence.

        Raises:
            ChangeError: there is no such text.
        """
        texts = self._texts(response)
        if variation > len(texts):
            raise ChangeError("The text that was to be changed is no longer there.")
        if variation == len(texts):
            texts.append(CommentedMap())
        before = texts[variation].get("text", "")
        texts[variation]["text"] = _answer_text(sentences, isinstance(before, LiteralScalarString))
        sources = CommentedSeq([" ".join(sentence["sources"]) for sentence in sentences])
        sources.fa.set_flow_style()
        texts[variation].setdefault("metadata", CommentedMap())["from"] = sources
        self._note_guide({id_ for sentence in sentences for id_ in sentence["sources"]}, guide)

    def _texts(self, response: str) -> CommentedSeq:
        """Return the texts of a response; of a new one none, with an empty line after it."""
        responses = self._content["responses"]
        if response not in responses:
            new = CommentedSeq()
            if responses:
                new.ca.end = copy.copy(responses[list(responses)[-1]].ca.end)
            else:
                responses.fa.set_block_style()
            responses[response] = new
        found: CommentedSeq = responses[response]
        return found

    def _note_guide(self, read_now: set[str], guide: Mapping[str, GuideSentence]) -> None:
        """Note each sentence that was read now as it is, and drop those that no text of the file rests on any more."""
        texts = [text for texts in self._content["responses"].values() for text in texts]
        sources = [str(source) for text in texts for source in text.get("metadata", {}).get("from", [])]
        used = {id_ for source in sources for id_ in source.split() if id_ in guide}
        before = self._content.get(RESTS_ON) or CommentedMap()
        noted = CommentedMap()
        for id_ in (id_ for id_ in guide if id_ in used):
            is_new = id_ in read_now or id_ not in before
            noted[id_] = DoubleQuotedScalarString(guide[id_].fingerprint) if is_new else before[id_]
        if RESTS_ON in self._content:
            if noted and before and before.ca.items.get(list(before)[-1]):
                noted.ca.items[list(noted)[-1]] = before.ca.items[list(before)[-1]]
            self._content[RESTS_ON] = noted
        elif noted:
            keys = list(self._content)
            self._content.insert(keys.index("title") + 1 if "title" in keys else keys.index("version") + 1, RESTS_ON, noted)
            self._content = self._yaml.load(_with_line_between(self.text))

    def _examples(self) -> list[str]:
        return str(self._content["nlu"][0]["examples"]).splitlines()

    def _set_examples(self, rows: Iterable[str]) -> None:
        self._content["nlu"][0]["examples"] = LiteralScalarString("\n".join(rows) + "\n")


def _answer_text(sentences: Sequence[Mapping[str, Any]], is_literal: bool) -> Any:
    """Return the text, for ruamel to write as the files have it: a sentence a line, or paragraphs."""
    if is_literal or any(sentence.get("paragraph") for sentence in sentences[1:]):
        joined = str(sentences[0]["text"])
        for sentence in sentences[1:]:
            joined += ("\n\n" if sentence.get("paragraph") else " ") + sentence["text"]
        return LiteralScalarString(joined)
    folded, at = FoldedScalarString(" ".join(sentence["text"] for sentence in sentences)), -1
    folded.fold_pos = [at := at + 1 + len(sentence["text"]) for sentence in sentences[:-1]]
    return folded


def _in_quotes(text: str) -> str:
    out = io.StringIO()
    dump = YAML()
    dump.width = WIDE
    dump.dump([DoubleQuotedScalarString(text)], out)
    return out.getvalue().removeprefix("- ").strip()


def _with_line_between(text: str) -> str:
    """Return a file whose `rests_on` was new, with the empty line behind it instead of before it."""
    before, _, rest = text.partition(f"\n{RESTS_ON}:\n")
    lines = rest.splitlines(keepends=True)
    count = next(place for place, line in enumerate(lines) if not line.startswith(" "))
    after = "".join(lines[count:]).lstrip("\n")
    return f"{before.rstrip()}\n{RESTS_ON}:\n{''.join(lines[:count])}\n{after}"
