"""What is logged. Each test lets something print a text that a family might have typed, and reads standard error."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
import structlog
from rasa.shared.core.domain import Domain
from rasa.shared.utils.io import raise_warning

from assistant.channel.chats import Chats
from assistant.channel.problems import Problem
from assistant.store.database import Database, StoreFailed
from assistant.store.tracker_store import PrivateTrackerStore
from assistant.store.turn import Turn, current_turn
from nscp import logs

PROJECT = Path(__file__).parents[2]
TYPED = "my son was hurt"
LEVELS = [logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL]

foreign = logging.getLogger("rasa.core.somewhere")
own = logging.getLogger("assistant.somewhere")
logging.getLogger(__name__)  # as most modules of Rasa have: a logger that structlog did not make and cannot place


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Put back what `install` changes in this process."""
    places = [(logging, "raiseExceptions"), (logging, "lastResort"), (sys, "excepthook"), (sys, "unraisablehook")]
    places += [(threading, "excepthook"), (warnings, "showwarning")]
    before = [(place, name, getattr(place, name)) for place, name in places]
    factory, level, handlers = logging.getLogRecordFactory(), logging.root.level, list(logging.root.handlers)
    yield
    for place, name, value in before:
        setattr(place, name, value)
    logging.setLogRecordFactory(factory)
    logging.root.setLevel(level)
    logging.root.handlers[:] = handlers
    structlog.reset_defaults()


def install(level: int, json_lines: bool = False) -> None:
    logging.root.setLevel(level)
    logs.install(json_lines)


STARTING = "import logging, sys; from nscp import logs; logging.root.setLevel(logging.DEBUG); logs.install()\n"
STARTED = STARTING + "logs.install()\n"


def run(code: str, start: str = STARTED) -> str:
    """What a Python process with our logging prints to either stream while it runs `code`."""
    result = subprocess.run(
        [sys.executable, "-c", start + code],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout + result.stderr


# Others' records


@pytest.mark.parametrize("level", LEVELS)
def test_a_librarys_words_are_thrown_away_at_every_level(level: int, capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.DEBUG)

    foreign.log(level, f"Received {TYPED}")
    foreign.log(level, "Received %s", TYPED)
    foreign.log(level, TYPED, extra={"request": TYPED, "fields": {"text": TYPED}})

    printed = capsys.readouterr().err
    assert TYPED not in printed
    assert printed.count(f" {logging.getLevelName(level)} rasa.core.somewhere - test_logs:") == 3


def test_an_exception_is_named_and_placed_but_neither_quoted_nor_shown(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.INFO)

    try:
        raise ValueError(TYPED)
    except ValueError:
        foreign.exception("Failed on %s", TYPED, stack_info=True)

    printed = capsys.readouterr().err
    assert "ValueError at test_logs:" in printed
    assert TYPED not in printed
    assert printed.count("\n") == 1


def test_an_error_that_is_being_handled_is_named_though_it_was_only_in_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.INFO)

    try:
        raise ValueError(TYPED)
    except ValueError as error:
        foreign.error(f"Cannot save: {error}")
    foreign.error("Cannot save")

    first, second = capsys.readouterr().err.splitlines()
    assert re.search(r" test_logs:\d+ ValueError at test_logs:\d+$", first)
    assert re.search(r" - test_logs:\d+$", second)


def test_an_operating_system_error_says_which(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.INFO)

    try:
        Path("/nowhere", TYPED).read_text()
    except OSError:
        foreign.exception("Cannot read")

    printed = capsys.readouterr().err
    assert "FileNotFoundError ENOENT at " in printed
    assert TYPED not in printed


def test_below_a_warning_a_librarys_records_are_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.INFO)

    foreign.info("Starting")
    foreign.warning("Slow")
    own.info("Ready.")

    assert [line.split()[1:3] for line in capsys.readouterr().err.splitlines()] == [
        ["WARNING", "rasa.core.somewhere"],
        ["INFO", "assistant.somewhere"],
    ]


def test_a_name_that_only_begins_like_ours_is_not_ours(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.INFO)

    logging.getLogger("assistant_of_somebody").error(TYPED)

    assert TYPED not in capsys.readouterr().err


# structlog, through which Rasa logs most of what is typed


def test_of_a_structlog_event_only_name_place_and_kind_of_exception_stay(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.DEBUG)
    logger = structlog.get_logger()

    logger.debug("processor.message.parse", text=TYPED)
    logger.error("rest.message.failure", text=TYPED, exc_info=RuntimeError(TYPED))

    printed = capsys.readouterr().err
    assert TYPED not in printed
    assert "processor.message.parse\n" in printed
    assert "rest.message.failure RuntimeError\n" in printed


@pytest.mark.parametrize("event", [TYPED, "hurt", "Hurt.him", "hurt.him2", "hurt.\n", ".", ""])
def test_an_event_that_is_not_named_like_one_is_placed_only(event: str, capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.DEBUG)

    structlog.get_logger().warning(event)

    assert capsys.readouterr().err.rsplit(" ", 1)[1].startswith("test_logs:")


def test_a_structlog_logger_that_was_in_use_before_is_silenced_too(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.configure(
        processors=[structlog.processors.JSONRenderer()],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.root.setLevel(logging.DEBUG)
    logger = structlog.get_logger()
    logger.debug("first use")
    install(logging.DEBUG)
    capsys.readouterr()

    logger.error("processor.message.parse", text=TYPED)

    printed = capsys.readouterr().err
    assert " ERROR " in printed
    assert TYPED not in printed


# Our own records


def test_our_own_words_are_kept_with_the_request_they_belong_to(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.INFO)
    token = logs.request_id.set("7f3a")

    own.warning("A turn took %d s.", 11)
    logs.request_id.reset(token)

    assert capsys.readouterr().err.endswith(" WARNING assistant.somewhere 7f3a A turn took 11 s.\n")


def test_json_lines_hold_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.INFO, json_lines=True)

    own.warning("Two\nlines.")

    line = json.loads(capsys.readouterr().err)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "WARNING",
        "logger": "assistant.somewhere",
        "request_id": "-",
        "message": "Two\nlines.",
    }


def test_a_text_line_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.INFO)

    own.warning("Two\r\nlines.")

    assert capsys.readouterr().err.endswith(" Two\\r\\nlines.\n")


def test_an_exception_in_our_own_words_is_named_only(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.INFO)

    own.error("A turn failed with %s.", ValueError(TYPED))
    own.error(ValueError(TYPED))

    printed = capsys.readouterr().err
    assert TYPED not in printed
    assert "A turn failed with ValueError.\n" in printed
    assert printed.endswith(" ValueError\n")


def test_words_that_cannot_be_put_together_print_nothing_of_what_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.INFO)

    own.error("%d messages", TYPED)

    assert capsys.readouterr().err.rsplit(" ", 1)[1].startswith("test_logs:")


def test_what_the_database_did_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    install(logging.INFO)
    database = Database(f"sqlite:///{tmp_path / 'no such folder' / 'nscp.sqlite'}")
    chats = Chats(database, {}, *[Any] * 5)
    store, token = PrivateTrackerStore(Domain.empty(), database=database), current_turn.set(Turn())

    for work in (chats.conversation("s"), store.retrieve("s")):
        with pytest.raises((Problem, StoreFailed)):
            asyncio.run(work)  # type: ignore[arg-type]
    current_turn.reset(token)

    assert capsys.readouterr().err.count("failed with OperationalError") == 2


# What others set up


def test_what_printed_to_the_terminal_before_is_replaced_and_twice_is_once(capsys: pytest.CaptureFixture[str]) -> None:
    logging.root.addHandler(logging.StreamHandler(sys.stdout))
    foreign.addHandler(logging.StreamHandler())
    install(logging.INFO)
    install(logging.INFO)

    foreign.error("Failed")

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1


def test_a_handler_that_is_added_later_has_nothing_to_print(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.DEBUG)
    late = logging.StreamHandler(sys.stdout)
    late.setFormatter(logging.Formatter("%(message)s %(args)s %(exc_info)s %(exc_text)s %(stack_info)s"))
    foreign.addHandler(late)

    try:
        raise ValueError(TYPED)
    except ValueError:
        foreign.exception("Received %s", TYPED, stack_info=True)
    foreign.removeHandler(late)

    captured = capsys.readouterr()
    assert re.fullmatch(r"test_logs:\d+ ValueError at test_logs:\d+ \(\) None None None\n", captured.out)
    assert TYPED not in captured.err


def test_a_handler_that_fails_is_not_heard_of(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.INFO)
    late = logging.StreamHandler(sys.stdout)
    late.setFormatter(logging.Formatter("%(request)s"))
    foreign.addHandler(late)

    foreign.error("Received %s", TYPED)
    foreign.removeHandler(late)

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1


def test_a_logger_that_is_cut_off_later_prints_our_line(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.DEBUG)
    cut_off = logging.getLogger("sanic.elsewhere")
    cut_off.propagate = False

    cut_off.error(TYPED)

    assert " ERROR sanic.elsewhere - test_logs:" in capsys.readouterr().err


def test_a_log_file_that_the_operator_asked_for_gets_reduced_records(tmp_path: Path) -> None:
    file = tmp_path / "rasa.log"
    handler = logging.FileHandler(file)
    logging.root.addHandler(handler)
    install(logging.INFO)

    foreign.error("Received %s", TYPED)
    handler.close()

    assert file.read_text().startswith("test_logs:")


def test_sqlalchemy_prints_neither_statements_nor_their_values(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.DEBUG)
    engine = sqlalchemy.create_engine("sqlite://", echo="debug")

    with engine.connect() as connection:
        connection.execute(sqlalchemy.text("select :typed"), {"typed": TYPED}).all()
        try:
            connection.execute(sqlalchemy.text("insert into nowhere values (:typed)"), {"typed": TYPED})
        except sqlalchemy.exc.OperationalError:
            foreign.exception("Failed")
    engine.dispose()

    captured = capsys.readouterr()
    assert TYPED not in captured.out + captured.err
    assert "sqlalchemy.engine" in captured.err
    assert "OperationalError at " in captured.err


# What Python prints by itself


def test_a_warning_is_its_kind_and_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    install(logging.INFO)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(TYPED, stacklevel=1)
        raise_warning(f"Failed to parse '/{TYPED}'", UserWarning, docs=TYPED)

    printed = capsys.readouterr().err
    assert printed.count(" WARNING nscp.logs - UserWarning at test_logs:") == 2
    assert TYPED not in printed


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("raise ValueError(sys.executable)", "CRITICAL nscp.logs - Stopped by ValueError at <string>:3"),
        (
            "import threading\ndef fail(): raise ValueError(sys.executable)\nthreading.Thread(target=fail).start()",
            "ERROR nscp.logs - A thread was stopped by ValueError at <string>:4",
        ),
        (
            "class Bad:\n  def __del__(self): raise ValueError(sys.executable)\nBad()",
            "ERROR nscp.logs - Ignored ValueError at <string>:4",
        ),
        (
            "import asyncio\nasync def fail(): raise ValueError(sys.executable)\n"
            "async def main():\n  asyncio.ensure_future(fail())\n  await asyncio.sleep(0)\nasyncio.run(main())",
            "ValueError at <string>:4",
        ),
    ],
    ids=["uncaught", "in a thread", "while being deleted", "in a task that nobody waits for"],
)
def test_an_error_that_nobody_catches_is_named_only(code: str, line: str) -> None:
    printed = run(code)

    assert line in printed
    assert sys.executable not in printed
    assert "Traceback" not in printed


def test_a_stop_by_exit_code_keeps_its_code() -> None:
    assert run("import threading\nthreading.Thread(target=sys.exit).start()\nsys.exit(0)") == ""


def test_an_error_that_stops_a_server_before_it_has_started_is_printed_in_full() -> None:
    printed = run("raise ValueError('no model')", STARTING)

    assert printed.startswith("Traceback")
    assert printed.endswith("ValueError: no model\n")
