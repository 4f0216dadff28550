"""The two sides as running servers, on free loopback ports."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from nscp.settings import PROJECT
from nscp.topics import load_topics
from tests.running_server import free_port
from tools.bench.default_project import DATABASE
from tools.bench.machine import resident_memory
from tools.bench.talkers import DEFAULT, OURS, TALKERS, TalkFailed
from tools.bench.training import DEFAULT_MODEL, RasasDefault, environment_of_rasas_default

PROBE_TOPIC = "faq/how_long"  # whose title is the first question to a server that starts
START_SECONDS = 180
ASK_AGAIN = 0.02  # seconds
STOP_SECONDS = 20
MANY = "1000000/minute"  # the load comes from one address, so the limits would be measured instead of the turns
SERVER, ACTIONS = "rasa", "actions"


class SideFailed(Exception):
    """A server did not start or did not give the right answer."""


@dataclass(frozen=True)
class Command:
    """How to start one process: its words, its folder, what it finds in its environment."""

    words: Sequence[str]
    folder: Path
    environment: Mapping[str, str]


class Side:
    """One side: the Rasa server, and what it needs beside it."""

    def __init__(self, name: str, port: int, commands: Mapping[str, Command], answer: str, logs: Path) -> None:
        """Set up.

        Args:
            name: `ours` or `default`.
            port: where its Rasa server listens.
            commands: name -> command; the Rasa server's name is `rasa`.
            answer: the right answer to the first question.
            logs: folder for what the processes print.
        """
        self.name = name
        self.address = f"http://127.0.0.1:{port}"
        self._commands = commands
        self._answer = " ".join(answer.split())
        self._logs = logs
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> float:
        """Start everything at once.

        Returns:
            Seconds until the first right answer came over HTTP.

        Raises:
            SideFailed: there was none in three minutes.
        """
        self._logs.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        for name, command in self._commands.items():
            with (self._logs / f"{self.name}-{name}.log").open("wb") as log:
                self._processes[name] = subprocess.Popen(
                    command.words,
                    cwd=command.folder,
                    env=command.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
        asyncio.run(self._first_right_answer(started + START_SECONDS))
        return time.monotonic() - started

    def stop(self) -> None:
        """Stop what was started here, and nothing else."""
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()

    def memory(self, name: str = SERVER) -> float:
        """What a process holds in memory now, in MiB."""
        return resident_memory(self._processes[name].pid)

    async def _first_right_answer(self, deadline: float) -> None:
        question = load_topics(PROJECT / "data")[PROBE_TOPIC].title
        heard: object = "nothing"
        async with aiohttp.ClientSession() as http:
            talker = TALKERS[self.name](http, self.address)
            while time.monotonic() < deadline and self._processes[SERVER].poll() is None:
                try:
                    await talker.open()
                    heard = await talker.say(question)
                    if self._answer in [" ".join(text.split()) for text in heard]:
                        return
                except TalkFailed as error:
                    heard = error
                await asyncio.sleep(ASK_AGAIN)
        log = (self._logs / f"{self.name}-{SERVER}.log").read_text(errors="replace")
        raise SideFailed(
            f"{self.name} gave no right answer to {question!r}; last heard: {heard}. Its log ends:\n{log[-2000:]}"
        )


def our_side(run: Path, server: Sequence[str] = ("rasa",), environment: Mapping[str, str] | None = None) -> Side:
    """This project as it is, with its own model and its action server.

    Args:
        run: an empty folder for its state and logs.
        server: the module that is started instead of `rasa`, and its arguments before `run`.
        environment: variables to add.
    """
    port, action_port = free_port(), free_port()
    variables = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_HOST": "127.0.0.1",
        "NSCP_VAR": str(run / "var"),
        "NSCP_ACTION_URL": f"http://127.0.0.1:{action_port}/webhook",
        "NSCP_RATE_SESSION": MANY,
        "NSCP_RATE_ADDRESS": MANY,
        "NSCP_RATE_HANDOFFS": MANY,
        **(environment or {}),
    }
    rasa = [sys.executable, "-m", *server, *_run_arguments(port, "models/nscp.tar.gz")]
    actions = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(action_port)]
    commands = {SERVER: Command(rasa, PROJECT, variables), ACTIONS: Command(actions, PROJECT, variables)}
    return Side(OURS, port, commands, _answer(PROJECT / "data" / "topics" / f"{PROBE_TOPIC}.yml"), run)


def default_side(run: Path, trained: RasasDefault) -> Side:
    """Rasa's default with Rasa's `rest` channel and SQL store, on a fresh database.

    Args:
        run: a folder for its logs.
        trained: its project.
    """
    (trained.folder / DATABASE).unlink(missing_ok=True)
    port = free_port()
    words = [sys.executable, "-m", "rasa", *_run_arguments(port, str(DEFAULT_MODEL))]
    commands = {SERVER: Command(words, trained.folder, environment_of_rasas_default())}
    return Side(DEFAULT, port, commands, _answer(trained.folder / "data" / "nlu.yml"), run)


def _run_arguments(port: int, model: str) -> list[str]:
    files = ["--credentials", "credentials.yml", "--endpoints", "endpoints.yml"]
    return ["run", "-i", "127.0.0.1", "--port", str(port), "--model", model, *files]


def _answer(file: Path) -> str:
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return str(content["responses"][f"utter_{PROBE_TOPIC}"][0]["text"])
