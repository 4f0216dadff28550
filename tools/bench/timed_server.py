"""This project's server with a stopwatch on its parts: `python -m tools.bench.timed_server FILE run ...`.

Takes what `rasa` takes after the file's name. For each message it adds a line to the file: part -> ms, as JSON.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import onnxruntime
import rasa.__main__
from rasa.core.processor import MessageProcessor
from sanic.request import Request
from sanic.server.protocols.http_protocol import HttpProtocol

from assistant.nlu.encoder.sentence_encoder import SentenceEncoder
from assistant.nlu.featurizer import SentenceFeaturizer
from assistant.nlu.reply_planner import ReplyPlanner
from assistant.nlu.safety_classifier import SafetyClassifier
from assistant.nlu.topic_classifier import TopicClassifier
from assistant.store.database import Database
from assistant.store.tracker_store import PrivateTrackerStore
from tools.bench.stopwatch import Stopwatch

Handler = Callable[[Request], Awaitable[None]]

MESSAGES = "/webhooks/website/messages"
CHANNEL = "channel"
# The innermost part that is running counts: what Rasa does around the others remains as "rasa".
WATCHED: tuple[tuple[type, str, str], ...] = (
    (SentenceFeaturizer, "process", "tokenise"),
    (SentenceEncoder, "encode", "tokenise"),
    (onnxruntime.InferenceSession, "run", "embed"),
    (TopicClassifier, "process", "classify"),
    (SafetyClassifier, "process", "classify"),
    (ReplyPlanner, "process", "classify"),
    (MessageProcessor, "predict_next_with_tracker_if_should", "policy"),
    (PrivateTrackerStore, "retrieve", "store"),
    (PrivateTrackerStore, "save", "store"),
    (Database, "run", "store"),
    (MessageProcessor, "parse_message", "rasa"),
    (MessageProcessor, "handle_message", "rasa"),
)


def watch_parts(file: Path) -> None:
    """Put the stopwatch on the classes of this process.

    Args:
        file: where the lines go.
    """
    stopwatch = Stopwatch()
    for owner, method, part in WATCHED:
        stopwatch.watch(owner, method, part)
    connect = HttpProtocol.__init__

    # Where a connection takes the handler from: Sanic compiles `Sanic.handle_request` itself anew from its source when it
    # starts (sanic/touchup), which undoes what is put around it.
    @functools.wraps(connect)
    def timed_connection(connection: Any, *args: Any, **kwargs: Any) -> None:
        connect(connection, *args, **kwargs)
        connection.request_handler = _timed(connection.request_handler, stopwatch, file)

    HttpProtocol.__init__ = timed_connection


def _timed(handle: Handler, stopwatch: Stopwatch, file: Path) -> Handler:
    async def handle_timed(request: Request) -> None:
        stopwatch.clear()
        with stopwatch.part(CHANNEL):
            await handle(request)
        if request.path == MESSAGES:
            with file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(stopwatch.parts) + "\n")

    return handle_timed


def main() -> None:
    """Run Rasa."""
    watch_parts(Path(sys.argv.pop(1)))
    rasa.__main__.main()


if __name__ == "__main__":
    main()
