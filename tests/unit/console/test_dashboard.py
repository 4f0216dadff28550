"""The dashboard and the list of unanswered questions: what they count, over which days, and how they say it."""

from __future__ import annotations

import csv
import html
import io
import re
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.timezone import localdate

from console.conversations.filters import ConversationFilter
from console.conversations.models import Conversation, Message
from console.dashboard.period import Days
from console.dashboard.words import hour, percent
from console.handoffs.models import HandOff, State
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.stored import Stored

DAY = 86_400.0
PAGES = ("/dashboard/", "/unanswered/")


def text_of(client: Client, url: str) -> str:
    """A page as its reader has it: white space as one space, characters as themselves."""
    return " ".join(html.unescape(client.get(url).content.decode()).split())


def rows_of(client: Client, query: str = "") -> list[list[str]]:
    """The figures as a file."""
    content = client.get(f"/dashboard/dashboard.csv{query}").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def several(stored: Stored, count: int, days_ago: float) -> None:
    """Many messages that were answered, in one conversation."""
    stored.say("many", at=time.time() - days_ago * DAY)
    first = Message.objects.get()
    for number in range(2, count + 1):
        first.pk, first.number, first.message_id = None, number, f"m{number}"
        first.save()


def test_the_dashboard_counts_a_period(stored: Stored, signed_in: Callable[..., Client]) -> None:
    now = time.time()
    rated = stored.say("a", at=now - DAY)
    stored.rate("a", rated, helpful=True)
    stored.say("a", "thanks", "thanks", at=now - DAY)
    stored.say_unclear("b", at=now - DAY)
    stored.say("before", at=now - 9 * DAY)
    stored.say("long ago", at=now - 60 * DAY)

    client = signed_in("admin")
    page = text_of(client, "/dashboard/")
    rows = rows_of(client)

    assert '<dt>Conversations</dt><dd class="value">3</dd><dd class="hint">2 in the last 7 days, 1 more than' in page
    assert '<dt>Messages</dt><dd class="value">4</dd><dd class="hint">3 in the last 7 days, 2 more than' in page
    assert '<dt>Questions answered</dt><dd class="value">67%</dd><dd class="hint">2 of 3 questions. 50% in the' in page
    assert '<dt>Answers that helped</dt><dd class="value">100%</dd><dd class="hint">1 of 1 opinion. 100% in' in page
    assert "half within 5 milliseconds" in page
    assert "thanks" not in page
    assert ["conversations", "", "", "3", "2", "1"] in rows
    assert ["outcome", "Not understood", "fallback", "1", "1", "0"] in rows
    assert ("export", "dashboard") in {(action, subject) for action, subject, _ in recorded()}


def test_a_line_says_whether_it_got_worse(stored: Stored, signed_in: Callable[..., Client]) -> None:
    now = time.time()
    for sender_id, days in (("a", 1), ("b", 2), ("c", 8), ("d", 40)):
        stored.say_unclear(sender_id, at=now - days * DAY)
    stored.say("answered", at=now - DAY)
    stored.say_danger("danger", at=now - 8 * DAY)

    page = text_of(signed_in("trainer"), "/dashboard/")

    said = re.findall(r'class="line" role="img" aria-label="([^"]+)"', page)
    assert [words.partition(": ")[0] for words in said[:5]] == [
        "All messages",
        "Answered",
        "Asked back",
        "Not in the guide",
        "Not understood",
    ]
    assert said[4].startswith("Not understood: 2 of 3 messages in the last 7 days, 1 of 2 the week before. Highest: 1 on")
    assert said[5].startswith("Danger: safety help given: 0 of 3 messages in the last 7 days, 1 of 2 the week before.")
    assert said[2] == "Asked back: 0 of 3 messages in the last 7 days, 0 of 2 the week before."


def test_topics_and_gaps_are_compared_week_on_week(stored: Stored, signed_in: Callable[..., Client]) -> None:
    now = time.time()
    for days in (1, 2, 3, 9):
        stored.say(f"how long {days}", at=now - days * DAY)
    for days in (1, 8, 9):
        stored.say(f"advocate {days}", "advocate?", "gap/advocate", at=now - days * DAY)
    stored.say("new", "press?", "gap/press", at=now - DAY)

    page = text_of(signed_in("reviewer"), "/dashboard/")

    assert "How long does a review take?</a></span> <strong>4</strong>" in page
    assert "3 in the last 7 days, 2 more than the week before." in page
    assert "1 in the last 7 days, 1 fewer than the week before." in page
    assert "1 in the last 7 days, none the week before." in page
    assert "Rose most: “How long does a review take?”, 3 in the last 7 days, 1 the week before." in page


def test_a_week_has_seven_days(stored: Stored, signed_in: Callable[..., Client]) -> None:
    # At midday, so that no hour of summer time moves one of them to another day.
    midday = datetime.combine(localdate(), datetime.min.time(), timezone.utc).timestamp() + DAY / 2
    for days in (6, 7, 13, 14):
        stored.say(f"{days}", at=midday - days * DAY)

    page = text_of(signed_in("admin"), "/dashboard/?last=7-days")

    assert '<dt>Messages</dt><dd class="value">1</dd><dd class="hint">1 fewer than the week before.' in page
    assert '<dt>Conversations</dt><dd class="value">1</dd><dd class="hint">1 fewer than the week before.' in page
    assert "1 of 1 message in the last 7 days, 2 of 2 the week before." in page


def test_messages_for_nscp_and_languages_are_counted(stored: Stored, signed_in: Callable[..., Client]) -> None:
    now = datetime.now(timezone.utc)
    for sender_id in ("left", "asked"):
        stored.say(sender_id, "can I talk to a person", "handoff_request", replies=["utter_hand_off"])
    stored.say("foreign", "nu vorbesc engleza", "other_language")
    stored.say("plain")
    HandOff.objects.create(reference="A", sender_id="left", state=State.SENT, touched_at=now)
    HandOff.objects.create(reference="B", sender_id="asked", state=State.DRAFT, touched_at=now)

    client = signed_in("admin")
    page = text_of(client, "/dashboard/")
    rows = rows_of(client)

    assert "A message was left in 25% of 4 conversations." in page
    assert '<th scope="row">Asked for NSCP and left no message</th><td>1</td><td>25%</td>' in page
    assert '<th scope="row">Romanian</th><td>1</td>' in page
    assert ["conversations with a message for NSCP", "", "", "1", "1", "0"] in rows
    assert ["language", "Romanian", "", "1", "1", "0"] in rows


def test_each_figure_leads_to_the_conversations_that_it_counts(stored: Stored, signed_in: Callable[..., Client]) -> None:
    days_ago, now = (0, 1, 8, 2, 9, 3, 30, 60), time.time()
    kinds = (
        lambda sender_id, at: stored.rate(sender_id, stored.say(sender_id, at=at), helpful=True, at=at),
        lambda sender_id, at: stored.rate(sender_id, stored.say(sender_id, at=at), helpful=False, at=at),
        lambda sender_id, at: stored.say_danger(sender_id, at=at),
        lambda sender_id, at: stored.say_unclear(sender_id, at=at),
        lambda sender_id, at: stored.say(sender_id, "advocate?", "gap/advocate", at=at),
        lambda sender_id, at: stored.say(sender_id, "nu vorbesc engleza", "other_language", at=at),
        lambda sender_id, at: stored.say(sender_id, "a person", "handoff_request", replies=["utter_hand_off"], at=at),
    )
    for kind, say in enumerate(kinds):
        for days in days_ago[kind:]:  # of each kind another number
            say(f"{kind} {days}", now - days * DAY)
    HandOff.objects.create(reference="A", sender_id="6 30", state=State.SENT, touched_at=datetime.now(timezone.utc))
    reviewer = signed_in("reviewer")

    pages = [reviewer.get(url).content.decode() for url in ("/dashboard/", "/dashboard/?last=3-months", "/unanswered/")]

    links = re.findall(r'<a href="/conversations/\?([^"]+)">([^<]+)', "".join(pages))
    counted = [(html.unescape(query), int(text)) for query, text in links if text.isdigit()]
    assert len(counted) > 40
    for query, count in counted:
        assert ConversationFilter(QueryDict(query), Conversation.objects.all()).qs.count() == count, query


def test_who_reads_no_conversations_gets_figures_without_links(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a", "advocate?", "gap/advocate")
    trainer = signed_in("trainer")

    for url in PAGES:
        assert "/conversations/" not in trainer.get(url).content.decode()


def test_unanswered_questions_are_compared_week_on_week(stored: Stored, signed_in: Callable[..., Client]) -> None:
    now = time.time()
    for days in (1, 2, 9, 40):
        stored.say("a", "advocate?", "gap/advocate", at=now - days * DAY)
    for days in (10, 11):
        stored.say("b", "solicitor?", "gap/solicitor", at=now - days * DAY)
    stored.say_unclear("c")
    stored.say("c", "which?", "faq/anonymity", intent="nlu_fallback", replies=["utter_fallback"])
    stored.say("c", "why", "affirm", replies=["utter_no_words"])

    page = re.sub(r' role="\w+"| data-label="[^"]*"', "", text_of(signed_in("trainer"), "/unanswered/"))

    change = 'advocate?</a></th><td>3</td><td class="change">2 in the last 7 days, 1 more than the week before.'
    assert f"{change}</td><td>None yet" in page
    assert 'solicitor?</a></th><td>2</td><td class="change">None in the last 7 days, 2 fewer than the week before.' in page
    assert "<td>0</td>" not in page
    assert re.search(r"<summary>\d+ that nobody asked in these days</summary>", page)
    assert 'were not understood</a></th><td>3</td><td class="change">3 in the last 7 days, none the week before.' in page


def test_a_period_is_chosen_by_a_link(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("old", at=time.time() - 80 * DAY)
    stored.say("new")
    today, reviewer = localdate(), signed_in("reviewer")

    for query, title, days, count in (
        ("", "Last 4 weeks", 28, 1),
        ("?last=7-days", "Last 7 days", 7, 1),
        ("?last=3-months", "Last 3 months", 91, 2),
        ("?last=nonsense", "Last 4 weeks", 28, 1),
    ):
        page = text_of(reviewer, f"/dashboard/{query}")
        assert f'aria-current="true">{title}</a>' in page
        assert f"<h2>{Days(today - timedelta(days=days - 1), today)}</h2>" in page
        assert ["conversations", "", "", str(count)] in [row[:4] for row in rows_of(reviewer, query)]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=soon&until=yesterday", "“From” must be a real date, for example 27 3 2026."),
        ("since=2019-12-31", "“From” must be 1 January 2020 or later."),
        ("until=9999-12-31", "“Until” must be today"),
        ("since=2026-05-02&until=2026-05-01", "“Until” must be 2 May 2026 or later"),
    ],
)
@pytest.mark.parametrize("url", PAGES)
def test_dates_that_cannot_be_used_are_a_problem_told_first(
    stored_on_sqlite: Stored, url: str, query: str, said: str
) -> None:
    stored_on_sqlite.say("a")
    reviewer = client_of(make_user("r", "reviewer"))

    page = text_of(reviewer, f"{url}?{query}")

    assert "<title>Error: " in page
    assert page.index("There is a problem") < page.index(said) < page.index("<h1>")
    assert 'href="#id_since"' in page or 'href="#id_until"' in page
    typed = query.rpartition("=")[2]
    in_digits = re.sub(r"(\d+)-0?(\d+)-0?(\d+)", r"\3 \2 \1", typed)  # as a field of text shows a date
    assert f'value="{typed}"' in page or f'value="{in_digits}"' in page
    assert "in the last 7 days" not in page
    taken = reviewer.get(f"/dashboard/dashboard.csv?{query}")
    assert (taken.status_code, urlsplit(taken["Location"]).path) == (302, "/dashboard/")


@pytest.mark.parametrize(
    "query", ["since=2026-05-01&until=2026-05-01", "since=2021-01-01", "until=2020-01-01", "since=&until="]
)
@pytest.mark.parametrize("url", [*PAGES, "/dashboard/dashboard.csv"])
def test_any_period_can_be_asked_for(stored_on_sqlite: Stored, url: str, query: str) -> None:
    stored_on_sqlite.say("a")

    answered = client_of(make_user("r", "reviewer")).get(f"{url}?{query}")

    assert answered.status_code == 200
    assert "There is a problem" not in answered.content.decode()


def test_one_message_makes_a_chart(stored_on_sqlite: Stored) -> None:
    stored_on_sqlite.say("a")
    reviewer = client_of(make_user("r", "reviewer"))

    for query in ("", "?last=7-days", "?last=3-months", f"?since={localdate()}"):
        page = text_of(reviewer, f"/dashboard/{query}")
        lines = re.findall(r'<polyline points="([^"]+)"', page)
        assert len(lines) == 6
        assert lines[0].endswith("300.0,0.0")
        assert lines[4].endswith("300.0,60.0")  # none was not understood
        assert "1 message, 100% of all" in page


def test_weeks_without_a_message_stay_in_the_chart(stored_on_sqlite: Stored) -> None:
    for days in (1, 80):
        stored_on_sqlite.say(f"{days}", at=time.time() - days * DAY)

    page = text_of(client_of(make_user("r", "reviewer")), "/dashboard/?last=3-months")

    assert "What the assistant did, by week" in page
    points = re.findall(r'<polyline points="([^"]+)"', page)[0].split()
    assert [point.partition(",")[2] for point in points] == ["0.0", *["60.0"] * 10, "0.0"]


def test_two_years_are_shown_by_week_from_the_first_message_on(stored_on_sqlite: Stored) -> None:
    today = localdate()
    for days in (0, 650):
        stored_on_sqlite.say(f"{days}", at=time.time() - days * DAY)

    page = text_of(client_of(make_user("r", "reviewer")), f"/dashboard/?since={today - timedelta(days=730)}")

    assert "What the assistant did, by week" in page
    assert f"The first message was written on {(today - timedelta(days=650)).strftime('%-d %B %Y')}." in page
    points = [point.split(",") for point in re.findall(r'<polyline points="([^"]+)"', page)[0].split()]
    assert len(points) == 93  # 651 days
    assert all(0 <= float(x) <= 300 and 0 <= float(y) <= 60 for x, y in points)


def test_a_busy_week_is_written_with_commas_and_nothing_of_it_in_the_shapes(stored_on_sqlite: Stored) -> None:
    several(stored_on_sqlite, 1383, days_ago=1)

    page = text_of(client_of(make_user("r", "reviewer")), "/dashboard/?last=7-days")

    assert "1,383 messages, 100% of all" in page
    assert "1383" not in page
    assert " %" not in page
    assert "of 100" not in page
    shapes = re.findall(r'(?:points|width|height|x|y)="([^"]*)"', "".join(re.findall(r"<svg.*?</svg>", page)))
    assert all(re.fullmatch(r"[\d.]+(?:,[\d.]+)?", part) for shape in shapes for part in shape.split())


def test_a_file_has_dates_for_spreadsheets_and_ids_beside_titles(stored: Stored, signed_in: Callable[..., Client]) -> None:
    stored.say("a")
    stored.say("b", "advocate?", "gap/advocate")

    rows = rows_of(signed_in("trainer"))

    assert rows[0] == ["figure", "name", "id", "count", "last 7 days", "7 days before"]
    assert ["topic answered", "How long does a review take?", "faq/how_long", "1", "1", "0"] in rows
    assert ["topic not in the guide", "Can I have an advocate?", "gap/advocate", "1", "1", "0"] in rows
    assert ["day", localdate().isoformat(), "", "2", "", ""] in rows
    assert ["day: Not in the guide", localdate().isoformat(), "not_in_guide", "1", "", ""] in rows


def test_charts_need_neither_style_nor_script_in_the_page(stored_on_sqlite: Stored) -> None:
    stored_on_sqlite.say("a")

    page = client_of(make_user("r", "reviewer")).get("/dashboard/").content.decode()

    assert "style=" not in page
    assert not re.search(r"<script(?! src)|<style", page)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 11, 6), date(2026, 11, 6), "6 November 2026"),
        (date(2026, 11, 3), date(2026, 11, 30), "3 to 30 November 2026"),
        (date(2026, 10, 28), date(2026, 11, 3), "28 October to 3 November 2026"),
        (date(2025, 12, 28), date(2026, 1, 3), "28 December 2025 to 3 January 2026"),
    ],
)
def test_days_in_words(first: date, last: date, said: str) -> None:
    assert str(Days(first, last)) == said


@pytest.mark.parametrize("length", [1, 7, 31, 32, 91, 730, 742, 743, 2526])
def test_points_of_a_chart_hold_each_day_once_and_the_last_is_whole(length: int) -> None:
    days = Days(date(2026, 11, 30) - timedelta(days=length - 1), date(2026, 11, 30))

    points = days.points()

    assert [day for point in points for day in point] == list(days)
    assert len(points) <= 106
    assert len({len(point) for point in points[1:]}) <= 1
    assert len(points[-1]) >= len(points[0])


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(69, 100, "69%"), (1, 1000, "less than 1%"), (999, 1000, "more than 99%"), (0, 9, "0%"), (9, 9, "100%"), (0, 0, "0%")],
)
def test_shares_in_words(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == said


def test_hours_in_words() -> None:
    assert [hour(at) for at in (0, 9, 12, 17, 24)] == ["midnight", "9am", "midday", "5pm", "midnight"]
