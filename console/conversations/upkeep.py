"""Keeps the index up to date while nobody looks, so that what the purge has removed does not stay in it."""

from __future__ import annotations

import logging
import threading

from django.db import Error, close_old_connections, connection

from console.conversations.catching_up import catch_up

logger = logging.getLogger(__name__)

PAUSE = 60.0  # seconds between two looks


def start(stop: threading.Event) -> threading.Thread:
    """Look every minute, in a thread of its own that ends with the process.

    Args:
        stop: set when it is to end. What is being indexed then is left to the next process.

    Returns:
        The thread, which runs.
    """
    thread = threading.Thread(target=_run, args=[stop], name="index", daemon=True)
    thread.start()
    return thread


def _run(stop: threading.Event) -> None:
    trouble = ""
    while not stop.is_set():
        try:
            close_old_connections()
            catch_up(most=None)
            trouble = ""
        except Exception as error:  # nothing may end the one thread that forgets what was removed
            # Once for each kind, by its name alone: the error's own words may quote what was to be stored.
            kind = type(error).__name__
            if kind != trouble:
                what = "database" if isinstance(error, (Error, OSError)) else "index"
                logger.warning("The %s failed with %s. Conversations are indexed again in a minute.", what, kind)
            trouble = kind
            connection.close()
        stop.wait(PAUSE)
    connection.close()
