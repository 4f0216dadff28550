"""Where the time of one of our turns goes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from statistics import median

from tools.bench.client import Job, run_client
from tools.bench.run import WARM_UP_SESSIONS, Run
from tools.bench.sides import our_side
from tools.bench.talkers import OURS

HTTP = "http"  # what the client waits for beyond the server's own work on the request, the client's own work included
PARTS = ("tokenise", "embed", "classify", "policy", "store", "rasa", "channel", HTTP)


def measure_parts(run: Run) -> tuple[dict[str, float], int]:
    """Start our server with a stopwatch on its parts, and talk to it with one client.

    Returns:
        Part -> median in ms, and the number of turns.
    """
    lines = run.folder / "parts.jsonl"
    side = our_side(run.folder / "timed", server=("tools.bench.timed_server", str(lines)))
    try:
        side.start()
        warm_up = Job(run.messages, sessions=WARM_UP_SESSIONS, side=OURS, address=side.address)
        run.count(OURS, run_client(warm_up))
        lines.write_text("", encoding="utf-8")
        job = Job(run.messages, sessions=run.size.timed_sessions, side=OURS, address=side.address)
        seen = run_client(job)
        run.count(OURS, seen)
    finally:
        side.stop()
    inside = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    return medians_of_parts(seen.times(), inside), len(inside)


def medians_of_parts(waited: Sequence[float], inside: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Part -> median in ms.

    Args:
        waited: for each turn how long the client waited, in ms.
        inside: for each turn what its parts took in the server, in ms.

    Raises:
        ValueError: the numbers of turns differ, so that the two cannot be put side by side.
    """
    turns = [{**parts, HTTP: took - sum(parts.values())} for took, parts in zip(waited, inside, strict=True)]
    return {part: median(turn.get(part, 0.0) for turn in turns) for part in PARTS}
