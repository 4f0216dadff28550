"""What staff write about a family holds nothing that tells who it is, since it stays."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from console.conversations.models import ApprovedAnswer, Conversation, Note, Tag
from console.conversations.retention import hold_of
from console.off_switch.models import Pause
from console.validators import DETAIL_LABELS, no_details
from nscp.contacts import load_contacts
from nscp.masking import PLACEHOLDERS
from nscp.settings import PROJECT
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.stored import Stored

NUMBER = "07700 900123"
TEXT = f"the mother rang from {NUMBER}"
SAID = "holds what looks like a phone number. Leave it out"


@pytest.fixture
def lead(stored_on_sqlite: Stored) -> Client:
    stored_on_sqlite.say("a")
    return client_of(make_user("lead", "safeguarding_lead"))


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/conversations/a/note/", {"text": TEXT}),
        ("/conversations/a/tag/", {"name": NUMBER}),
        ("/conversations/a/hold/", {"reason": TEXT}),
        ("/conversations/a/erase/", {"reason": TEXT}),
        ("/unanswered/gap/press/answer/", {"text": TEXT}),
        ("/off-switch/pause/", {"pause-reason": TEXT, "pause-notice": ""}),
        ("/off-switch/pause/", {"pause-reason": "wrong answer", "pause-notice": TEXT}),
    ],
)
def test_a_familys_details_are_refused_wherever_staff_write(lead: Client, path: str, sent: dict[str, str]) -> None:
    page = lead.post(path, sent, follow=True).content.decode()

    assert SAID in page
    kept = (Note.objects, Tag.objects, ApprovedAnswer.objects, Pause.objects)
    assert not any(rows.exists() for rows in kept)
    assert hold_of("a") is None
    assert Conversation.objects.exists()
    assert not [row for row in recorded() if NUMBER in str(row)]


@pytest.mark.parametrize("name", load_contacts(PROJECT))
def test_what_is_nscps_own_may_be_written(name: str) -> None:
    no_details(f"they may write or call: {load_contacts(PROJECT)[name].value}")


def test_every_kind_is_named_and_no_detail_repeated() -> None:
    assert set(DETAIL_LABELS) == set(PLACEHOLDERS)

    with pytest.raises(ValidationError) as error:
        no_details("her name is Tracey Bloggs, 12 High Street, ring her on 07700 900123 or 07700 900124")

    assert error.value.messages == [
        "This holds what looks like a name, a street address and a phone number. "
        "Leave it out, and say it without naming anybody."
    ]
