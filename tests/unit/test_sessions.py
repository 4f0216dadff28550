from __future__ import annotations

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from assistant.channel.sessions import PURPOSE, ExpiredSession, InvalidSession, Sessions

KEY = "k" * 40
HOUR = 3600


@pytest.fixture
def sessions() -> Sessions:
    return Sessions(KEY, lifetime=HOUR)


def test_a_token_names_the_conversation_it_was_made_for(sessions: Sessions) -> None:
    sender_id = sessions.new_sender_id()

    assert sessions.read(sessions.token(sender_id)) == sender_id


def test_sender_ids_are_long_and_differ(sessions: Sessions) -> None:
    ids = {sessions.new_sender_id() for _ in range(1000)}

    assert len(ids) == 1000
    assert all(len(sender_id) == 32 for sender_id in ids)


@pytest.mark.parametrize("token", ["", "x", "guessed-sender-id", "a.b.c", "é", "\x00", "\udc82>"])
def test_a_made_up_token_is_refused(sessions: Sessions, token: str) -> None:
    with pytest.raises(InvalidSession):
        sessions.read(token)


def test_a_changed_token_is_refused(sessions: Sessions) -> None:
    payload, rest = sessions.token("mine").split(".", 1)
    forged = URLSafeTimedSerializer("another key", salt=PURPOSE).dumps("yours").split(".", 1)[0]

    assert payload != forged
    with pytest.raises(InvalidSession):
        sessions.read(f"{forged}.{rest}")


def test_another_servers_token_is_refused(sessions: Sessions) -> None:
    with pytest.raises(InvalidSession):
        sessions.read(Sessions("q" * 40, lifetime=HOUR).token("mine"))


def test_our_token_for_another_purpose_is_refused(sessions: Sessions) -> None:
    foreign = URLSafeTimedSerializer(KEY, salt="feedback link").dumps("mine")

    with pytest.raises(InvalidSession):
        sessions.read(foreign)


def test_a_signed_token_that_is_no_sender_id_is_refused(sessions: Sessions) -> None:
    with pytest.raises(InvalidSession):
        sessions.read(URLSafeTimedSerializer(KEY, salt=PURPOSE).dumps({"sender": "mine"}))


def token_of(sessions: Sessions, seconds_ago: int, monkeypatch: pytest.MonkeyPatch) -> str:
    now = TimestampSigner(KEY).get_timestamp()
    with monkeypatch.context() as past:
        past.setattr(TimestampSigner, "get_timestamp", lambda _: now - seconds_ago)
        return sessions.token("mine")


def test_an_old_token_has_expired(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_of(sessions, HOUR + 10, monkeypatch)

    with pytest.raises(ExpiredSession):
        sessions.read(token)


def test_a_long_chat_always_goes_on_in_the_same_place_that_only_we_can_find(sessions: Sessions) -> None:
    following = sessions.continuation("mine")

    assert following == sessions.continuation("mine")
    assert len(following) == len(sessions.new_sender_id())
    assert following not in (sessions.continuation("yours"), Sessions("q" * 40, HOUR).continuation("mine"))
