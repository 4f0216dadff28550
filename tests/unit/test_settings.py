from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.nlu.encoder.sentence_encoder import MODEL_SHA256
from nscp.console_settings import ConsoleSettings
from nscp.contacts import Contact
from nscp.hand_off_settings import HandOffSettings
from nscp.setting_values import SettingsError
from nscp.settings import PROJECT, Settings, refuse_unchecked_contacts

CHECKED = Contact("nscp_email", "a@example.org", "", "A person", "2026-12-01")
UNCHECKED = Contact("nhs_phone", "111", "", "", "")


def test_nothing_needs_to_be_set() -> None:
    settings = Settings.from_environment({})

    assert settings == Settings()
    assert settings.port == 5005
    assert settings.var == PROJECT / "var"
    assert settings.production is False


def test_each_variable_is_read() -> None:
    settings = Settings.from_environment(
        {
            "NSCP_PORT": "8080",
            "NSCP_VAR": "/srv/nscp",
            "NSCP_SECRET_KEY": "k" * 40,
            "NSCP_RETENTION_DAYS": "30",
            "NSCP_SESSION_HOURS": "48",
            "NSCP_ENCODER_MODEL": "/srv/model.onnx",
            "NSCP_ENCODER_SHA256": "A" * 64,
            "NSCP_ACTION_URL": "http://127.0.0.1:6000/webhook",
            "NSCP_ACTION_KEY": "a" * 40,
            "NSCP_RATE_HANDOFFS": "9/day",
            "NSCP_PRODUCTION": "true",
            "NSCP_HANDOFF_SEND": "true",
            "NSCP_HANDOFF_TO": "nscp@example.org",
            "NSCP_HANDOFF_KEYS": f"{'a' * 44}, {'b' * 44}",
            "NSCP_HANDOFF_RETENTION_DAYS": "60",
            "NSCP_MAIL_FROM": "chat@example.org",
            "NSCP_SMTP_HOST": "mail.example.org",
            "NSCP_SMTP_PORT": "465",
            "NSCP_SMTP_USER": "chat",
            "NSCP_SMTP_PASSWORD": "open sesame",
            "NSCP_SMTP_SECURITY": "tls",
            "NSCP_SMTP_TIMEOUT": "5",
            "NSCP_CONSOLE_PORT": "8081",
            "NSCP_CONSOLE_HOSTS": "Console.example.org, 10.0.0.5",
            "NSCP_CONSOLE_IDLE_MINUTES": "30",
            "NSCP_CONSOLE_SESSION_HOURS": "20",
            "NSCP_REVIEW_WITHIN": "5",
            "NSCP_ALERT_EMAIL": "lead@example.org",
        }
    )

    assert settings == Settings(
        port=8080,
        var=Path("/srv/nscp"),
        secret_key="k" * 40,
        retention_days=30,
        session_hours=48,
        encoder_model="/srv/model.onnx",
        encoder_sha256="a" * 64,
        action_url="http://127.0.0.1:6000/webhook",
        action_key="a" * 40,
        rate_hand_offs="9/day",
        production=True,
        hand_off=HandOffSettings(
            send=True,
            to="nscp@example.org",
            mail_from="chat@example.org",
            keys=("a" * 44, "b" * 44),
            retention_days=60,
            smtp_host="mail.example.org",
            smtp_port=465,
            smtp_user="chat",
            smtp_password="open sesame",
            smtp_security="tls",
            smtp_timeout=5,
        ),
        console=ConsoleSettings(
            port=8081,
            hosts=("console.example.org", "10.0.0.5"),
            idle_minutes=30,
            session_hours=20,
            review_within=timedelta(days=5),
            alert_email="lead@example.org",
        ),
    )


def test_messages_are_sent_in_development_and_in_production_only_once_that_is_set() -> None:
    assert Settings.from_environment({}).hand_off.send
    assert not Settings.from_environment({"NSCP_PRODUCTION": "true"}).hand_off.send
    assert not Settings.from_environment({"NSCP_HANDOFF_SEND": "off"}).hand_off.send


def test_production_does_not_promise_to_send_without_a_mail_server() -> None:
    with pytest.raises(SettingsError, match="NSCP_SMTP_HOST and NSCP_MAIL_FROM"):
        Settings.from_environment({"NSCP_PRODUCTION": "true", "NSCP_HANDOFF_SEND": "true"})


def test_production_does_not_promise_to_tell_of_danger_without_a_mail_server() -> None:
    alert = {"NSCP_PRODUCTION": "true", "NSCP_ALERT_EMAIL": "lead@example.org"}
    with pytest.raises(SettingsError, match="NSCP_ALERT_EMAIL is set, so NSCP_SMTP_HOST and NSCP_MAIL_FROM"):
        Settings.from_environment(alert)
    assert Settings.from_environment(
        {**alert, "NSCP_SMTP_HOST": "mail.example.org", "NSCP_MAIL_FROM": "chat@example.org"}
    ).console.alert_email


def test_the_action_server_is_called_on_its_port_unless_an_address_is_given() -> None:
    assert Settings.from_environment({"NSCP_ACTION_PORT": "5056"}).action_url == "http://127.0.0.1:5056/webhook"
    given = {"NSCP_ACTION_PORT": "5056", "NSCP_ACTION_URL": "http://actions:7000/webhook"}
    assert Settings.from_environment(given).action_url == "http://actions:7000/webhook"


def test_links_to_the_console_use_its_first_name() -> None:
    console = Settings.from_environment({"NSCP_CONSOLE_HOSTS": "console.example.org, 127.0.0.1"}).console

    assert console.address(production=True) == "https://console.example.org"
    assert ConsoleSettings().address(production=False) == "http://127.0.0.1:5006"


def test_a_hand_off_key_is_made_once_in_development_and_wanted_in_production(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)

    assert settings.hand_off_keys() == settings.hand_off_keys()
    assert stat.S_IMODE((tmp_path / "handoff.key").stat().st_mode) == 0o600
    with pytest.raises(SettingsError, match="NSCP_HANDOFF_KEYS"):
        Settings(var=tmp_path, production=True).hand_off_keys()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NSCP_PORT", "http"),
        ("NSCP_PORT", "0"),
        ("NSCP_PORT", "65536"),
        ("NSCP_PORT", "\u0665\u0660"),
        ("NSCP_RETENTION_DAYS", "-1"),
        ("NSCP_SESSION_HOURS", "19"),
        ("NSCP_SECRET_KEY", "short"),
        ("NSCP_ACTION_KEY", "short"),
        ("NSCP_ENCODER_SHA256", "xyz"),
        ("NSCP_ACTION_URL", "actions:5055"),
        ("NSCP_ACTION_PORT", "0"),
        ("NSCP_ACTION_URL", "http://["),
        ("NSCP_ORIGINS", "http://["),
        ("NSCP_PRODUCTION", "maybe"),
        ("NSCP_HANDOFF_SEND", "perhaps"),
        ("NSCP_HANDOFF_TO", "NSCP"),
        ("NSCP_HANDOFF_KEYS", "short"),
        ("NSCP_MAIL_FROM", "a@example.org, b@example.org"),
        ("NSCP_SMTP_PORT", "smtp"),
        ("NSCP_SMTP_SECURITY", "ssl3"),
        ("NSCP_SMTP_TIMEOUT", "0"),
        ("NSCP_CONSOLE_PORT", "console"),
        ("NSCP_CONSOLE_HOSTS", "https://console.example.org"),
        ("NSCP_CONSOLE_HOSTS", "*"),
        ("NSCP_CONSOLE_HOSTS", ".example.org"),
        ("NSCP_CONSOLE_IDLE_MINUTES", "4"),
        ("NSCP_CONSOLE_SESSION_HOURS", "25"),
        ("NSCP_REVIEW_WITHIN", "0"),
        ("NSCP_ALERT_EMAIL", "the lead"),
    ],
)
def test_a_bad_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})


def test_the_encoder_hash_is_the_packaged_models() -> None:
    assert Settings().encoder_sha256 == MODEL_SHA256


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var")

    key = settings.signing_key()

    assert len(key) >= 32
    assert settings.signing_key() == key
    assert stat.S_IMODE((tmp_path / "var" / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret.key"]


def test_a_key_that_is_set_is_used_and_not_written(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var", secret_key="k" * 40)

    assert settings.signing_key() == "k" * 40
    assert not (tmp_path / "var").exists()


def test_the_key_is_not_shown_with_the_settings() -> None:
    assert "kkkk" not in repr(Settings(secret_key="k" * 40))


def test_production_is_refused_while_a_contact_is_unchecked() -> None:
    contacts = {contact.slot: contact for contact in (CHECKED, UNCHECKED)}

    with pytest.raises(SettingsError, match="nhs_phone"):
        refuse_unchecked_contacts(Settings(production=True), contacts)


def test_a_test_version_starts_with_unchecked_contacts() -> None:
    refuse_unchecked_contacts(Settings(), {"nhs_phone": UNCHECKED})


def test_production_starts_when_all_are_checked() -> None:
    refuse_unchecked_contacts(Settings(production=True), {"nscp_email": CHECKED})
