"""The pages about messages for NSCP: what needs a person first, reading for a reason, trying again, closing."""

from __future__ import annotations

import dataclasses
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from django.contrib.auth.models import User
from django.test import Client

from console.conversations.retention import erase
from console.handoffs import drafts, outbox, reasons, smtp
from console.handoffs.drafts import Chat
from console.handoffs.mailer import Mailer
from console.handoffs.models import HandOff, State
from console.locks import exclusive
from nscp.hand_off_settings import HandOffSettings
from tests.mail_server import MailServer, mail_server
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.stored import Stored

HOSTILE = "<script>alert('x')</script>"
FAMILY = Chat("f" * 32, "website")
SECRETS = ("our Zebedee", "900123", "Bloggs", "landline")
pytestmark = pytest.mark.usefixtures("hand_offs")


def saved(state: str = State.SAVED, **changes: object) -> HandOff:
    """A message that a family left, in some state."""
    answers = {"message": "our Zebedee", "reply_to": "07700 900123", "name": "Jo Bloggs", "safe_time": "not the landline"}
    reference = drafts.save(FAMILY, None, **answers)
    outbox.save(FAMILY, reference)
    HandOff.objects.filter(reference=reference).update(state=state, **changes)
    return HandOff.objects.get(reference=reference)


def left_to_staff(**changes: object) -> HandOff:
    """One that the mailer has given up, as console/handoffs/claims.py leaves it."""
    given = {"next_try_at": None, "attempts": 21, "reason": "the mail server answered 451", **changes}
    return saved(State.FAILED, **given)


def now(hand_off: HandOff) -> HandOff:
    hand_off.refresh_from_db()
    return hand_off


def test_what_waits_for_a_person_comes_first(signed_in: Callable[..., Client]) -> None:
    soon = datetime.now(timezone.utc) + timedelta(hours=1)
    rows = [
        saved(State.CLOSED, closed_at=soon, next_try_at=None),
        saved(State.SENT, sent_at=soon, next_try_at=None),
        saved(),
        saved(State.FAILED, next_try_at=soon, reason="the mail server answered 421"),
        left_to_staff(),
    ]

    page = signed_in("reviewer").get("/hand-offs/").content.decode()

    places = [page.index(row.reference) for row in reversed(rows)]
    assert places == sorted(places)
    assert "1 message could not be sent" in page
    assert "The mail server did not take it at that moment." in page


def test_drafts_are_nobodys_business(signed_in: Callable[..., Client]) -> None:
    draft = HandOff.objects.get(reference=drafts.save(FAMILY, None, message="our Zebedee"))
    client = signed_in("safeguarding_lead")

    assert draft.reference not in client.get("/hand-offs/").content.decode()
    assert client.get(f"/hand-offs/{draft.reference}/").status_code == 404
    for deed in ("reveal", "try-again", "close"):
        assert client.post(f"/hand-offs/{draft.reference}/{deed}/", {f"{deed}-reason": "why"}).status_code == 404
    assert now(draft).state == State.DRAFT


def test_the_list_can_be_narrowed_down(signed_in: Callable[..., Client]) -> None:
    waiting, failed = saved(), left_to_staff()
    client = signed_in("reviewer")

    assert waiting.reference not in client.get("/hand-offs/?show=failed").content.decode()
    assert failed.reference in client.get("/hand-offs/?show=failed").content.decode()
    assert "There are no hand-offs like that" in client.get("/hand-offs/?show=closed").content.decode()
    assert waiting.reference in client.get("/hand-offs/?show=nonsense").content.decode()


def test_an_empty_list_says_what_comes(signed_in: Callable[..., Client]) -> None:
    assert b"No family has left a message yet" in signed_in("reviewer").get("/hand-offs/").content


@pytest.mark.parametrize("role", ["reviewer", "admin", "safeguarding_lead"])
def test_no_page_shows_what_a_family_wrote_unasked(signed_in: Callable[..., Client], role: str) -> None:
    hand_off = left_to_staff()
    client = signed_in(role)

    for path in ("/hand-offs/", f"/hand-offs/{hand_off.reference}/"):
        page = client.get(path).content.decode()
        assert not [secret for secret in SECRETS if secret in page]


def test_a_lead_reads_it_for_a_reason_that_is_kept(signed_in: Callable[..., Client]) -> None:
    hand_off = left_to_staff()
    client = signed_in("safeguarding_lead")

    page = client.post(f"/hand-offs/{hand_off.reference}/reveal/", {"reveal-reason": "to write to them"})

    assert all(secret in page.content.decode() for secret in SECRETS)
    assert "no-store" in page.headers["Cache-Control"]
    assert recorded()[-1] == ("reveal", f"hand-off {hand_off.reference}", "to write to them")
    again = client.get(f"/hand-offs/{hand_off.reference}/").content.decode()
    assert not [secret for secret in SECRETS if secret in again]


def test_without_a_reason_nothing_is_shown(signed_in: Callable[..., Client]) -> None:
    hand_off = saved()
    client = signed_in("safeguarding_lead")
    before = recorded()

    page = client.post(f"/hand-offs/{hand_off.reference}/reveal/", {"reveal-reason": "  "})

    assert page.status_code == 400
    assert "Say in a few words: why do you need to read it?" in page.content.decode()
    assert "our Zebedee" not in page.content.decode()
    assert recorded() == before


@pytest.mark.parametrize(("role", "deed"), [("reviewer", "reveal"), ("admin", "reveal"), ("reviewer", "close")])
def test_knowing_the_reference_is_not_enough(signed_in: Callable[..., Client], role: str, deed: str) -> None:
    hand_off = saved()
    client = signed_in(role)
    before = recorded()

    page = client.post(f"/hand-offs/{hand_off.reference}/{deed}/", {f"{deed}-reason": "why"})

    assert page.status_code == 403
    assert "our Zebedee" not in page.content.decode()
    assert (now(hand_off).state, recorded()) == (State.SAVED, before)


def test_it_is_not_shown_if_the_reading_cannot_be_recorded(
    signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_off = saved()
    client = signed_in("safeguarding_lead")
    client.raise_request_exception = False

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("console.handoffs.services.record", broken)
    page = client.post(f"/hand-offs/{hand_off.reference}/reveal/", {"reveal-reason": "why"})

    assert page.status_code == 500
    assert "our Zebedee" not in page.content.decode()
    assert "Something went wrong" in page.content.decode()


def test_what_is_removed_or_sealed_with_a_lost_key_is_said(signed_in: Callable[..., Client]) -> None:
    removed, sealed = saved(details=""), saved(details="gAAAAA" + "x" * 60)
    client = signed_in("safeguarding_lead")

    for hand_off, words in ((removed, "has been removed"), (sealed, "cannot be opened with the keys")):
        page = client.post(f"/hand-offs/{hand_off.reference}/reveal/", {"reveal-reason": "why"}, follow=True)
        assert words in page.content.decode()


@pytest.mark.parametrize("field", ["message", "reply_to", "reply_note", "name", "safe_time"])
def test_what_a_family_wrote_is_shown_as_text(signed_in: Callable[..., Client], field: str) -> None:
    answers = {"message": "m", "reply_to": "a@example.org", field: HOSTILE}
    reference = drafts.save(FAMILY, None, **answers)
    outbox.save(FAMILY, reference)

    page = signed_in("safeguarding_lead").post(f"/hand-offs/{reference}/reveal/", {"reveal-reason": HOSTILE})

    assert HOSTILE not in page.content.decode()
    assert "&lt;script&gt;" in page.content.decode()


def test_a_hostile_reason_of_a_failure_is_shown_as_text(signed_in: Callable[..., Client]) -> None:
    hand_off = left_to_staff(reason=HOSTILE)
    client = signed_in("reviewer")

    for path in ("/hand-offs/", f"/hand-offs/{hand_off.reference}/"):
        assert HOSTILE not in client.get(path).content.decode()


@pytest.fixture
def server() -> object:
    with mail_server() as running:
        yield running


def mailer(settings: HandOffSettings) -> Mailer:
    return Mailer(exclusive("mailer"), settings)


def test_what_was_left_to_staff_is_sent_after_trying_again(
    signed_in: Callable[..., Client], server: MailServer, hand_offs: HandOffSettings
) -> None:
    hand_off = left_to_staff()
    settings = dataclasses.replace(hand_offs, smtp_port=server.port)
    assert mailer(settings).work() is False

    signed_in("admin").post(f"/hand-offs/{hand_off.reference}/try-again/")
    mailer(settings).work()

    assert now(hand_off).state == State.SENT
    assert recorded()[-1][0] == "change"


def test_what_fails_again_is_tried_for_days_again(signed_in: Callable[..., Client]) -> None:
    hand_off = left_to_staff()

    signed_in("admin").post(f"/hand-offs/{hand_off.reference}/try-again/")

    assert (now(hand_off).attempts, now(hand_off).next_try_at is not None) == (0, True)


def test_a_wait_is_cut_short_without_counting_anew(signed_in: Callable[..., Client]) -> None:
    later = datetime.now(timezone.utc) + timedelta(hours=6)
    hand_off = saved(State.FAILED, next_try_at=later, attempts=7)

    signed_in("admin").post(f"/hand-offs/{hand_off.reference}/try-again/")

    assert now(hand_off).attempts == 7
    assert now(hand_off).next_try_at <= datetime.now(timezone.utc)


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.CLOSED])
def test_what_is_sent_being_sent_or_closed_is_not_sent_again(signed_in: Callable[..., Client], state: str) -> None:
    hand_off = saved(state)
    before = now(hand_off).next_try_at
    client = signed_in("admin")

    page = client.post(f"/hand-offs/{hand_off.reference}/try-again/", follow=True)

    assert "Nothing was done" in page.content.decode()
    assert (now(hand_off).state, now(hand_off).next_try_at) == (state, before)


@pytest.mark.parametrize("state", [State.SAVED, State.FAILED, State.SENT])
def test_closing_ends_it_for_a_reason(signed_in: Callable[..., Client], state: str, hand_offs: HandOffSettings) -> None:
    hand_off = saved(state)

    signed_in("safeguarding_lead").post(f"/hand-offs/{hand_off.reference}/close/", {"close-reason": "phoned them"})

    assert (now(hand_off).state, now(hand_off).next_try_at) == (State.CLOSED, None)
    assert recorded()[-1] == ("change", f"hand-off {hand_off.reference}", "closed: phoned them")
    mailer(hand_offs).work()
    assert now(hand_off).state == State.CLOSED


@pytest.mark.parametrize("role", ["reviewer", "admin", "safeguarding_lead"])
def test_who_closed_it_and_why_is_seen_by_whoever_sees_it(signed_in: Callable[..., Client], role: str) -> None:
    hand_off = saved()
    closer = client_of(make_user("lead", "safeguarding_lead"))
    closer.post(f"/hand-offs/{hand_off.reference}/try-again/")
    closer.post(f"/hand-offs/{hand_off.reference}/close/", {"close-reason": "phoned them"})

    assert ", by lead: phoned them</dd>" in signed_in(role).get(f"/hand-offs/{hand_off.reference}/").content.decode()


def test_one_that_was_closed_without_a_row_is_shown_all_the_same(signed_in: Callable[..., Client]) -> None:
    hand_off = saved(State.CLOSED, closed_at=datetime.now(timezone.utc))

    assert signed_in("reviewer").get(f"/hand-offs/{hand_off.reference}/").status_code == 200


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("reviewer", "Tell a safeguarding lead or an admin."),
        ("admin", "It waits for you: try again, or ask a safeguarding lead to read it."),
        ("safeguarding_lead", "It waits for you: try again, or read it, pass it on and close."),
    ],
)
def test_the_list_asks_nobody_for_what_they_may_not_do(signed_in: Callable[..., Client], role: str, words: str) -> None:
    left_to_staff()

    assert words in signed_in(role).get("/hand-offs/").content.decode()


@pytest.mark.parametrize(
    ("state", "waits", "words"),
    [
        (State.SAVED, True, "Waiting"),
        (State.SENDING, True, "Being sent"),
        (State.FAILED, True, "Not sent yet: will be tried again"),
        (State.FAILED, False, "Not sent: given up, waits for staff"),
        (State.SENT, False, "Sent"),
        (State.CLOSED, False, "Closed"),
    ],
)
def test_a_state_has_the_same_words_on_every_page(state: str, waits: bool, words: str) -> None:
    assert HandOff(state=state, next_try_at=datetime.now(timezone.utc) if waits else None).state_in_words == words


def test_what_a_mailer_has_is_not_closed(signed_in: Callable[..., Client]) -> None:
    hand_off = saved(State.SENDING)

    signed_in("admin").post(f"/hand-offs/{hand_off.reference}/close/", {"close-reason": "why"})

    assert now(hand_off).state == State.SENDING


def test_a_change_that_cannot_be_recorded_is_not_made(
    signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_off = saved()
    client = signed_in("admin")
    client.raise_request_exception = False
    monkeypatch.setattr("console.handoffs.services.record", lambda *_: 1 / 0)

    client.post(f"/hand-offs/{hand_off.reference}/close/", {"close-reason": "why"})

    assert now(hand_off).state == State.SAVED


def test_only_those_who_may_act_are_offered_to(signed_in: Callable[..., Client]) -> None:
    hand_off = saved()
    pages = {
        role: client_of(make_user(role, role)).get(f"/hand-offs/{hand_off.reference}/").content.decode()
        for role in ("reviewer", "admin", "safeguarding_lead")
    }

    assert ["Show it" in pages[role] for role in pages] == [False, False, True]
    assert ["Try again" in pages[role] for role in pages] == [False, True, True]
    assert User.objects.count() == 3


def test_it_leads_to_its_conversation_for_those_who_may_read_it(stored: Stored) -> None:
    stored.say(FAMILY.sender_id)
    address = f"/hand-offs/{saved().reference}/"

    reviewer, admin = (client_of(make_user(role, role)).get(address).content.decode() for role in ("reviewer", "admin"))

    assert f"/conversations/{FAMILY.sender_id}/" in reviewer
    assert FAMILY.sender_id not in admin


def test_it_leads_to_no_conversation_that_was_removed_or_erased(signed_in: Callable[..., Client], stored: Stored) -> None:
    hand_off, link = saved(State.SENT), "Read the conversation"
    reviewer, address = signed_in("reviewer"), f"/hand-offs/{hand_off.reference}/"
    stored.say(FAMILY.sender_id)
    before = reviewer.get(address).content.decode()

    stored.remove([FAMILY.sender_id])
    removed = reviewer.get(address).content.decode()
    stored.say(FAMILY.sender_id)
    erase(FAMILY.sender_id)
    erased = reviewer.get(address)

    assert link in before
    assert link not in removed
    assert now(hand_off).sender_id == ""
    assert erased.status_code == 200
    assert link not in erased.content.decode()


@pytest.mark.parametrize(
    "reason",
    [
        "the mail server answered 550 to the recipient",
        "the mail server answered 535 to the sign-in",
        "the mail server answered 421",
        "the mail server does not offer what NSCP_SMTP_SECURITY or the sign-in needs",
        "the mail server could not be reached (ECONNREFUSED)",
        "its details cannot be opened with the keys in NSCP_HANDOFF_KEYS",
        "the mail could not be written (KeyError)",
        "something that nobody thought of (EWHATEVER)",
    ],
)
def test_why_it_was_not_sent_is_told_without_codes(stored_on_sqlite: Stored, reason: str) -> None:
    address = f"/hand-offs/{left_to_staff(reason=reason).reference}/"
    client = client_of(make_user("admin", "admin"))

    for page in (client.get(address).content.decode(), client.get("/hand-offs/").content.decode()):
        assert not re.search(r"NSCP_|\(E[A-Z]+\)|KeyError|answered \d", page)
    assert "Tell the people who run the service." in client.get(address).content.decode()


def test_every_reason_that_is_stored_has_words_of_its_own() -> None:
    errors = [
        smtplib.SMTPRecipientsRefused({"a": (550, b"")}),
        smtplib.SMTPAuthenticationError(535, b""),
        smtplib.SMTPDataError(451, b""),
        smtplib.SMTPDataError(554, b""),
        smtplib.SMTPNotSupportedError(),
        TimeoutError(),
        smtplib.SMTPServerDisconnected(),
        socket.gaierror(),
        ssl.SSLCertVerificationError(),
        ssl.SSLError(),
        ConnectionRefusedError(111, ""),
    ]

    assert reasons.OTHERWISE not in [reasons.in_words(smtp.reason_for(error)) for error in errors]


def test_a_hand_off_is_given_up_once_no_other_attempt_is_planned() -> None:
    soon = datetime.now(timezone.utc) + timedelta(hours=1)
    given_up, failed, waiting = left_to_staff(), saved(State.FAILED, next_try_at=soon), saved()

    assert [row.is_given_up for row in (given_up, failed, waiting)] == [True, False, False]
    assert list(HandOff.objects.given_up()) == [given_up]
