"""Safety phrases, safety texts and words for buttons: the safeguarding lead writes them, others read who may."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import pytest
from django.test import Client

from console.proposals.knowledge import knowledge
from console.proposals.models import Proposal
from nscp.changes import SAFETY_TEXTS
from nscp.check import problems
from nscp.data_changes import lay
from nscp.phrases import read_phrase
from nscp.settings import PROJECT
from nscp.topics import load_topics
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.test_topic_pages import words
from tests.unit.console.test_writing_pages import NEW_TOPIC, SHORTER, TECHNICAL, begun, seen, summary, value, visible

REPORT = "utter_immediate_danger_report"
PHRASE = "he is (shouting|screaming) at <child>"


@pytest.fixture
def lead(sqlite: str) -> Client:
    return client_of(make_user("lee", "safeguarding_lead"))


@pytest.fixture
def proposal(lead: Client) -> Proposal:
    return begun(lead, "what=phrases", "Words of danger")


@pytest.mark.parametrize("page", ["phrases/", "safety-texts/", f"safety-texts/{REPORT}/1/", "buttons/"])
def test_others_read_who_may_change_safety(proposal: Proposal, page: str) -> None:
    ann = client_of(make_user("ann", "trainer"))
    url = f"/proposals/{proposal.pk}/{page}"

    opened, sent = ann.get(url), ann.post(url, {"phrase": PHRASE, "topic": "resume", "words": "on with it"})

    assert (opened.status_code, sent.status_code) == (403, 403)
    assert "These people may change them: lee Tell one of them" in visible(opened)
    assert not proposal.changes.exists()


def test_a_phrase_is_added_changed_and_others_are_removed(lead: Client, proposal: Proposal) -> None:
    url = f"/proposals/{proposal.pk}/phrases/?list=help_first.immediate_danger"
    first = knowledge().phrases["help_first.immediate_danger"][0]

    assert lead.post(url, {"phrase": PHRASE}).status_code == 302
    assert lead.post(url, {"remove": "1", "removed": [first]}).status_code == 302

    kinds = [(change.kind, change.topic, change.content["phrase"]) for change in proposal.changes.all()]
    assert kinds == [
        ("add_phrase", "help_first.immediate_danger", PHRASE),
        ("remove_phrase", "help_first.immediate_danger", first),
    ]
    page = visible(lead.get(url))
    assert PHRASE in page
    assert first not in page
    assert not TECHNICAL.search(page)
    again = f"/proposals/changes/{proposal.changes.first().pk}/"
    assert value(lead.get(again).content.decode(), "phrase") == PHRASE
    assert lead.post(again, {"phrase": "he screams at <child>", **seen(lead, again)}).status_code == 302
    assert proposal.changes.first().content == {"phrase": "he screams at <child>"}
    assert [entry for entry in recorded() if "scream" in str(entry)] == []
    ann = client_of(make_user("ann", "trainer"))
    assert ann.post(again, {"phrase": "nothing"}).status_code == 403


def test_a_phrase_that_cannot_be_read_is_refused_at_its_field(lead: Client, proposal: Proposal) -> None:
    refused = lead.post(f"/proposals/{proposal.pk}/phrases/?list=line", {"phrase": "he is (shouting at me"})

    assert refused.status_code == 400
    assert summary(refused)[0].startswith("phrase: The phrase cannot be read: the bracket")
    assert value(refused.content.decode(), "phrase") == "he is (shouting at me"


def test_no_list_of_phrases_is_chosen_beforehand(lead: Client, proposal: Proposal) -> None:
    url = f"/proposals/{proposal.pk}/phrases/"

    page = lead.get(url)

    assert "Despair: help comes first" in visible(page)
    assert 'href="?list=help_first.immediate_danger"' in page.content.decode()
    assert "<textarea" not in page.content.decode()
    lead.post(url, {"phrase": PHRASE})
    assert not proposal.changes.exists()


def test_a_phrase_may_be_written_with_capitals(lead: Client, proposal: Proposal) -> None:
    assert lead.post(f"/proposals/{proposal.pk}/phrases/?list=line", {"phrase": "He Screams at <child>"}).status_code == 302

    assert proposal.changes.get().content == {"phrase": "he screams at <child>"}


def test_the_examples_that_explain_phrases_are_true(lead: Client, proposal: Proposal) -> None:
    page = lead.get(f"/proposals/{proposal.pk}/phrases/?list=line").content.decode()
    rows = re.findall(r'data-label="You write">(.*?)</td>.*?data-label="It is found in">(.*?)</td>', page)

    for written, found_in in rows:
        phrase = read_phrase(html.unescape(written), knowledge().phrase_words)
        said, _, not_said = found_in.partition("but not")
        assert all(phrase.found_in(text) for text in re.findall("“(.*?)”", said)), written
        assert not any(phrase.found_in(text) for text in re.findall("“(.*?)”", not_said)), written
    assert len(rows) == 5


def test_a_safety_text_is_changed_like_an_answer_with_its_paragraphs(lead: Client, proposal: Proposal) -> None:
    url = f"/proposals/{proposal.pk}/safety-texts/{REPORT}/1/"
    listed = words(lead, f"/proposals/{proposal.pk}/safety-texts/")
    assert "Somebody asks how to report a worry about a child If a child is in danger now, call 999" in listed
    assert not TECHNICAL.search(listed)
    page = lead.get(url).content.decode()
    assert 'id="id_paragraph_1" checked' in page

    form = {"text_0": "If a child is in danger now, call {emergency_phone}.", "source_0": "signpost", "also_0": ""}
    saved = lead.post(url, form)
    refused = lead.post(url, {**form, "text_0": "We will help you.", **seen(lead, url)})

    assert saved.status_code == 302
    assert proposal.changes.get().content["sentences"] == [{"text": form["text_0"], "sources": ["signpost"]}]
    assert proposal.is_about_safety
    assert summary(refused)[0].startswith("text_0: In “We will help you.”: “help”: the source does not promise that")


def test_every_safety_text_says_when_it_is_said(sqlite: str) -> None:
    assert set(knowledge().safety_texts) == set(SAFETY_TEXTS)


def test_words_for_a_button_are_added(lead: Client, proposal: Proposal) -> None:
    url = f"/proposals/{proposal.pk}/buttons/"
    assert "Carry on with my message" in words(lead, url)

    refused = lead.post(url, {"topic": "resume", "words": "finish my message"})
    saved = lead.post(url, {"topic": "resume", "words": "back to what i was writing"})

    assert summary(refused) == ["words: “finish my message” already means “Carry on with my message”."]
    assert saved.status_code == 302
    assert proposal.changes.get().content == {"words": ["back to what i was writing"]}
    assert "Carry on with my message Other words for a button back to what i was writing" in words(
        lead, f"/proposals/{proposal.pk}/"
    )


def test_what_the_pages_write_can_be_laid_over_the_data_and_has_no_mistake(
    lead: Client, proposal: Proposal, tmp_path: Path
) -> None:
    here, topic = f"/proposals/{proposal.pk}", f"/proposals/{proposal.pk}/topics"
    call = {"text_0": "If a child is in danger now, call {emergency_phone}.", "source_0": "signpost", "also_0": ""}
    wording = {"text_0": "The guide does not say who has them.", "source_0": "silence", "also_0": ""}
    guide = {
        **NEW_TOPIC,
        "title": "Do we have to come along?",
        "in_guide": "faq",
        "text_0": "You do not have to do anything.",
    }
    guide |= {
        "source_0": "S6",
        "examples": "must i turn up\ncan i skip it\ngot to be there have i\nis coming along optional",
    }
    sends = {
        f"{topic}/faq/how_long/answer/1/": SHORTER,
        f"{topic}/faq/how_long/simpler/1/": SHORTER,
        f"{topic}/faq/how_long/title/": {"title": "How many months does a review take?"},
        f"{topic}/faq/how_long/follow-ups/": {"says": "and for twins?", "answer": "gap/see_draft"},
        f"{topic}/gap/belongings/answer/3/": wording,
        f"{topic}/greet/answer/1/": {"text_0": "Hello, it is good that you are here.", "source_0": "care", "also_0": ""},
        f"{here}/new-topic/": guide,
        f"{here}/phrases/?list=line": {"phrase": PHRASE},
        f"{here}/safety-texts/{REPORT}/1/": call,
        f"{here}/buttons/": {"topic": "resume", "words": "back to what i was writing"},
    }
    for url, form in sends.items():
        response = lead.post(url, form)
        assert response.status_code == 302, (url, summary(response))
    lead.post(f"{topic}/faq/how_long/follow-ups/", {"remove": "1", "removed": ["thats ages", "and for twins?"]})
    shutil.copytree(PROJECT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.npz"))
    shutil.copy(PROJECT / "domain.yml", tmp_path)

    lay(tmp_path, proposal.data_changes())

    assert list(map(str, problems(tmp_path))) == []
    written = load_topics(tmp_path / "data")
    assert written["faq/do_we_have_to_come_along"].title == "Do we have to come along?"
    assert "thats ages" not in [says for follow_up in written["faq/how_long"].follow_ups for says in follow_up.says]
