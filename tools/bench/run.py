"""One run: its size, its messages, its two servers. Sections measure with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, zip_longest
from pathlib import Path

from tools.bench.client import Job, Seen, run_client
from tools.bench.few_project import examples_for_both
from tools.bench.sides import Side, default_side, our_side
from tools.bench.talkers import DEFAULT, OURS
from tools.bench.training import RasasDefault, train_default
from tools.evaluate.examples import TrainingExample
from tools.evaluate.messages import Kind, load_held_out_messages

MESSAGES = 120
WARM_UP_SESSIONS = 10
MOST_FAILURES = 0.005  # of all messages of a side
HOPELESS = 20  # failures; from here on it is not worth waiting for the end of the run


class TooManyFailures(Exception):
    """So many answers were missing or empty that the figures would mean nothing."""


@dataclass(frozen=True)
class Size:
    """How much is measured.

    Attributes:
        rounds: ours and theirs take turns this often.
        starts: of each server.
        sessions: of one client in a round.
        load_seconds: for each number of clients in a round.
        long_sessions: conversations of a hundred turns, in the whole run.
        timed_sessions: for the parts of our turn.
        widget_messages: said in the widget, the first few to warm up.
    """

    rounds: int
    starts: int
    sessions: int
    load_seconds: float
    long_sessions: int
    timed_sessions: int
    widget_messages: int


FULL = Size(rounds=4, starts=3, sessions=24, load_seconds=4.0, long_sessions=9, timed_sessions=48, widget_messages=83)
QUICK = Size(rounds=2, starts=1, sessions=6, load_seconds=1.5, long_sessions=1, timed_sessions=8, widget_messages=13)


class Run:
    """What the sections share."""

    def __init__(self, size: Size, cache: Path, train_again: bool = False) -> None:
        """Set up.

        Args:
            size: how much is measured.
            cache: folder of the trained baseline, and of this run's state.
            train_again: train Rasa's default even if it was trained before.
        """
        self.size = size
        self.folder = cache / "run"
        self._cache = cache
        self._train_again = train_again
        self._started: dict[str, Side] = {}
        self.turns = {OURS: 0, DEFAULT: 0}
        self.failures: dict[str, list[str]] = {OURS: [], DEFAULT: []}

    @cached_property
    def examples(self) -> list[TrainingExample]:
        """What both sides learn from where training is compared."""
        return examples_for_both()

    @cached_property
    def rasas_default(self) -> RasasDefault:
        """Rasa's default, trained."""
        return train_default(self._cache, self.examples, self._train_again)

    @cached_property
    def messages(self) -> list[str]:
        """What is said to both."""
        return held_out_questions(MESSAGES)

    def new_side(self, name: str) -> Side:
        """One side with fresh state, not started."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        return our_side(folder) if name == OURS else default_side(folder, self.rasas_default)

    def sides(self) -> dict[str, Side]:
        """Both sides running and warm; started one after the other when first asked for, and kept until the end."""
        for name in (OURS, DEFAULT):
            if name not in self._started:
                self._started[name] = self.new_side(name)
                self._started[name].start()
                self.drive(name, Job(self.messages, sessions=WARM_UP_SESSIONS))
        return self._started

    def take_turns(self, rounds: int) -> Iterator[tuple[int, str]]:
        """Number of the round and name of the side: ours first in one round, theirs first in the next."""
        for number in range(rounds):
            for name in (OURS, DEFAULT) if number % 2 == 0 else (DEFAULT, OURS):
                yield number, name

    def drive(self, name: str, job: Job) -> Seen:
        """Run a job against a running side and keep count of failures.

        Args:
            name: the side.
            job: what to send; its side and address are filled in.
        """
        seen = run_client(replace(job, side=name, address=self._started[name].address))
        self.count(name, seen)
        return seen

    def drive_both(self, jobs: Sequence[Job]) -> dict[str, list[Seen]]:
        """Run each job against both sides, one job a round.

        Returns:
            The side's name -> what was seen, by round.
        """
        self.sides()
        seen: dict[str, list[Seen]] = {OURS: [], DEFAULT: []}
        for number, name in self.take_turns(len(jobs)):
            seen[name].append(self.drive(name, jobs[number]))
        return seen

    def count(self, name: str, seen: Seen) -> None:
        """Keep count of turns and failures.

        Raises:
            TooManyFailures: it is plain already that nothing can be reported.
        """
        self.turns[name] += len(seen.turns)
        self.failures[name] += seen.failures
        if len(self.failures[name]) >= HOPELESS:
            self.refuse_failures()

    def refuse_failures(self) -> None:
        """Look at the failures of the whole run.

        Raises:
            TooManyFailures: of one side more than one message in two hundred failed.
        """
        for name, reasons in self.failures.items():
            sent = self.turns[name] + len(reasons)
            if len(reasons) > MOST_FAILURES * sent:
                kinds = "; ".join(sorted(set(reasons))[:5])
                raise TooManyFailures(f"{name}: {len(reasons)} of {sent} messages were not answered: {kinds}")

    def stop(self) -> None:
        """Stop what is running."""
        for side in self._started.values():
            side.stop()
        self._started.clear()


def held_out_questions(count: int) -> list[str]:
    """Held-out messages that the guide answers, the same ones every time, the topics in turn.

    Args:
        count: how many; fewer if there are not so many.
    """
    by_topic: dict[str, list[str]] = {}
    for message in load_held_out_messages():
        if message.kind is Kind.ANSWERABLE:
            by_topic.setdefault(message.topic, []).append(message.text)
    in_turn: Sequence[str | None] = list(chain.from_iterable(zip_longest(*(by_topic[topic] for topic in sorted(by_topic)))))
    return [text for text in in_turn if text is not None][:count]
