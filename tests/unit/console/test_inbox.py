"""The trainers' inbox: what was not understood, in groups that are alike, and what becomes of it."""

from __future__ import annotations

import dataclasses
import html
import re
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client, RequestFactory

from console.conversations.models import ApprovedAnswer, Judgement
from console.proposals import live, services
from console.proposals.models import Proposal
from console.proposals.states import State
from console.releases.models import Period
from console.topics import groups
from console.topics.inbox import AlreadyDecided, decide
from console.topics.models import DecidedItem, Decision, GroupProposal, Outcome
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.proposed import in_state, make_live, new_examples, proposal_with, request_of
from tests.unit.console.stored import Stored
from tests.unit.console.test_topic_pages import words

SEES, SEEN_BEFORE, ADVOCATE = "faq/who_sees_report", "gap/see_draft", "gap/advocate"
COPY = ("can I take the draft home", "is there a draft for us", "wheres the draft")
SINCE = date.today() - timedelta(days=30)


def say_alike(stored: Stored) -> None:
    """Three messages that share a telling word, and one that does not."""
    stored.say_ambiguous("a", COPY[0], SEEN_BEFORE, SEES)
    stored.say_ambiguous("b", COPY[1], SEEN_BEFORE, SEES)
    stored.say("c", COPY[2], SEEN_BEFORE, intent="nlu_fallback", ranking=[(SEEN_BEFORE, 0.4)], replies=["utter_fallback"])
    stored.say_ambiguous("c", "umm so", SEEN_BEFORE, SEES)


def listed(client: Client, url: str = "/inbox/") -> list[tuple[str, str]]:
    """The groups of a page: address and name."""
    page = client.get(url).content.decode()
    found = re.findall(r'<h3 id="group-\w+"><a href="([^"]+)">(.*?)</a></h3>', page, re.DOTALL)
    return [(url, " ".join(html.unescape(name).split())) for url, name in found]


def send(client: Client, group: str, outcome: str, until: datetime | None = None) -> HttpResponse:
    """Decide about a group as a page that was made then."""
    at = (until or datetime.now(timezone.utc)).isoformat()
    return client.post(f"{group}decide/", {"outcome": outcome, "until": at}, follow=True)


def test_messages_near_the_same_topic_that_share_a_word_are_one_group(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    say_alike(stored)
    trainer = signed_in("trainer")

    (draft, name), (_, rest) = listed(trainer)

    assert name == "“draft”, most like: Will we see the report before it is published?"
    assert rest == "In different words, most like: Will we see the report before it is published?"
    assert "2 asked back, 1 not understood. The last on" in words(trainer, draft)


def test_what_a_reviewer_judged_is_counted_once_and_needs_no_conversation(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    right = stored.say_ambiguous("a", "who reads it", SEES, ADVOCATE)
    wrong = stored.say_ambiguous("a", "will i have a say in it", SEES, ADVOCATE)
    Judgement.objects.create(sender_id="a", message_id=right, taken_for="", topic=SEES, is_right=True, by="anna")
    given = {"taken_for": SEES, "topic": ADVOCATE, "is_right": False, "by": "anna"}
    Judgement.objects.create(sender_id="a", message_id=wrong, example="who speaks up for us", **given)
    Judgement.objects.create(example="", **given)
    trainer = signed_in("trainer")

    [(group, name)] = listed(trainer)

    page = words(trainer, group)
    assert name == "In different words, most like: Can I have an advocate?"
    assert "2 judged wrong by a reviewer. The last on" in page
    assert (
        "anna judged it wrong: it was understood as “Who can see the report?”, and it is about “Can I have an advocate?”. "
        "In anna's words: “who speaks up for us”"
    ) in page
    assert "Of messages that cannot be shown. " in page


def test_an_answer_that_did_not_help_is_in_the_inbox_and_danger_is_not(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    stored.rate("a", stored.say("a"), helpful=False)
    stored.rate("b", stored.say("b"), helpful=True)
    stored.rate("c", stored.say_danger("c"), helpful=False)
    help_beside = {"outcome": "answer_with_help", "topic": "immediate_danger"}
    stored.say_unclear("d", safety=help_beside)
    stored.say_unclear("e", at=time.time() - 60 * 86_400)
    trainer = signed_in("trainer")

    [(group, name)] = listed(trainer)

    assert name == "In different words, most like: How long does a review take?"
    assert f"{name} 1 did not help. The last on" in words(trainer, group)


def test_the_list_shows_no_words_of_families_and_no_address_holds_any(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    say_alike(stored)
    for sender_id in ("d", "e", "f"):
        stored.say_ambiguous(sender_id, "what does jayden kowalczyk get", SEES, ADVOCATE)
    trainer = signed_in("trainer")

    page = trainer.get("/inbox/").content.decode()

    assert "kowalczyk" not in page
    assert not any(text in page for text in COPY)
    assert all(re.fullmatch(r"/inbox/[0-9a-f]{16}/", url) for url, _ in listed(trainer))


def test_a_trainer_reads_single_messages_and_a_lead_finds_their_conversations(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    for sender_id in ("one-id", "two-id", "three-id"):
        stored.say_ambiguous(sender_id, COPY[0], SEEN_BEFORE, SEES)
    stored.say_ambiguous("four-id", f"draft {'and so on ' * 30}", SEEN_BEFORE, SEES)
    trainer, lead = signed_in("trainer"), signed_in("safeguarding_lead")
    [(group, _)] = listed(trainer)

    page, for_lead = (client.get(group).content.decode() for client in (trainer, lead))

    assert page.count(COPY[0]) == 1
    assert "and so on" not in page
    assert "-id" not in page.split("<main")[1]
    assert "Near: Will we see the report before it is published?; Who can see the report?" in page
    assert "/conversations/three-id/" in for_lead
    assert recorded()[-2:] == [("view", f"single messages of inbox {group.split('/')[2]}", "")] * 2


@pytest.mark.parametrize(("outcome", "became"), [("left", "Left as it is"), ("guide", "The guide should answer it")])
def test_what_is_decided_leaves_the_inbox_and_says_what_became_of_it(
    stored: Stored, signed_in: Callable[..., Client], outcome: str, became: str
) -> None:
    say_alike(stored)
    trainer = signed_in("trainer")
    (group, name), rest = listed(trainer)

    response = send(trainer, group, outcome)

    assert became in response.content.decode()
    assert listed(trainer) == [rest]
    done = words(trainer, "/inbox/done/")
    assert f"{name} {became} 3 trainer, " in done
    topic = f"inbox {group.split('/')[2]}, topic {SEEN_BEFORE}"
    assert recorded()[-1] == ("change", topic, became)
    assert "Nothing is left in this group." in words(trainer, group)


def test_the_same_asked_again_later_comes_back_and_tells_what_was_decided(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    say_alike(stored)
    trainer = signed_in("trainer")
    group = listed(trainer)[0][0]
    send(trainer, group, "left")

    for sender_id in ("x", "y", "z"):
        stored.say_ambiguous(sender_id, "and the draft then", SEEN_BEFORE, SEES)

    assert listed(trainer)[0][0] == group
    page = words(trainer, group)
    assert "3 asked back." in page
    assert "Left as it is: 3, by trainer on" in page


def test_a_decision_is_about_what_the_page_showed(stored: Stored, signed_in: Callable[..., Client]) -> None:
    say_alike(stored)
    trainer = signed_in("trainer")
    group, opened = listed(trainer)[0][0], datetime.now(timezone.utc)
    stored.say_ambiguous("z", "any draft", SEEN_BEFORE, SEES, at=time.time() + 1)

    send(trainer, group, "left", opened)

    assert Decision.objects.get().count == 3
    assert DecidedItem.objects.count() == 3
    send(trainer, group, "left", opened - timedelta(hours=1))
    assert Decision.objects.count() == 1


def test_what_was_decided_can_be_put_back(stored: Stored, signed_in: Callable[..., Client]) -> None:
    say_alike(stored)
    trainer = signed_in("trainer")
    before = listed(trainer)
    send(trainer, before[0][0], "left")

    trainer.post(f"/inbox/done/{Decision.objects.get().pk}/put-back/")

    assert listed(trainer) == before
    assert recorded()[-1][::2] == ("change", "put back: Left as it is")
    assert "Nothing has been decided yet." in words(trainer, "/inbox/done/")


def test_of_two_who_decide_at_once_the_second_is_told(stored: Stored, signed_in: Callable[..., Client]) -> None:
    say_alike(stored)
    trainer, lead = signed_in("trainer"), signed_in("safeguarding_lead")
    address = listed(trainer)[0][0]
    group = groups.find(address.split("/")[2], SINCE)
    assert group is not None
    send(lead, address, "guide")

    late = send(trainer, address, "left")
    request = RequestFactory().post(address)
    request.user = make_user("third", "trainer")

    assert "A colleague has just dealt with it. Nothing was changed." in html.unescape(late.content.decode())
    with pytest.raises(AlreadyDecided):
        decide(request, group, Outcome.LEFT, datetime.now(timezone.utc))
    assert [row.outcome for row in Decision.objects.all()] == ["guide"]


@pytest.mark.parametrize(
    "sent",
    [
        {"outcome": "left"},
        {"outcome": "left", "until": "soon"},
        {"outcome": "left", "until": "2026-01-01"},
        {"outcome": "anything", "until": "2026-01-01T00:00:00+00:00"},
    ],
)
def test_what_no_page_sends_changes_nothing(stored_on_sqlite: Stored, sent: dict[str, str]) -> None:
    say_alike(stored_on_sqlite)
    trainer = client_of(make_user("trainer", "trainer"))

    response = trainer.post(f"{listed(trainer)[0][0]}decide/", sent)

    assert response.status_code == 404
    assert not Decision.objects.exists()


def test_questions_that_the_guide_does_not_answer_are_counted_by_topic(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    for sender_id in ("a", "b"):
        stored.say(sender_id, "is there an advocate", ADVOCATE)
    stored.say("b", "can the papers print it", "gap/press")
    Judgement.objects.create(topic="gap/press", taken_for="gap/press", is_right=True, guide_should_answer=True, by="anna")
    Judgement.objects.create(topic="gap/press", taken_for="gap/press", is_right=True, guide_should_answer=True, by="bert")
    ApprovedAnswer.objects.create(topic=ADVOCATE, text="Ask NSCP for one.", by="anna", approved_on=SINCE)
    trainer = signed_in("trainer")

    (press, press_name), (advocate, advocate_name) = listed(trainer, "/inbox/?show=guide")

    assert (press_name, advocate_name) == ("What about newspapers and social media?", "Can I have an advocate?")
    assert listed(trainer) == []
    assert "1 not in the guide, 2 marked by a reviewer for the guide. The last on" in words(trainer, press)
    assert "2 not in the guide. The last on" in words(trainer, advocate)
    assert "Ask NSCP for one." in words(trainer, advocate)
    assert "is there an advocate" in words(trainer, advocate)


def test_a_question_for_the_guide_leaves_the_inbox_until_it_is_asked_again(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    stored.say("a", "is there an advocate", ADVOCATE)
    trainer = signed_in("trainer")
    [(group, _)] = listed(trainer, "/inbox/?show=guide")

    send(trainer, group, "guide", datetime.now(timezone.utc) + timedelta(days=3))

    assert listed(trainer, "/inbox/?show=guide") == []
    stored.say("b", "who could be our advocate", ADVOCATE, at=time.time() + 5)
    assert [url for url, _ in listed(trainer, "/inbox/?show=guide")] == [group]
    assert "1 not in the guide" in words(trainer, group)


def test_an_example_is_written_from_a_group_or_a_topic(stored_on_sqlite: Stored) -> None:
    say_alike(stored_on_sqlite)
    trainer = client_of(make_user("trainer", "trainer"))
    group = listed(trainer)[0][0]

    here = f"/proposals/new/?group={group.split('/')[2]}&amp;topic=gap%2Fsee_draft"
    assert f'href="{here}"' in trainer.get(group).content.decode()
    assert f'href="/proposals/new/?topic={SEES.replace("/", "%2F")}"' in trainer.get(f"/topics/{SEES}/").content.decode()


def test_a_group_is_found_by_topic_and_word_alone() -> None:
    at = datetime.now(timezone.utc)
    item = groups.Item(DecidedItem.Kind.MESSAGE, 1, at, groups.Source.ASKED_BACK, SEES, frozenset({"draft"}))
    group = groups.Group(SEES, "draft", groups.Counter(), at, (item,))

    assert dataclasses.replace(group, items=(item, item)).id == group.id
    assert dataclasses.replace(group, word="copy").id != group.id
    assert dataclasses.replace(group, items=()).id != group.id


def test_what_no_topic_fits_is_a_group_of_its_own_with_the_messages(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    reviewer, trainer = signed_in("reviewer"), signed_in("trainer")
    for sender_id, text in (("a", "where is the draft kept"), ("b", "and the draft of dad"), ("c", "the draft then")):
        message_id = stored.say(sender_id, text, message_id=f"m-{sender_id}")
        reviewer.post(f"/conversations/{sender_id}/judge/{message_id}/", {"about": "none"})
    stored.say_danger("d", message_id="m-d")
    reviewer.post("/conversations/d/judge/m-d/", {"about": "none"})

    [(group, name)] = listed(trainer)

    assert name == "Judged wrong, and no topic fits"
    page = words(trainer, group)
    assert "4 judged wrong by a reviewer." in page
    assert "where is the draft kept" in page
    assert "he hits me" not in page
    assert "3 of 4 are shown" in page
    assert "?topic=" not in trainer.get(group).content.decode()
    send(trainer, group, "guide")
    assert listed(trainer) == []
    assert "Judged wrong, and no topic fits" in words(trainer, "/inbox/done/")
    stored.remove(["a", "b", "c"])
    assert trainer.get(group).status_code == 200


def test_what_no_topic_fits_is_mixed_up_with_none(stored_on_sqlite: Stored) -> None:
    Judgement.objects.create(taken_for=SEES, topic="", is_right=False, by="anna")

    page = words(client_of(make_user("trainer", "trainer")), f"/topics/{SEES}/")

    assert "Not with any topic lately." in page


def test_a_group_says_why_it_shows_fewer_messages_than_it_counts(stored: Stored, signed_in: Callable[..., Client]) -> None:
    for number in range(3):
        stored.say_ambiguous(f"c{number}", COPY[0], SEEN_BEFORE, SEES)
    stored.say_ambiguous("d", COPY[1], SEEN_BEFORE, SEES)
    stored.say_ambiguous("e", f"draft {'and so on ' * 30}", SEEN_BEFORE, SEES)
    trainer = signed_in("trainer")

    page = words(trainer, listed(trainer)[0][0])

    assert "5 asked back." in page
    assert (
        "2 of 5 are shown: the same words are shown once, messages about danger, of more than 300 characters or deleted "
        "meanwhile are left out, and there are at most 20."
    ) in page


def test_a_group_that_shows_every_message_says_nothing_of_it(stored: Stored, signed_in: Callable[..., Client]) -> None:
    say_alike(stored)
    trainer = signed_in("trainer")

    assert "are shown:" not in words(trainer, listed(trainer)[0][0])


def release(proposal: Proposal, monkeypatch: pytest.MonkeyPatch, by: str = "bob") -> None:
    """Let a colleague approve a proposal that has passed its check, as far as the inbox is concerned."""
    monkeypatch.setattr(live, "make_live", lambda file, by, proposal, figures: make_live(proposal))
    monkeypatch.setattr(live, "base", lambda: "as checked")
    services.approve(request_of(by, "trainer"), in_state(proposal, State.PASSED, base="as checked"))


def propose(client: Client, group: str) -> Proposal:
    """Write an example from a group's own button."""
    address = html.unescape(re.search(r'href="(/proposals/new/\?group=[^"]+)"', client.get(group).content.decode())[1])
    examples = "when may we look over the pages before anyone else"
    sent = client.post(address, {"title": "Seeing it first", "topic": SEEN_BEFORE, "examples": examples})
    assert sent.status_code == 302, sent.content.decode()
    return Proposal.objects.latest("pk")


def test_a_group_is_done_when_the_proposal_that_was_begun_from_it_goes_live(
    stored: Stored, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    say_alike(stored)
    trainer = signed_in("trainer")
    (group, name), rest = listed(trainer)
    proposal = propose(trainer, group)
    assert listed(trainer) == [(group, name), rest]

    release(proposal, monkeypatch)

    assert listed(trainer) == [rest]
    assert f"Proposal {proposal.pk} was released for it 3 bob" in words(trainer, "/inbox/done/")
    assert recorded()[-1] == (
        "change",
        f"inbox {group.split('/')[2]}, topic {SEEN_BEFORE}",
        f"Proposal {proposal.pk} was released for it",
    )


def test_a_group_comes_back_under_its_name_with_one_message_that_still_fails(
    stored: Stored, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    say_alike(stored)
    trainer = signed_in("trainer")
    (group, name), rest = listed(trainer)
    proposal = propose(trainer, group)
    release(proposal, monkeypatch)

    stored.say(
        "z",
        "and the draft then",
        SEEN_BEFORE,
        intent="nlu_fallback",
        ranking=[(SEEN_BEFORE, 0.4)],
        replies=["utter_fallback"],
    )

    assert listed(trainer) == [rest, (group, name)]
    assert f"Dealt with before: Proposal {proposal.pk} was released for it, " in words(trainer, "/inbox/")
    assert f"Proposal {proposal.pk} was released for it In the inbox again: 1 that came later 3 bob" in words(
        trainer, "/inbox/done/"
    )


def test_a_group_comes_back_while_the_model_that_answers_it_is_taken_back(
    stored: Stored, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    say_alike(stored)
    trainer = signed_in("trainer")
    before = listed(trainer)
    proposal = propose(trainer, before[0][0])
    release(proposal, monkeypatch)
    Period.objects.update(until=datetime.now(timezone.utc))
    back = Period.objects.create(release=None, since=datetime.now(timezone.utc), by="bob", reason="Worse")

    assert listed(trainer) == before
    assert "It is not live any more. What it was written for is in the inbox again." in words(trainer, "/inbox/done/")

    back.delete()
    Period.objects.update(until=None)
    assert listed(trainer) == before[1:]


def test_what_came_back_with_the_earlier_model_can_be_decided_again(
    stored: Stored, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    say_alike(stored)
    trainer = signed_in("trainer")
    (group, _), rest = listed(trainer)
    release(propose(trainer, group), monkeypatch)
    Period.objects.update(release=None)

    send(trainer, group, "left")

    assert listed(trainer) == [rest]
    assert [decision.outcome for decision in Decision.objects.all()] == ["left", "proposal"]


def test_a_judged_message_is_in_its_group_with_what_the_reviewer_said(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    reviewer, trainer = signed_in("reviewer"), signed_in("trainer")
    texts = {"a": "the draft, who checks it", "b": "a draft with my name wrong", "c": f"draft {'and so on ' * 40}"}
    for sender_id, text in texts.items():
        message_id = stored.say(sender_id, text, message_id=f"m-{sender_id}")
        chosen = {"about": SEEN_BEFORE, "example": f"a bit of it, {sender_id}"}
        reviewer.post(f"/conversations/{sender_id}/judge/{message_id}/", chosen)

    [(group, name)] = listed(trainer)

    page = words(trainer, group)
    assert name == "“draft”, most like: Will we see the report before it is published?"
    assert (
        "the draft, who checks it reviewer judged it wrong: it was understood as “How long does a review take?”, and it is "
        "about “Will we see the report before it is published?”. "
        "In reviewer's words: “a bit of it, a”"
    ) in page
    assert page.count("a bit of it, a") == 1
    assert "Of messages that cannot be shown. Example in the reviewer's own words" in page
    assert page.count("a bit of it, c") == 1
    assert "and so on" not in page


def test_what_families_wrote_is_beside_the_form_in_which_examples_are_written(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    say_alike(stored)
    trainer = signed_in("trainer")
    group = listed(trainer)[0][0].split("/")[2]

    new = f"/proposals/new/?group={group}&topic=gap%2Fsee_draft"
    assert "Is there a draft for us".lower() in words(trainer, new)
    assert recorded()[-1] == ("view", f"single messages of inbox {group}", "")
    refused = trainer.post(new, {"title": "Seeing it first", "topic": SEEN_BEFORE, "examples": ""})
    assert COPY[0] in refused.content.decode()
    proposal = propose(trainer, f"/inbox/{group}/")
    assert COPY[0] in words(trainer, f"/proposals/changes/{proposal.changes.get().pk}/")
    assert "What families wrote" not in words(trainer, "/proposals/new/")


def test_what_came_after_the_proposal_was_begun_stays_in_the_inbox(
    stored: Stored, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    for sender_id in ("a", "b", "c"):
        stored.say_ambiguous(sender_id, "the draft please", SEEN_BEFORE, SEES, at=now - 600)
    trainer = signed_in("trainer")
    [(group, _)] = listed(trainer)
    proposal = propose(trainer, group)
    GroupProposal.objects.update(at=datetime.fromtimestamp(now - 300, timezone.utc))
    for sender_id in ("d", "e", "f", "g"):
        stored.say_ambiguous(sender_id, "the draft please", SEEN_BEFORE, SEES, at=now - 60)

    release(proposal, monkeypatch)

    assert "4 asked back" in words(trainer, group)


def test_a_group_that_somebody_decided_meanwhile_stays_as_they_decided(
    stored: Stored, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    say_alike(stored)
    trainer = signed_in("trainer")
    (group, _), _ = listed(trainer)
    proposal = propose(trainer, group)
    send(trainer, group, "left")

    release(proposal, monkeypatch)

    assert [decision.outcome for decision in Decision.objects.all()] == ["left"]
    assert proposal.state == State.RELEASED


def test_a_group_counts_too_for_which_a_change_is_added_to_an_older_proposal(
    stored: Stored, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    say_alike(stored)
    trainer = signed_in("trainer")
    (group, _), rest = listed(trainer)
    draft = proposal_with(request_of("bob", "trainer"))
    request = request_of("eve", "trainer")
    request.GET = QueryDict(f"group={group.split('/')[2]}")
    services.add(request, draft, new_examples("when may we look over the pages before anyone", topic=SEEN_BEFORE))

    release(draft, monkeypatch, by="fay")

    assert listed(trainer) == [rest]
