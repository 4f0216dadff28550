"""What an admin can do with accounts, and cannot do with their own."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from console.accounts.permissions import ROLES
from console.accounts.states import states
from console.audit.models import Entry
from nscp.turn_facts import LOCAL
from tests.unit.console.page_forms import seen, seen_on
from tests.unit.console.people import PASSWORD, client_of, make_app, make_user, recorded, sign_in

pytestmark = pytest.mark.usefixtures("sqlite")
HOSTILE = "<script>alert('x')</script>"


@pytest.fixture
def admin() -> Client:
    return client_of(make_user("boss", "admin"))


def row(page: str, name: str) -> str:
    """The row of a table that begins with this."""
    return next(part for part in page.split("<tr>") if f">{name}<" in part)


def link_in(text: str) -> str:
    found = re.search(r"/choose-password/[\w-]+/[\w-]+/", text)
    assert found, text
    return found.group()


def choose(client: Client, link: str, password: str) -> object:
    form = client.get(link)
    return client.post(form["Location"], {"new_password1": password, "new_password2": password})


def test_a_new_account_gets_its_password_from_its_owner_alone(admin: Client) -> None:
    made = admin.post("/accounts/new/", {"username": "Jane", "first_name": "Jane Roe", "roles": ["reviewer"]})
    link = link_in(made.content.decode())

    choose(Client(), link, PASSWORD)

    assert sign_in(Client(), "jane").status_code == 302
    user = User.objects.get(username="jane")
    assert [group.name for group in user.groups.all()] == ["reviewer"]
    assert ("account", "account jane", "made it: Reviewer") in recorded()
    assert b"does not work any more" in Client().get(link).content


def test_nobody_can_sign_in_to_a_new_account_before(admin: Client) -> None:
    admin.post("/accounts/new/", {"username": "jane", "first_name": "", "roles": ["reviewer"]})

    assert sign_in(Client(), "jane", "").status_code == 200
    assert sign_in(Client(), "jane", "!").status_code == 200


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "must be at least 12 characters long"),
        ("password1234", "one that many people use"),
        ("jane.the.reviewer", "too much like your name"),
        ("000000000000", "one that many people use"),
    ],
)
def test_a_weak_password_is_refused(admin: Client, password: str, words: str) -> None:
    made = admin.post("/accounts/new/", {"username": "jane.the.reviewer", "first_name": "", "roles": []})

    response = choose(Client(), link_in(made.content.decode()), password)

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert words in response.content.decode()


def test_a_name_is_taken_however_it_is_written(admin: Client) -> None:
    make_user("jane")

    assert admin.post("/accounts/new/", {"username": "JANE", "first_name": "", "roles": []}).status_code == 400


def test_roles_can_be_changed_and_are_in_force_at_once(admin: Client) -> None:
    user = make_user("jane", "reviewer")
    client = client_of(user)
    assert client.get("/audit/").status_code == 403

    address = f"/accounts/{user.pk}/"
    admin.post(address, {"first_name": "Jane", "roles": ["reviewer", "safeguarding_lead"], **seen(admin, address)})

    assert client.get("/audit/").status_code == 200
    assert ("account", "account jane", "changed it: Reviewer, Safeguarding lead") in recorded()


def test_a_role_is_taken_away_for_a_reason_and_ends_their_sessions(admin: Client) -> None:
    user = make_user("jane", "reviewer", "trainer")
    client, address = client_of(user), f"/accounts/{user.pk}/"
    sent = {"first_name": "Jane Roe", "roles": ["trainer"], **seen(admin, address)}

    asked = admin.post(address, sent)
    assert "You take away: <strong>Reviewer</strong>" in asked.content.decode()
    assert admin.post(address, {**sent, "reason": ""}).status_code == 400
    assert user.groups.count() == 2
    assert client.get("/").status_code == 200

    page = admin.post(address, {**sent, "reason": "moved to another team"}, follow=True).content.decode()

    assert [group.name for group in user.groups.all()] == ["trainer"]
    assert User.objects.get(pk=user.pk).first_name == "Jane Roe"
    assert client.get("/").status_code == 302
    assert "Taken away from jane: Reviewer. jane is signed out everywhere." in page
    assert recorded()[-1][2] == "changed it: Trainer. Taken away: Reviewer, because: moved to another team"


def test_a_role_that_another_admin_took_away_meanwhile_is_not_given_back_unseen(admin: Client) -> None:
    user = make_user("jane", "reviewer", "trainer")
    another, address = client_of(make_user("bea", "admin")), f"/accounts/{user.pk}/"
    opened = {"first_name": "Jane Roe", "roles": ["reviewer", "trainer"], **seen(admin, address)}
    taking = {"first_name": "", "roles": ["trainer"], "reason": "moved to another team", **seen(another, address)}
    another.post(address, taking)

    late = admin.post(address, opened)

    page = late.content.decode()
    assert late.status_code == 400
    assert "jane now has: Trainer." in page
    assert 'value="Jane Roe"' in page
    assert re.search(r'value="reviewer"[^>]*checked', page)
    assert [group.name for group in user.groups.all()] == ["trainer"]
    admin.post(address, {**opened, **seen_on(page)})
    assert user.groups.count() == 2


def test_what_was_chosen_goes_along_when_it_is_asked_why(admin: Client) -> None:
    user = make_user("jane", "reviewer", "trainer")

    address = f"/accounts/{user.pk}/"
    sent = {"first_name": HOSTILE, "roles": ["trainer"], **seen(admin, address)}
    page = admin.post(address, sent).content.decode()

    assert '<input type="hidden" name="roles" value="trainer">' in page
    assert 'name="first_name" value="&lt;script&gt;' in page


def test_a_role_that_there_is_not_is_refused(admin: Client) -> None:
    user = make_user("jane", "reviewer")

    assert admin.post(f"/accounts/{user.pk}/", {"first_name": "", "roles": ["superuser"]}).status_code == 400


@pytest.mark.parametrize("field", ["is_superuser", "is_staff", "password", "user_permissions"])
def test_what_the_form_does_not_have_cannot_be_sent(admin: Client, field: str) -> None:
    user = make_user("jane", "reviewer")
    before = User.objects.values_list(field, flat=True).get(pk=user.pk)

    address = f"/accounts/{user.pk}/"
    admin.post(address, {"first_name": "", "roles": ["reviewer"], field: "1", **seen(admin, address)})

    assert User.objects.values_list(field, flat=True).get(pk=user.pk) == before


def test_an_account_is_locked_for_a_reason_and_is_out_at_once(admin: Client) -> None:
    user = make_user("jane", "reviewer")
    client, address = client_of(user), f"/accounts/{user.pk}/lock/"

    assert "Lock the account jane?" in admin.get(address).content.decode()
    assert admin.post(address).status_code == 400
    assert client.get("/").status_code == 200
    page = admin.post(address, {"reason": "left NSCP"}, follow=True).content.decode()

    assert client.get("/").status_code == 302
    assert sign_in(Client(), "jane").status_code == 200
    assert "jane is locked, and signed out everywhere." in page
    assert "<dt>State</dt><dd>Locked</dd>" in page
    assert recorded()[-2] == ("account", "account jane", "locked it: left NSCP")


def test_a_locked_account_comes_back_without_its_old_sessions(admin: Client) -> None:
    user = make_user("jane", "reviewer")
    client = client_of(user)
    admin.post(f"/accounts/{user.pk}/lock/", {"reason": "left NSCP"})

    page = admin.post(f"/accounts/{user.pk}/unlock/", follow=True).content.decode()

    assert "<dt>State</dt><dd>Open</dd>" in page
    assert client.get("/").status_code == 302
    assert sign_in(Client(), "jane").status_code == 302


def test_ending_somebodys_sessions_leaves_those_of_others(admin: Client) -> None:
    user, other = make_user("jane", "reviewer"), client_of(make_user("john", "reviewer"))

    admin.post(f"/accounts/{user.pk}/lock/", {"reason": "left NSCP"})

    assert other.get("/").status_code == 200
    assert admin.get("/").status_code == 200


def test_somebody_who_is_locked_out_is_shown_so_until_it_is_over(admin: Client) -> None:
    user = make_user("jane", "reviewer")
    for _ in range(5):
        sign_in(Client(), "jane", "wrong")
    until = timezone.localtime(AccessAttempt.objects.get().attempt_time, LOCAL) + timedelta(minutes=15)
    words = f"Locked out until {until:%H:%M}, after wrong passwords"

    for path in ("/accounts/", f"/accounts/{user.pk}/"):
        assert words in admin.get(path).content.decode()
    assert "Let them in" in admin.get(f"/accounts/{user.pk}/").content.decode()

    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert "Locked out" not in admin.get("/accounts/").content.decode()


def test_four_wrong_passwords_are_no_lockout(admin: Client) -> None:
    make_user("jane", "reviewer")
    for _ in range(4):
        sign_in(Client(), "jane", "wrong")

    assert "Locked out" not in admin.get("/accounts/").content.decode()


def test_somebody_whose_codes_are_refused_is_shown_so(admin: Client) -> None:
    user = make_user("jane", "reviewer")
    device = make_app(user)
    device.throttling_failure_count, device.throttling_failure_timestamp = 12, timezone.now()
    device.save()

    assert "after wrong codes" in admin.get("/accounts/").content.decode()
    page = admin.post(f"/accounts/{user.pk}/unlock/", follow=True).content.decode()
    assert "<dt>State</dt><dd>Open</dd>" in page


def test_the_list_says_who_has_a_second_factor(admin: Client) -> None:
    make_app(make_user("jane", "reviewer"))
    make_user("john", "reviewer")

    page = admin.get("/accounts/").content.decode()

    assert [words in row(page, name) for name, words in (("jane", "App for codes"), ("john", "Not set up"))] == [True] * 2


@pytest.mark.usefixtures("production")
def test_the_list_says_whose_role_needs_a_second_factor() -> None:
    boss = make_user("boss", "admin")
    make_user("jane", "safeguarding_lead")
    found = states(User.objects.all())

    assert {state.second_factor for state in found.values()} == {"Not set up: asked for at the next sign-in"}
    assert boss.pk in found


def test_an_admin_lets_in_whoever_mistyped_too_often(admin: Client) -> None:
    user = make_user("jane", "reviewer")
    for _ in range(6):
        sign_in(Client(), "jane", "wrong")
    assert sign_in(Client(), "jane").status_code == 429

    admin.post(f"/accounts/{user.pk}/unlock/")

    assert sign_in(Client(), "jane").status_code == 302


def test_a_new_password_by_a_link_signs_every_browser_out(admin: Client) -> None:
    user = make_user("jane", "reviewer")
    client = client_of(user)
    link = link_in(admin.post(f"/accounts/{user.pk}/link/").content.decode())

    chooser = Client()
    choose(chooser, link, "another long pass phrase")

    assert b"Your new password is saved, and you are signed out everywhere." in chooser.get("/sign-in/").content
    assert client.get("/").status_code == 302
    assert sign_in(Client(), "jane").status_code == 200


def test_a_link_does_not_stand_in_for_the_second_factor(admin: Client) -> None:
    user = make_user("jane", "reviewer")
    make_app(user)
    client = Client()
    choose(client, link_in(admin.post(f"/accounts/{user.pk}/link/").content.decode()), "another long pass phrase")

    sign_in(client, "jane", "another long pass phrase")

    assert client.get("/")["Location"] == "/sign-in/code/"


def test_a_lost_phone_is_removed(admin: Client) -> None:
    user = make_user("jane", "reviewer")
    make_app(user)

    client, address = client_of(user), f"/accounts/{user.pk}/remove-app/"

    assert "First make sure who is asking." in admin.get(address).content.decode()
    assert admin.post(address, {"reason": ""}).status_code == 400
    page = admin.post(address, {"reason": "lost phone"}, follow=True).content.decode()

    assert SESSION_KEY not in client.session
    assert client_of(user).get("/").status_code == 200
    assert "<dt>Second factor</dt><dd>Not set up</dd>" in page
    assert ("account", "account jane", "removed the app for codes: lost phone") in recorded()


@pytest.mark.parametrize("deed", ["lock", "link", "remove-app"])
def test_nobody_does_that_to_their_own_account(deed: str) -> None:
    user = make_user("boss", "admin")
    client = client_of(user)
    before = recorded()

    page = client.post(f"/accounts/{user.pk}/{deed}/", {"reason": "why"}, follow=True)

    assert b"You cannot do that to your own account." in page.content
    assert client.get("/accounts/").status_code == 200
    assert recorded() == before


def test_nobody_gives_themselves_a_role() -> None:
    user = make_user("boss", "admin")

    client_of(user).post(f"/accounts/{user.pk}/", {"first_name": "", "roles": ["safeguarding_lead"]})

    assert [group.name for group in user.groups.all()] == ["admin"]


def test_changing_the_own_password_needs_the_old_one_and_signs_out_elsewhere() -> None:
    user = make_user("jane", "reviewer")
    here, elsewhere = client_of(user), client_of(user)
    new = {"new_password1": "another long pass phrase", "new_password2": "another long pass phrase"}

    assert here.post("/account/password/", {"old_password": "wrong", **new}).status_code == 200
    changed = here.post("/account/password/", {"old_password": PASSWORD, **new}, follow=True)
    assert b"Your password is changed. You are signed out everywhere else." in changed.content

    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_a_password_that_cannot_be_kept_is_not_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(make_user("jane", "reviewer"))
    client.raise_request_exception = False
    monkeypatch.setattr("django.contrib.auth.forms.SetPasswordMixin.set_password_and_save", lambda *_, **__: 1 / 0)
    new = {"new_password1": "another long pass phrase", "new_password2": "another long pass phrase"}

    client.post("/account/password/", {"old_password": PASSWORD, **new})

    assert recorded() == [("sign_in", "account jane", "")]


def test_a_password_by_a_link_that_cannot_be_kept_is_not_recorded(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user("jane", "reviewer")
    link = link_in(admin.post(f"/accounts/{user.pk}/link/").content.decode())
    monkeypatch.setattr("django.contrib.auth.forms.SetPasswordMixin.set_password_and_save", lambda *_, **__: 1 / 0)

    choose(Client(raise_request_exception=False), link, PASSWORD)

    assert recorded()[-1] == ("account", "account jane", "made a link to choose a password")


def test_a_hostile_name_is_shown_as_text(admin: Client) -> None:
    user = make_user("jane", "reviewer")
    address = f"/accounts/{user.pk}/"
    admin.post(address, {"first_name": HOSTILE, "roles": ["reviewer"], **seen(admin, address)})

    for path in ("/accounts/", address):
        page = admin.get(path).content.decode()
        assert HOSTILE not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("name", ["<b>", "a b", "a/b", "a\nb", ""])
def test_a_name_to_sign_in_with_is_plain(admin: Client, name: str) -> None:
    assert admin.post("/accounts/new/", {"username": name, "first_name": "", "roles": []}).status_code == 400


class Terminal(io.StringIO):
    """A terminal that somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_the_development_admin_may_do_everything_and_is_made_once() -> None:
    said = Terminal()
    call_command("development_admin", stdout=said)
    password = re.search(r"password (\S+)", said.getvalue()).group(1)  # type: ignore[union-attr]

    again = io.StringIO()
    call_command("development_admin", stdout=again)

    client = Client()
    assert sign_in(client, "admin", password).status_code == 302
    assert User.objects.get().groups.count() == len(ROLES)
    assert again.getvalue() == ""


def test_the_first_password_stands_in_no_log() -> None:
    said = io.StringIO()
    call_command("development_admin", stdout=said)

    file = settings.NSCP.folder() / "admin.password"
    assert str(file) in said.getvalue()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text().strip() not in said.getvalue()
    assert sign_in(Client(), "admin", file.read_text().strip()).status_code == 302


@pytest.mark.usefixtures("production")
def test_production_gets_no_development_admin() -> None:
    call_command("development_admin", stdout=io.StringIO())

    assert not User.objects.exists()


def test_a_service_gets_its_first_admin_by_a_link() -> None:
    said = io.StringIO()
    call_command("new_admin", "Boss", stdout=said)

    entry = Entry.objects.get()
    assert (entry.name, entry.subject, entry.reason) == ("(command line)", "account boss", "made it: Admin")
    choose(Client(), link_in(said.getvalue()), PASSWORD)

    client = Client()
    sign_in(client, "boss")
    assert client.get("/accounts/").status_code == 200


def test_the_command_that_lets_an_admin_in_again_is_recorded() -> None:
    user = make_user("jane", "reviewer")
    user.is_active = False
    user.save()

    call_command("new_admin", "jane", stdout=io.StringIO())

    entry = Entry.objects.get()
    assert (entry.by, entry.name, entry.reason) == (None, "(command line)", "unlocked it, and gave it the role Admin")
    assert b"(command line)" in client_of(User.objects.get()).get("/audit/?name=(command line)").content


def test_migrating_again_changes_no_role() -> None:
    client = client_of(make_user("jane", "reviewer"))
    call_command("migrate", verbosity=0)

    assert client.get("/hand-offs/").status_code == 200
    assert client.get("/audit/").status_code == 403
