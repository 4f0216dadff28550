"""Reads YAML and remembers on which line everything stood, so that a complaint about data can name the line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

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
            DataError: the file cannot be read or is not YAML.
        """
        self.path = path
        self._lines: dict[KeyPath, int] = {}
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(path, 1, f"cannot be read: {error}. Save it as UTF-8 text.") from error
        try:
            loader = yaml.CSafeLoader(text)
            node = loader.get_single_node()
            self.content: Any = loader.construct_document(node) if node is not None else None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise DataError(path, line, f"is not valid YAML: {error.problem}. Check quotes and indents.") from error
        except (yaml.YAMLError, ValueError) as error:  # a control character, or a date that does not exist
            raise DataError(path, 1, f"is not valid YAML: {' '.join(str(error).split())}. Correct it.") from error
        if node is not None:
            self._note(node, ())

    def _note(self, node: yaml.Node, key_path: KeyPath) -> None:
        block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
        self._lines[key_path] = node.start_mark.line + (2 if block else 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                path = (*key_path, key.value)
                self._note(value, path)
                self._lines[path] = max(key.start_mark.line + 1, self._lines[path])
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self._note(value, (*key_path, index))

    def line(self, *key_path: str | int) -> int:
        """Return the line (from 1) of the value at a key path; of the nearest parent if the path does not exist."""
        path: KeyPath = key_path
        while path not in self._lines and path:
            path = path[:-1]
        return self._lines.get(path, 1)

    def at(self, *key_path: str | int) -> Any:
        """Return the value at a key path, which must exist."""
        value = self.content
        for key in key_path:
            value = value[key]
        return value

    def error(self, problem: str, *key_path: str | int) -> DataError:
        """Return a complaint about the value at a key path."""
        return DataError(self.path, self.line(*key_path), problem)
