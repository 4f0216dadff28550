"""The pages on which trainers write answers, titles, follow-ups and new topics, without JavaScript."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from console.proposals.knowledge import knowledge
from console.proposals.models import Change, Proposal
from console.proposals.rules import reasons_against
from console.proposals.states import State
from console.topics import groups
from console.topics.knowledge import knowledge as known_topics
from console.topics.usage import today
from nscp.changes import DataChange, Kind
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.proposed import EXAMPLE, TOPIC, in_state
from tests.unit.console.stored import Stored
from tests.unit.console.test_topic_pages import read, words

TECHNICAL = re.compile(r"\.yml|utter_|metadata|rests_on|fingerprint|YAML|\bS\d+\b|gap/|faq/|variation")
HOW_LONG = "faq/how_long"
USUALLY = "It usually takes six to nine months."
SHORTER: dict[str, str] = {
    **{"text_0": USUALLY, "source_0": "S12", "also_0": ""},
    **{"text_1": "I cannot see the dates of any review.", "source_1": "service", "also_1": "", "paragraph_1": "on"},
}
NEW_TOPIC = {
    "title": "Where can I park at the meeting?",
    "in_guide": "gap",
    **{"text_0": "The guide does not say anything about that.", "source_0": "silence", "also_0": ""},
    **{"text_1": "You can ask NSCP by email: {nscp_email}.", "source_1": "S14", "also_1": ""},
    "examples": "where do i leave the car\ngot any parking\ndisabled bay?\nis there a car park near",
    "says": "and for a minibus?",
    "answer": TOPIC,
}


@pytest.fixture
def ann(sqlite: str) -> Client:
    return client_of(make_user("ann", "trainer"))


@pytest.fixture
def bob(sqlite: str) -> Client:
    return client_of(make_user("bob", "trainer"))


def begun(client: Client, query: str = f"what=topic&topic={HOW_LONG}", title: str = "Shorter answers") -> Proposal:
    """A proposal, begun from a topic."""
    response = client.post(f"/proposals/begin/?{query}", {"proposal": "new", "title": title})
    assert response.status_code == 302, response.content.decode()
    return Proposal.objects.latest("pk")


def address(proposal: Proposal, what: str = "answer/1/", topic: str = HOW_LONG) -> str:
    return f"/proposals/{proposal.pk}/topics/{topic}/{what}"


def value(page: str, name: str) -> str:
    """What a field of a page holds."""
    box = re.search(rf'<textarea name="{name}".*?>\n(.*?)</textarea>', page, re.DOTALL)
    if box:
        return html.unescape(box[1])
    select = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    chosen = re.search(r'<option value="([^"]*)" selected', select[0]) if select else None
    typed = re.search(rf'<input type="(?:text|hidden)" name="{name}" value="([^"]*)"', page)
    return html.unescape(chosen[1] if chosen else typed[1] if typed else "")


def value_choices(client: Client, url: str) -> list[str]:
    """What the boxes of a page can remove."""
    found = re.findall(r'<input type="checkbox" name="removed" value="([^"]*)"', client.get(url).content.decode())
    return [html.unescape(one) for one in found]


def seen(client: Client, url: str) -> dict[str, str]:
    return {"seen": value(client.get(url).content.decode(), "seen")}


def visible(response: HttpResponse) -> str:
    return read(response.content.decode().split("<main", 1)[1])


def summary(response: HttpResponse) -> list[str]:
    """What the error summary says, with the field that it leads to."""
    part = response.content.decode().split('class="error-summary"')[1].split("</ul>")[0]
    return [f"{field}: {html.unescape(text)}" for field, text in re.findall(r'href="#id_(\w+)">(.*?)</a>', part)]


def test_every_text_of_today_could_be_saved_again(sqlite: str) -> None:
    known = knowledge()
    refused = {}
    for response, texts in known.texts.items():
        topic, is_simpler = response.removeprefix("utter_"), response.startswith("utter_simpler_")
        kind = Kind.SAFETY_TEXT if response in known.safety_texts else Kind.SIMPLER if is_simpler else Kind.ANSWER
        if is_simpler:
            topic = f"faq/{topic.removeprefix('simpler_')}"
        if kind is not Kind.SAFETY_TEXT and (topic not in known.titles or response in known.replies):
            continue
        for text in texts:  # as one more, since a text that is there already is refused
            change = DataChange(kind, response if kind is Kind.SAFETY_TEXT else topic, {"variation": len(texts)})
            change = DataChange(kind, change.topic, {**change.content, "sentences": text})
            if reasons := reasons_against(change, known):
                refused[response] = reasons

    assert refused == {}


def test_an_answer_is_changed_sentence_by_sentence(ann: Client) -> None:
    proposal = begun(ann)
    page = ann.get(address(proposal)).content.decode()
    assert value(page, "text_0").startswith("It usually takes six to nine months, from the event")
    assert [value(page, f"source_{place}") for place in range(4)] == ["S12", "S13", "S11", "service"]

    saved = ann.post(address(proposal), SHORTER)

    assert saved.status_code == 302, summary(saved)
    sentences = [
        {"text": USUALLY, "sources": ["S12"]},
        {"text": "I cannot see the dates of any review.", "sources": ["service"], "paragraph": True},
    ]
    assert proposal.changes.get().content == {"variation": 0, "sentences": sentences}
    live = words(ann, saved["Location"])
    assert "What would be live: How long does a review take? With the proposal “Shorter answers”. It changes" in live
    assert USUALLY in live
    assert "More complex reviews can take longer." not in live.split("In simpler words")[0]
    assert [entry for entry in recorded() if "six to nine" in str(entry)] == []


def test_the_proposal_shows_what_there_was_and_what_there_would_be(ann: Client) -> None:
    proposal = begun(ann)
    ann.post(address(proposal), SHORTER)
    ann.post(address(proposal, "title/"), {"title": "How many months does a review take?"})

    page = words(ann, f"/proposals/{proposal.pk}/")

    assert page.count("How long does a review take? Change the answer Before") == 1
    before, after = page.split(" Before ", 1)[1].split("Change the title")[0].split(" After ")
    assert "Goes: More complex reviews can take longer." in before
    assert "The guide: “We have found that it usually takes six to nine months" in before
    assert f"New: {USUALLY}" in after
    assert " I cannot see the dates of any review. A fact about this assistant" in after
    assert "Before Goes: How long does a review take? After New: How many months does a review take?" in page
    assert page.count("What would be live of") == 1  # changes to one topic come together


@pytest.mark.parametrize(
    ("step", "texts"),
    [
        ("up 2", ["b", "a", "c"]),
        ("down 2", ["a", "c", "b"]),
        ("remove 1", ["b", "c"]),
        ("below 1", ["a", "", "b", "c"]),
        (f"up {'9' * 5000}", ["a", "b", "c"]),
    ],
)
def test_sentences_are_moved_added_and_removed_and_nothing_typed_is_lost(ann: Client, step: str, texts: list[str]) -> None:
    proposal = begun(ann)
    typed = {f"text_{place}": text for place, text in enumerate("abc")}
    typed |= {f"source_{place}": source for place, source in enumerate(["S1", "care", "S12"])}
    typed |= {"also_2": "S13", "paragraph_2": "on", "seen": "as it was"}

    answered = ann.post(address(proposal), {**typed, "do": step})

    page = answered.content.decode()
    assert answered.status_code == 200
    assert [value(page, f"text_{place}") for place in range(len(texts))] == texts
    assert f'name="text_{len(texts)}"' not in page
    c = texts.index("c")
    assert (value(page, f"source_{c}"), value(page, f"also_{c}")) == ("S12", "S13")
    assert f'name="paragraph_{c}" id="id_paragraph_{c}" checked' in page
    assert value(page, "seen") == "as it was"
    assert not proposal.changes.exists()


@pytest.mark.parametrize(
    ("sentence", "source", "why"),
    [
        (
            "It takes 3 weeks.",
            "S12",
            "text_1: In “It takes 3 weeks.”: The source does not say “3”: leave the number out",
        ),
        (
            "It is always so.",
            "S12",
            "text_1: In “It is always so.”: “always”: the source does not promise that",
        ),
        ("Call 01604 123456.", "signpost", "text_1: In “Call 01604 123456.”: Do not type an address or number."),
        ("It is quick", "S12", "text_1: In “It is quick”: End the sentence with a full stop or a question mark."),
        ("Ask Kian Kowalczyk about it.", "care", "text_1: In “Ask Kian Kowalczyk about it.”: "),
        ("It is quick.", "", "source_1: Choose what sentence 2 rests on."),
        ("", "S12", "text_1: Write sentence 2, or remove it."),
    ],
)
def test_a_sentence_that_its_source_does_not_carry_is_named_and_kept(
    ann: Client, sentence: str, source: str, why: str
) -> None:
    proposal = begun(ann)

    refused = ann.post(address(proposal), {**SHORTER, "text_1": sentence, "source_1": source})

    assert refused.status_code == 400
    assert [line for line in summary(refused) if line.startswith(why)], summary(refused)
    page = refused.content.decode()
    assert (value(page, "text_0"), value(page, "text_1")) == (USUALLY, sentence)
    assert not TECHNICAL.search(visible(refused))
    assert not proposal.changes.exists()


def test_what_a_family_wrote_cannot_be_copied_into_any_field(stored_on_sqlite: Stored) -> None:
    stored_on_sqlite.say("one", "the men in grey came for our things")
    ann = client_of(make_user("ann", "trainer"))
    proposal = begun(ann)
    copied = "the men in grey came"
    sends: list[tuple[str, dict[str, str]]] = [
        (address(proposal), {**SHORTER, "text_0": "The men in grey came here."}),
        (address(proposal, "title/"), {"title": f"Did {copied} too?"}),
        (address(proposal, "follow-ups/"), {"says": f"when {copied}", "answer": TOPIC}),
        (f"/proposals/{proposal.pk}/new-topic/", {**NEW_TOPIC, "examples": f"{NEW_TOPIC['examples']}\n{copied} by"}),
        ("/proposals/begin/?what=new-topic", {"proposal": "new", "title": copied}),
        ("/proposals/new/", {"title": copied, "topic": TOPIC, "examples": EXAMPLE}),
    ]

    for url, form in sends:
        refused = ann.post(url, form)
        assert refused.status_code == 400, url
        assert f"“{copied}” is in what a family wrote too." in html.unescape(refused.content.decode()), url
    assert not Change.objects.exists()


def test_a_preview_shows_the_text_as_families_read_it_and_saves_nothing(ann: Client) -> None:
    proposal = begun(ann)
    contact = {"text_2": "You can email {nscp_email}.", "source_2": "S14", "also_2": "", "do": "preview"}

    good = ann.post(address(proposal), {**SHORTER, **contact})
    bad = ann.post(address(proposal), {**SHORTER, **contact, "text_0": "It takes 3 weeks."})

    page = good.content.decode()
    assert good.status_code == 200
    assert f'<div class="as-read"><p>{USUALLY}</p><p>I cannot see the dates of any review. You can email NSCP@' in page
    assert "<q>We have found that it usually takes six to nine months" in page
    assert bad.status_code == 400
    assert "The source does not say “3”: leave the number out, or choose the source that has it." in html.unescape(
        bad.content.decode()
    )
    assert not proposal.changes.exists()


def test_what_is_changed_again_takes_the_place_of_the_change_and_keeps_its_writers(ann: Client, bob: Client) -> None:
    proposal = begun(bob)
    ann.post(address(proposal), SHORTER)
    assert USUALLY in visible(bob.get(address(proposal)))

    bob.post(address(proposal), {**SHORTER, "text_0": "Six to nine months.", **seen(bob, address(proposal))})

    change = proposal.changes.get()
    assert (change.by, change.content["sentences"][0]["text"]) == ("bob", "Six to nine months.")
    assert proposal.writers() == {"ann", "bob"}  # neither may approve it


def test_a_change_that_a_colleague_has_just_made_is_not_overwritten(ann: Client, bob: Client) -> None:
    proposal = begun(ann)
    before = seen(ann, address(proposal))
    bob.post(address(proposal), SHORTER)

    late = ann.post(address(proposal), {**SHORTER, "text_0": "Six to nine months.", **before})

    assert late.status_code == 400
    assert "A colleague has just changed or removed this." in summary(late)[0]
    assert value(late.content.decode(), "text_0") == "Six to nine months."
    assert proposal.changes.get().by == "bob"


def test_nothing_changed_is_no_change(ann: Client) -> None:
    proposal = begun(ann)
    page = ann.get(address(proposal)).content.decode()
    same = {name: value(page, name) for place in range(4) for name in (f"text_{place}", f"source_{place}", f"also_{place}")}

    assert summary(ann.post(address(proposal), same)) == ["text_0: That is what there is already. Change something first."]
    title = ann.post(address(proposal, "title/"), {"title": "How long does a review take?"})
    assert summary(title) == ["title: That is its title already. Change something first."]


def test_each_wording_is_changed_by_itself_and_one_can_be_added(ann: Client) -> None:
    proposal = begun(ann)
    second = words(ann, address(proposal, "answer/2/", TOPIC))
    assert "This is wording 2 of 2. A family that asks again reads the next one." in second

    form = {"text_0": "The guide does not say who has them.", "source_0": "silence", "also_0": ""}
    for number in (2, 3):
        assert ann.post(address(proposal, f"answer/{number}/", TOPIC), form).status_code == 302

    assert [change.content["variation"] for change in proposal.changes.all()] == [1, 2]
    page = words(ann, f"/proposals/{proposal.pk}/")
    assert "Change the answer: wording 2" in page
    assert "Another wording of the answer" in page
    assert ann.get(address(proposal, "answer/5/", TOPIC)).status_code == 404


def test_a_simpler_version_is_written_where_there_was_none_and_only_for_the_guides_topics(ann: Client) -> None:
    proposal = begun(ann)

    saved = ann.post(address(proposal, "simpler/1/"), SHORTER)

    assert saved.status_code == 302
    assert proposal.changes.get().kind == "simpler"
    assert ann.get(address(proposal, "simpler/1/", TOPIC)).status_code == 404
    assert ann.get(address(proposal, "answer/1/", "immediate_danger")).status_code == 404


def test_follow_ups_are_added_and_removed(ann: Client) -> None:
    proposal = begun(ann)
    url = address(proposal, "follow-ups/")

    added = ann.post(url, {"says": "and in a leap year?\nand for twins?", "answer": "gap/see_draft"})
    removed = ann.post(url, {"remove": "1", "removed": ["thats ages", "who says"]})

    assert (added.status_code, removed.status_code) == (302, 302)
    assert [(change.kind, change.content["says"]) for change in proposal.changes.all()] == [
        ("add_follow_ups", ["and in a leap year?", "and for twins?"]),
        ("remove_follow_up", "thats ages"),
        ("remove_follow_up", "who says"),
    ]
    live = words(ann, address(proposal, ""))
    assert "and in a leap year?" in live
    assert "thats ages" not in live
    assert summary(ann.post(url, {"remove": "1"})) == ["removed_0_0: Choose at least one to remove."]
    assert summary(ann.post(url, {"says": "and then?", "answer": ""})) == [
        "answer: Choose the topic that answers the follow-up question."
    ]


def test_examples_are_found_by_their_words_and_removed(ann: Client) -> None:
    proposal = begun(ann)
    url = address(proposal, "examples/")
    gone = next(example.text for example in known_topics().topics[HOW_LONG].examples if "christmas" in example.text)

    assert gone in words(ann, f"{url}?q=christmas")
    assert "How long does a review take?" not in value_choices(ann, url)
    assert ann.post(f"{url}?q=christmas", {"removed": [gone]}).status_code == 302

    change = proposal.changes.get()
    assert (change.kind, change.topic, change.content) == ("remove_example", HOW_LONG, {"example": gone})
    assert f"Removed in this proposal: {gone}" in words(ann, address(proposal, ""))
    assert gone not in value_choices(ann, f"{url}?q=christmas")
    assert summary(ann.post(url, {})) == ["removed_0: Choose at least one to remove."]


def test_a_new_topic_is_written_and_changed_again(ann: Client) -> None:
    proposal = begun(ann, "what=new-topic")
    url = f"/proposals/{proposal.pk}/new-topic/"

    saved = ann.post(url, NEW_TOPIC)

    assert saved.status_code == 302, summary(saved)
    change = proposal.changes.get()
    assert change.topic == "gap"
    assert change.content["name"] == "gap/where_can_i_park_at_the_meeting"
    assert change.content["follow_ups"] == [{"says": ["and for a minibus?"], "answer": TOPIC}]
    assert "What would be live: Where can I park at the meeting?" in words(ann, saved["Location"])

    again = f"/proposals/changes/{change.pk}/"
    page = ann.get(again).content.decode()
    assert value(page, "examples") == NEW_TOPIC["examples"]
    assert value(page, "says") == "and for a minibus?"
    shorter = {**NEW_TOPIC, "title": "Where can we park?", **seen(ann, again)}
    assert ann.post(again, shorter).status_code == 302
    content = proposal.changes.get().content
    assert (content["name"], content["title"]) == ("gap/where_can_i_park_at_the_meeting", "Where can we park?")
    assert (
        ann.post(address(proposal, "follow-ups/", content["name"]), {"says": "and a bus?", "answer": TOPIC}).status_code
        == 302
    )


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"examples": "got any parking"}, "examples: Write at least 4 different examples besides the title."),
        (
            {"title": "How long does a review take?"},
            "title: There is a topic called “How long does a review",
        ),
        ({"text_0": "It costs £5."}, "text_0: In “It costs £5.”: "),
        (
            {"in_guide": "faq", "source_1": "signpost"},
            "in_guide_0: If the guide answers it, at least one",
        ),
        ({"answer": ""}, "answer: Choose the topic that answers the follow-up questions."),
        ({"says": "07/03/2026"}, "says: “07/03/2026” is only a number, a date or a reference"),
        ({"examples": NEW_TOPIC["examples"] + "\n😀😀"}, "examples: “😀😀” has no word in it"),
    ],
)
def test_what_is_wrong_with_a_new_topic_is_said_at_its_field(ann: Client, wrong: dict[str, str], why: str) -> None:
    proposal = begun(ann, "what=new-topic")

    refused = ann.post(f"/proposals/{proposal.pk}/new-topic/", {**NEW_TOPIC, **wrong})

    assert refused.status_code == 400
    assert [line for line in summary(refused) if line.startswith(why)], summary(refused)
    assert value(refused.content.decode(), "title") == {**NEW_TOPIC, **wrong}["title"]
    assert not proposal.changes.exists()


def test_a_new_topic_keeps_all_that_is_typed_while_its_sentences_move(ann: Client) -> None:
    proposal = begun(ann, "what=new-topic")

    page = ann.post(f"/proposals/{proposal.pk}/new-topic/", {**NEW_TOPIC, "do": "up 2"}).content.decode()

    assert value(page, "text_0") == NEW_TOPIC["text_1"]
    assert [value(page, name) for name in ("title", "examples", "says", "answer")] == [
        NEW_TOPIC[name] for name in ("title", "examples", "says", "answer")
    ]
    assert re.search(r'name="in_guide" value="gap"[^>]* checked', page)


def test_a_new_topic_is_begun_at_a_group_of_the_inbox_beside_what_families_wrote(stored_on_sqlite: Stored) -> None:
    for sender in "abc":
        stored_on_sqlite.say_ambiguous(sender, f"where is the draft {sender}", "gap/see_draft", "faq/who_sees_report")
    ann = client_of(make_user("ann", "trainer"))
    group = groups.misunderstood(groups.first_day(today()))[0]
    assert f"what=new-topic&amp;group={group.id}" in ann.get(f"/inbox/{group.id}/").content.decode()

    begun_there = ann.post(f"/proposals/begin/?what=new-topic&group={group.id}", {"proposal": "new", "title": "Drafts"})
    page = ann.get(begun_there["Location"])

    assert "What families wrote" in visible(page)
    assert "where is the draft a" in visible(page)
    assert "where is the draft" not in page.content.decode().split("</form>")[1]  # beside the form, not in it
    assert recorded()[-1][1] == f"single messages of inbox {group.id}"
    until = value(ann.get(f"/inbox/{group.id}/").content.decode(), "until")
    ann.post(f"/inbox/{group.id}/decide/", {"outcome": "topic", "until": until})
    assert "A new topic was written" in words(ann, "/inbox/done/")


def test_a_change_goes_into_a_draft_that_is_open_or_into_a_new_one(ann: Client, bob: Client) -> None:
    mine, theirs = begun(ann), begun(bob, title="Other answers")
    url = f"/proposals/begin/?what=topic&topic={HOW_LONG}"

    page = ann.get(url).content.decode()
    assert re.search(rf'value="{mine.pk}"[^>]* checked', page)
    assert "“Other answers”, begun by bob" in html.unescape(page)
    there = ann.post(url, {"proposal": str(theirs.pk), "title": ""})
    untitled = ann.post(url, {"proposal": "new", "title": ""})

    assert there["Location"] == address(theirs, "")
    assert summary(untitled) == ["title: Say in a few words what the new proposal improves."]
    assert ann.get("/proposals/begin/?what=topic&topic=faq/nothing").status_code == 404
    assert Proposal.objects.count() == 2


def test_a_proposal_that_is_being_checked_is_not_written_in_and_what_was_typed_stays(ann: Client) -> None:
    proposal = in_state(begun(ann), State.WAITING)

    opened = ann.get(address(proposal), follow=True)
    late = ann.post(address(proposal), SHORTER)

    assert "It cannot be changed while it is “waiting for its check”." in html.unescape(opened.content.decode())
    assert late.status_code == 400
    assert "Copy what you typed, and begin a new proposal with it." in summary(late)[0]
    assert value(late.content.decode(), "text_0") == USUALLY


def test_each_kind_of_change_is_changed_where_it_was_written_or_taken_out(ann: Client) -> None:
    proposal = begun(ann)
    ann.post(address(proposal), SHORTER)
    ann.post(address(proposal, "title/"), {"title": "How many months does a review take?"})
    ann.post(address(proposal, "follow-ups/"), {"says": "and for twins?", "answer": TOPIC})
    ann.post(f"/proposals/{proposal.pk}/add/", {"topic": TOPIC, "examples": EXAMPLE})

    page = ann.get(f"/proposals/{proposal.pk}/").content.decode()
    addresses = re.findall(r'<a href="([^"]+)">Change it', page)
    opened = [ann.get(url).content.decode() for url in addresses]

    assert [value(opened[0], "text_0"), value(opened[1], "title")] == [USUALLY, "How many months does a review take?"]
    assert [value(opened[2], "says"), value(opened[3], "examples")] == ["and for twins?", EXAMPLE]
    more = {"topic": TOPIC, "examples": "her slippers went missing in resus", **seen(ann, addresses[3])}
    assert ann.post(addresses[3], more).status_code == 302
    assert proposal.changes.last().content == {"examples": ["her slippers went missing in resus"]}
    for change in proposal.changes.all():
        ann.post(f"/proposals/changes/{change.pk}/remove/")
    assert not proposal.changes.exists()


def test_pages_name_no_file_and_no_id(ann: Client) -> None:
    proposal = begun(ann)
    ann.post(address(proposal), SHORTER)
    ann.post(address(proposal, "follow-ups/"), {"says": "and for twins?", "answer": TOPIC})
    ann.post(f"/proposals/{proposal.pk}/new-topic/", NEW_TOPIC)
    of_topic = [address(proposal, what) for what in ("", "answer/1/", "simpler/1/", "title/", "follow-ups/")]
    begin = f"/proposals/begin/?what=topic&topic={HOW_LONG}"
    changes = [f"/proposals/changes/{change.pk}/" for change in proposal.changes.exclude(kind="answer")]

    found: dict[str, Any] = {}
    for url in (*of_topic, *changes, begin, f"/proposals/{proposal.pk}/", f"/proposals/{proposal.pk}/new-topic/"):
        found[url] = TECHNICAL.findall(words(ann, url))

    assert {url: technical for url, technical in found.items() if technical} == {}


def test_a_new_topics_title_is_asked_first_and_only_once(ann: Client) -> None:
    page = ann.get("/proposals/begin/?what=new-topic").content.decode()
    assert "Title of the new topic" in page
    assert "What does the new proposal improve?" not in page

    sent = ann.post("/proposals/begin/?what=new-topic&group=ab", {"proposal": "new", "title": NEW_TOPIC["title"]})

    assert Proposal.objects.get().title == NEW_TOPIC["title"]
    assert value(ann.get(sent["Location"]).content.decode(), "title") == NEW_TOPIC["title"]
    assert "group=ab" in sent["Location"]
    refused = ann.post("/proposals/begin/?what=new-topic", {"proposal": "new", "title": ""})
    assert "Write the title of the new topic." in refused.content.decode()


def test_the_guides_sentences_are_numbered_and_shown_in_full_beside_the_choices(ann: Client) -> None:
    page = html.unescape(ann.get(address(begun(ann))).content.decode())

    number, text = re.search(r'<option value="S12" selected>(\d+)\. (.*?)</option>', page).groups()
    assert f"<dt>{number}.</dt><dd>{text}</dd>" in page


def test_the_examples_of_a_new_topic_are_headed_once(ann: Client) -> None:
    proposal = begun(ann, "what=new-topic")
    assert ann.post(f"/proposals/{proposal.pk}/new-topic/", NEW_TOPIC).status_code == 302

    page = ann.get(f"/proposals/{proposal.pk}/").content.decode()

    assert page.count("<h5>Examples</h5>") == 1
    assert '<div class="hint">Example</div>' not in page
