"""Released models: what is taken, what is refused, going back, and what a Rasa server is given."""

from __future__ import annotations

import asyncio
import dataclasses
import errno
import io
import secrets
import shutil
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.wsgi import get_wsgi_application
from django.db import IntegrityError
from django.test import Client, override_settings
from django.utils import timezone
from rasa.core.agent import _pull_model_and_fingerprint
from rasa.utils.endpoints import EndpointConfig

from console.releases import files, services
from console.releases.models import Period, Release
from nscp.model_record import Basis
from nscp.settings import PROJECT
from tests.models import write_model
from tests.unit.console.people import client_of, make_user, recorded

KEY = "k" * 40
HERE = dataclasses.asdict(Basis.of(PROJECT))
AUTHORIZED = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture(autouse=True)
def var(tmp_path: Path) -> Iterator[Path]:
    """Local state of the test's own, and a key."""
    with override_settings(NSCP=dataclasses.replace(settings.NSCP, var=tmp_path / "var", models_key=KEY)):
        yield tmp_path / "var"


def archive(extra: bytes = b"") -> bytes:
    """An archive as small as a model can be, another one each time."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as opened:
        for name, content in (("metadata.json", b"{}"), ("components/x", secrets.token_bytes(50_000) + extra)):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            opened.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model that may be released."""
    return write_model(tmp_path / "new.tar.gz", archive(), **HERE)


@pytest.fixture
def lead(console_database: str) -> Client:
    return client_of(make_user("lead", "safeguarding_lead"))


def released(model: Path, note: str = "Knows visiting", **more: object) -> Release:
    return services.release(write_model(model, archive(), **HERE), None, note, **more)  # type: ignore[arg-type]


def page(client: Client) -> str:
    return client.get("/models/").content.decode()


def test_a_released_model_is_live_and_everybody_sees_whose_it_is(lead: Client, model: Path, var: Path) -> None:
    by = make_user("trainer", "trainer")

    made = services.release(model, by, "Knows visiting", 12, {"Examples understood": "96.1%"})

    assert (services.live_release(), made.number) == (made, 1)
    assert (var / "releases" / made.file).read_bytes() == model.read_bytes()
    assert (var / "releases" / made.file).stat().st_mode & 0o077 == 0
    assert [path.name for path in (var / "releases").iterdir()] == [made.file]
    shown = page(lead)
    for words in ("Release 1", "Knows visiting", "Proposal 12", "Examples understood", "96.1%", "trainer", "until now"):
        assert words in shown
    assert recorded()[-1] == ("change", "live model: Release 1", "Knows visiting")


def test_when_each_model_was_live_is_kept(lead: Client, model: Path) -> None:
    first, second = released(model), released(model, "Knows fees")

    lead.post("/models/1/go-back/", {"reason": "fees were wrong"})

    assert [(period.release, period.until is None) for period in Period.objects.all()] == [
        (first, False),
        (second, False),
        (first, True),
    ]
    times = [moment for period in Period.objects.all() for moment in (period.since, period.until) if moment]
    assert times == sorted(times)


@pytest.mark.parametrize(("name", "words"), [("guide", "guide or the contacts have changed"), ("program", "program")])
def test_a_model_for_another_guide_or_program_is_refused(
    console_database: str, tmp_path: Path, name: str, words: str, var: Path
) -> None:
    other = write_model(tmp_path / "other.tar.gz", archive(), **{**HERE, name: "0" * 64})

    with pytest.raises(services.Refused, match=words):
        services.release(other, None, "x")

    assert services.live_release() is None
    assert list((var / "releases").iterdir()) == []


def test_a_model_without_its_record_is_refused(console_database: str, model: Path) -> None:
    model.write_bytes(archive())  # the record beside it is of the file before

    with pytest.raises(services.Refused, match="no record"):
        services.release(model, None, "x")


@pytest.mark.parametrize("content", [b"no archive", archive()[:-2000], b""])
def test_a_damaged_file_is_refused(console_database: str, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(services.Refused, match="damaged"):
        services.release(write_model(tmp_path / "bad.tar.gz", content, **HERE), None, "x")

    assert not Release.objects.exists()


def test_of_a_file_that_is_gone_nothing_is_left_behind(console_database: str, model: Path, var: Path) -> None:
    model.unlink()

    with pytest.raises(services.Refused, match="No such file"):
        services.release(model, None, "x")

    assert list(var.rglob("*.part")) == []


def test_a_full_disk_leaves_everything_as_it_was(
    console_database: str, model: Path, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)

    with pytest.raises(services.Refused, match="No space left"):
        services.release(model, None, "x")

    assert list((var / "releases").iterdir()) == []
    assert services.live_release() is None


def test_a_file_that_cannot_be_put_in_place_is_not_live(
    console_database: str, model: Path, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> NoReturn:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fail)
        with pytest.raises(services.Refused):
            services.release(model, None, "x")

    assert (services.live_release(), Release.objects.count(), list((var / "releases").iterdir())) == (None, 0, [])


def test_two_models_are_never_live_at_once(console_database: str, model: Path) -> None:
    made = released(model)

    with pytest.raises(IntegrityError):
        Period.objects.create(release=made, since=timezone.now(), by="x", reason="x")


def test_going_back_needs_a_reason_and_is_recorded(lead: Client, model: Path) -> None:
    first = released(model)
    released(model, "Knows fees")

    assert "Say " in lead.post("/models/1/go-back/", {}).content.decode()
    assert services.live_release() != first

    shown = lead.post("/models/1/go-back/", {"reason": "fees were wrong"}, follow=True).content.decode()

    assert services.live_release() == first
    assert "Release 1 is live. Families get it within a minute." in shown
    assert recorded()[-1] == ("change", "live model: Release 1", "fees were wrong")


def test_one_can_go_back_to_the_installed_model_and_come_again(lead: Client, model: Path) -> None:
    made = released(model)

    shown = lead.post("/models/0/go-back/", {"reason": "all wrong"}, follow=True).content.decode()

    assert services.live_release() is None
    assert "Installed model is live." in shown
    assert recorded()[-1] == ("change", "live model: Installed model", "all wrong")
    lead.post("/models/1/go-back/", {"reason": "it was right"})
    assert services.live_release() == made


@pytest.mark.parametrize("address", ["/models/1/go-back/", "/models/0/go-back/"])
def test_what_is_live_already_stays(lead: Client, model: Path, address: str) -> None:
    if "1" in address:
        released(model)
    before = recorded()

    shown = lead.post(address, {"reason": "again"}, follow=True).content.decode()

    assert "This model is live already." in shown
    assert recorded() == before


def test_nobody_goes_back_to_a_model_that_rests_on_another_guide(lead: Client, model: Path) -> None:
    first, second = released(model), released(model)
    Release.objects.filter(number=first.number).update(guide="0" * 64)

    shown = lead.post("/models/1/go-back/", {"reason": "x"})

    assert shown.status_code == 400
    assert "The guide or the contacts have changed" in shown.content.decode()
    assert services.live_release() == second


def test_nobody_goes_back_to_a_file_that_is_damaged(lead: Client, model: Path, var: Path) -> None:
    first, second = released(model), released(model)
    (var / "releases" / first.file).write_bytes(b"x")

    assert b"gone or damaged" in lead.post("/models/1/go-back/", {"reason": "x"}).content
    assert services.live_release() == second


def test_a_trainer_sees_the_models_and_changes_none(console_database: str, model: Path) -> None:
    trainer = client_of(make_user("trainer", "trainer"))
    released(model), released(model)

    assert "Go back to this one" not in page(trainer)
    assert trainer.post("/models/1/go-back/", {"reason": "x"}).status_code == 403
    assert "Go back to this one" in page(client_of(make_user("admin", "admin")))


def test_before_any_release_the_page_says_what_answers(lead: Client) -> None:
    assert "No model has been released yet." in page(lead)
    assert "Installed model" in page(lead)


def test_a_command_releases_a_model(console_database: str, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("release_model", str(model), note="By hand")

    assert capsys.readouterr().out == "Release 1 is live.\n"
    assert services.live_release() == Release.objects.get(made_by="(command line)")
    model.write_bytes(b"x")
    with pytest.raises(CommandError, match="no record"):
        call_command("release_model", str(model), note="By hand")


# What a Rasa server is given


@dataclasses.dataclass(frozen=True)
class Answer:
    """What the console answered."""

    status: int
    etag: str | None
    headers: set[str]
    body: bytes


def fetch(known: str = "", **headers: str) -> Answer:
    """Ask as a Rasa server does."""
    answer = Client().get("/models/live", headers={**AUTHORIZED, "If-None-Match": known, **headers})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return Answer(answer.status_code, answer.headers.get("ETag"), set(answer.headers.values()), body)


@pytest.mark.parametrize("given", ["", "Bearer x", f"Basic {KEY}", "Bearer é", KEY])
def test_without_the_key_nothing_is_given(console_database: str, model: Path, given: str) -> None:
    released(model)

    answer = Client().get("/models/live", headers={"Authorization": given})

    assert (answer.status_code, answer.headers.get("ETag")) == (401, None)
    assert "Set-Cookie" not in answer.headers


def test_a_server_gets_the_file_once(console_database: str, model: Path) -> None:
    etag = f'"{released(model).etag}"'

    answer = fetch()

    assert (answer.status, answer.etag, answer.body) == (200, etag, model.read_bytes())
    assert set(HERE.values()) <= answer.headers
    assert [fetch(known).status for known in (etag, f'"checkout", {etag}')] == [304, 304]
    released(model)
    assert fetch(etag).status == 200


def test_the_same_file_released_again_is_another_release(console_database: str, model: Path) -> None:
    first, second = (services.release(model, None, "x") for _ in range(2))

    assert first.sha256 == second.sha256
    assert fetch(f'"{first.etag}"').status == 200


def test_while_nothing_is_released_there_is_no_content(console_database: str) -> None:
    assert (fetch().status, fetch().etag) == (204, '"checkout"')
    assert fetch('"checkout"').status == 304


def test_a_file_that_is_gone_changes_no_server(console_database: str, model: Path, var: Path) -> None:
    (var / "releases" / released(model).file).unlink()

    assert fetch().status == 404


def test_rasas_own_way_of_fetching_works_too(sqlite: str, model: Path, tmp_path: Path) -> None:
    made = released(model)

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with override_settings(ALLOWED_HOSTS=["127.0.0.1"]):
            endpoint = EndpointConfig(f"http://127.0.0.1:{server.server_port}/models/live", token=KEY)
            pulled = asyncio.run(_pull_model_and_fingerprint(endpoint, "none", str(tmp_path)))
            again = asyncio.run(_pull_model_and_fingerprint(endpoint, pulled, str(tmp_path)))
        server.shutdown()

    assert (pulled, again) == (f'"{made.etag}"', None)
    assert (tmp_path / "model.tar.gz").read_bytes() == model.read_bytes()


# What servers say of it


def said(serving: str, refused: str = "", name: str = "host-1") -> None:
    fetch("*", **{"Rasa-Server": name, "Model-Serving": serving, "Model-Refused": refused})


def test_the_page_says_how_many_servers_have_changed(lead: Client, model: Path) -> None:
    etag = released(model).etag
    assert "None has asked for it in the last two minutes, so families may get no answers. Ask the people" in page(lead)

    said("checkout"), said(etag, name="host-2")
    assert "1 of 2 servers answer with it; a change takes up to a minute" in page(lead)

    said(etag)
    assert "2 servers answer with it" in page(lead)


@pytest.mark.parametrize(
    ("why", "words"),
    [("does-not-load", "The model does not load."), ("damaged", "not the one that was released"), ("guide", "The guide or")],
)
def test_the_page_says_that_a_server_refused_the_model(lead: Client, model: Path, why: str, words: str) -> None:
    etag = released(model).etag

    said("checkout", f"{etag} {why}")

    shown = page(lead)
    assert "Release 1 does not answer families." in shown
    assert words in shown
    said(etag)
    assert "does not answer families" not in page(lead)


def test_hostile_headers_are_shown_as_text_or_not_at_all(lead: Client, model: Path) -> None:
    released(model)

    said("<script>", "<script> <script>", name="<script>")
    said("<script>" * 99, f"{'<script>' * 99} {'<script>' * 99}", name="host-1")

    assert "<script>" not in page(lead).replace("<script src=", "")


def test_a_model_that_the_guide_left_behind_is_named(lead: Client, model: Path) -> None:
    released(model)
    Release.objects.update(guide="0" * 64)

    assert "cannot be used after the next restart" in page(lead)


def test_files_that_are_gone_are_not_whole(var: Path) -> None:
    assert not files.is_whole("1.tar.gz", "0" * 64)
