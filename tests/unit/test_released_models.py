"""Fetching a released model, refusing it and keeping it, with a console that answers as it is told and no real model."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.released import serving
from assistant.released.console import CHECKOUT, Unreachable, ask
from assistant.released.kept import LIVE, KeptModels, Release
from assistant.released.serving import FAILURES_SAID, ReleasedModels
from nscp.model_record import Basis
from nscp.settings import PROJECT, Settings

KEY = "k" * 40
HERE = Basis.of(PROJECT)


def release(number: int, content: bytes, **other: str) -> Release:
    return Release(number, hashlib.sha256(content).hexdigest(), **{**asdict(HERE), **other})


@dataclass
class Console:
    """Answers as the console does.

    Attributes:
        live: what is released; None for the checkout's model.
        content: the file that is sent.
        status: instead of what is right.
        cut: send so many bytes less than promised.
        asked: the headers of each request.
    """

    address: str = ""
    live: Release | None = None
    content: bytes = b""
    status: int = 0
    cut: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)

    def make_live(self, number: int, content: bytes, **other: str) -> Release:
        self.content = content
        self.live = release(number, content, **other)
        return self.live

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(dict(handler.headers))
        etag = self.live.etag if self.live else CHECKOUT
        known = handler.headers["If-None-Match"].split(", ")
        status = self.status or (304 if f'"{etag}"' in known else 200 if self.live else 204)
        handler.send_response(status)
        handler.send_header("ETag", f'"{etag}"')
        if status == 200 and self.live:
            handler.send_header("Model-Guide", self.live.guide)
            handler.send_header("Model-Program", self.live.program)
            handler.send_header("Content-Length", str(len(self.content)))
        handler.end_headers()
        if status == 200:
            handler.wfile.write(self.content[: len(self.content) - self.cut])


@pytest.fixture
def console() -> Iterator[Console]:
    answering = Console()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answering.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        answering.address = f"http://127.0.0.1:{server.server_port}/models/live"
        yield answering
        server.shutdown()


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was loaded: a file whose content is `bad` does not load, one that is `mute` answers nothing."""
    contents: list[bytes] = []

    def with_model(_: object, model: Path, __: object, fingerprint: str) -> Any:
        content = model.read_bytes() if model.is_file() else b"checkout"
        if content == b"bad":
            raise KeyError("no such component")
        if content == b"full":
            raise OSError(errno.ENOSPC, "No space left on device")
        contents.append(content)

        async def parse(_: str) -> dict[str, object]:
            if content == b"mute":
                raise ValueError("it cannot read")
            return {}

        return SimpleNamespace(fingerprint=fingerprint, parse_message=parse, processor=None)

    monkeypatch.setattr(serving, "with_model", with_model)
    return contents


@pytest.fixture
def app() -> Any:
    agent = SimpleNamespace(processor=SimpleNamespace(model_path=Path("models")), fingerprint="")
    return SimpleNamespace(ctx=SimpleNamespace(agent=agent))


Make = Callable[[], ReleasedModels]


@pytest.fixture
def start(console: Console, app: Any, loaded: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Starts a server's models; it looks for another one when the test says so."""
    monkeypatch.setattr(ReleasedModels, "_run", lambda _: None)
    settings = Settings(var=tmp_path, models_url=console.address, models_key=KEY)

    def started() -> ReleasedModels:
        models = ReleasedModels(app, None, settings)  # type: ignore[arg-type]
        models.start()
        return models

    return started


@pytest.fixture
def models(start: Make) -> ReleasedModels:
    return start()


def test_without_a_release_the_checkout_serves(models: ReleasedModels, app: Any, loaded: list[bytes]) -> None:
    models.look()

    assert (app.ctx.agent.fingerprint, loaded) == (CHECKOUT, [b"checkout"])


def test_a_release_serves_and_is_not_fetched_again(models: ReleasedModels, console: Console, app: Any) -> None:
    before = app.ctx.agent
    etag = console.make_live(1, b"one").etag

    models.look()
    after = app.ctx.agent
    models.look()

    assert (after.fingerprint, app.ctx.agent) == (etag, after)
    assert before.fingerprint == CHECKOUT  # turns that began with it still have it
    assert console.asked[0]["Authorization"] == f"Bearer {KEY}"
    assert [asked["Model-Serving"] for asked in console.asked] == [CHECKOUT, etag]


def test_another_release_and_the_way_back(
    models: ReleasedModels, console: Console, app: Any, loaded: list[bytes], tmp_path: Path
) -> None:
    for number, content in ((1, b"one"), (2, b"two")):
        console.make_live(number, content)
        models.look()
    console.live = None
    models.look()

    assert loaded == [b"checkout", b"one", b"two", b"checkout"]
    assert app.ctx.agent.fingerprint == CHECKOUT
    assert list((tmp_path / "served").iterdir()) == []


def test_only_the_release_that_serves_is_kept(models: ReleasedModels, console: Console, tmp_path: Path) -> None:
    for number, content in ((1, b"one"), (2, b"two")):
        live = console.make_live(number, content)
        models.look()

    assert {path.name for path in (tmp_path / "served").iterdir()} == {LIVE, f"{live.sha256}.tar.gz"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "served").iterdir())


def test_after_a_restart_the_last_good_release_serves_without_the_console(
    start: Make, models: ReleasedModels, console: Console, app: Any
) -> None:
    etag = console.make_live(1, b"one").etag
    models.look()
    console.status = 503
    app.ctx.agent = SimpleNamespace(processor=SimpleNamespace(model_path=Path("models")), fingerprint="")

    start()

    assert app.ctx.agent.fingerprint == etag


@pytest.mark.parametrize("lost", ["file", "record", "other guide"])
def test_after_a_restart_a_file_that_is_not_as_it_was_gives_way_to_the_checkout(
    start: Make, models: ReleasedModels, console: Console, app: Any, tmp_path: Path, lost: str
) -> None:
    live = console.make_live(1, b"one")
    models.look()
    folder = tmp_path / "served"
    if lost == "file":
        (folder / f"{live.sha256}.tar.gz").write_bytes(b"on")
    elif lost == "record":
        (folder / LIVE).write_text("{")
    else:
        (folder / LIVE).write_text(json.dumps({**asdict(live), "guide": "0" * 64}))
    app.ctx.agent = SimpleNamespace(processor=SimpleNamespace(model_path=Path("models")), fingerprint="")

    start()

    assert app.ctx.agent.fingerprint == CHECKOUT


@pytest.mark.parametrize("content", [b"bad", b"mute"])
def test_a_model_that_does_not_load_or_answer_is_refused_once(
    models: ReleasedModels, console: Console, app: Any, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    good = console.make_live(1, b"one").etag
    models.look()
    bad = console.make_live(2, content).etag

    for _ in range(3):
        models.look()

    assert app.ctx.agent.fingerprint == good
    assert [record.levelno for record in caplog.records].count(logging.ERROR) == 1
    assert "Release 2 is refused, and the model before it goes on: it does not load" in caplog.text
    assert console.asked[-1]["Model-Refused"] == f"{bad} does-not-load"


def test_a_restart_after_a_refusal_serves_the_last_good_one(
    start: Make, models: ReleasedModels, console: Console, app: Any
) -> None:
    good = console.make_live(1, b"one").etag
    models.look()
    console.make_live(2, b"bad")
    models.look()
    app.ctx.agent = SimpleNamespace(processor=SimpleNamespace(model_path=Path("models")), fingerprint="")

    start()

    assert app.ctx.agent.fingerprint == good


@pytest.mark.parametrize("part", ["guide", "program"])
def test_a_model_for_another_guide_or_program_is_not_even_fetched(
    models: ReleasedModels, console: Console, app: Any, loaded: list[bytes], part: str, tmp_path: Path
) -> None:
    etag = console.make_live(1, b"one", **{part: "0" * 64}).etag

    models.look()
    models.look()

    assert (app.ctx.agent.fingerprint, loaded) == (CHECKOUT, [b"checkout"])
    assert console.asked[-1]["Model-Refused"] == f"{etag} {part}"
    assert not (tmp_path / "served").exists()


def test_a_file_that_is_another_one_is_refused(models: ReleasedModels, console: Console, app: Any, tmp_path: Path) -> None:
    console.make_live(1, b"one")
    console.content = b"two"

    models.look()
    models.look()

    assert app.ctx.agent.fingerprint == CHECKOUT
    assert console.asked[-1]["Model-Refused"].endswith(" damaged")
    assert list((tmp_path / "served").iterdir()) == []


def test_a_file_that_was_cut_off_is_fetched_again(
    models: ReleasedModels, console: Console, app: Any, tmp_path: Path
) -> None:
    etag = console.make_live(1, b"one").etag
    console.cut = 1
    models.look_safely()
    assert (app.ctx.agent.fingerprint, list((tmp_path / "served").iterdir())) == (CHECKOUT, [])

    console.cut = 0
    models.look_safely()

    assert app.ctx.agent.fingerprint == etag


def test_a_full_disk_is_tried_again(models: ReleasedModels, console: Console, app: Any) -> None:
    console.make_live(1, b"full")

    models.look_safely()
    models.look_safely()

    assert app.ctx.agent.fingerprint == CHECKOUT
    assert console.asked[-1]["Model-Refused"] == ""


@pytest.mark.parametrize("status", [204, 401, 404, 500, 503])
def test_whatever_else_the_console_answers_changes_nothing(
    models: ReleasedModels, console: Console, app: Any, status: int
) -> None:
    etag = console.make_live(1, b"one").etag
    models.look()
    console.make_live(2, b"two")
    console.status = status

    models.look_safely()

    assert app.ctx.agent.fingerprint == etag


def test_a_console_that_is_away_for_long_is_logged_once(
    models: ReleasedModels, console: Console, caplog: pytest.LogCaptureFixture
) -> None:
    console.status = 404

    for _ in range(FAILURES_SAID - 1):
        models.look_safely()
    assert caplog.text == ""
    for _ in range(FAILURES_SAID):
        models.look_safely()

    assert caplog.text.count("cannot be asked for released models") == 1
    assert "it answers 404" in caplog.text
    assert KEY not in caplog.text


def test_the_key_goes_nowhere_else(console: Console) -> None:
    console.status = 302

    with pytest.raises(Unreachable, match="it answers 302"):
        ask(console.address, KEY, CHECKOUT)

    assert len(console.asked) == 1


def test_nobody_listening_is_an_answer_too() -> None:
    with pytest.raises(Unreachable, match="ConnectionRefusedError"):
        ask("http://127.0.0.1:9/models/live", KEY, CHECKOUT)


def test_a_record_that_cannot_be_written_leaves_the_model_serving(
    models: ReleasedModels, console: Console, app: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(KeptModels, "set_live", fail)
    etag = console.make_live(1, b"one").etag

    models.look()

    assert app.ctx.agent.fingerprint == etag
    assert "another may serve after a restart: OSError ENOSPC" in caplog.text or "No space left" in caplog.text
