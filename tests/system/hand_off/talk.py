"""A family's side of a hand-off: says things, and names what it is told by the response's name in `data/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from nscp.answers import REPLIES
from nscp.hand_off import load_hand_off_choices
from nscp.settings import PROJECT
from nscp.topics import topic_files
from nscp.yaml_lines import YamlFile
from tests.system.api.client import Client, Session, new_id

DATA = PROJECT / "data"
TITLES = {key: choice.title for key, choice in load_hand_off_choices(DATA).choices.items()}

MESSAGE, REPLY, NAME = "Can my sister come with me?", "jo@example.org", "Jo"
ASK_MESSAGE, ASK_REPLY = "utter_hand_off_ask_message", "utter_ask_personal_reply"
ASK_NAME, ASK_SAFE_TIME, SUMMARY = "utter_ask_personal_name", "utter_ask_hand_off_safe_time", "utter_hand_off_summary"
SAVED = "utter_hand_off_saved"
AGAIN = "_again"  # the second wording of a question

# What brings a family to each question of the form.
STEPS: Mapping[str, tuple[str, ...]] = {
    ASK_MESSAGE: (TITLES["start"],),
    ASK_REPLY: (TITLES["start"], MESSAGE),
    ASK_NAME: (TITLES["start"], MESSAGE, REPLY),
    ASK_SAFE_TIME: (TITLES["start"], MESSAGE, REPLY, NAME),
    SUMMARY: (TITLES["start"], MESSAGE, REPLY, NAME, TITLES["skip"]),
}


@dataclass(frozen=True)
class Told:
    """What a family was told in one turn.

    Attributes:
        names: names of the responses, in order.
        texts: their texts.
        buttons: the titles of all buttons.
    """

    names: list[str]
    texts: list[str]
    buttons: list[str]

    @property
    def reference(self) -> str:
        """The reference that is named."""
        found = re.search(r"NSCP-[A-Z]{4}-[A-Z]{4}", " ".join(self.texts))
        assert found, self.texts
        return found.group()


class Talk:
    """One conversation."""

    def __init__(self, api: str) -> None:
        """Start it.

        Args:
            api: the API's address.
        """
        self.session: Session = Client(api).start()

    def say(self, *texts: str) -> Told:
        """Say things, one after another.

        Returns:
            What was told last.
        """
        return [self.send(text) for text in texts][-1]

    def send(self, text: str, id_: str | None = None) -> Told:
        """Send a message, perhaps under an id that was sent before."""
        reply = self.session.send(text, id_ or new_id())
        assert reply.status == 200, (text, reply.status, reply.body[:300])
        messages = reply.json["messages"]
        buttons = [title for message in messages for title in message["buttons"]]
        return Told([name_of(message["text"]) for message in messages], [message["text"] for message in messages], buttons)

    def reach(self, question: str) -> Told:
        """Answer the form up to a question."""
        told = self.say(*STEPS[question])
        assert told.names[-1].startswith(question), told
        return told


def name_of(text: str) -> str:
    """The response that a text was made from."""
    return next((name for name, pattern in _patterns() if pattern.fullmatch(text)), f"(no response says this) {text}")


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    files = [YamlFile(path) for path in (*sorted((DATA / REPLIES).glob("*.yml")), *topic_files(DATA))]
    responses: list[tuple[str, Any]] = [item for file in files for item in (file.content.get("responses") or {}).items()]
    return [(name, _pattern(variation["text"])) for name, variations in responses for variation in variations]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{\w+\\}", ".*", re.escape(text.strip())), re.DOTALL)
