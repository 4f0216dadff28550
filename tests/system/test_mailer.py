"""The mailer as a process: it starts alone, sends, stands by, ends, and stays small."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from tests.mail_server import MailServer, mail_server
from tests.running_server import PROJECT, Server

SAVE = """
import django; django.setup()
from console.handoffs import drafts, outbox
from console.handoffs.drafts import Chat
family = Chat("family", "website")
reference = drafts.save(family, None, message="our Zebedee", reply_to="07700 900123", safe_time="not the landline")
assert outbox.save(family, reference) == "saved"
print(reference)
"""
WAY_IN = """
import json, sys
import django; django.setup()
import console.manage, console.handoffs.mailer
import console.handoffs.management.commands.mailer
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
LARGEST = 80 * 1024  # kB of memory


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A checkout's processes with tables and nothing running yet."""
    server = Server(tmp_path)
    server.migrate()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def in_the_console(code: str, var: Path) -> str:
    """What code prints that runs with the console's settings and a database in `var`."""
    environment = {**os.environ, "NSCP_VAR": str(var), "DJANGO_SETTINGS_MODULE": "console.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def until(is_so: Callable[[], object], seconds: float = 60) -> None:
    """Look again and again until something is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "It never came to be so."
        time.sleep(0.05)


def kept(server: Server) -> list[Message]:
    return [message_from_bytes(path.read_bytes()) for path in sorted((server.var / "mail").glob("*.eml"))]


def with_mail_server(folder: Path, mails: MailServer) -> Server:
    return Server(folder, {"NSCP_SMTP_HOST": "127.0.0.1", "NSCP_SMTP_PORT": str(mails.port), "NSCP_SMTP_SECURITY": "none"})


def test_without_a_mail_server_mail_is_kept_in_a_folder_and_that_is_said(server: Server) -> None:
    server.start_mailer()
    reference = in_the_console(SAVE, server.var)
    until(lambda: kept(server))

    [mail] = kept(server)
    assert mail["Subject"] == f"Message from a family, {reference}"
    log = server.log("mailer")
    assert f"No mail server is set, so messages for NSCP are kept in {server.var / 'mail'} and sent nowhere." in log
    assert "Zebedee" in mail.as_string()
    assert not any(secret in log for secret in ("Zebedee", "900123", "landline"))


def test_in_production_without_a_mail_server_messages_wait(server: Server, tmp_path: Path) -> None:
    settings = {"NSCP_PRODUCTION": "true", "NSCP_HANDOFF_KEYS": "k" * 43 + "="}
    production = Server(tmp_path, settings)
    production.start_mailer()
    in_the_console(SAVE, server.var)
    until(lambda: "This mailer is at work." in production.log("mailer"))
    production.stop()

    assert "No mail server is set, so messages for NSCP wait in the database." in production.log("mailer")
    assert not (production.var / "mail").exists()
    assert in_the_console(STATES, server.var) == "saved"


STATES = """
import django; django.setup()
from console.handoffs.models import HandOff
print(*HandOff.objects.values_list("state", flat=True))
"""


def test_a_missing_key_is_said_before_anything_is_promised(tmp_path: Path) -> None:
    smtp = {"NSCP_SMTP_HOST": "127.0.0.1", "NSCP_MAIL_FROM": "chat@example.org", "NSCP_HANDOFF_SEND": "true"}
    environment = {**os.environ, "NSCP_VAR": str(tmp_path), "NSCP_PRODUCTION": "true", **smtp}
    command = [sys.executable, "-m", "console.manage", "mailer"]

    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60)

    assert done.returncode == 1
    assert done.stderr.startswith("NSCP_PRODUCTION is on, so NSCP_HANDOFF_KEYS must name the key")
    assert done.stderr.count("\n") == 1


def test_another_mailer_takes_over_when_the_first_one_dies(server: Server, tmp_path: Path, mails: MailServer) -> None:
    pair = with_mail_server(tmp_path, mails)
    try:
        pair.start_mailer("first")
        until(lambda: "at work" in pair.log("first"))
        pair.start_mailer("second")
        in_the_console(SAVE, server.var)
        mails.wait_for(1)
        pair.kill("first")
        in_the_console(SAVE, server.var)

        mails.wait_for(2)

        until(lambda: "at work" in pair.log("second"))
        assert set(mails.times.values()) == {1}
    finally:
        pair.stop()


def test_it_ends_when_it_is_told_to(server: Server) -> None:
    server.start_mailer()
    until(lambda: "at work" in server.log("mailer"))

    assert server.stop_one("mailer") == 0

    assert "Traceback" not in server.log("mailer")


def test_the_mailer_is_small(server: Server) -> None:
    server.start_mailer()
    in_the_console(SAVE, server.var)
    until(lambda: kept(server))

    status = Path(f"/proc/{server.pid('mailer')}/status").read_text()

    resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
    assert resident < LARGEST


def test_the_console_imports_neither_rasa_nor_what_it_brings(tmp_path: Path) -> None:
    imported = json.loads(in_the_console(WAY_IN, tmp_path))

    assert "console" in imported
    assert {"rasa", "rasa_sdk", "assistant", "actions", "tensorflow", "numpy", "sqlalchemy", "sanic"}.isdisjoint(imported)


def test_the_models_and_the_tables_agree(server: Server) -> None:
    environment = {**os.environ, "NSCP_VAR": str(server.var)}
    for command in (["makemigrations", "--check", "--dry-run"], ["check", "--fail-level", "INFO"], ["migrate", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "console.manage", *command], cwd=PROJECT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_several_processes_may_make_the_tables_at_once(tmp_path: Path) -> None:
    environment = {**os.environ, "NSCP_VAR": str(tmp_path)}
    command = [sys.executable, "-m", "console.manage", "migrate", "--verbosity", "0"]
    starting = [subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(4)]

    ends = [(process.communicate(timeout=120)[1], process.returncode) for process in starting]

    assert ends == [("", 0)] * 4
