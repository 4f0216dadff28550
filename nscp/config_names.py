"""What config.yml names must exist in `assistant/`: a part of the pipeline, a policy, an importer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nscp.problem import Problem
from nscp.settings import PROJECT
from nscp.yaml_lines import YamlFile

CONFIG = "config.yml"
LISTS = ("importers", "pipeline", "policies")
OURS = "assistant."


def problems_of_config(project: Path) -> Iterator[Problem]:
    """Yield parts of ours that are not there; Rasa itself says so of its own. The code is that of this checkout."""
    if not (project / CONFIG).is_file():
        return
    file = YamlFile(project / CONFIG)
    for key in LISTS:
        listed = file.content.get(key) if isinstance(file.content, dict) else None
        for index, entry in enumerate(listed if isinstance(listed, list) else ()):
            name = str(entry.get("name")) if isinstance(entry, dict) else str(entry)
            if name.startswith(OURS) and not _exists(name):
                line = file.line(key, index)
                yield Problem(
                    file.path, line, f"there is no such part as {name}: write the module and its class as in assistant/"
                )


def _exists(name: str) -> bool:
    module, _, class_ = name.rpartition(".")
    path = PROJECT.joinpath(*module.split(".")).with_suffix(".py")
    return path.is_file() and bool(
        re.search(rf"^class {re.escape(class_)}\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    )
