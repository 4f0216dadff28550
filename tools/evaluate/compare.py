"""`python -m tools.evaluate.compare OLD NEW`: what another model would change, on messages that nobody trained it with.

OLD and NEW are models. `--out` takes the comparison as JSON, which the console's trainer worker reads; `--page` writes it as
one HTML page. `--project` is the folder whose titles NEW was trained with, this checkout unless it is given. `--cache` is a
folder for what models make of the messages, so that the live one is asked once only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from nscp.settings import PROJECT
from nscp.topics import load_topics
from nscp.yaml_lines import DataError
from tools.evaluate.comparison import compare
from tools.evaluate.comparison_page import page
from tools.evaluate.messages import load_held_out_messages, load_ordinary_statements
from tools.evaluate.predictions import Prediction, predict

MOST_CACHED = 3  # models


def predictions(model: Path, texts: Sequence[str], cache: Path | None) -> list[Prediction]:
    """Ask a model about texts, or read what it said when it was asked before."""
    if cache is None:
        return predict(model, texts)
    read = [field.name for field in fields(Prediction)]  # what was cached before one was added is not used again
    asked = hashlib.sha256(json.dumps([hashlib.sha256(model.read_bytes()).hexdigest(), read, *texts]).encode())
    file = cache / f"{asked.hexdigest()[:32]}.json"
    if file.is_file():
        return [_prediction(found) for found in json.loads(file.read_text(encoding="utf-8"))]
    found = predict(model, texts)
    cache.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps([asdict(prediction) for prediction in found]), encoding="utf-8")
    draft.replace(file)
    by_age = sorted(cache.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_age[MOST_CACHED:]:
        old.unlink(missing_ok=True)
    return found


def _prediction(found: dict[str, Any]) -> Prediction:
    return Prediction(**{**found, "offered": tuple(found["offered"]), "ranking": tuple(found["ranking"])})


def compare_models(old: Path, new: Path, project: Path = PROJECT, cache: Path | None = None) -> dict[str, Any]:
    """Compare two models; see `tools.evaluate.comparison.compare` for what is returned.

    Args:
        old, new: models.
        project: the folder that the new model was trained from.
        cache: folder for predictions; None asks both models.

    Raises:
        DataError, FileNotFoundError: messages or titles cannot be read.
    """
    messages = (*load_held_out_messages(), *load_ordinary_statements())
    titles = {name: topic.title for name, topic in load_topics(project / "data").items()}
    typed = [(name, text) for name, title in titles.items() for text in (title, title.lower().removesuffix("?"))]
    texts = [*(message.text for message in messages), *(text for _, text in typed)]
    before, after = predictions(old, texts, cache), predictions(new, texts, cache)
    return compare(messages, before[: len(messages)], after, typed, titles)


def main() -> int:
    """Run the command; 1 if the models could not be compared."""
    options = _options()
    try:
        found = compare_models(options.old, options.new, options.project, options.cache)
    except (DataError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.out:
        options.out.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    if options.page:
        options.page.parent.mkdir(parents=True, exist_ok=True)
        options.page.write_text(page(found, str(options.old), str(options.new)), encoding="utf-8")
        print(f"wrote {options.page}")
    for reason in found["reasons"]:
        print(reason)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.evaluate.compare", description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--project", type=Path, default=PROJECT)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--page", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
