"""Takes the times."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tools.console_speed.house import House


@dataclass(frozen=True)
class Times:
    """How long the pages of one kind took, in milliseconds."""

    name: str
    milliseconds: tuple[float, ...]

    def within(self, share: float) -> float:
        """The time within which this share of them was there."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def one_reader(house: House, name: str, address: Callable[[int], str], times: int) -> Times:
    """Open pages one after the other, the first one once before."""
    house.get(address(0))
    return Times(name, tuple(1000 * house.get(address(nth)) for nth in range(times)))


def several_readers(house: House, name: str, addresses: Sequence[str], readers: int) -> Times:
    """Open pages from several browsers at once, each one after the other."""
    left, taken, lock = list(addresses), list[float](), threading.Lock()

    def read() -> None:
        while True:
            with lock:
                if not left:
                    return
                address = left.pop()
            took = house.get(address)
            with lock:
                taken.append(1000 * took)

    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Times(name, tuple(taken))
