"""Several sessions at once and a client that sends anything. Each session types a word of its own: no answer to a session
may hold the word of another, and nothing that is sent may be a fault of the server."""

from __future__ import annotations

import itertools
import json
import re
import secrets
import string
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, rule, run_state_machine_as_test

from tests.faults.conftest import REQUESTS
from tests.faults.report import Report
from tests.running_server import Server
from tests.system.api.client import JSON, Client, Reply, Session, bearer, new_id

WORD = re.compile("zq[a-z]{14}")
QUESTIONS = ("How long does a review take?", "can my mum come with me", "i cant go on", "why?", "/restart", "/faq", "asdf")
PATHS = ("/sessions", "/messages", "/feedback", "/session", "/session/end", "/health/ready", "/health/live", "/", "/x")
METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH")
TYPES = ("application/json", "text/plain", "application/json; charset=utf-16", "multipart/form-data; boundary=x", "x", "")
TALKERS = 3

texts = st.one_of(
    st.sampled_from(QUESTIONS), st.text(max_size=200), st.text(min_size=1, max_size=3).map(lambda part: part * 6000)
)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
near_messages = st.dictionaries(
    st.sampled_from(["id", "text", "message_id", "helpful", "comment", "token", "sender"]), any_json
)
header_values = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60)


@dataclass
class Talk:
    """A session with a word of its own.

    Attributes:
        session: the session.
        word: stands in each of its messages.
        first: message id -> the first reply to it.
        borrowed: ids of other sessions' messages that it sent messages with.
        ended: it was ended.
    """

    session: Session
    word: str = field(default_factory=lambda: "zq" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(14)))
    first: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    borrowed: set[str] = field(default_factory=set)
    ended: bool = False

    def say(self, text: str, id_: str) -> Reply:
        """Send a message that holds the word."""
        return judged(self.session.send(f"{text[:19_000]} {self.word}", id_), self)


def judged(reply: Reply, talk: Talk | None) -> Reply:
    """Check that a reply is no fault and holds no other session's word.

    Args:
        reply: any reply.
        talk: whose it is, if anybody's.
    """
    assert reply.status < 500, (reply.status, reply.body)
    words = set(WORD.findall(reply.body.decode("utf-8", "replace") + str(reply.headers)))
    assert words <= ({talk.word} if talk else set()), "an answer of another session"
    if reply.status >= 400:
        assert reply.headers["content-type"] == "application/problem+json"
    return reply


class HostileClient(RuleBasedStateMachine):
    """What the client does; hypothesis chooses the order and the values."""

    client: Client  # set by the test
    talks = Bundle("talks")

    @rule(target=talks)
    def start(self) -> Talk:
        """Start a session."""
        talk = Talk(self.client.start())
        judged(talk.session.opening, None)
        return talk

    @rule(talk=talks, text=texts)
    def say(self, talk: Talk, text: str) -> None:
        """Send an ordinary or a strange message."""
        id_ = new_id()
        reply = talk.say(text, id_)
        if reply.status == 200:
            talk.first[id_] = reply.json["messages"]
        assert reply.status == (410 if talk.ended else 200) or not is_utf8(text)

    @rule(talk=talks, text=texts, data=st.data())
    def say_again(self, talk: Talk, text: str, data: st.DataObject) -> None:
        """Send a message that was answered before."""
        if talk.first and not talk.ended:
            id_ = data.draw(st.sampled_from(sorted(talk.first)))
            assert talk.say(text, id_).json["messages"] == talk.first[id_]

    @rule(talk=talks, other=talks, text=texts, data=st.data())
    def say_with_anothers_id(self, talk: Talk, other: Talk, text: str, data: st.DataObject) -> None:
        """Use the id of another session's message."""
        if other.first:
            id_ = data.draw(st.sampled_from(sorted(other.first)))
            talk.borrowed.add(f"{id_}.1")
            talk.say(text, id_)

    @rule(talk=talks)
    def read(self, talk: Talk) -> None:
        """Read the conversation."""
        reply = judged(talk.session.read(), talk)
        assert reply.status == (410 if talk.ended else 200)

    @rule(talk=talks, other=talks, helpful=any_json | st.booleans(), comment=any_json | texts, data=st.data())
    def give_feedback(self, talk: Talk, other: Talk, helpful: object, comment: object, data: st.DataObject) -> None:
        """Give feedback on a reply of this or another session."""
        ids = [f"{id_}.1" for id_ in other.first] or ["x"]
        message_id = data.draw(st.sampled_from(ids) | any_json)
        reply = judged(talk.session.give_feedback(message_id, helpful, comment=comment), talk)
        if message_id in ids and other is not talk and message_id not in talk.borrowed:
            assert reply.status >= 400

    @rule(talk=consumes(talks), beacon=st.booleans())
    def end(self, talk: Talk, beacon: bool) -> None:
        """End a session, and try to use it."""
        token = talk.session.token.encode()
        reply = (
            self.client.call("POST", "/session/end", token, {"Content-Type": "text/plain"}) if beacon else talk.session.end()
        )
        assert judged(reply, talk).status == 204
        talk.ended = True
        self.read(talk)
        self.say(talk, QUESTIONS[0])

    @rule(talk=talks, other=talks, cut=st.integers(0, 60), method=st.sampled_from(["GET", "DELETE"]))
    def use_a_patched_token(self, talk: Talk, other: Talk, cut: int, method: str) -> None:
        """Make a token out of two."""
        token = talk.session.token[:cut] + other.session.token[cut:]
        if token not in (talk.session.token, other.session.token):
            path = "/messages" if method == "GET" else "/session"
            assert judged(self.client.call(method, path, headers=bearer(token)), None).status == 401

    @rule(talk=talks, path=st.sampled_from(PATHS), content=any_json | near_messages)
    def post_any_json(self, talk: Talk, path: str, content: object) -> None:
        """POST JSON that is not what the API says."""
        judged(self.client.call("POST", path, json.dumps(content).encode(), {**JSON, **bearer(talk.session.token)}), talk)

    @rule(
        talk=st.none() | talks,
        method=st.sampled_from(METHODS),
        path=st.sampled_from(PATHS),
        body=st.binary(max_size=300) | st.lists(st.binary(min_size=1, max_size=50), max_size=4),
        type_=st.sampled_from(TYPES) | header_values,
        header=header_values,
    )
    def send_anything(
        self, talk: Talk | None, method: str, path: str, body: bytes | list[bytes], type_: str, header: str
    ) -> None:
        """Send bytes to any address by any method."""
        token = talk.session.token if talk else header
        if (method, path) == ("DELETE", "/session"):
            token = header
        headers = {"Content-Type": type_, "X-Request-Id": header, "X-Forwarded-For": header, "Cookie": header}
        reply = self.client.call(method, path, body, {**headers, "Authorization": f"Bearer {token}"})
        assert reply.status < 500, (reply.status, reply.body)
        judged(reply, talk) if method != "HEAD" else None


def is_utf8(text: str) -> bool:
    """True unless half a surrogate pair stands in a text."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


class Counted:
    """Counts requests by their status, from several threads."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self._lock = threading.Lock()

    def __call__(self, method: str, path: str, reply: Reply) -> None:
        with self._lock:
            self.statuses[reply.status] += 1


@contextmanager
def talking(client: Client) -> Iterator[None]:
    """Ordinary families who talk meanwhile: answers could be mixed up only if there are others."""
    over = threading.Event()

    def talk() -> None:
        while not over.is_set():
            own = Talk(client.start())
            for number, question in enumerate(itertools.islice(itertools.cycle(QUESTIONS), 20), start=1):
                assert own.say(question, new_id()).status == 200
                said = judged(own.session.read(), own).json["messages"]
                assert [own.word in message["text"] for message in said if message["who"] == "user"] == [True] * number

    with ThreadPoolExecutor(TALKERS) as threads:
        talkers = [threads.submit(talk) for _ in range(TALKERS)]
        try:
            yield
        finally:
            over.set()
        for talker in talkers:
            talker.result()


def test_no_request_is_a_fault_and_no_answer_is_anothers(server: Server, report: Report) -> None:
    counted = Counted()
    client = Client(server.api, counted)
    machine = type("HostileClientHere", (HostileClient,), {"client": client})
    quiet = settings(
        max_examples=10,
        stateful_step_count=60,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    with report.part(f"a client that sends anything, beside {TALKERS} families who talk") as part:
        try:
            with talking(client):
                while sum(counted.statuses.values()) < REQUESTS:
                    run_state_machine_as_test(machine, settings=quiet)
        finally:
            part.counts["requests"] = sum(counted.statuses.values())
            part.counts.update({f"times {status}": count for status, count in sorted(counted.statuses.items())})
    assert client.call("GET", "/health/ready").status == 200
