"""Messages for NSCP through faults of the mail server, the mailer, the database and the process that saves.

Every hand-off whose `save` returned arrives. One arrives twice only if the mail server took it and broke the connection,
or the mailer died before it could note it; and then with the same Message-ID.

Faults of the action server, seen through the chat's API, are in test_hand_off_chats.py.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice

import pytest

from tests.faults.hand_off_house import At, House, until
from tests.faults.report import Report
from tests.mail_server import STEPS, Behaviour

DOWN_FOR = 100  # submissions
THROUGH_KILLS = 40  # submissions of each of two processes
KILLS = 4
# The mail server has the mail, and a mailer that dies here has not noted that.
TAKEN_UNNOTED = ("accepted", "answered")


on_postgresql = pytest.mark.parametrize("house", ["PostgreSQL"], indirect=True)
on_sqlite = pytest.mark.parametrize("house", ["SQLite"], indirect=True)


# The mail server


def test_a_mail_server_that_is_down_for_many_submissions(house: House, hand_off_report: Report) -> None:
    with hand_off_report.part(f"{house.name}: {DOWN_FOR} submissions while the mail server is down") as part:
        house.mails.stop()
        house.server.start_mailer()
        house.save(DOWN_FOR)
        until(lambda: all(tries >= 1 for _, tries, _ in house.states().values()))

        house.mails.start()

        house.check(part)


def test_a_mail_server_that_does_everything_wrong(house: House, hand_off_report: Report) -> None:
    wrong = (Behaviour.DROP, Behaviour.TRY_LATER, Behaviour.REFUSE, Behaviour.SILENT, Behaviour.ACCEPT)
    plan = [*islice(cycle(wrong), 30), Behaviour.DRIP]
    drops = plan.count(Behaviour.DROP)
    what = f"{drops} times it takes the mail and drops the connection; it answers 451, 554, nothing, a byte now and then"
    with hand_off_report.part(f"{house.name}: a mail server that does everything wrong: {what}") as part:
        house.mails.plan.extend(plan)
        house.server.start_mailer()
        house.save(20)

        house.check(part, twice=None)

        assert not house.mails.plan
        assert part.counts["arrived again"] <= drops


# The mailer


@pytest.mark.parametrize("step", STEPS)
def test_a_mailer_that_is_killed_at_any_step(step: str, house: House, hand_off_report: Report) -> None:
    def kill() -> None:
        if step == "content":
            house.mails.plan.append(Behaviour.TRY_LATER)  # which nobody hears
        house.server.kill("first")

    # The lock holds the mailer between the mail server's 250 and its own note.
    locks: dict[str, Callable[[], object]] = {"content": lambda: house.breaker.ask("lock")} if step == "answered" else {}
    with hand_off_report.part(f"{house.name}: the mailer killed, mail server at “{step}”") as part:
        killed = At(house.mails, {**locks, step: kill})
        house.server.start_mailer("first")
        house.save()
        killed.wait()
        if locks:
            house.breaker.ask("unlock")
        house.server.start_mailer("second")

        house.check(part, twice=1 if step in TAKEN_UNNOTED else 0)


def test_mailers_and_savers_that_are_killed_again_and_again(house: House, hand_off_report: Report) -> None:
    with hand_off_report.part(f"{house.name}: {KILLS} of two mailers and a process that saves killed on the way") as part:
        names = ("first", "second")
        for name in names:
            house.server.start_mailer(name)
        dying = house.another_console()
        dying.tell("save", count=THROUGH_KILLS, sender="dying")
        house.console.tell("save", count=THROUGH_KILLS, sender="living")
        for kill in range(KILLS):
            house.mails.wait_for(kill * THROUGH_KILLS // KILLS + 1)
            house.server.kill(names[kill % 2])
            house.server.start_mailer(names[kill % 2])
        house.saved += [dying.answer() for _ in range(THROUGH_KILLS // 2)]
        dying.kill()
        house.saved += [house.console.answer() for _ in range(THROUGH_KILLS)]

        house.check(part, twice=None)

        assert part.counts["arrived again"] <= KILLS


# The database


@on_postgresql
@pytest.mark.parametrize("step", STEPS)
def test_connections_to_the_database_that_break_at_any_step(step: str, house: House, hand_off_report: Report) -> None:
    names = ("first", "second")

    def at_work() -> int:
        return sum(house.server.log(name).count("at work") for name in names)

    def break_all() -> None:
        house.breaker.ask("terminate")
        until(lambda: at_work() == 2)  # the lock is lost: the other mailer has taken over while the first one sends

    with hand_off_report.part(f"{house.name}: every connection broken, mail server at “{step}”, two mailers") as part:
        house.server = house.with_patience(10)
        broken = At(house.mails, {step: break_all})
        for name in names:
            house.server.start_mailer(name)
        until(lambda: at_work() == 1)
        house.save()
        broken.wait()

        house.check(part)


@on_postgresql
def test_a_database_that_is_stopped_before_the_mail_is_noted(house: House, hand_off_report: Report) -> None:
    assert house.postgres is not None
    with hand_off_report.part(f"{house.name}: stopped between the mail server's 250 and the note, started later") as part:
        stopped = At(house.mails, {"accepted": house.postgres.stop})
        house.server.start_mailer()
        house.save()
        stopped.wait()
        until(lambda: "The database failed" in house.server.log("mailer"))

        house.postgres.start()

        house.check(part)


@on_sqlite
@pytest.mark.parametrize("step", ["envelope", "accepted"])
def test_a_database_that_stays_locked(step: str, house: House, hand_off_report: Report) -> None:
    with hand_off_report.part(f"{house.name}: locked for longer than anybody waits, from “{step}” on") as part:
        locked = At(house.mails, {step: lambda: house.breaker.ask("lock")})
        house.server.start_mailer()
        house.save()
        locked.wait()
        until(lambda: "The database failed" in house.server.log("mailer"))

        house.breaker.ask("unlock")

        house.check(part)


# The process that saves


@pytest.mark.parametrize("step", ["drafted", "inside", "committed"])
def test_a_process_that_is_killed_while_it_saves(step: str, house: House, hand_off_report: Report) -> None:
    with hand_off_report.part(f"{house.name}: the process that saves killed at “{step}”, asked again") as part:
        dying = house.another_console()
        reference = dying.ask("save_until", step=step, sender="family")
        dying.kill()

        assert house.console.ask("save_again", sender="family", reference=reference) == "saved"
        assert house.console.answer() == 1
        house.saved.append(reference)
        house.server.start_mailer()

        house.check(part)
