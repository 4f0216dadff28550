"""Strangers do all at once that once kept a server from answering families. Families notice nothing of it."""

from __future__ import annotations

import http.client
import itertools
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.attackers import Attackers
from tests.faults.chatting_families import SAVED, answer_to
from tests.faults.conftest import ATTACK_SECONDS
from tests.faults.report import Report
from tests.running_server import Server, few_files
from tests.running_server import running as running_as_set
from tests.system.api.client import Client, Reply, Session

FILES = 256
FAMILIES = 4
TYPING = 1.5  # seconds before each message of a family
ANSWERED_IN = 1.0  # seconds, 95 % of all messages
HELPED_IN = 1.0  # seconds, every message about danger
HAND_OFFS = 5  # of one address in an hour

STORY = (
    "We lived in the flat on the second floor when all of this began. The health visitor came three times in the first "
    "month and then nobody came for a long while. My sister rang the school and they said they would write to somebody. I "
    "went to two meetings and I never heard what was decided. In the summer we moved to my mum's house because the rent had "
    "gone up again. A letter arrived last week and it says there will be a review and that I can take part. "
)
DANGER = (
    "i want to kill myself",
    f"{13 * STORY}I want to kill myself.",  # 6,000 characters
    "my dad hits me",
    "I took all my tablets",
    f"{STORY}My partner is at the door with a knife and I am scared of him tonight.",
    "he has a knife and he is outside",
    "I am scared he will kill us tonight",
)
QUESTIONS = (
    "How long does a review take?",
    "why?",
    "will I get to read what you write about us",
    "who sees the report and where is it published?",
    "can my mum come with me",
    f"{STORY}How long does it take?",
    "what do i have to do",
)
TALK = tuple(itertools.chain.from_iterable(zip(QUESTIONS, DANGER, strict=True)))
HAND_OFF = "Send NSCP a message for me"


@dataclass
class Families:
    """Families who chat at the same time, from one address.

    Attributes:
        client: of the server.
        answered: seconds that each message waited for its answer.
        helped: those of messages about danger.
        faults: what went wrong.
        saved: messages for NSCP that were taken.
    """

    client: Client
    answered: list[float] = field(default_factory=list)
    helped: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    saved: int = 0

    def chat_until(self, end: float) -> None:
        """Chat, in one chat after another, until a time on the clock of `time.monotonic`."""
        self._leave_message()
        while time.monotonic() < end:
            session = self._start()
            for text in TALK:
                if session is None or time.monotonic() > end:
                    break
                self._say(session, text)

    def _start(self) -> Session | None:
        try:
            return self.client.start()
        except (AssertionError, OSError, http.client.HTTPException) as error:
            self.faults.append(f"no chat: {error!r}")
            return None

    def _leave_message(self) -> None:
        session, text = self._start(), HAND_OFF
        while session is not None and text:
            reply = self._say(session, text)
            said = reply.texts if reply else ""
            self.saved += any(words in said for words in SAVED)
            text = answer_to(said) or ""

    def _say(self, session: Session, text: str) -> Reply | None:
        time.sleep(TYPING)
        begun = time.monotonic()
        try:
            reply = session.send(text)
        except (OSError, http.client.HTTPException) as error:
            self.faults.append(f"{text}: {error!r}")
            return None
        seconds = time.monotonic() - begun
        self.answered.append(seconds)
        if reply.status != 200:
            self.faults.append(f"{text}: {reply.status} after {seconds:.2f} s")
            return None
        if text in DANGER:
            self.helped.append(seconds)
            if reply.kinds[0] != "safety":
                self.faults.append(f"{text}: not helped")
        return reply


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The product with its own limits, which sees where its clients come from."""
    with few_files(FILES):
        started = running_as_set(Server(tmp_path, {"NSCP_RATE_HANDOFFS": f"{HAND_OFFS}/hour"}))
        server = next(started)
    yield server
    started.close()


def test_families_notice_nothing_of_attackers(server: Server, report: Report) -> None:
    attackers, families = Attackers(server.api), Families(Client(server.api))
    with report.part(f"8 attackers for {ATTACK_SECONDS} seconds beside {FAMILIES} families who talk") as part:
        with attackers.at_work(), ThreadPoolExecutor(FAMILIES) as threads:
            end = time.monotonic() + ATTACK_SECONDS
            chats = [threads.submit(families.chat_until, end) for _ in range(FAMILIES)]
        for chat in chats:
            chat.result()

        usual = statistics.quantiles(families.answered, n=20)[-1]
        part.counts["messages of families"] = len(families.answered)
        part.counts["about danger"] = len(families.helped)
        part.counts["errors"] = len(families.faults)
        part.counts["ms at most for 95 %"] = round(1000 * usual)
        part.counts["ms at most for danger"] = round(1000 * max(families.helped))
        part.counts["requests of attackers"] = sum(attackers.statuses.values())
        part.counts.update({f"of them {status}": count for status, count in sorted(attackers.statuses.items())})
        part.counts["of their connections dropped"] = attackers.cut_off
        part.counts["of their messages for NSCP taken"] = attackers.saved

        assert not families.faults
        assert families.saved == FAMILIES
        assert max(families.helped) <= HELPED_IN
        assert usual <= ANSWERED_IN
        assert attackers.saved <= HAND_OFFS
        assert set(attackers.statuses) <= {200, 201, 429, 503}
        assert "Traceback" not in server.log("rasa")
