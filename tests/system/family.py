"""A family's whole conversation, with everything that can go wrong, in words that can be found again."""

from __future__ import annotations

import json
import re
import secrets
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from tests.system.api.client import JSON, Client, Reply, Session, bearer, new_id

BY_REST = "by-rest"  # sender id on Rasa's own channel
ASK_FOR_A_PERSON = "can i talk to a person please"


@dataclass(frozen=True)
class Canary:
    """Texts that occur nowhere else.

    Attributes:
        word: harmless, so it may be stored.
        email, phone, postcode, name, nhs_number: personal details, which may not.
        address: the family's network address.
    """

    word: str = field(default_factory=lambda: "zebrafinch" + "".join(secrets.choice("bdfgklmnprst") for _ in range(8)))
    email: str = "quillfeather.77@example.org"
    phone: str = "07700 900461"
    postcode: str = "NN14 6XZ"
    name: str = "Thomasina Wetherby"
    nhs_number: str = "943 476 5919"
    address: str = "203.0.113.77"

    @property
    def details(self) -> list[str]:
        """What may be stored nowhere; names also one by one."""
        return [self.email, self.phone, self.postcode, self.name, *self.name.split(), self.nhs_number, self.address]

    @property
    def introduction(self) -> str:
        """What a family might write of itself."""
        return (
            f"my name is {self.name}, my email is {self.email} and my number is {self.phone}. we live at {self.postcode}. "
            f"his nhs number is {self.nhs_number}"
        )


@dataclass
class Family:
    """Somebody who writes to a server.

    Attributes:
        server: the server's address.
        database: its SQLite file.
        canary: the words.
        tokens: every token that was given out.
        kinds: the kind of every reply.
        reference: of the message for NSCP that was sent.
    """

    server: str
    database: Path
    canary: Canary
    tokens: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    reference: str = ""

    def __post_init__(self) -> None:
        self._client = Client(f"{self.server}/webhooks/website", headers={"X-Forwarded-For": self.canary.address})
        self._session = self._start()

    def talk(self) -> None:
        """Ask, follow up, press a button, be in despair, give details, say what was thought of it."""
        word = self.canary.word
        offered = self.say("report").json["messages"][0]["buttons"]
        self.say(offered[0])
        self.say(f"How long does a review take? {word}")
        self.say(f"why so long {word}")
        self.say(f"can my mum come with me {word}")
        self.say(word)
        self.say(f"i want to kill myself {word}")
        self.say(self.canary.introduction)
        self.say(f"{ASK_FOR_A_PERSON}. {self.canary.introduction} {word}")
        self.leave_messages()
        last = self.say(f"thank you {word}").json["messages"][0]["id"]
        comment = f"it was {word}. {self.canary.introduction}"
        self.expect(204, self._session.give_feedback(last, False, comment=comment))
        self.expect(404, self._session.give_feedback(f"{word}.1", True))
        assert word in self.expect(200, self._session.read()).body.decode()

    def leave_messages(self) -> None:
        """Take a message for NSCP back in the middle, have one sent, and leave a third one unfinished."""
        canary = self.canary
        begin, message = "Send NSCP a message for me", f"{canary.word} {canary.introduction}"
        answers = [message, f"{canary.phone} or {canary.email}, {canary.name} answers", canary.name]
        ends = [["Don't send it"], [f"not by phone, and not to {canary.postcode}", "Send my message"], []]
        for end in ends:
            for text in (begin, *answers, *end):
                said = self.say(text)
            if end[-1:] == ["Send my message"]:
                found = re.search("NSCP-[A-Z]{4}-[A-Z]{4}", said.texts)
                assert found, said.texts
                self.reference = found.group()

    def type_commands(self) -> None:
        """Type what Rasa would take for an order, on our channel and on Rasa's own."""
        word = self.canary.word
        for text in ("/faq", f"/{word}", f'/faq{{"{word}": "{word}"}}', f"/greet@0.9 {word}", f"/restart {word}"):
            self.say(text)
            self._rest({"sender": BY_REST, "message": text})
        for message in (f"How long? {word}", [word], {"text": word}, None, ""):
            self._rest({"sender": BY_REST, "message": message})
        self._client_of("/webhooks/rest").call("POST", "/webhook?stream=true&" + word, b"{" + word.encode(), JSON)

    def send_nonsense(self) -> None:
        """Send what no browser sends, each time with a text in it."""
        word, token = self.canary.word, self._session.token
        mine = bearer(token)
        as_json, as_text = {**JSON, **mine}, {"Content-Type": "text/plain"}
        body, too_long = (json.dumps({"id": new_id(), "text": text}).encode() for text in (word, word * 20_000))
        send, post = self._client.call, self._client.post
        self.expect(413, send("POST", "/messages", too_long, as_json))
        self.expect(413, self._session.send(f"{word} " * 2_000))
        quoted = f'"{word}"'.encode()
        for broken in (body[:-1], b"[" * 10_000 + body, b"\xff" + body, b"[" + quoted + b"]", b'{"id":' + quoted + b"}"):
            self.expect(400, send("POST", "/messages", broken, as_json))
        self.expect(400, post("/messages", {"id": word, "text": word}, token))
        self.expect(400, post("/messages", {"id": new_id(), "text": {word: word}}, token))
        self.expect(415, send("POST", "/messages", body, {"Content-Type": f"text/{word}", **mine}))
        for forged in (word, f"{word}.{word}.{word}", f"{token[:-4]}{word}"):
            self.expect(401, post("/messages", {"id": new_id(), "text": word}, forged))
            self.expect(401, send("POST", "/session/end", forged.encode(), as_text))
        self.expect(403, send("POST", "/messages", body, {**as_json, "Origin": f"https://{word}.example"}))
        self.expect(404, send("GET", f"/{word}?text={word}&token={token}"))
        self.expect(404, self._client_of("/").call("GET", quote(f"{word} ü") + "?" + word))
        self.expect(405, send("PUT", f"/messages?{word}", body, as_json))
        named = {"X-Request-Id": word, "User-Agent": word, "Referer": f"https://x.example/{word}", "Cookie": f"a={word}"}
        self.expect(200, send("GET", "/messages", headers={**mine, **named}))
        self._send_raw(f"GET /{word} HTTP/9.9\r\n{word}\r\n\r\n", f"{word} /{word} HTTP/1.1\r\nHost: {word}\r\n\r\n")
        self._send_raw(f"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: {word}\r\n\r\n{word}", word)
        self._client.begin("POST", "/messages", body, as_json).close()  # gone before the answer

    def use_the_page(self) -> None:
        """Write on the page without JavaScript, and start again."""
        page = self._client_of("/chat")
        form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.server}
        typed = urlencode({"id": new_id(), "text": f"How long? {self.canary.word} {self.canary.introduction}"}).encode()
        cookie = self.expect(303, page.call("POST", "", typed, form)).headers["set-cookie"].split(";")[0]
        self.tokens.add(cookie.partition("=")[2])
        assert self.canary.word in self.expect(200, page.call("GET", "", headers={"Cookie": cookie})).body.decode()
        too_long = urlencode({"text": self.canary.word * 2_000}).encode()
        self.expect(413, page.call("POST", "", too_long, {**form, "Cookie": cookie}))
        self.expect(303, page.call("POST", "/start-again", b"", {**form, "Cookie": cookie}))
        self.expect(200, page.call("GET", "", headers={"Cookie": f"nscp_session={self.canary.word}"}))

    def ask_for_a_person(self) -> Reply:
        """Ask for what needs the action server."""
        return self._session.send(f"{ASK_FOR_A_PERSON} {self.canary.word}")

    def write_while_the_store_fails(self) -> None:
        """Write while the database is locked, and while a table is gone; then send the same again."""
        text = f"How long does a review take? {self.canary.word} {self.canary.introduction}"
        answered = self.say(text).json["messages"][0]["id"]
        for store_fails in (self._locked, self._without_events):
            id_ = new_id()
            with store_fails():
                self.expect(503, self._session.send(text, id_))
            self.expect(200, self._session.send(text, id_))
        with self._locked():
            self.expect(503, self._session.give_feedback(answered, True, comment=text))
        with self._without_events():
            self.expect(503, self._session.read())

    def leave(self) -> None:
        """End the session, try to go on, and end another one as a browser does when its tab is closed."""
        self.expect(204, self._session.end())
        self.expect(410, self._session.send(self.canary.word))
        other = self._start().token.encode()
        self.expect(204, self._client.call("POST", "/session/end", other, {"Content-Type": "text/plain"}))

    def say(self, text: str) -> Reply:
        """Send a message that is answered."""
        reply = self.expect(200, self._session.send(text))
        self.tokens.add(self._session.token)
        self.kinds.update(reply.kinds)
        return reply

    def expect(self, status: int, reply: Reply) -> Reply:
        """Make sure that what was to happen happened, and that a refusal quotes nothing."""
        assert reply.status == status, (status, reply.status, reply.body[:300])
        assert status < 400 or "json" not in reply.headers["content-type"] or self.canary.word not in reply.body.decode()
        return reply

    def _start(self) -> Session:
        session = self._client.start()
        self.tokens.add(session.token)
        return session

    def _client_of(self, path: str) -> Client:
        return Client(self.server + path, headers=self._client.headers)

    def _rest(self, message: object) -> None:
        self._client_of("/webhooks/rest").post("/webhook", message)

    def _send_raw(self, *requests: str) -> None:
        parts = urlsplit(self.server)
        for request in requests:
            with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
                connection.sendall(request.encode())
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with closing(sqlite3.connect(self.database, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
            connection.execute("ROLLBACK")

    @contextmanager
    def _without_events(self) -> Iterator[None]:
        with closing(sqlite3.connect(self.database, isolation_level=None)) as connection:
            connection.execute("ALTER TABLE events RENAME TO events_away")
            yield
            connection.execute("ALTER TABLE events_away RENAME TO events")
