"""`python -m tools.evaluate.play`: plays `tests/dialogues/*.yml` over the API and writes `reports/nlu/dialogues.md`.

With files of your own (`python -m tools.evaluate.play private.yml`) they are played instead, and the report is printed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from nscp.settings import PROJECT
from nscp.yaml_lines import DataError
from tests.running_server import Server
from tests.system.api.client import Client, Session
from tools.evaluate.dialogue_report import PlayedDialogue, PlayedTurn, dialogues_page, figures_table
from tools.evaluate.dialogues import Dialogue, Turn, dialogue_files, load_dialogues
from tools.evaluate.predictions import NoModelError, newest_model
from tools.evaluate.replies import AGAIN, ReplyReader, Shown
from tools.evaluate.reports import FOLDER

AT_ONCE = 3  # conversations; the server reads one message at a time, and more would wait for it
NO_LIMIT = "1000000/minute"
# Whatever this machine's own settings are: a private set is played as `make run` would answer it.
SETTINGS = {
    "NSCP_RATE_SESSION": NO_LIMIT,
    "NSCP_RATE_ADDRESS": NO_LIMIT,
    "NSCP_HANDOFF_SEND": "true",
    "NSCP_PAUSED": "false",
}


@contextmanager
def server_for_dialogues() -> Iterator[Server]:
    """Assistant and action server with the newest model, on free ports, with a database of their own.

    Raises:
        NoModelError: there is no model.
        RuntimeError: a process did not start.
    """
    newest_model(PROJECT / "models")
    with tempfile.TemporaryDirectory(prefix="nscp-dialogues-") as folder:
        database = f"sqlite:///{Path(folder) / 'var' / 'nscp.sqlite'}"
        server = Server(Path(folder), {**SETTINGS, "NSCP_DATABASE_URL": database})
        try:
            server.start()
            yield server
        finally:
            server.stop()


def play(api: str, dialogues: Sequence[Dialogue]) -> list[PlayedDialogue]:
    """Play conversations, each in a session of its own.

    Args:
        api: the API's address.
        dialogues: what to play.
    """
    reader = ReplyReader.of_project()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda dialogue: _play(Client(api).start(), dialogue, reader), dialogues))


def _play(session: Session, dialogue: Dialogue, reader: ReplyReader) -> PlayedDialogue:
    turns: list[PlayedTurn] = []
    for turn in dialogue.turns:
        shown = _shown(session, turn, reader)
        if turns and any("/" in topic and topic in turns[-1].shown.outcomes for topic in shown.outcomes):
            shown = replace(shown, outcomes=(*shown.outcomes, AGAIN))  # the next text of the same answer
        turns.append(PlayedTurn(turn, shown))
    return PlayedDialogue(dialogue, tuple(turns))


def _shown(session: Session, turn: Turn, reader: ReplyReader) -> Shown:
    reply = session.send(turn.says)
    if reply.status != 200:  # no reason to play no more: the turn is wrong, and the report says why
        return Shown((f"HTTP {reply.status}",), text=str(reply.json.get("detail", "")))
    return reader.read(reply.json["messages"])


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
    parser = argparse.ArgumentParser(prog="python -m tools.evaluate.play", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="conversations to play instead of tests/dialogues/*.yml")
    parser.add_argument("--out", type=Path, help="where the report goes instead")
    return parser.parse_args()


def _seen_from_here(path: Path) -> Path:
    return path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path


if __name__ == "__main__":
    sys.exit(main())
