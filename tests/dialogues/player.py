"""Plays conversations with a running server over the website's API."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.evaluation.dialogues import Dialogue, Turn
from assistant.evaluation.outcomes import AGAIN
from assistant.evaluation.predictions import newest_model
from assistant.evaluation.replies import ReplyReader, Shown
from assistant.evaluation.turn_judging import PlayedDialogue, PlayedTurn
from nscp.settings import PROJECT
from tests.running_server import Server
from tests.system.api.client import Client, Session

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
