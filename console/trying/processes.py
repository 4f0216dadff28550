"""Child processes that have a model loaded each and are asked in JSON lines. The console itself never loads Rasa."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from console.proposals.commands import QUIET
from nscp.settings import PROJECT

COMMAND = (sys.executable, "-m", "assistant.ask")
MOST = 2  # models at a time; each takes some 830 MB of memory
IDLE = 600.0  # seconds without a question, after which a model is unloaded
PATIENCE = 120.0  # seconds for an answer, that to the first question with the loading of the model
LOOK = 0.5  # seconds between two looks whether the worker is to end
Key = tuple[Path, int]


class NoAnswer(Exception):
    """A model could not answer; the message is one word for the log."""


class AskedModel:
    """One child process. What it prints beside answers may quote messages, and is thrown away."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env={**os.environ, **QUIET},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            encoding="utf-8",
        )
        self.used = time.monotonic()

    def ask(self, text: str, stop: threading.Event) -> dict[str, Any]:
        """Return what it answers to a message.

        Raises:
            NoAnswer: it failed, took too long, or the worker is to end.
        """
        try:
            self._pipe(self._process.stdin).write(f"{json.dumps({'text': text})}\n")
            self._pipe(self._process.stdin).flush()
            found: dict[str, Any] = json.loads(self._line(stop))
        except (OSError, ValueError) as error:
            raise NoAnswer("ended") from error
        self.used = time.monotonic()
        if "problem" in found:
            raise NoAnswer(str(found["problem"]))
        return found

    def _line(self, stop: threading.Event) -> str:
        """Return one line, which is written at once; empty if the process has ended."""
        output, deadline = self._pipe(self._process.stdout), time.monotonic() + PATIENCE
        while not select.select([output], [], [], LOOK)[0]:
            if stop.is_set() or time.monotonic() > deadline:
                raise NoAnswer("stopped" if stop.is_set() else "slow")
        return output.readline()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        if pipe is None:
            raise NoAnswer("ended")
        return pipe

    def end(self) -> None:
        """End it and what it has started."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what could not be written any more
                    pipe.close()


class RunningModels:
    """At most two processes: the one that was not asked for longest makes room for another."""

    def __init__(self, command: Sequence[str] = COMMAND, clock: Callable[[], float] = time.monotonic) -> None:
        self._command = command
        self._clock = clock
        self._running: dict[Key, AskedModel] = {}

    def start(self, files: Iterable[Path]) -> None:
        """Let models that are asked next be loaded side by side.

        Raises:
            OSError: a file is not there, or no process can be started.
        """
        keys = [_key(file) for file in files]
        for key in keys:
            if key in self._running:
                continue
            others = sorted((model.used, other) for other, model in self._running.items() if other not in keys)
            for _, other in others[: max(0, len(self._running) + 1 - MOST)]:
                self._end(other)
            self._running[key] = AskedModel([*self._command, str(key[0])])

    def ask(self, file: Path, text: str, stop: threading.Event) -> dict[str, Any]:
        """Return what a model answers; one that fails is loaded again the next time.

        Raises:
            NoAnswer: it failed.
            OSError: as of `start`.
        """
        self.start([file])
        key = _key(file)
        try:
            return self._running[key].ask(text, stop)
        except NoAnswer:
            self._end(key)
            raise

    def end_idle(self) -> None:
        """End processes that nobody has asked for ten minutes."""
        for key, model in list(self._running.items()):
            if self._clock() - model.used > IDLE:
                self._end(key)

    def end_all(self) -> None:
        """End all of them."""
        for key in list(self._running):
            self._end(key)

    def files(self) -> set[Path]:
        """Return the models that are loaded."""
        return {file for file, _ in self._running}

    def _end(self, key: Key) -> None:
        self._running.pop(key).end()


def _key(file: Path) -> Key:
    """Return what names a model: a file that was trained again is another one."""
    return file, file.stat().st_mtime_ns
