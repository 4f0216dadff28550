"""A trainer's day, without JavaScript: what reviewers and families left for them, but nobody's own words."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.console.conftest import SignIn
from tests.browser.looks import assert_fine


def test_a_trainer_reads_a_judgement_and_the_answer_that_was_missing(sign_in: SignIn) -> None:
    reviewer = sign_in("reviewer")
    reviewer.goto("/conversations/scared/?judge=1")
    reviewer.get_by_label("What is the message about?").select_option("right")
    reviewer.get_by_label("An example in your own words").fill("My father frightens me")
    reviewer.get_by_role("button", name="Save the judgement").click()
    reviewer.goto("/unanswered/gap/advocate/")
    reviewer.get_by_label("What NSCP would answer").fill("NSCP can tell you about advocates.")
    reviewer.get_by_label("Who at NSCP approved it").fill("Chair of the panel")
    reviewer.get_by_label("When it was approved").fill("2026-03-27")
    reviewer.get_by_role("button", name="Save the answer").click()

    page = sign_in("trainer")
    page.get_by_role("link", name="Review data").first.click()
    expect(page.get_by_text("My father frightens me")).to_be_visible()
    expect(page.get_by_text("i am scared of my dad")).to_have_count(0)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download as CSV").click()
    assert "My father frightens me" in taken.value.path().read_text(encoding="utf-8")

    page.get_by_role("link", name="Unanswered").first.click()
    page.get_by_role("row", name="NSCP can tell you about advocates.").get_by_role("link").first.click()
    expect(page.get_by_text("NSCP can tell you about advocates.")).to_be_visible()
    expect(page.get_by_text("Approved by Chair of the panel on 27 March 2026.")).to_be_visible()
    expect(page.get_by_role("button", name="Save the answer")).to_have_count(0)


def test_a_trainer_goes_from_the_inbox_to_the_topic_and_leaves_a_group(sign_in: SignIn) -> None:
    page = sign_in("trainer")
    page.get_by_role("link", name="Inbox").first.click()
    first = page.locator(".group").first
    name = first.get_by_role("heading").inner_text()
    first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="What families wrote")).to_be_visible()
    expect(page.get_by_role("link", name="Conversation")).to_have_count(0)

    page.get_by_role("link", name="The topic:").click()
    expect(page.get_by_role("table", name="Answer", exact=True)).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Leave it").click()

    expect(page.get_by_text("Left as it is.")).to_be_visible()
    expect(page.get_by_role("heading", name=name, exact=True)).to_have_count(0)
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("row", name="Left as it is")).to_have_count(1)
    page.get_by_role("button", name="Put it back").click()
    page.get_by_role("link", name="Misunderstood").click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def test_a_trainer_finds_a_topic_by_what_people_say(sign_in: SignIn) -> None:
    page = sign_in("trainer", width=390)
    page.goto("/topics/")
    page.get_by_label("Words in a title, an example or an answer").fill("anonymised")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Title", exact=True).click()
    expect(page.get_by_label("Words in a title, an example or an answer")).to_have_value("anonymised")
    page.get_by_role("link", name="Who can see the report?").click()

    expect(page.get_by_role("row").filter(has_text="It is fully anonymised")).to_contain_text(
        "has to be published on our web site"
    )


def test_a_trainer_changes_an_answer_sentence_by_sentence(sign_in: SignIn) -> None:
    page = sign_in("trainer", width=390)
    page.goto("/topics/gap/belongings/")
    page.get_by_role("link", name="Change answer, title or follow-ups").click()
    page.get_by_label("In a new proposal").check()
    page.get_by_label("What does the new proposal improve?").fill("Saying who has belongings")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Change the answer in wording 1").click()
    page.get_by_role("button", name="Add a sentence below sentence 1").click()
    page.wait_for_url("**#sentence-2")

    page.get_by_label("Sentence 2", exact=True).and_(page.get_by_role("textbox")).fill("Nobody here knows 3 of them.")
    page.get_by_label("What sentence 2 rests on").select_option("Kindness, without any fact")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "The source does not say “3”: leave the number out, or choose the source that has it."
    )
    page.get_by_label("Sentence 2", exact=True).and_(page.get_by_role("textbox")).fill("It is good that you ask.")
    page.get_by_role("button", name="Save in the proposal").click()

    expect(page.get_by_role("heading", name="what would be live")).to_be_visible()
    expect(page.get_by_text("It is good that you ask.")).to_be_visible()
    page.get_by_role("link", name="Back to the proposal").click()
    expect(page.get_by_role("heading", name="After")).to_be_visible()
    expect(page.get_by_text("New: It is good that you ask.")).to_be_visible()
    page.get_by_role("button", name="Take it out").click()
    expect(page.get_by_text("None yet.")).to_be_visible()


def test_a_trainer_meets_a_plain_sentence_where_they_may_not_go(sign_in: SignIn) -> None:
    page = sign_in("trainer", java_script=True)
    for section in ("Accounts", "Conversations", "Hand-offs"):
        expect(page.get_by_role("navigation").get_by_role("link", name=section)).to_have_count(0)

    page.goto("/conversations/danger/")

    expect(page.get_by_role("heading", name="You cannot open this page")).to_be_visible()
    expect(page.get_by_text("drunk")).to_have_count(0)
    assert_fine(page)
