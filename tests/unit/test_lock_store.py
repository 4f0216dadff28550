"""One conversation's messages, one after another."""

from __future__ import annotations

import asyncio

from assistant.store.lock_store import PromptLockStore


def test_messages_of_one_conversation_wait_for_each_other_and_others_do_not() -> None:
    async def talk() -> list[str]:
        locks, done = PromptLockStore(), []

        async def turn(conversation: str, name: str) -> None:
            async with locks.lock(conversation):
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                done.append(name)

        first, second = asyncio.ensure_future(turn("a", "first")), asyncio.ensure_future(turn("a", "second"))
        other = asyncio.ensure_future(turn("b", "other"))
        await asyncio.gather(first, second, other)
        return done

    assert asyncio.run(talk()) == ["first", "other", "second"]
