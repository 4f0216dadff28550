"""Signing in: lockout, no word about which accounts there are, sessions that cannot be fixed or outlive their time."""

from __future__ import annotations

import dataclasses
import re
import time

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, override_settings

from console.accounts import sessions
from tests.unit.console.people import PASSWORD, client_of, make_user, recorded, sign_in

pytestmark = pytest.mark.usefixtures("sqlite")


@pytest.fixture
def user() -> User:
    return make_user("jane", "reviewer")


def test_the_right_password_leads_to_the_start_page(user: User) -> None:
    client = Client()

    response = sign_in(client, "Jane")

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert recorded() == [("sign_in", "account jane", "")]


def test_a_page_that_was_asked_for_comes_after_signing_in(user: User) -> None:
    asked = Client().get("/account/")
    assert asked["Location"] == "/sign-in/?next=/account/"

    assert sign_in(Client(), "jane", next="/account/")["Location"] == "/account/"
    assert sign_in(Client(), "jane", next="https://evil.example/")["Location"] == "/"


def test_five_wrong_passwords_lock_the_name_for_a_while(user: User) -> None:
    client = Client()
    for _ in range(5):
        response = sign_in(client, "jane", "wrong")

    assert response.status_code == 429
    assert b"Wait, then try again" in response.content
    assert sign_in(client, "jane").status_code == 429
    assert client.get("/account/").status_code == 302


def test_others_can_sign_in_meanwhile_also_from_the_same_office(user: User) -> None:
    make_user("john", "reviewer")
    for _ in range(6):
        sign_in(Client(), "jane", "wrong")

    assert sign_in(Client(), "john").status_code == 302
    assert Client(REMOTE_ADDR="192.0.2.7").post("/sign-in/", {"username": "jane", "password": PASSWORD}).status_code == 302


def test_a_client_cannot_choose_the_address_that_is_counted(user: User) -> None:
    for number in range(6):
        address = f"192.0.2.{number}"
        response = Client(HTTP_X_FORWARDED_FOR=address).post("/sign-in/", {"username": "jane", "password": "wrong"})

    assert response.status_code == 429


def test_behind_a_proxy_the_address_that_it_saw_is_counted(user: User) -> None:
    with override_settings(NSCP=dataclasses.replace(settings.NSCP, trusted_proxies=1)):
        for number in range(6):
            client = Client(HTTP_X_FORWARDED_FOR=f"made up, 192.0.2.{number}")
            assert client.post("/sign-in/", {"username": "jane", "password": "wrong"}).status_code == 200


def test_of_ipv6_the_network_is_counted(user: User) -> None:
    codes = [
        Client(REMOTE_ADDR=f"2001:db8::{number}").post("/sign-in/", {"username": "jane", "password": "wrong"}).status_code
        for number in range(1, 6)
    ]

    assert codes == [200] * 4 + [429]


def test_nobody_learns_which_accounts_there_are(user: User) -> None:
    shut = make_user("shut")
    shut.is_active = False
    shut.save()

    def page(name: str, password: str) -> str:
        text = sign_in(Client(), name, password).content.decode()
        return re.sub(r'(csrfmiddlewaretoken" value|username" value)="[^"]*"', "", text)

    assert "do not belong together" in page("jane", "wrong")
    assert page("jane", "wrong") == page("nobody", "wrong") == page("shut", PASSWORD)


def test_an_unknown_name_is_locked_as_a_known_one_is() -> None:
    codes = [sign_in(Client(), "nobody", "wrong").status_code for _ in range(6)]

    assert codes == [200] * 4 + [429] * 2


def test_what_was_typed_as_a_name_is_not_recorded(user: User) -> None:
    sign_in(Client(), "my secret password", "x")
    sign_in(Client(), "jane", "x")

    assert recorded() == [("sign_in_failed", "a name that has no account", ""), ("sign_in_failed", "account jane", "")]


def test_what_was_typed_as_a_name_is_stored_in_no_table() -> None:
    for name in ("my secret password", "My Secret Password"):
        sign_in(Client(), name, "x")

    with connection.cursor() as cursor:
        stored = []
        for table in connection.introspection.table_names(cursor):
            stored += cursor.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608  # names that the database gave
    assert "secret password" not in str(stored).lower()
    assert AccessAttempt.objects.get().failures_since_start == 2


def test_a_session_from_before_is_not_the_one_after_signing_in(user: User) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key

    sign_in(client, "jane")

    after = client.cookies["nscp_console"].value
    assert after != before
    thief = Client()
    thief.cookies["nscp_console"] = before
    assert thief.get("/account/").status_code == 302


def test_signing_out_ends_the_session_on_the_server(user: User) -> None:
    client = client_of(user)
    key = client.session.session_key

    client.post("/sign-out/")

    thief = Client()
    thief.cookies["nscp_console"] = key
    assert thief.get("/").status_code == 302
    assert recorded()[-1] == ("sign_out", "account jane", "")


def test_signing_out_by_a_link_from_elsewhere_does_nothing(user: User) -> None:
    client = client_of(user)

    assert client.get("/sign-out/")["Location"] == "/"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-out/", "/account/password/", "/account/recovery-codes/"])
def test_a_form_from_another_website_is_refused(user: User, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    response = client.post(path, {"username": "jane", "password": PASSWORD})

    assert response.status_code == 403
    assert b"Your page was too old to send" in response.content
    assert client.get("/").status_code == 200


def aged(client: Client, **changes: float) -> Client:
    """The same browser, later: seconds that have gone since each of the session's times."""
    session = client.session
    for name, seconds in changes.items():
        session[getattr(sessions, name)] = time.time() - seconds
    session.save()
    return client


def test_somebody_who_was_idle_has_to_sign_in_again(user: User) -> None:
    client = aged(client_of(user), SEEN=61 * 60)

    assert client.get("/")["Location"] == "/sign-in/?next=/"
    assert b"because you had not used the console for a while" in client.get("/sign-in/").content


def test_somebody_who_works_stays_signed_in_but_not_for_ever(user: User) -> None:
    client = aged(client_of(user), SEEN=59 * 60, BEGAN=23 * 3600)
    assert client.get("/").status_code == 200
    assert time.time() - client.session[sessions.SEEN] < 60

    assert aged(client, BEGAN=24 * 3600 + 1).get("/").status_code == 302
    assert b"because you signed in more than 24 hours ago" in client.get("/sign-in/").content


def test_somebody_who_writes_for_long_can_say_that_they_are_still_here(user: User) -> None:
    client = aged(client_of(user), SEEN=59 * 60)

    assert client.get("/account/still-here/").status_code == 204

    assert time.time() - client.session[sessions.SEEN] < 60


def test_a_page_writes_no_session_row_each_time(user: User) -> None:
    client = aged(client_of(user), SEEN=30)
    before = client.session[sessions.SEEN]

    client.get("/")

    assert client.session[sessions.SEEN] == before


def test_a_cookie_is_for_our_own_pages_and_no_script(user: User) -> None:
    client = Client()
    client.get("/sign-in/")
    sign_in(client, "jane")

    for name in ("nscp_console", "nscp_console_csrf"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_pages_are_kept_by_no_browser_and_shown_in_no_frame(user: User) -> None:
    for path in ("/", "/sign-in/", "/account/", "/nothing-here/"):
        headers = client_of(user).get(path).headers
        assert "no-store" in headers["Cache-Control"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]


def test_a_form_that_meets_an_ended_session_is_shown_again_with_a_way_back(user: User) -> None:
    client = aged(client_of(user), SEEN=61 * 60)

    came_from = {"referer": "http://testserver/conversations/a/?x=1"}
    page = client.post("/conversations/a/note/", {"text": "Ask <her>"}, headers=came_from)

    assert page.status_code == 403
    assert "You were signed out before this was saved." in page.content.decode()
    assert "Ask &lt;her&gt;" in page.content.decode()
    assert 'name="next" value="/conversations/a/?x=1"' in page.content.decode()
    assert not Session.objects.filter(session_data__contains="Ask").exists()


@pytest.mark.parametrize("referrer", ["", "https://evil.example/conversations/a/"])
def test_the_way_back_is_never_to_another_website(user: User, referrer: str) -> None:
    page = Client().post("/conversations/a/note/", {"text": "x"}, headers={"referer": referrer})

    assert 'name="next" value="/conversations/a/note/"' in page.content.decode()


@pytest.mark.parametrize("field", ["detail", "old_password", "code"])
def test_of_a_form_with_a_secret_nothing_is_shown_again(user: User, field: str) -> None:
    page = Client().post("/conversations/a/hide/", {field: "our Zebedee", "kind": "name"})

    assert "This was not saved" in page.content.decode()
    assert "Zebedee" not in page.content.decode()


def test_a_form_with_the_token_of_an_earlier_session_is_shown_again_if_it_is_our_own(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    ours = client.post("/conversations/a/note/", {"text": "our Zebedee"}, headers={"origin": "http://testserver"})
    theirs = client.post("/conversations/a/note/", {"text": "our Zebedee"}, headers={"origin": "https://evil.example"})

    assert "our Zebedee" in ours.content.decode()
    assert "You signed in again, in another window" in ours.content.decode()
    assert "our Zebedee" not in theirs.content.decode()
    assert "Your page was too old to send" in theirs.content.decode()
