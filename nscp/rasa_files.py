"""The project's files as Rasa reads them: domain.yml, and what under `data/` holds examples, responses, rules or stories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nscp.problem import Problem
from nscp.yaml_lines import YamlFile

DOMAIN, RULES = "domain.yml", "data/rules.yml"
READ_BY_RASA = {"nlu", "responses", "rules", "stories"}
OF_THE_DOMAIN = {"intents": list, "entities": list, "slots": dict, "forms": dict, "actions": list, "session_config": dict}
VERSION = "3.1"
OTHER_ENDINGS = (".yaml", ".YML", ".YAML")


@dataclass(frozen=True)
class RasaFiles:
    """The files, read once.

    Attributes:
        domain: domain.yml.
        others: every YAML file under `data/`, by its path in it.
    """

    domain: YamlFile
    others: Mapping[str, YamlFile]

    @cached_property
    def read_by_rasa(self) -> list[YamlFile]:
        """Return those under `data/` that Rasa reads."""
        return [file for file in self.others.values() if isinstance(file.content, dict) and READ_BY_RASA & set(file.content)]

    def entries(self, key: str) -> Iterator[tuple[YamlFile, int, dict[Any, Any]]]:
        """Yield the entries under `nlu`, `rules` or `stories`, with file and place; those of another shape are left out."""
        for file in self.read_by_rasa:
            listed = file.content.get(key)
            for index, entry in enumerate(listed if isinstance(listed, list) else ()):
                if isinstance(entry, dict):
                    yield file, index, entry

    @cached_property
    def intents(self) -> set[str]:
        """Return the intents of the domain."""
        return set(_names(self.domain, "intents"))

    @cached_property
    def responses(self) -> set[str]:
        """Return the names of all responses."""
        files = (self.domain, *self.read_by_rasa)
        return {name for file in files for name in _names(file, "responses")}

    def named(self, *keys: str) -> set[str]:
        """Return what the domain lists under these keys."""
        return {name for key in keys for name in _names(self.domain, key)}


def read_rasa_files(project: Path) -> RasaFiles:
    """Read them all.

    Raises:
        DataError: a file is not YAML, or cannot be read.
    """
    data = project / "data"
    others = {str(path.relative_to(data)): YamlFile(path) for path in sorted(data.rglob("*.yml"))}
    return RasaFiles(YamlFile(project / DOMAIN), others)


def problems_of_files(project: Path, files: RasaFiles) -> Iterator[Problem]:
    """Yield files that are not read, or not as whoever wrote them meant."""
    for path in sorted((project / "data").rglob("*")):
        if path.suffix in OTHER_ENDINGS:
            yield Problem(path, 1, f"is not read by the checks. Name it {path.stem}.yml")
    for file in files.others.values():
        if file.content is None:
            yield Problem(file.path, 1, "is empty. Fill it or delete it")
        elif not isinstance(file.content, dict):
            yield Problem(
                file.path, file.line(), "needs keys at its top, such as `nlu:`. Look at another file of the folder"
            )
        else:
            yield from _problems_of_keys(file)


def _problems_of_keys(file: YamlFile) -> Iterator[Problem]:
    for key, kind in OF_THE_DOMAIN.items():
        if isinstance(file.content.get(key), kind):
            yield Problem(file.path, file.line(key), f"`{key}` is read in domain.yml only. Move it there")
    if not READ_BY_RASA & set(file.content):
        return
    if file.content.get("version") != VERSION:
        yield Problem(file.path, file.line("version"), f'needs `version: "{VERSION}"`, in quotes, as its first line')
    for key in READ_BY_RASA - {"responses"}:
        if key in file.content and not isinstance(file.content[key], list):
            yield Problem(file.path, file.line(key), f"`{key}:` needs a list: each entry begins with `- `")


def _names(file: YamlFile, key: str) -> Iterator[str]:
    """Yield names that stand in a list, each perhaps with properties of its own, or as keys."""
    listed = file.content.get(key) if isinstance(file.content, dict) else None
    for entry in listed if isinstance(listed, (list, dict)) else ():
        yield str(next(iter(entry), "")) if isinstance(entry, dict) else str(entry)
