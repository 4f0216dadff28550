"""Pausing the assistant: what the console writes is what Rasa's side reads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy
from django.test import Client

from assistant.store.records import pause_notice
from console.off_switch.models import Pause
from nscp.contacts import load_contacts
from nscp.settings import PROJECT
from tests.unit.console.people import client_of, make_user, recorded

HOSTILE = "<script>alert('x')</script>"


def as_rasa_reads_it(url: str) -> str | None:
    """What the channel would find."""
    engine = sqlalchemy.create_engine(url.replace("postgresql:", "postgresql+psycopg2:"))
    try:
        with engine.connect() as connection:
            return pause_notice(connection)
    finally:
        engine.dispose()


def pause(client: Client, notice: str = "Back on Monday.", reason: str = "wrong answer about courts") -> object:
    return client.post("/off-switch/pause/", {"pause-notice": notice, "pause-reason": reason}, follow=True)


def change(client: Client, notice: str) -> object:
    return client.post("/off-switch/message/", {"change-notice": notice}, follow=True)


def test_a_pause_is_seen_by_the_assistant_and_recorded(console_database: str, signed_in: Callable[..., Client]) -> None:
    client = signed_in("admin")

    page = pause(client).content.decode()

    assert as_rasa_reads_it(console_database) == "Back on Monday."
    assert "by admin: wrong answer about courts" in page
    assert recorded()[-1] == ("pause", "assistant", "wrong answer about courts")


def test_what_families_were_shown_stays_recorded(console_database: str, signed_in: Callable[..., Client]) -> None:
    client = signed_in("admin")
    pause(client, "Back on Monday.")
    change(client, "Back on Tuesday.")
    change(client, "Back on Tuesday.")
    change(client, "")
    client.post("/off-switch/resume/", {"resume-reason": "mended"})

    assert recorded()[1:] == [
        ("change", "message for families", "Back on Monday."),
        ("pause", "assistant", "wrong answer about courts"),
        ("change", "message for families", "Back on Tuesday."),
        ("change", "message for families", "(none)"),
        ("resume", "assistant", "mended"),
    ]


def test_who_changes_the_message_has_not_paused(console_database: str, signed_in: Callable[..., Client]) -> None:
    pause(signed_in("admin"))

    page = change(signed_in("safeguarding_lead"), "Back on Tuesday.").content.decode()

    assert "by admin: wrong answer about courts" in page


def test_changing_the_message_asks_for_the_message_alone(console_database: str, signed_in: Callable[..., Client]) -> None:
    client = signed_in("admin")

    page = pause(client).content.decode()

    assert "Why is it paused?" not in page
    assert "Back on Monday.</textarea>" in page
    assert "The message is saved." in change(client, "Back on Tuesday.").content.decode()


def test_who_pauses_second_changes_nothing_and_is_told(console_database: str, signed_in: Callable[..., Client]) -> None:
    first, second = signed_in("admin"), signed_in("safeguarding_lead")
    pause(first)
    before = recorded()

    page = pause(second, "Back on Tuesday.", "").content.decode()

    assert "A colleague has paused it meanwhile." in page
    assert as_rasa_reads_it(console_database) == "Back on Monday."
    assert recorded() == before


def test_a_message_for_a_pause_that_is_over_is_not_saved(console_database: str, signed_in: Callable[..., Client]) -> None:
    page = change(signed_in("admin"), "x" * 401).content.decode()

    assert "The message was not saved: the assistant is not paused any more." in page
    assert as_rasa_reads_it(console_database) is None
    assert not [entry for entry in recorded() if entry[0] == "change"]


def test_it_goes_on_after_resuming(console_database: str, signed_in: Callable[..., Client]) -> None:
    client = signed_in("safeguarding_lead")
    pause(client)

    client.post("/off-switch/resume/", {"resume-reason": "mended"})

    assert as_rasa_reads_it(console_database) is None
    assert recorded()[-1] == ("resume", "assistant", "mended")


def test_the_message_may_be_empty_and_be_changed(console_database: str, signed_in: Callable[..., Client]) -> None:
    client = signed_in("admin")
    pause(client, notice="")
    since = Pause.objects.get().paused_at
    assert as_rasa_reads_it(console_database) == ""

    change(client, "Back on Tuesday.")

    assert as_rasa_reads_it(console_database) == "Back on Tuesday."
    assert Pause.objects.get().paused_at == pytest.approx(since)


def test_every_page_says_so_to_everybody_who_has_signed_in(console_database: str, signed_in: Callable[..., Client]) -> None:
    pause(signed_in("admin"))

    for role in ("reviewer", "trainer"):
        assert b"The assistant is paused" in client_of(make_user(role, role)).get("/").content
    assert b"The assistant is paused" not in Client().get("/sign-in/").content


@pytest.mark.parametrize(
    "sent",
    [
        {"pause-reason": "", "pause-notice": "x"},
        {"pause-reason": "x" * 301, "pause-notice": "x"},
        {"pause-reason": "why", "pause-notice": "x" * 401},
        {},
    ],
)
def test_what_is_missing_or_too_long_pauses_nothing(
    console_database: str, signed_in: Callable[..., Client], sent: dict[str, str]
) -> None:
    client = signed_in("admin")
    before = recorded()

    page = client.post("/off-switch/pause/", sent)

    assert page.status_code == 400
    assert b"There is a problem" in page.content
    assert as_rasa_reads_it(console_database) is None
    assert recorded() == before


def test_a_line_end_counts_as_one_character_as_in_the_browser(
    console_database: str, signed_in: Callable[..., Client]
) -> None:
    lines = "\r\n".join(["x" * 99] * 4)

    pause(signed_in("admin"), notice=f"{lines}x")

    assert as_rasa_reads_it(console_database) == f"{lines}x".replace("\r\n", "\n")


def test_what_was_typed_is_still_there_after_a_mistake(console_database: str, signed_in: Callable[..., Client]) -> None:
    client = signed_in("admin")

    page = pause(client, notice="Back on\r\nTuesday.", reason="").content.decode()

    assert "Back on\nTuesday.</textarea>" in page.replace("\r", "")
    assert 'value="it takes longer"' in pause(client, notice="x" * 401, reason="it takes longer").content.decode()
    pause(client)
    assert f"{'x' * 401}</textarea>" in change(client, "x" * 401).content.decode()


def test_a_detail_is_found_in_spite_of_characters_that_cannot_be_seen(
    console_database: str, signed_in: Callable[..., Client]
) -> None:
    assert b"looks like a phone number" in pause(signed_in("admin"), notice="077\u200b00 900\u200b123").content
    assert as_rasa_reads_it(console_database) is None


def test_resuming_needs_a_reason_too(console_database: str, signed_in: Callable[..., Client]) -> None:
    client = signed_in("admin")
    pause(client)

    assert client.post("/off-switch/resume/", {}).status_code == 400
    assert as_rasa_reads_it(console_database) is not None


def test_resuming_what_is_not_paused_is_harmless(console_database: str, signed_in: Callable[..., Client]) -> None:
    page = signed_in("admin").post("/off-switch/resume/", {"resume-reason": "x"}, follow=True)

    assert b"It was not paused" in page.content
    assert [row for row in recorded() if row[0] == "resume"] == []


def test_invisible_characters_are_left_out_and_lines_kept(console_database: str, signed_in: Callable[..., Client]) -> None:
    pause(signed_in("admin"), notice="\u202e Back\r\non\u200b \x07Monday ")

    assert as_rasa_reads_it(console_database) == "Back\non Monday"


def test_hostile_words_are_shown_as_text(console_database: str, signed_in: Callable[..., Client]) -> None:
    client = signed_in("admin")

    page = pause(client, notice=HOSTILE, reason=HOSTILE).content.decode()

    assert HOSTILE not in page
    assert page.count("&lt;script&gt;") >= 2


def test_the_page_quotes_what_families_read(console_database: str, signed_in: Callable[..., Client]) -> None:
    page = signed_in("admin").get("/off-switch/").content.decode()

    assert "This assistant is paused at the moment" in page
    assert load_contacts(PROJECT)["nscp_email"].value in page
    assert "{" not in page.split("The fixed notice says")[1].split("</p>")[0]
