"""`python -m tests.dialogues`: plays `tests/dialogues/*.yml` and writes `reports/nlu/dialogues.md`.

With files of your own (`python -m tests.dialogues private.yml`) they are played instead, and the report is printed.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from assistant.evaluation.dialogue_report import dialogues_page, figures_table
from assistant.evaluation.dialogues import dialogue_files, load_dialogues
from assistant.evaluation.predictions import NoModelError
from assistant.evaluation.reports import FOLDER
from nscp.settings import PROJECT
from nscp.yaml_lines import DataError
from tests.dialogues.player import play, server_for_dialogues

REPORT = FOLDER / "dialogues.md"


def main() -> int:
    """Run the command.

    Returns:
        0 if everything was played, however it went (`make test` judges that); 1 if it could not be.
    """
    options = _options()
    try:
        dialogues = load_dialogues(options.files or dialogue_files())
        print(f"playing {len(dialogues)} conversations ...", flush=True)
        with server_for_dialogues() as server:
            started = time.monotonic()
            played = play(server.api, dialogues)
            seconds = time.monotonic() - started
    except (DataError, NoModelError, FileNotFoundError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    report = options.out or (None if options.files else REPORT)
    if report is None:
        print(dialogues_page(played))
        return 0
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(dialogues_page(played), encoding="utf-8")
    print("\n".join(figures_table(played)))
    turns = sum(len(dialogue.turns) for dialogue in played)
    print(f"{turns} turns in {seconds:.0f} seconds; report: {_seen_from_here(report)}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.dialogues", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="conversations to play instead of tests/dialogues/*.yml")
    parser.add_argument("--out", type=Path, help="where the report goes instead")
    return parser.parse_args()


def _seen_from_here(path: Path) -> Path:
    return path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path


if __name__ == "__main__":
    sys.exit(main())
