"""Responses outside a conversation: the texts of help that need no model."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.channel.responses import SAFETY_TOPICS, help_message, load_help_texts
from nscp.contacts import load_contacts
from nscp.settings import PROJECT
from nscp.yaml_lines import DataError


def test_every_safety_topic_has_its_text_with_the_numbers_filled_in() -> None:
    texts = load_help_texts(PROJECT / "data", load_contacts(PROJECT))

    messages = [help_message(topic, texts, "m1.1") for topic in SAFETY_TOPICS]

    assert all("999" in message.text and "{" not in message.text for message in messages)
    assert {(message.kind, message.id) for message in messages} == {("safety", "m1.1")}


def test_a_missing_text_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "replies").mkdir()
    (tmp_path / "replies" / "safety.yml").write_text("responses:\n  utter_immediate_danger: []\n", encoding="utf-8")

    with pytest.raises(DataError, match="utter_immediate_danger"):
        load_help_texts(tmp_path, {})
