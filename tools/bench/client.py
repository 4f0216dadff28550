"""The load client: `python -m tools.bench.client` reads a job from standard input and prints what it saw, both as JSON.

It runs in a process of its own, so that its work is not mixed with the runner's. The figures still hold its share of the
processors.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Sequence
from dataclasses import asdict, dataclass, field

import aiohttp

from nscp.settings import PROJECT
from tools.bench.talkers import TALKERS, TalkFailed

MS = 1000
TURNS = 5  # messages of a session
ANSWER_SECONDS = 60
AFTER_FAILURE = 0.1  # seconds; a server that is down should not be asked a thousand times a second


@dataclass(frozen=True)
class Job:
    """What to send.

    Attributes:
        messages: said in order, again and again; each client begins at another place.
        clients: how many talk at once, each in its own session.
        turns: messages of one session; then comes the next.
        sessions: of each client; None for as many as fit into `seconds`.
        seconds: how long to go on.
        side: which talker to use.
        address: of the server.
    """

    messages: Sequence[str]
    clients: int = 1
    turns: int = TURNS
    sessions: int | None = None
    seconds: float | None = None
    side: str = ""
    address: str = ""


@dataclass
class Seen:
    """What came back.

    Attributes:
        turns: for each answered message its place in its session (from 1) and its time in ms.
        openings: times of opening a session, in ms.
        in_time: messages answered before the time was up.
        failures: messages and openings that got no right answer, in words.
    """

    turns: list[tuple[int, float]] = field(default_factory=list)
    openings: list[float] = field(default_factory=list)
    in_time: int = 0
    failures: list[str] = field(default_factory=list)

    def times(self) -> list[float]:
        """The times of all turns, in ms."""
        return [took for _, took in self.turns]


def run_client(job: Job) -> Seen:
    """Run a job in a client process.

    Raises:
        subprocess.CalledProcessError: the client itself broke.
    """
    command = [sys.executable, "-m", "tools.bench.client"]
    done = subprocess.run(command, cwd=PROJECT, input=json.dumps(asdict(job)), stdout=subprocess.PIPE, text=True, check=True)
    return Seen(**json.loads(done.stdout))


async def talk(job: Job) -> Seen:
    """Let all clients talk until each has had its sessions, or the time is up."""
    seen = Seen()
    deadline = time.perf_counter() + job.seconds if job.seconds is not None else None
    await asyncio.gather(*(_client(job, number, deadline, seen) for number in range(job.clients)))
    return seen


async def _client(job: Job, number: int, deadline: float | None, seen: Seen) -> None:
    said = number * len(job.messages) // job.clients
    sessions = 0
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        talker = TALKERS[job.side](http, job.address)
        while (job.sessions is None or sessions < job.sessions) and not _is_over(deadline):
            sessions += 1
            try:
                seen.openings.append(await _timed(talker.open()))
                for turn in range(1, job.turns + 1):
                    if _is_over(deadline):
                        break
                    text = job.messages[said % len(job.messages)]
                    said += 1
                    seen.turns.append((turn, await _timed(talker.say(text))))
                    seen.in_time += not _is_over(deadline)
            except TalkFailed as error:
                seen.failures.append(str(error))
                await asyncio.sleep(AFTER_FAILURE)


def _is_over(deadline: float | None) -> bool:
    return deadline is not None and time.perf_counter() >= deadline


async def _timed(talking: Awaitable[object]) -> float:
    started = time.perf_counter()
    await talking
    return (time.perf_counter() - started) * MS


def main() -> int:
    """Do the job on standard input."""
    seen = asyncio.run(talk(Job(**json.load(sys.stdin))))
    json.dump(asdict(seen), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
