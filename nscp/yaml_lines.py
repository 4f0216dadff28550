"""Reads YAML and remembers on which line everything stood, so that a complaint about data can name the line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

CURLY = ("“", "”", "‘", "’")
CONFLICT = ("<<<<<<< ", ">>>>>>> ")  # how git marks what two people have changed
KeyPath = tuple[str | int, ...]


class DataError(Exception):
    """Something is wrong in a data file; the message says where, what, and what to do."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        self.path = path
        self.line = line
        self.problem = problem
        super().__init__(f"{path}:{line}: {problem}")


class YamlFile:
    """The content of one YAML file, with line numbers. Reads with libyaml: the topic files are long.

    Attributes:
        path: where it was read from.
        content: dictionaries, lists and scalars as PyYAML's safe loader makes them.
    """

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            DataError: the file cannot be read, is not YAML, or has a key twice.
        """
        self.path = path
        self._lines: dict[KeyPath, int] = {}
        self._ends: dict[KeyPath, int] = {}  # of texts that are written as blocks
        text = self._text()
        self._rows = text.split("\n")
        try:
            loader = yaml.CSafeLoader(text)
            node = loader.get_single_node()
            if node is not None:
                self._note(node, ())  # before the next step, which copies what `<<` names into each place
            self.content: Any = loader.construct_document(node) if node is not None else None
        except yaml.MarkedYAMLError as error:
            raise self._not_yaml(error) from error
        except (yaml.YAMLError, ValueError) as error:  # a control character, or a date that does not exist
            raise DataError(path, 1, f"is not valid YAML: {' '.join(str(error).split())}. Correct it.") from error

    def _text(self) -> str:
        try:
            read = self.path.read_bytes()
        except OSError as error:
            raise DataError(self.path, 1, f"cannot be read: {error}.") from error
        try:
            return read.decode("utf-8")
        except UnicodeDecodeError as error:
            line = read.count(b"\n", 0, error.start) + 1
            raise DataError(self.path, line, "has a letter that is not UTF-8. Save the file as UTF-8 text.") from error

    def _not_yaml(self, error: yaml.MarkedYAMLError) -> DataError:
        for number, row in enumerate(self._rows, start=1):
            if row.startswith(CONFLICT):
                return DataError(self.path, number, "is a conflict that git has marked. Keep one version, remove the marks.")
        line, what = error.problem_mark.line + 1 if error.problem_mark else 1, str(error.problem)
        if error.context == "while scanning a quoted scalar" and error.context_mark:
            line, what = error.context_mark.line + 1, "a quote that begins here is never closed"
        row = self._rows[min(line, len(self._rows)) - 1]
        if "\t" in row[: len(row) - len(row.lstrip())]:
            return DataError(self.path, line, "is indented with a tab. Use spaces.")
        return DataError(
            self.path, line, f"is not valid YAML: {what}. Check quotes and indents. The mistake may be just above."
        )

    def _note(self, node: yaml.Node, key_path: KeyPath) -> None:
        block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
        self._lines[key_path] = node.start_mark.line + (2 if block else 1)
        if block:
            self._ends[key_path] = node.end_mark.line
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                path = (*key_path, key.value)
                self._check_key(key, path)
                self._note(value, path)
                line = key.start_mark.line + 1
                # A value may be an alias of one above; a list or mapping stands where its key does.
                self._lines[path] = max(line, self._lines[path]) if isinstance(value, yaml.ScalarNode) else line
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self._note(value, (*key_path, index))

    def _check_key(self, key: yaml.Node, path: KeyPath) -> None:
        line = key.start_mark.line + 1
        if path in self._lines:
            raise DataError(self.path, line, f"has {key.value!r} twice, first on line {self._lines[path]}. Keep one.")
        if str(key.value).startswith(CURLY):
            raise DataError(self.path, line, f"has curly quotes around {key.value}. Type straight quotes, or none.")

    def line(self, *key_path: str | int) -> int:
        """Return the line (from 1) of the value at a key path; of the nearest parent if the path does not exist."""
        path: KeyPath = key_path
        while path not in self._lines and path:
            path = path[:-1]
        return self._lines.get(path, 1)

    def line_within(self, part: str, *key_path: str | int) -> int:
        """Return the line on which a part of a text begins; that of the text where it cannot be told."""
        first = self.line(*key_path)
        words = part.split()
        for count in range(len(words), 0, -1):  # a line may end after any word of it
            start = " ".join(words[:count])
            for line in range(first, self._ends.get(key_path, first) + 1):
                if start in self._rows[line - 1]:
                    return line
        return first

    def at(self, *key_path: str | int) -> Any:
        """Return the value at a key path, which must exist."""
        value = self.content
        for key in key_path:
            value = value[key]
        return value

    def error(self, problem: str, *key_path: str | int) -> DataError:
        """Return a complaint about the value at a key path."""
        return DataError(self.path, self.line(*key_path), problem)
