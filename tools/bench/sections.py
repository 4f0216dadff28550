"""The sections of a run, in their order. One more is one more function and one more line at the end."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median

import numpy as np

from tools.bench.chromium import run_browser
from tools.bench.client import TURNS, Job
from tools.bench.figures import Bar, Figure, Measured
from tools.bench.parts import measure_parts
from tools.bench.run import Run
from tools.bench.sides import ACTIONS
from tools.bench.talkers import DEFAULT, OURS
from tools.bench.training import train_ours

CLIENTS = (1, 8, 32)
LONG = 100  # turns
LOOKED_AT = (1, 20, 50, 100)  # turns of a long session at which the same message is said


@dataclass(frozen=True)
class Section:
    """A section: its name for `--sections`, and what measures it."""

    name: str
    measure: Callable[[Run], Measured]


def measure_training(run: Run) -> Measured:
    """Time to train on the same examples."""
    theirs = run.rasas_default.training
    ours = train_ours(run.folder / "few", run.examples)
    shutil.rmtree(run.folder / "few")
    return Measured(
        [
            Figure("training_s", "Training on the same examples", "s", ours.seconds, theirs.seconds, Bar(0.2, aim=0.1)),
            Figure(
                "training_processor_s",
                "Training, time of all processors",
                "s",
                ours.processor_seconds,
                theirs.processor_seconds,
            ),
        ],
        {"examples": len(run.examples), "ours": asdict(ours), "theirs": asdict(theirs)},
    )


def measure_start(run: Run) -> Measured:
    """Time from the start of the processes to the first right answer."""
    seconds: dict[str, list[float]] = {OURS: [], DEFAULT: []}
    for _, name in run.take_turns(run.size.starts):
        side = run.new_side(name)
        try:
            seconds[name].append(side.start())
        finally:
            side.stop()
    ours, theirs = median(seconds[OURS]), median(seconds[DEFAULT])
    return Measured([Figure("start_s", "Start to first right answer", "s", ours, theirs, Bar(0.4, aim=0.25))], seconds)


def measure_latency(run: Run) -> Measured:
    """Times of turns with one client."""
    size = run.size
    starts = [number * size.sessions * TURNS for number in range(size.rounds)]
    seen = run.drive_both([Job(_from(run.messages, start), sessions=size.sessions) for start in starts])
    times = {name: [took for one in rounds for took in one.times()] for name, rounds in seen.items()}
    bars = {50: Bar(0.45, aim=0.35)}
    figures = [
        Figure(
            f"turn_p{percent}_ms",
            f"Turn with 1 client, p{percent}",
            "ms",
            float(np.percentile(times[OURS], percent)),
            float(np.percentile(times[DEFAULT], percent)),
            bars.get(percent),
        )
        for percent in (50, 95, 99)
    ]
    opening = median(took for one in seen[OURS] for took in one.openings)
    figures.append(Figure("opening_p50_ms", "Opening a session, p50", "ms", opening, None))
    turns = {name: len(found) for name, found in times.items()}
    return Measured(figures, {"turns": turns, "messages": len(set(run.messages)), "turns_of_a_session": TURNS})


def measure_throughput(run: Run) -> Measured:
    """Turns in a second with several clients at once."""
    size = run.size
    figures, times = [], {}
    for clients in CLIENTS:
        seen = run.drive_both([Job(run.messages, clients=clients, seconds=size.load_seconds)] * size.rounds)
        rate = {
            name: sum(one.in_time for one in rounds) / (size.rounds * size.load_seconds) for name, rounds in seen.items()
        }
        bar = Bar(2.2, aim=3, at_least=True) if clients == CLIENTS[-1] else None
        title = f"Turns per second, {clients} client{'s' if clients > 1 else ''}"
        figures.append(Figure(f"turns_per_s_{clients}", title, "1/s", rate[OURS], rate[DEFAULT], bar))
        times[f"p50_ms_{clients}_clients"] = {
            name: median(took for one in rounds for took in one.times()) for name, rounds in seen.items()
        }
    return Measured(figures, {"seconds_each": size.rounds * size.load_seconds, **times})


def measure_long_sessions(run: Run) -> Measured:
    """What a turn costs as a session grows."""
    seen = run.drive_both([_long_session(run.messages, number) for number in range(run.size.long_sessions)])
    curve = {name: _medians_by_turn([one.turns for one in rounds]) for name, rounds in seen.items()}
    figures = [
        Figure(f"turn_{turn}_ms", f"Turn {turn} of one session", "ms", curve[OURS][turn - 1], curve[DEFAULT][turn - 1])
        for turn in LOOKED_AT
    ]
    growth = {name: found[-1] / found[0] for name, found in curve.items()}
    bar = Bar(1.5, on_ratio=False)
    figures.append(Figure("growth", "Turn 100 as a multiple of turn 1", "times", growth[OURS], growth[DEFAULT], bar))
    return Measured(figures, {"sessions": run.size.long_sessions, "ms_by_turn": curve})


def measure_memory(run: Run) -> Measured:
    """Memory after all that went before."""
    sides = run.sides()
    ours, theirs = sides[OURS].memory(), sides[DEFAULT].memory()
    return Measured(
        [
            Figure("memory_mib", "Resident memory of the Rasa server", "MiB", ours, theirs, Bar(0.75, aim=0.65)),
            Figure("action_server_mib", "Resident memory of the action server", "MiB", sides[OURS].memory(ACTIONS), None),
        ],
        {"turns_before": dict(run.turns)},
    )


def measure_widget(run: Run) -> Measured:
    """What a family sees of it: the widget on a page, in a real browser."""
    seen = run_browser(run.sides()[OURS].address, run.messages[: run.size.widget_messages])
    painted, requests = float(np.percentile(seen["painted"], 50)), max(seen["requests"])
    return Measured(
        [
            Figure("painted_p50_ms", "Widget, from Send to painted answer, p50", "ms", painted, None),
            Figure("requests", "Widget, requests of a message, most", "", requests, None, Bar(1, on_ratio=False)),
        ],
        {"messages": len(seen["painted"]), "painted_p95_ms": float(np.percentile(seen["painted"], 95))},
    )


def measure_breakdown(run: Run) -> Measured:
    """The parts of our turn, on a server of its own."""
    run.stop()
    parts, turns = measure_parts(run)
    return Measured([], {"parts_ms": parts, "turns": turns, "sum_ms": sum(parts.values())})


SECTIONS: tuple[Section, ...] = (
    Section("training", measure_training),
    Section("start", measure_start),
    Section("latency", measure_latency),
    Section("throughput", measure_throughput),
    Section("long_sessions", measure_long_sessions),
    Section("memory", measure_memory),
    Section("widget", measure_widget),
    Section("breakdown", measure_breakdown),
)


def _long_session(messages: list[str], number: int) -> Job:
    """One session, which says the same message at each turn that is looked at: messages differ more than turns do."""
    others = _from(messages, number * LONG)
    said = [messages[number] if turn in LOOKED_AT else others[turn % len(others)] for turn in range(1, LONG + 1)]
    return Job(said, turns=LONG, sessions=1)


def _from(messages: list[str], start: int) -> list[str]:
    """The same messages, beginning at another place."""
    start %= len(messages)
    return messages[start:] + messages[:start]


def _medians_by_turn(sessions: list[list[tuple[int, float]]]) -> list[float]:
    """For each turn the median of its times in all sessions, in ms."""
    times: dict[int, list[float]] = {}
    for session in sessions:
        for turn, took in session:
            times.setdefault(turn, []).append(took)
    return [median(times[turn]) for turn in sorted(times)]
