"""The pages on conversations in a real browser: axe on each, and the work of a reviewer and a lead without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console.conftest import SEED, SignIn
from tests.browser.console.test_console_pages import complaints, is_too_wide
from tests.running_server import Server

# Three conversations that need a look stand before the made-up ones in the queue: these are about danger, and less sure.
SEED_CONVERSATIONS = """
import time
from django.core.management import call_command
from console.conversations.models import Event, Feedback, Turn
from console.conversations.seeding import turns
from console.conversations.seeding.material import load_material
from console.conversations.catching_up import catch_up
from console.handoffs.models import HandOff

call_command("seed_conversations", conversations=60, days=20)
material, now = load_material(), time.time()
for place, (sender_id, text) in enumerate([("danger", "he hits me when he is drunk"), ("second", "i am scared of my dad")]):
    turn = turns.Turn(f"m-{sender_id}", text, "immediate_danger", 0.1 + place / 100, [("immediate_danger", 0.1)],
                      {"outcome": "help_first", "topic": "immediate_danger"}, ["utter_immediate_danger"])
    Event.objects.bulk_create([*turns.session_start(sender_id, now), *turns.events_of(sender_id, now, turn, material)])
    Turn.objects.create(sender_id=sender_id, number=1, message_id=turn.message_id, stored_at=now)
Feedback.objects.create(sender_id="danger", message_id="m-danger.1", helpful=False, comment="i cant ring", given_at=now)
HandOff.objects.filter(sender_id="family2").update(sender_id="danger")
catch_up(most=None)
"""

REVIEWER_PAGES = (
    "/conversations/",
    "/conversations/?q=review&outcome=answered",
    "/conversations/?q=zebra",
    "/conversations/?from_day=soon",
    "/conversations/danger/",
    "/conversations/danger/judge/m-danger/",
    "/unanswered/",
    "/unanswered/gap/advocate/",
    "/review-data/",
    "/dashboard/",
    "/dashboard/?since=2026-09-01&until=2026-08-01",
)
LEAD_PAGES = ("/conversations/danger/", "/conversations/danger/hold/", "/conversations/danger/erase/", "/removal/?days=1")


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The console with accounts, hand-offs and conversations."""
    server = Server(tmp_path_factory.mktemp("conversations"))
    try:
        server.migrate()
        server.run_in_console(SEED)
        server.run_in_console(SEED_CONVERSATIONS)
        server.start_console()
        yield server
    finally:
        server.stop()


def opened(page: Page, path: str) -> Page:
    page.goto(path)
    for summary in page.locator("summary").all():
        if not summary.evaluate("element => element.parentElement.open"):
            summary.click()
    return page


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "paths"), [("reviewer", REVIEWER_PAGES), ("safeguarding_lead", LEAD_PAGES)])
def test_every_page(sign_in: SignIn, name: str, paths: tuple[str, ...], color_scheme: str) -> None:
    page = sign_in(name, color_scheme=color_scheme, java_script=True)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None)

    found = {path: complaints(opened(page, path)) for path in paths}

    assert {path: problems for path, problems in found.items() if problems} == {}
    assert refused == []


@pytest.mark.parametrize(("name", "paths"), [("reviewer", REVIEWER_PAGES), ("safeguarding_lead", LEAD_PAGES)])
def test_every_page_on_a_narrow_screen(sign_in: SignIn, name: str, paths: tuple[str, ...]) -> None:
    page = sign_in(name, width=320, java_script=True)

    assert [path for path in paths if is_too_wide(opened(page, path))] == []


def test_charts_can_be_read_without_seeing_them(sign_in: SignIn) -> None:
    page = sign_in("admin")
    page.goto("/dashboard/")

    charts = page.get_by_role("img", name="Bar chart:")
    assert charts.count() == 3
    page.get_by_text("The same as a table: Topics asked about most").click()
    expect(page.get_by_role("columnheader", name="Topic", exact=True)).to_be_visible()


def test_a_reviewer_judges_a_message_and_clears_what_is_waiting(sign_in: SignIn) -> None:
    page = sign_in("reviewer")
    page.get_by_role("link", name="Conversations").first.click()
    page.get_by_role("button", name="Next to review").click()
    expect(page.get_by_text("he hits me when he is drunk")).to_be_visible()
    expect(page.get_by_text("The family said that this did not help.")).to_be_visible()
    expect(page.get_by_text("i cant ring")).to_be_visible()

    page.get_by_role("link", name="Judge this message").click()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("What is it really about?").select_option("self_harm_distress")
    page.get_by_label("An example in your own words").fill("dad hits me when he is drunk again")
    page.get_by_role("button", name="Keep the judgement").click()
    expect(page.get_by_role("alert")).to_contain_text("“hits me when he is” stands in what the family wrote too")
    page.get_by_label("An example in your own words").fill("I get hurt at home")
    page.get_by_role("button", name="Keep the judgement").click()
    expect(page.get_by_text("Your judgement is kept for the trainers.")).to_be_visible()

    page.get_by_label("New tag").fill("Danger")
    page.get_by_role("button", name="Add").click()
    page.get_by_label("New note").fill("Asked the lead to look.")
    page.get_by_role("button", name="Keep the note").click()
    page.get_by_role("button", name="Mark as reviewed").click()
    expect(page.get_by_text("Reviewed by reviewer")).to_be_visible()
    page.get_by_role("button", name="Next to review").click()
    expect(page.get_by_text("i am scared of my dad")).to_be_visible()

    trainer = sign_in("trainer")
    trainer.goto("/review-data/")
    expect(trainer.get_by_text("I get hurt at home")).to_be_visible()
    expect(trainer.get_by_text("drunk")).to_have_count(0)


def test_a_lead_follows_a_safety_conversation_to_its_hand_off_and_holds_it(sign_in: SignIn) -> None:
    page = sign_in("safeguarding_lead")
    page.goto("/conversations/")
    page.get_by_text("Search and filters").click()
    page.get_by_label("Safety").select_option("Help came first")
    page.get_by_label("Left a message for NSCP").select_option("Yes")
    page.get_by_role("button", name="Show", exact=True).click()
    assert "safety=help_first" in page.url
    page.get_by_role("row", name="he hits me").get_by_role("link").first.click()

    page.get_by_role("link", name="NSCP-").first.click()
    expect(page.get_by_role("heading", level=1, name="NSCP-")).to_be_visible()

    page.goto("/conversations/danger/")
    page.get_by_role("link", name="Put it on hold").click()
    page.get_by_role("button", name="Put it on hold").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why")
    page.get_by_label("Why?").fill("Strategy meeting on Friday")
    page.get_by_role("button", name="Put it on hold").click()
    expect(page.get_by_text("On hold since")).to_contain_text("Strategy meeting on Friday")

    page.get_by_role("link", name="Erase it").click()
    page.get_by_label("Why?").fill("They asked")
    page.get_by_role("button", name="Erase it").click()
    expect(page.get_by_text("It was not erased. It is on hold.")).to_be_visible()
    page.get_by_role("button", name="Release from hold").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take it away as CSV").click()
    assert taken.value.suggested_filename == "conversation-danger.csv"
