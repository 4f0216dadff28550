"""Times methods from outside, without a change in what is timed."""

from __future__ import annotations

import functools
import inspect
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

MS = 1000


class Stopwatch:
    """Adds up the milliseconds of each part. Time spent in a part inside another counts for the inner one only.

    One request is timed at a time. Work that is handed to a thread counts for the part that waits for it.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        """Set up.

        Args:
            clock: tells the time in seconds.
        """
        self._clock = clock
        self._running: list[_Part] = []
        self.parts: dict[str, float] = {}

    def clear(self) -> None:
        """Forget what was added up."""
        self.parts.clear()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        part = _Part()
        self._running.append(part)
        started = self._clock()
        try:
            yield
        finally:
            took = (self._clock() - started) * MS
            self._running.remove(part)
            self.parts[name] = self.parts.get(name, 0.0) + took - part.inner
            if self._running:
                self._running[-1].inner += took

    def watch(self, owner: type, method: str, name: str) -> None:
        """Time every call of a method, plain or `async`.

        Args:
            owner: the class.
            method: the method's name.
            name: the part it belongs to.

        Raises:
            AttributeError: the class has no such method.
        """
        original = getattr(owner, method)

        @functools.wraps(original)
        def plain(*args: Any, **kwargs: Any) -> Any:
            with self.part(name):
                return original(*args, **kwargs)

        @functools.wraps(original)
        async def waiting(*args: Any, **kwargs: Any) -> Any:
            with self.part(name):
                return await original(*args, **kwargs)

        setattr(owner, method, waiting if inspect.iscoroutinefunction(original) else plain)


class _Part:
    """A part that is running; `inner` is the time that parts inside it took."""

    def __init__(self) -> None:
        self.inner = 0.0
