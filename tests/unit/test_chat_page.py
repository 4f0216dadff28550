"""Exit on the chat page: a person in a hurry is let go, whatever happens behind it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from sanic.compat import Header

from assistant.channel import chat_page
from assistant.channel.chat_page import ChatPage
from assistant.channel.problems import Problem
from assistant.channel.sessions import COOKIE, Sessions

SESSIONS = Sessions("k" * 40, lifetime=3600)
ELSEWHERE = "https://www.example.org/weather"


class StandIn:
    """Chats whose end is as slow, or as broken, as a test wants."""

    def __init__(self, seconds: float = 0.0, problem: Problem | None = None) -> None:
        self.ended: list[str] = []
        self._seconds = seconds
        self._problem = problem

    async def end(self, sender_id: str) -> None:
        await asyncio.sleep(self._seconds)
        if self._problem:
            raise self._problem
        self.ended.append(sender_id)


async def leave(chats: StandIn, token: str | None) -> Any:
    templates = SimpleNamespace(words=SimpleNamespace(exit_address=ELSEWHERE))
    page = ChatPage(templates, "", chats, SESSIONS, None)  # type: ignore[arg-type]
    headers = Header({"cookie": f"{COOKIE}={token}"} if token else {})
    stream = SimpleNamespace(head_only=False)
    return await page.leave(SimpleNamespace(headers=headers, scheme="http", stream=stream))  # type: ignore[arg-type]


@pytest.mark.parametrize("token", [None, "forged", SESSIONS.token("somebody")])
def test_exit_leads_away_and_drops_the_cookie(token: str | None) -> None:
    response = asyncio.run(leave(StandIn(), token))

    assert (response.status, response.headers["Location"]) == (303, ELSEWHERE)
    assert response.cookies[COOKIE]["max-age"] == 0


def test_exit_ends_the_chat_of_the_cookie() -> None:
    chats = StandIn()

    asyncio.run(leave(chats, SESSIONS.token("somebody")))

    assert chats.ended == ["somebody"]


def test_exit_leads_away_when_the_end_cannot_be_stored(caplog: pytest.LogCaptureFixture) -> None:
    response = asyncio.run(leave(StandIn(problem=Problem("try-again")), SESSIONS.token("somebody")))

    assert response.status == 303
    assert "could not be stored: try-again" in caplog.text


def test_exit_does_not_wait_for_a_slow_database_which_still_stores_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_page, "EXIT_SECONDS", 0.01)
    chats = StandIn(seconds=0.1)

    async def leave_and_look() -> tuple[int, list[str], list[str]]:
        response = await leave(chats, SESSIONS.token("somebody"))
        at_once = list(chats.ended)
        while not chats.ended:
            await asyncio.sleep(0.01)
        return response.status, at_once, chats.ended

    assert asyncio.run(leave_and_look()) == (303, [], ["somebody"])
