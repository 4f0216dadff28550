"""Runs work on the hand-offs beside the action server's event loop, and not for longer than a family can wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

Result = TypeVar("Result")

SECONDS = 6.0  # a turn may take 10 (assistant/channel/chats.py), and the family is to read why it failed
_threads = ThreadPoolExecutor(4, thread_name_prefix="hand-offs")


async def in_database(work: Callable[..., Result], *arguments: Any, **named: Any) -> Result:
    """Do work in a thread.

    Raises:
        asyncio.TimeoutError: it took too long. It may still be done later, so it must be harmless to do it again.
    """
    running = asyncio.get_running_loop().run_in_executor(_threads, partial(work, *arguments, **named))
    return await asyncio.wait_for(running, SECONDS)
