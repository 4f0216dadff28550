"""Every form of every page, empty and wrong: plain words say what to do, first and with a link, and nothing is lost."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from console.accounts.permissions import ROLES
from console.conversations.models import ApprovedAnswer, Note
from console.conversations.retention import hold
from console.handoffs import drafts, outbox
from console.handoffs.drafts import Chat
from console.handoffs.models import HandOff, State
from console.off_switch.models import Pause
from console.proposals.models import Proposal
from console.proposals.states import State as ProposalState
from tests.console_database import hand_off_settings
from tests.unit.console.page_forms import Form, Page
from tests.unit.console.people import client_of, make_app, make_user
from tests.unit.console.proposed import in_state, new_examples, proposal_with, request_of
from tests.unit.console.stored import Stored

DJANGOS = re.compile(
    "This field|Select a valid|Enter a valid|Ensure this value|Null characters|Please enter a correct|available choices|"
    r"Enter a (whole )?number\.|Enter a list|password fields|old password|This password|Your password can|already exists"
)
TOO_LONG = "long " * 2_000
WRONG = {
    "empty": "",
    "too long": TOO_LONG.strip(),
    "no choice": "nothing-like-this",
    "NUL": "nothing\x00like-this",
    "another kind": "not a day, not a number",
}
# Signs out, or acts at once on what a page shows without anything to fill in.
NOT_A_FORM = re.compile(r"/sign-out/|/proposals/\d+/(approve|check|cancel|withdraw)/|/proposals/changes/\d+/remove/")
# At least so many forms of each role's pages cannot be sent empty; else this test would look at too little.
REFUSED_EMPTY = {"reviewer": 10, "safeguarding_lead": 17, "trainer": 7, "admin": 8, "nobody": 1}


@pytest.fixture
def pages(stored_on_sqlite: Stored, tmp_path: Path) -> Iterator[dict[str, list[str]]]:
    """Pages with forms, by who opens them, on a database that has something for each."""
    with hand_off_settings(tmp_path):
        message = stored_on_sqlite.say("a")
        stored_on_sqlite.rate("a", message, helpful=False)
        chat = Chat("a", "website")
        reference = drafts.save(chat, None, message="Please write.", reply_to="jo@example.org")
        outbox.save(chat, reference)
        HandOff.objects.filter(reference=reference).update(state=State.FAILED, next_try_at=None)
        stored_on_sqlite.say("held")
        hold("held", "a strategy meeting")
        Pause.objects.create(pk=1, notice="", paused_at=1.0)
        somebody = make_user("somebody", "reviewer")
        make_app(somebody)
        gap = "/unanswered/gap/advocate/"
        one, account = "/conversations/a/", f"/accounts/{somebody.pk}/"
        hand_offs = ["/hand-offs/", f"/hand-offs/{reference}/"]
        for role in ("reviewer", "safeguarding_lead"):
            client = client_of(make_user(role, role))
            client.post(f"{one}note/", {"text": "A note of my own."})
            client.post(f"{gap}answer/", {"text": "Ask NSCP.", "approved_by": "The board", "approved_on": "27 3 2026"})
        notes = dict(Note.objects.values_list("by", "pk"))
        answers = [f"/unanswered/answer/{pk}/" for pk in ApprovedAnswer.objects.values_list("pk", flat=True)]
        assert len(notes) == len(answers) == 2
        stored_on_sqlite.say_unclear("unclear")
        stored_on_sqlite.say("gap", "is there an advocate", "gap/advocate")
        groups = [address for show in ("", "?show=guide") for address in inbox_groups(show)]
        assert len(groups) == 2
        for_all = ["/account/", "/account/password/", "/account/app/"]
        reading = [
            *("/", "/conversations/", "/conversations/?q=review", one, f"{one}?judge=1", f"{one}hide/", "/unanswered/", gap),
            *("/review-data/", "/dashboard/", *for_all, *hand_offs, *answers, *(f"{answer}withdraw/" for answer in answers)),
        ]
        leading = [
            f"{one}hold/",
            "/conversations/held/release/",
            f"{one}erase/",
            f"{one}download/",
            "/list/download/?q=review",
            "/removal/",
        ]
        trainer = browser_of("trainer")
        trainer.post("/proposals/begin/?what=new-topic", {"proposal": "new", "title": "Shorter answers"})
        draft = f"/proposals/{Proposal.objects.get().pk}/"
        of_topic = [
            f"{draft}topics/faq/how_long/{what}/" for what in ("answer/1", "simpler/1", "title", "follow-ups", "examples")
        ]
        writing = ["/proposals/begin/?what=new-topic", draft, f"{draft}new-topic/", *of_topic]
        for_safety = [
            "/off-switch/",
            f"{draft}phrases/?list=line",
            f"{draft}buttons/",
            f"{draft}safety-texts/utter_grief_upset_death/1/",
        ]
        waiting = f"/proposals/{waiting_for_approval().pk}/"
        training = [
            *("/inbox/", "/inbox/?show=guide", *groups, "/inbox/done/", "/topics/", "/topics/faq/how_long/"),
            *("/proposals/", "/proposals/new/", waiting, "/try/", "/models/"),
        ]
        logs = ["/audit/", "/audit/download/"]
        yield {
            "reviewer": [*reading, f"{one}note/{notes['reviewer']}/"],
            "safeguarding_lead": [
                *reading,
                f"{one}note/{notes['safeguarding_lead']}/",
                *leading,
                *logs,
                "/off-switch/",
                *for_safety,
            ],
            "trainer": ["/", "/unanswered/", gap, "/review-data/", "/dashboard/", *for_all, *training, *writing],
            "admin": [
                *("/accounts/", "/accounts/new/", account, f"{account}lock/", f"{account}remove-app/"),
                *("/off-switch/", "/dashboard/", *for_all, *hand_offs, *logs),
            ],
            "nobody": ["/sign-in/"],
        }


def waiting_for_approval() -> Proposal:
    """A proposal of somebody else that can be approved or sent back."""
    proposal = proposal_with(request_of("colleague", "trainer"), new_examples("who looks after his guitar and amp now"))
    return in_state(proposal, ProposalState.PASSED, checked_at=timezone.now())


def inbox_groups(show: str) -> list[str]:
    """The addresses of the groups of a part of the inbox."""
    page = browser_of("trainer").get(f"/inbox/{show}").content.decode()
    return re.findall(r'<h3 id="group-\w+"><a href="([^"]+)"', page)


def browser_of(role: str) -> Client:
    """A browser in which somebody of a role has signed in; one for each form, since some forms sign out."""
    if role == "nobody":
        return Client()
    return client_of(User.objects.filter(username=role).first() or make_user(role, role))


def opened(client: Client, address: str) -> Page:
    response = client.get(address, follow=True)
    assert response.status_code == 200, address
    return Page(address, response.content.decode())


def sent(client: Client, form: Form, text: str) -> tuple[Page, bool]:
    """The page that comes, and whether it says that something was wrong."""
    content = {**form.hidden(), **form.filled(text)}
    response = getattr(client, form.method)(form.action, content, follow=True)
    is_page = response.headers["Content-Type"].startswith("text/html")
    page = Page(form.action, response.content.decode() if is_page else "")
    return page, response.status_code == 400 or bool(page.summaries()) or 'class="error"' in page.text


def faults(page: Page, form: Form, text: str) -> list[str]:
    """What is wrong with a page that says that something was wrong."""
    found = []
    if len(page.summaries()) != 1:
        return [f"{len(page.summaries())} summaries"]
    if page.summaries()[0] > page.heading():
        found.append("the summary comes after the heading")
    if not page.title.startswith("Error: "):
        found.append(f"the title is {page.title!r}")
    if not page.summary_links() or not set(page.summary_links()) <= page.ids():
        found.append(f"the summary leads to {page.summary_links()}")
    if page.text.count('class="error"') == 0 and "sign-in" not in form.action:
        found.append("no field says it")
    kept = html.escape(text) in page.text
    if form.typed_into() - {"code"} and text and "\x00" not in text and not kept:
        found.append("what was typed is gone")
    return found


@pytest.mark.parametrize("how", WRONG)
@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_every_form_that_is_filled_in_wrong_says_so_plainly(pages: dict[str, list[str]], role: str, how: str) -> None:
    found, refused = {}, set()
    for address in pages[role]:
        for number, form in enumerate(opened(browser_of(role), address).forms):
            if NOT_A_FORM.fullmatch(form.action) or form.method == "dialog":
                continue
            page, is_refused = sent(browser_of(role), form, WRONG[how])
            name = f"{address} form {number} to {form.action}"
            if raw := DJANGOS.search(page.text):
                found[name] = [f"says {raw.group()!r}"]
            elif is_refused:
                refused.add(form.action)
                if problems := faults(page, form, WRONG[how]):
                    found[name] = problems

    assert found == {}
    assert len(refused) >= (REFUSED_EMPTY[role] if how == "empty" else 1)


def test_no_address_is_a_dead_end_when_it_is_opened_again(pages: dict[str, list[str]], sqlite: str) -> None:
    client = client_of(make_user("everybody", *ROLES))
    every = {address for of_a_role in pages.values() for address in of_a_role}
    addresses = {form.action for address in every for form in opened(client, address).forms}

    answers = {address: client.get(address, follow=True).status_code for address in sorted(addresses)}

    assert len(answers) > 20
    assert {address: status for address, status in answers.items() if status != 200} == {}
