"""What may be logged: nothing that a family typed, no token and no address of a person, at any level, from any library.

Words come from this project's own loggers only. Of every other record stay time, level, logger, place in the source and
the kind of an exception; its words are thrown away when the record is made, so a handler that somebody adds later has
nothing to print. docs/decisions/silence.md says why.
"""

from __future__ import annotations

import errno
import json
import logging
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog

from nscp.warning_filters import ignore_known_warnings

OURS = frozenset({"nscp", "assistant", "actions", "console"})  # whose records keep their words
# Rasa names what happened by a constant ("processor.slots.log") and puts what was typed beside it. One dot at least:
# a single word could be somebody's.
EVENT = re.compile(r"[a-z_]+(\.[a-z_]+)+")
STRUCTLOG_FRAMES = 3  # between the line that logs through structlog and the standard library

request_id: ContextVar[str] = ContextVar("request_id", default="-")

_logger = logging.getLogger(__name__)


class _EventName(str):
    """The name of a structlog event, and nothing that came with it."""


def install(json_lines: bool = False) -> None:
    """Make this process log nothing but what this page allows, to standard error.

    Call it once the libraries have set up logging of their own, and again when the server has started: until then an
    error that stops the process is printed in full, since nobody can have written yet and somebody has to fix it.

    Args:
        json_lines: one JSON object a line instead of `time level logger request_id message`.
    """
    if logging.getLogRecordFactory() is _reduced_record:
        sys.excepthook = _on_uncaught
    logging.setLogRecordFactory(_reduced_record)
    logging.raiseExceptions = False  # a handler that fails would print the record it failed on
    logging.captureWarnings(False)
    for logger in [logging.root, *logging.root.manager.loggerDict.values()]:
        if isinstance(logger, logging.Logger):
            _take_from_terminal(logger)
    handler = _Lines(json_lines)
    logging.root.addHandler(handler)
    logging.lastResort = handler  # for loggers that a library cut off from the root
    _install_structlog()
    warnings.showwarning = _show_warning
    ignore_known_warnings()
    sys.unraisablehook = _on_unraisable
    threading.excepthook = _on_uncaught_in_thread


class _Lines(logging.Handler):
    """Writes one line for each record to standard error, whatever that is at the time."""

    def __init__(self, json_lines: bool) -> None:
        super().__init__()
        self._json_lines = json_lines

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep others' records below WARNING only for somebody who asked for DEBUG."""
        return _is_ours(record.name) or record.levelno >= logging.WARNING or logging.root.isEnabledFor(logging.DEBUG)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=self.stream, flush=True)
        except (OSError, ValueError):  # a closed or full standard error must not end a turn
            self.handleError(record)

    def format(self, record: logging.LogRecord) -> str:
        parts = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": request_id.get(),
            "message": record.getMessage(),
        }
        if self._json_lines:
            return json.dumps(parts, ensure_ascii=False)
        return " ".join(parts.values()).replace("\r", "\\r").replace("\n", "\\n")


def _reduced_record(
    name: str,
    level: int,
    path: str,
    line: int,
    message: object,
    args: Any,
    exc_info: Any,
    func: str | None = None,
    sinfo: str | None = None,
    **_: object,
) -> logging.LogRecord:
    """Make a log record, as the record factory: take what a logging call was given and keep what may be printed."""
    words = _own_words(message, args) if _is_ours(name) else None
    if words is None:
        words = message if isinstance(message, _EventName) else f"{Path(path).stem}:{line}"
        if level >= logging.ERROR and not exc_info:
            exc_info = sys.exc_info()  # many write the error they are handling into their words
    if exc_info and exc_info[1]:
        words = f"{words} {_kind_and_place(exc_info[1], exc_info[2])}"
    return logging.LogRecord(name, level, path, line, words, (), None, func, None)


def _own_words(message: object, args: Any) -> str | None:
    """Return the words of one of our own records, or None if they cannot be joined; an exception is named by its kind."""
    if isinstance(args, tuple):
        args = tuple(_kind(value) if isinstance(value, BaseException) else value for value in args)
    words = _kind(message) if isinstance(message, BaseException) else str(message)
    try:
        return words % args if args else words
    except (TypeError, ValueError, KeyError):
        return None


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in OURS


def _kind(error: BaseException) -> str:
    """Return the name of the error's class; of an operating system's error also its code, which tells a port in use."""
    code = errno.errorcode.get(error.errno or 0, "") if isinstance(error, OSError) else ""
    return f"{type(error).__name__} {code}".rstrip()


def _kind_and_place(error: BaseException, trace: TracebackType | None) -> str:
    place = ""
    for frame, line in traceback.walk_tb(trace):
        place = f" at {Path(frame.f_code.co_filename).stem}:{line}"
    return f"{_kind(error)}{place}"


def _take_from_terminal(logger: logging.Logger) -> None:
    """Take away what prints to the terminal; files, the system log and a test's recorder get reduced records anyway."""
    terminal = (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)
    for handler in list(logger.handlers):
        if any(getattr(handler, "stream", None) is stream for stream in terminal):
            logger.removeHandler(handler)


def _install_structlog() -> None:
    debugging = logging.root.isEnabledFor(logging.DEBUG)
    structlog.configure(
        processors=[_keep_event_name],
        context_class=dict,
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if debugging else logging.WARNING),
        cache_logger_on_first_use=True,  # Rasa logs several times in each turn
    )


def _keep_event_name(_: object, __: str, event: Mapping[str, Any]) -> tuple[tuple[str], dict[str, Any]]:
    """Hand a structlog event on as a call of the standard library: its name, if it is one, and its exception."""
    name = str(event.get("event", ""))
    words = _EventName(name) if EVENT.fullmatch(name) else ""
    return (words,), {"exc_info": event.get("exc_info"), "stacklevel": STRUCTLOG_FRAMES}


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    _logger.warning("%s at %s:%d", category.__name__, Path(filename).stem, lineno)


def _on_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _logger.critical("Stopped by %s", _kind_and_place(error, trace))


def _on_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        _logger.error("A thread was stopped by %s", _kind_and_place(args.exc_value, args.exc_traceback))


def _on_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    if unraisable.exc_value is not None:
        _logger.error("Ignored %s", _kind_and_place(unraisable.exc_value, unraisable.exc_traceback))
