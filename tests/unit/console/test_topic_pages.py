"""What the assistant knows, topic by topic, as trainers read it."""

from __future__ import annotations

import html
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from console.conversations.models import Judgement
from console.topics.knowledge import KnowledgeCache, knowledge
from nscp.settings import PROJECT
from nscp.topics import load_topics
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.stored import Stored

FIVE_WEEKS = 35 * 86_400  # seconds
HOW_LONG, WHO_SEES = "How long does a review take?", "Who can see the report?"
TRIAL = "faq/criminal_proceedings_delay"


def words(client: Client, url: str) -> str:
    """The page as it is read: no tags, one space between words."""
    response = client.get(url)
    assert response.status_code == 200, url
    return read(response.content.decode().split("<main", 1)[1].split("</main>", 1)[0])


def read(page: str) -> str:
    """A part of a page as it is read."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def row(client: Client, title: str) -> str:
    """The row of a topic in the list of topics."""
    rows = map(read, client.get("/topics/").content.decode().split("<tr"))
    return next(found for found in rows if title in found)


def titles(client: Client, url: str) -> list[str]:
    """The topics of a list, in order."""
    page = client.get(url).content.decode()
    return [html.unescape(found) for found in re.findall(r'scope="row"><a href="[^"]*">([^<]+)</a>', page)]


def test_the_list_says_how_often_a_topic_was_asked_about_and_how_that_went(
    stored: Stored, signed_in: Callable[..., Client]
) -> None:
    liked = [stored.say("a"), stored.say("a"), stored.say("b")]
    stored.rate("a", liked[0], helpful=True)
    stored.rate("a", liked[1], helpful=False)
    stored.say_ambiguous("b", "how long is it secret", "faq/how_long", "faq/who_sees_report")
    stored.say("c", at=time.time() - FIVE_WEEKS)

    found = row(signed_in("trainer"), HOW_LONG)

    assert "4 1 before 75% 25% 50% 1 of 2" in found
    assert "Who can see the report? offered together 1 time" in found


def test_the_list_can_be_ordered_and_narrowed_down(stored_on_sqlite: Stored) -> None:
    trainer = client_of(make_user("trainer", "trainer"))
    stored_on_sqlite.say("a", "is there an advocate", "gap/advocate")

    assert titles(trainer, "/topics/")[0] == "Can I have an advocate?"
    assert titles(trainer, "/topics/?sort=nonsense") == titles(trainer, "/topics/")
    by_title = titles(trainer, "/topics/?sort=title")
    assert by_title == sorted(by_title, key=str.lower)
    assert len(by_title) == len(knowledge().topics)
    fewest = titles(trainer, "/topics/?sort=examples")
    counts = {topic.title: len(topic.examples) for topic in knowledge().topics.values()}
    assert [counts[title] for title in fewest] == sorted(counts.values())
    in_guide = titles(trainer, "/topics/?kind=faq")
    assert HOW_LONG in in_guide
    assert "Can I have an advocate?" not in in_guide


def test_examples_and_answers_are_searched_however_they_are_written(stored_on_sqlite: Stored) -> None:
    trainer = client_of(make_user("trainer", "trainer"))
    known = knowledge().topics["gap/advocate"]
    example = next(one for one in known.examples if len(one.search.split()) > 8)

    by_example = words(trainer, f"/topics/?q={'+'.join(reversed(example.search.upper().split()))}")
    by_answer = words(trainer, "/topics/?q=fully+anonymised+published")

    assert f"“{example.text}”" in by_example
    assert WHO_SEES in by_answer
    assert "In its title or answer." in by_answer
    assert titles(trainer, "/topics/?q=dont") == titles(trainer, "/topics/?q=don%27t") != []
    assert "No topic fits." in words(trainer, "/topics/?q=zebracrossing")
    assert "No topic fits." in words(trainer, "/topics/?q=%3F%3F")
    assert "Search for at most 200 characters." in words(trainer, f"/topics/?q={'a' * 201}")
    assert "Choose a kind from the list." in words(trainer, "/topics/?kind=zebra")


def test_a_topic_shows_each_sentence_beside_its_source(stored_on_sqlite: Stored) -> None:
    page = words(client_of(make_user("trainer", "trainer")), "/topics/faq/who_sees_report/")

    said = "If there is a criminal court case (“criminal proceedings”), it comes out only after the trial has ended."
    source = "If there are criminal proceedings these reports are not available until after the end of the trial."
    assert f"{said} {source} The guide: Who will see the report? How long will it take?" in page
    assert "who sees it first. What the guide does not say" in page
    assert "They do not see names or personal details in it." in page
    assert "“do we see it first”" in page
    assert "Will we see the report before it is published?" in page


def test_no_page_of_a_topic_shows_how_it_is_stored(stored_on_sqlite: Stored) -> None:
    trainer = client_of(make_user("trainer", "trainer"))

    for name, topic in load_topics(PROJECT / "data").items():
        page = words(trainer, f"/topics/{name}/")
        assert topic.title in page
        found = [hint for hint in ("utter_", ".yml", "{", "rests_on", name, *topic.rests_on.values()) if hint in page]
        assert found in ([], [name] if "/" not in name else []), name


def test_examples_can_be_searched_within_a_topic(stored_on_sqlite: Stored) -> None:
    trainer = client_of(make_user("trainer", "trainer"))
    known = knowledge().topics["gap/advocate"]
    example = known.examples[-1]

    page = words(trainer, f"/topics/gap/advocate/?q={example.search.replace(' ', '+')}")

    assert example.text in page
    assert f"of {len(known.examples)} example" in page
    assert "No example has these words." in words(trainer, "/topics/gap/advocate/?q=zebracrossing")


def test_the_nearest_topics_come_with_the_examples_that_are_nearest(stored_on_sqlite: Stored) -> None:
    page = words(client_of(make_user("trainer", "trainer")), "/topics/faq/who_sees_report/")

    assert "Will we see the report before it is published? read, see, report" in page.split("Nearest topics by words")[1]
    assert "There: “can i read the draft”" in page


def test_judgements_say_both_ways_what_a_topic_is_mixed_up_with(stored: Stored, signed_in: Callable[..., Client]) -> None:
    given = {"is_right": False, "by": "anna"}
    Judgement.objects.create(taken_for="faq/how_long", topic=TRIAL, example="when the court is done, then what", **given)
    Judgement.objects.create(taken_for=TRIAL, topic="faq/how_long", example="roughly how many weeks", **given)
    Judgement.objects.create(taken_for="faq/how_long", topic="faq/how_long", example="fine", by="anna", is_right=True)

    page = words(signed_in("trainer"), "/topics/faq/how_long/")

    wrong, missed = page.split("Understood as this, but about something else")[1].split("About this, but understood as")
    assert "when the court is done, then what Does a trial delay the report?" in wrong
    assert "roughly how many weeks Does a trial delay the report?" in missed
    assert "Does a trial delay the report? 2 0" in page
    assert "judged 2 times" in row(signed_in("reviewer"), HOW_LONG)


def test_a_topic_counts_week_by_week(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.rate("a", stored.say("a"), helpful=False)
    stored.say_ambiguous("a", "how long", "faq/how_long", TRIAL)
    stored.say("b", at=time.time() - FIVE_WEEKS)

    page = words(signed_in("trainer"), "/topics/faq/how_long/").split("Week by week")[1].split("Mixed up with")[0]

    counts = re.findall(r"\d+ \w{3} (\d+) (\d+) (\d+)", page)
    assert counts == [("1", "1", "1"), *[("0", "0", "0")] * 4, ("1", "0", "0"), *[("0", "0", "0")] * 2]


def test_a_trainer_reads_messages_without_their_conversation(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("secret-id", "how long until we hear")
    stored.say("other-id", "how long " * 40)
    stored.say("third-id", "how long will he hit me", safety={"outcome": "answer_with_help", "topic": "immediate_danger"})
    trainer, reviewer = signed_in("trainer"), signed_in("reviewer")
    on_topic = words(trainer, "/topics/faq/how_long/")

    page = trainer.get("/topics/faq/how_long/messages/").content.decode()

    assert "how long until we hear" not in on_topic
    assert "how long until we hear" in page
    assert "secret-id" not in page
    assert page.count("how long how long") == 0
    assert "hit me" not in page
    assert "/conversations/secret-id/" in reviewer.get("/topics/faq/how_long/messages/").content.decode()
    assert recorded()[-2:] == [("view", "single messages of topic faq/how_long", "")] * 2
    assert signed_in("admin").get("/topics/faq/how_long/messages/").status_code == 403
    assert trainer.get("/conversations/secret-id/").status_code == 403


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the topics are read from."""
    shutil.copy(PROJECT / "domain.yml", tmp_path)
    shutil.copytree(PROJECT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.npz"))
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    """Replace a text in a file, which has to be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_changed_topic_is_seen_at_once_and_a_mistake_leaves_the_last_good_ones(project: Path) -> None:
    path, cache = project / "data" / "topics" / "gap" / "advocate.yml", KnowledgeCache(project)
    before = cache.current()
    change(path, "title: Can I have an advocate?", "title: Can we have an advocate?")
    after = cache.current()
    change(path, "title:", "title")
    broken = cache.current()

    assert before.topics["gap/advocate"].title == "Can I have an advocate?"
    assert (after.topics["gap/advocate"].title, after.is_outdated) == ("Can we have an advocate?", False)
    assert (broken.topics["gap/advocate"].title, broken.is_outdated) == ("Can we have an advocate?", True)
    change(path, "title", "title:")
    assert not cache.current().is_outdated


def test_pages_say_so_when_the_files_have_a_mistake(
    stored_on_sqlite: Stored, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(project / "data" / "guide.yml", "sections:", "sections")
    monkeypatch.setattr("console.topics.knowledge._CACHE", KnowledgeCache(project))
    trainer = client_of(make_user("trainer", "trainer"))

    for url in ("/topics/", "/inbox/"):
        assert "There is a mistake in the assistant's files" in words(trainer, url)
    assert trainer.get("/topics/faq/how_long/").status_code == 404


def test_what_the_checks_find_is_said_in_plain_words(project: Path) -> None:
    topics = project / "data" / "topics"
    change(project / "data" / "guide.yml", "You do not have to do anything.", "You do not have to do anything at all.")
    change(topics / "gap" / "advocate.yml", "title: Can I have an advocate?", "title: Is there an advocate?")
    change(topics / "faq" / "how_long.yml", "six to nine months", "six to ten months")
    few = topics / "gap" / "press.yml"
    lines = few.read_text(encoding="utf-8").split("    - ")
    few.write_text("    - ".join(lines[:4]), encoding="utf-8")

    known = KnowledgeCache(project).current().topics

    assert known["faq/what_do_i_have_to_do"].remarks == (
        "The guide has changed since its answer was read against it. It now says: “You do not have to do anything at all.”",
    )
    assert known["gap/advocate"].remarks == ("Its title is not among its examples.",)
    assert any("says something that its sources do not" in remark for remark in known["faq/how_long"].remarks)
    assert "It has only 3 examples. At least 5 are needed, and 12 are wanted." in known["gap/press"].remarks
    assert not any(topic.remarks for topic in knowledge().topics.values())
