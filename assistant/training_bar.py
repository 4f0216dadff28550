"""A bar that moves while the assistant trains. It goes by how long the last training took on this machine."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import TextIO

FIRST_TIME = 90.0  # seconds expected where no training was measured yet
WIDTH = 30
EVERY = 0.5  # seconds between two steps of the bar
LINE_EVERY = 20.0  # seconds between two lines where there is no terminal
ALMOST = 0.99


class TrainingBar:
    """Shows progress while its block runs; writes down how long it took if nothing was raised."""

    def __init__(self, record: Path, out: TextIO = sys.stderr) -> None:
        """
        Args:
            record: file with the seconds that the last training took.
            out: where the bar is drawn.
        """
        self._record = record
        self._out = out
        self._expected = _seconds(record)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._draw, daemon=True)
        self._started = 0.0

    def __enter__(self) -> TrainingBar:
        self._started = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()
        took = time.monotonic() - self._started
        if self._out.isatty():
            self._out.write("\r\033[K")
        if kind is None:
            self._record.parent.mkdir(parents=True, exist_ok=True)
            self._record.write_text(f"{took:.0f}\n", encoding="ascii")

    def _draw(self) -> None:
        is_terminal = self._out.isatty()
        while not self._done.wait(EVERY if is_terminal else LINE_EVERY):
            took = time.monotonic() - self._started
            share = min(ALMOST, took / self._expected)
            if is_terminal:
                bar = "#" * round(share * WIDTH)
                self._out.write(f"\rTraining [{bar:.<{WIDTH}}] {share:.0%} ")
            else:
                self._out.write(f"Training: {took:.0f} seconds of about {self._expected:.0f}\n")
            self._out.flush()


def _seconds(record: Path) -> float:
    try:
        return max(1.0, float(record.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return FIRST_TIME
