"""Encryption of hand-offs, and its keys."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from console.handoffs import drafts, outbox
from console.handoffs.drafts import Chat
from console.handoffs.encryption import DecryptionError, decrypt, encrypt
from console.handoffs.models import HandOff
from nscp.setting_values import SettingsError
from tests.console_database import KEY, hand_off_settings
from tests.running_server import PROJECT

FAMILY = Chat("a" * 32, "website")
NEW_KEY = Fernet.generate_key().decode()
DETAILS = {"message": "our Zebedee \ud800 \x00"}


def rotate() -> str:
    out = StringIO()
    call_command("rotate_hand_off_keys", stdout=out)
    return out.getvalue()


def test_what_is_encrypted_says_nothing_and_comes_back(tmp_path: Path) -> None:
    with hand_off_settings(tmp_path):
        encrypted = encrypt(DETAILS)

        assert decrypt(encrypted) == DETAILS
        assert "Zebedee" not in encrypted
        assert encrypt(DETAILS) != encrypted


def test_without_the_key_it_stays_closed_and_says_which_setting_to_look_at(tmp_path: Path) -> None:
    with hand_off_settings(tmp_path):
        encrypted = encrypt(DETAILS)

    with hand_off_settings(tmp_path, keys=(NEW_KEY,)), pytest.raises(DecryptionError, match="NSCP_HANDOFF_KEYS"):
        decrypt(encrypted)


def test_an_older_key_still_opens_and_the_newest_one_encrypts(tmp_path: Path) -> None:
    with hand_off_settings(tmp_path):
        encrypted = encrypt(DETAILS)

    with hand_off_settings(tmp_path, keys=(NEW_KEY, KEY)):
        assert decrypt(encrypted) == DETAILS
        newly_encrypted = encrypt(DETAILS)
    with hand_off_settings(tmp_path, keys=(NEW_KEY,)):
        assert decrypt(newly_encrypted) == DETAILS


def test_a_key_that_is_none_is_refused_without_being_repeated(tmp_path: Path) -> None:
    bad = "not a key " + "x" * 34
    with hand_off_settings(tmp_path, keys=(bad,)), pytest.raises(SettingsError) as refused:
        encrypt(DETAILS)

    assert "new_hand_off_key" in str(refused.value)
    assert bad not in str(refused.value)


def test_outside_production_a_key_is_made_and_kept(tmp_path: Path) -> None:
    with hand_off_settings(tmp_path, keys=()):
        encrypted = encrypt(DETAILS)

        assert decrypt(encrypted) == DETAILS
    assert (tmp_path / "handoff.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("console_database")
def test_after_rotation_the_old_key_can_go(tmp_path: Path) -> None:
    with hand_off_settings(tmp_path):
        references = [drafts.save(FAMILY, None, message=f"message {number}", reply_to="a@b.org") for number in range(3)]
        outbox.save(FAMILY, references[0])
        emptied = drafts.save(FAMILY, None, message="removed")
        HandOff.objects.filter(reference=emptied).update(details="")

    with hand_off_settings(tmp_path, keys=(NEW_KEY, KEY)):
        assert rotate() == rotate() == "3 encrypted with the newest key.\n"

    with hand_off_settings(tmp_path, keys=(NEW_KEY,)):
        assert drafts.read(FAMILY, references[1]) == drafts.Details("message 1", "a@b.org")
        assert decrypt(HandOff.objects.get(reference=references[0]).details)["message"] == "message 0"


@pytest.mark.usefixtures("sqlite")
def test_rotation_leaves_what_it_cannot_open_and_says_how_many(tmp_path: Path) -> None:
    with hand_off_settings(tmp_path, keys=(NEW_KEY,)):
        drafts.save(FAMILY, None, message="with a key that is lost")
    with hand_off_settings(tmp_path):
        reference = drafts.save(FAMILY, None, message="hello")
        before = set(HandOff.objects.exclude(reference=reference).values_list("details", flat=True))

        with pytest.raises(CommandError, match="opens 1 of them"):
            rotate()

        assert set(HandOff.objects.exclude(reference=reference).values_list("details", flat=True)) == before
        assert drafts.read(FAMILY, reference) == drafts.Details("hello")


def test_a_new_key_can_be_printed_also_where_production_still_lacks_one(tmp_path: Path) -> None:
    environment = {**os.environ, "NSCP_VAR": str(tmp_path), "NSCP_PRODUCTION": "true"}
    command = [sys.executable, "-m", "console.manage", "new_hand_off_key"]

    made = subprocess.run(
        command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )

    Fernet(made.stdout.strip())
    assert not (tmp_path / "handoff.key").exists()
