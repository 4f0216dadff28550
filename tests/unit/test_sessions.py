from __future__ import annotations

from types import SimpleNamespace

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from sanic.compat import Header

from assistant.channel.sessions import PURPOSE, ExpiredSession, InvalidSession, Sessions, cookie_of

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


def cookie_among(*cookies: str, scheme: str = "http") -> str | None:
    headers = Header([("cookie", line) for line in cookies])
    return cookie_of(SimpleNamespace(headers=headers, scheme=scheme))  # type: ignore[arg-type]


@pytest.mark.parametrize("other", ["a@b=1", "foo", 'p={"a":1}', "a b=1", 'q="x', "=1", "é=1", "", "xnscp_session=theirs"])
def test_the_cookie_is_found_beside_any_other(other: str) -> None:
    assert cookie_among(f"{other}; nscp_session=mine") == "mine"
    assert cookie_among(f"nscp_session=mine; {other}") == "mine"


@pytest.mark.parametrize("lines", [["nscp_session=mine; nscp_session=theirs"], ["nscp_session=mine", "nscp_session=theirs"]])
def test_of_two_cookies_that_differ_none_is_trusted(lines: list[str]) -> None:
    assert cookie_among(*lines) is None
    assert cookie_among(*reversed(lines)) is None


def test_over_https_only_a_cookie_counts_that_browsers_take_from_nobody_but_this_host() -> None:
    planted = "nscp_session=theirs"

    assert cookie_among(planted, scheme="https") is None
    assert cookie_among(f"__Host-nscp_session=mine; {planted}", scheme="https") == "mine"
