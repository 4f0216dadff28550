"""The second factor: required of leads and admins in production, and never a way around it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from console.accounts import second_factor
from tests.unit.console.people import client_of, code_of, make_app, make_user, recorded

pytestmark = pytest.mark.usefixtures("console_database")
SET_UP, CODE = "/account/app/", "/sign-in/code/"


@pytest.fixture
def lead() -> User:
    return make_user("lead", "safeguarding_lead")


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize("role", ["safeguarding_lead", "admin"])
def test_in_production_leads_and_admins_set_up_an_app_before_anything_else(role: str) -> None:
    client = client_of(make_user("jane", role, "reviewer"))

    assert client.get("/", secure=True)["Location"] == SET_UP
    for path in ("/account/", "/account/password/", "/audit/", "/hand-offs/"):
        assert client.get(path, secure=True)["Location"] == f"{SET_UP}?next={path}"


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize("role", ["reviewer", "trainer"])
def test_others_may_do_without(role: str) -> None:
    assert client_of(make_user("jane", role)).get("/").status_code == 200


def test_outside_production_nobody_has_to(lead: User) -> None:
    assert client_of(lead).get("/audit/").status_code == 200


@pytest.mark.usefixtures("production")
def test_setting_an_app_up_lets_them_in_and_shows_recovery_codes_once(lead: User) -> None:
    client = client_of(lead)
    assert client.get(SET_UP).status_code == 200
    assert b"<svg" in client.get("/account/app/picture.svg").content
    before = client.session.session_key

    response = client.post(SET_UP, {"code": code_of(TOTPDevice.objects.get())})

    assert response.content.count(b'<li class="key">') == second_factor.RECOVERY_CODES
    assert client.session.session_key != before
    assert client.get("/audit/").status_code == 200
    assert ("account", "account lead", "set up an app for codes") in recorded()


@pytest.mark.usefixtures("production")
def test_a_wrong_code_sets_nothing_up(lead: User) -> None:
    client = client_of(lead)
    client.get(SET_UP)

    assert client.post(SET_UP, {"code": "000000"}).status_code == 400
    assert client.get("/")["Location"] == SET_UP


def test_whoever_has_an_app_is_asked_also_outside_production(lead: User) -> None:
    make_app(lead)
    client = client_of(lead)

    assert client.get("/audit/")["Location"] == f"{CODE}?next=/audit/"


def test_the_right_code_lets_them_in_under_a_new_session(lead: User) -> None:
    device = make_app(lead)
    client = client_of(lead)
    before = client.session.session_key

    client.post(CODE, {"code": code_of(device)})

    assert client.get("/audit/").status_code == 200
    assert client.session.session_key != before
    assert recorded()[-1] == ("sign_in", "account lead", "with a code")


def test_a_code_works_once(lead: User) -> None:
    device = make_app(lead)
    code = code_of(device)
    client_of(lead).post(CODE, {"code": code})

    again = client_of(lead)
    assert again.post(CODE, {"code": code}).status_code == 400
    assert again.get("/")["Location"] == CODE


def test_guessing_is_slowed_down(lead: User) -> None:
    device = make_app(lead)
    client = client_of(lead)
    client.post(CODE, {"code": "000000"})

    assert client.post(CODE, {"code": code_of(device)}).status_code == 400
    assert ("sign_in_failed", "account lead", "wrong code") in recorded()


def failed(device: TOTPDevice, times: int) -> TOTPDevice:
    """An app after so many wrong codes, the last of them just now."""
    device.throttling_failure_count = times
    device.throttling_failure_timestamp = datetime.now(timezone.utc)
    device.save()
    return device


@pytest.mark.parametrize("code", ["000000", "not-one-of-mine"])
def test_wrong_codes_that_come_at_once_are_a_failure_each(lead: User, code: str) -> None:
    make_app(lead)
    second_factor.new_recovery_codes(lead)

    def guess(_: int) -> object:
        try:
            return second_factor.matching_device(lead, code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as threads:
        assert list(threads.map(guess, range(5))) == [None] * 5

    assert 8 < second_factor.seconds_to_wait(lead, code) <= 16


@pytest.mark.parametrize(("times", "wait"), [(6, "again in 32 seconds"), (9, "again in 5 minutes")])
def test_a_right_code_that_comes_too_soon_is_told_how_long_to_wait(lead: User, times: int, wait: str) -> None:
    device = failed(make_app(lead), times)

    page = client_of(lead).post(CODE, {"code": code_of(device)}).content.decode()

    assert wait in page
    assert "not right" not in page
    assert recorded()[-1] == ("sign_in_failed", "account lead", "code entered too soon")


def test_the_wait_is_named_while_an_app_is_set_up_too(lead: User) -> None:
    client = client_of(lead)
    client.get(SET_UP)
    device = failed(TOTPDevice.objects.get(), 6)

    assert "again in 32 seconds" in client.post(SET_UP, {"code": code_of(device)}).content.decode()


def test_nobody_who_knows_a_password_keeps_its_owner_out_for_days(lead: User) -> None:
    device = failed(make_app(lead), 30)
    device.throttling_failure_timestamp -= timedelta(days=365 * 30)
    device.save()

    client_of(lead).post(CODE, {"code": "000000"})

    assert 0 < second_factor.seconds_to_wait(lead, "000000") <= 2048


def test_an_admin_lets_in_whoever_mistyped_codes(lead: User) -> None:
    device = failed(make_app(lead), 12)

    client_of(make_user("boss", "admin")).post(f"/accounts/{lead.pk}/unlock/")

    assert client_of(lead).post(CODE, {"code": code_of(device)})["Location"] == "/"


def test_the_page_that_was_asked_for_comes_after_the_code(lead: User) -> None:
    device = make_app(lead)
    client = client_of(lead)
    asked = client.get("/audit/?name=jane&page=2")["Location"]

    assert client.post(asked, {"code": code_of(device)})["Location"] == "/audit/?name=jane&page=2"


@pytest.mark.parametrize("asked", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_a_page_elsewhere_does_not_come_after_the_code(lead: User, asked: str) -> None:
    device = make_app(lead)

    response = client_of(lead).post(f"{CODE}?{urlencode({'next': asked})}", {"code": code_of(device)})

    assert response["Location"] == "/"


def test_the_page_that_was_asked_for_comes_after_setting_an_app_up(lead: User) -> None:
    client = client_of(lead)
    client.get(SET_UP)

    page = client.post(f"{SET_UP}?next=/audit/", {"code": code_of(TOTPDevice.objects.get())})

    assert 'href="/audit/">I have saved them' in page.content.decode()


def test_new_recovery_codes_keep_somebody_signed_in_who_came_with_an_old_one(lead: User) -> None:
    make_app(lead)
    client = client_of(lead)
    client.post(CODE, {"code": second_factor.new_recovery_codes(lead)[0]})

    page = client.post("/account/recovery-codes/").content.decode()

    assert page.count('<li class="key">') == second_factor.RECOVERY_CODES
    assert client.get("/audit/").status_code == 200


def test_a_recovery_code_lets_in_once(lead: User) -> None:
    make_app(lead)
    code = second_factor.new_recovery_codes(lead)[0]
    client = client_of(lead)

    client.post(CODE, {"code": f"{code[:4]} {code[4:].upper()}"})

    assert client.get("/").status_code == 200
    assert recorded()[-1] == ("sign_in", "account lead", "with a recovery code")
    assert client_of(lead).post(CODE, {"code": code}).status_code == 400
    assert second_factor.codes_left(lead) == second_factor.RECOVERY_CODES - 1


def test_a_code_that_cannot_be_recorded_is_not_used_up(lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    make_app(lead)
    code = second_factor.new_recovery_codes(lead)[0]
    client = client_of(lead)
    client.raise_request_exception = False
    monkeypatch.setattr("console.accounts.second_factor_views.record", lambda *_: 1 / 0)

    client.post(CODE, {"code": code})

    assert second_factor.codes_left(lead) == second_factor.RECOVERY_CODES
    assert client.get("/")["Location"] == CODE


def test_an_app_that_cannot_be_recorded_is_not_taken_into_use(lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(lead)
    client.raise_request_exception = False
    client.get(SET_UP)
    monkeypatch.setattr("console.accounts.second_factor_views.record", lambda *_: 1 / 0)

    client.post(SET_UP, {"code": code_of(TOTPDevice.objects.get())})

    assert not second_factor.has_app(lead)


def test_recovery_codes_that_cannot_be_recorded_are_not_made(lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    device = make_app(lead)
    client = client_of(lead)
    client.post(CODE, {"code": code_of(device)})
    client.raise_request_exception = False
    monkeypatch.setattr("console.accounts.second_factor.RECOVERY_CODES", None)

    client.post("/account/recovery-codes/")

    assert ("account", "account lead", "made new recovery codes") not in recorded()


def test_somebody_elses_code_does_not_help(lead: User) -> None:
    make_app(lead)
    theirs = make_app(make_user("john", "reviewer"))

    assert client_of(lead).post(CODE, {"code": code_of(theirs)}).status_code == 400


@pytest.mark.parametrize("path", [SET_UP, "/account/app/picture.svg"])
def test_a_password_alone_replaces_no_app(lead: User, path: str) -> None:
    device = make_app(lead)
    client = client_of(lead)

    assert client.get(path)["Location"] == CODE
    client.post(SET_UP, {"code": "123456"})
    assert list(TOTPDevice.objects.all()) == [device]


@pytest.mark.parametrize("path", ["/account/password/", "/account/recovery-codes/", "/account/"])
def test_a_password_alone_changes_nothing_else(lead: User, path: str) -> None:
    make_app(lead)
    client = client_of(lead)

    page = client.post(path)

    assert page.status_code == 403
    assert f'href="{CODE}?{urlencode({"next": path})}"' in page.content.decode()


def test_another_phone_takes_the_place_of_the_old_one(lead: User) -> None:
    old = make_app(lead)
    client = client_of(lead)
    client.post(CODE, {"code": code_of(old)})
    client.get(SET_UP)
    new = TOTPDevice.objects.get(confirmed=False)

    client.post(SET_UP, {"code": code_of(new)})

    assert list(TOTPDevice.objects.values_list("pk", flat=True)) == [new.pk]
    assert client.get("/").status_code == 200


def test_the_key_is_shown_only_while_it_is_set_up(lead: User) -> None:
    device = make_app(lead)
    client = client_of(lead)
    client.post(CODE, {"code": code_of(device)})

    assert device.config_url.split("secret=")[1][:8] not in client.get(SET_UP).content.decode().replace(" ", "")


def test_strangers_get_no_picture() -> None:
    assert Client().get("/account/app/picture.svg").status_code == 302
