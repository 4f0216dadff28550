"""Families leave messages for NSCP through the website while its parts are killed: each one arrives once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from tests.faults.chatting_families import NAME, PHONE, LosingWire, leave_message
from tests.faults.hand_off_house import House
from tests.faults.report import Report
from tests.running_server import Server

SECRETS = (NAME.split()[0], PHONE.partition(" ")[2])
FAMILIES, EACH = 4, 10  # who write at the same time, and how many messages each leaves
KILLS = 12
BETWEEN = 1.5  # seconds between two kills
CALLS = 10  # of the action server for one message, and one more


@contextmanager
def chat(house: House, action_address: str) -> Iterator[Server]:
    """A Rasa server, running."""
    server = house.chat(action_address)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.mark.parametrize("loss", ["call", "answer"])
def test_an_action_server_that_is_lost_at_each_of_its_calls(loss: str, house: House, hand_off_report: Report) -> None:
    """A call that is lost is an action server that died before its work; a lost answer, one that died after it."""
    what = f"{house.name}: each {loss} of the action server lost once, for one message after another"
    house.server.start_actions()
    with ExitStack() as stack:
        wire = stack.enter_context(LosingWire(house.server.action_address).open())
        server = stack.enter_context(chat(house, wire.address))
        part = stack.enter_context(hand_off_report.part(what))
        house.server.start_mailer()
        for number in range(CALLS):
            wire.losses.extend([""] * number + [loss])
            house.saved.append(leave_message(server.api))
            wire.losses.clear()
        part.counts[f"{loss}s lost"] = wire.lost

        house.check(part, secrets=SECRETS)

        assert wire.lost >= CALLS - 1
        assert len(set(house.saved)) == CALLS


def test_parts_that_are_killed_while_families_write(house: House, hand_off_report: Report) -> None:
    what = f"{house.name}: {FAMILIES * EACH} messages from {FAMILIES} families at once, {KILLS} parts killed meanwhile"
    house.server.start_actions()
    with chat(house, house.server.action_address) as server, hand_off_report.part(what) as part:
        house.server.start_mailer()
        over = threading.Event()
        with ThreadPoolExecutor(FAMILIES + 1) as threads:
            killing = threads.submit(kill_parts, house, server, over)
            families: list[Future[list[str]]] = [threads.submit(leave_messages, server.api) for _ in range(FAMILIES)]
            house.saved += [reference for family in families for reference in family.result()]
            over.set()
            part.counts["killed"] = killing.result()

        house.check(part, twice=None, secrets=SECRETS)

        assert len(set(house.saved)) == FAMILIES * EACH
        assert part.counts["arrived again"] <= part.counts["killed"]


def leave_messages(api: str) -> list[str]:
    """The references of the messages that one family leaves, one after the other."""
    return [leave_message(api) for _ in range(EACH)]


def kill_parts(house: House, server: Server, over: threading.Event) -> int:
    """Kill one part after another, with SIGKILL, and start it again; how often."""

    def kill(part: str) -> None:
        where, start = {
            "actions": (house.server, house.server.start_actions),
            "mailer": (house.server, house.server.start_mailer),
            "rasa": (server, server.start_rasa),
        }[part]
        where.kill(part)
        start()

    def break_connections() -> None:
        if house.postgres:
            house.breaker.ask("terminate")

    killed = 0
    while killed < KILLS and not over.is_set():
        time.sleep(BETWEEN)
        kill(("actions", "mailer", "actions", "rasa")[killed % 4])
        break_connections()
        killed += 1
    return killed
