"""The responses that the code plays by name must exist. Rasa's own check knows only those that rules name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from nscp.answers import REPLIES
from nscp.problem import Problem
from nscp.rasa_files import RasaFiles
from nscp.settings import PROJECT

CODE = ("assistant", "actions")
NAMED = re.compile(r"[\"'](utter_[a-z_]*[a-z])[\"']")
NO_RESPONSE = "utter_action"  # a key of Rasa's


def problems_of_played_responses(files: RasaFiles) -> Iterator[Problem]:
    """Yield responses that the code of this checkout plays and no file has, at the one that was probably meant to be it."""
    if not any(name.startswith(f"{REPLIES}/") for name in files.others):
        return
    wanted = _named_in_code()
    known = files.responses | {name.partition("/")[0] for name in files.responses}
    for name in sorted(wanted - known):
        near = get_close_matches(name, files.responses - wanted, n=1)
        found = next(
            (file for file in files.read_by_rasa if near and near[0] in (file.content.get("responses") or ())), None
        )
        if found is not None:
            what = f"nothing plays {near[0]}, and the assistant needs {name}: correct the name"
            yield Problem(found.path, found.line("responses", near[0]), what)
        else:
            what = f"the assistant plays {name}, which no file in data/ has: write it in data/{REPLIES}/"
            yield Problem(files.domain.path, 1, what)


def _named_in_code() -> set[str]:
    paths = (path for folder in CODE for path in (PROJECT / folder).rglob("*.py"))
    return {name for path in paths for name in NAMED.findall(path.read_text(encoding="utf-8"))} - {NO_RESPONSE}
