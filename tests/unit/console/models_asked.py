"""Models that are quick to load, for tests of what trainers try: files that hold the name of a topic."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from console.proposals import claims
from console.proposals.models import TrainerClaim
from console.trying.answering import Answering
from console.trying.processes import RunningModels

STAND_IN = """
import json, pathlib, sys
topic = pathlib.Path(sys.argv[1]).read_text()
for line in sys.stdin:
    text = json.loads(line)["text"]
    if text == "die": sys.exit(1)
    found = {"topic": topic, "confidence": 0.874, "runners_up": [["gap/advocate", 0.21], ["faq/apply", 0.004]],
        "outcome": "answered", "safety": "answer_with_help" if "hurt" in text else "none",
        "replies": [{"text": "Reply of " + topic, "buttons": ["Start"]}] if "form" not in text else []}
    if text == "fail": found = {"problem": "KeyError"}
    print(json.dumps(found), flush=True)
"""
COMMAND = (sys.executable, "-c", STAND_IN)
HOLDER = "the worker of this test"


def start_worker() -> None:
    """Write that a trainer worker is alive."""
    TrainerClaim.objects.all().delete()
    assert claims.claim(HOLDER)


def model(file: Path, topic: str) -> Path:
    """A model that knows one topic."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(topic)
    return file


def answer_all(models: RunningModels | None = None) -> None:
    """Let the worker answer all that waits."""
    running = models or RunningModels(COMMAND)
    answering, stop = Answering(HOLDER, running), threading.Event()
    try:
        while answering.answer_next(stop):
            pass
    finally:
        if models is None:
            running.end_all()
