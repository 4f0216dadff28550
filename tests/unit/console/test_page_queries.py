"""What keeps pages quick when there are many messages: the queries that go through them, and which index answers each."""

from __future__ import annotations

import pytest
from django.db import connection
from django.forms import Select
from django.forms.renderers import DjangoTemplates
from django.test.utils import CaptureQueriesContext

from console.forms import Renderer
from tests.unit.console.people import client_of, make_user
from tests.unit.console.stored import Stored


def queries_of(url: str, role: str) -> list[str]:
    """What a page asks of the database."""
    client = client_of(make_user("ann", role))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in asked]


def plan_of(query: str) -> str:
    """How SQLite answers it."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query}")
        return "; ".join(row[-1] for row in cursor.fetchall())


@pytest.mark.parametrize("chosen", ["q=review", "q=review&outcome=answered&review=new&hold=no"])
def test_a_search_goes_through_the_messages_once(stored_on_sqlite: Stored, chosen: str) -> None:
    stored_on_sqlite.say("a")
    through = [query for query in queries_of(f"/conversations/?{chosen}", "reviewer") if '"search" LIKE' in query]
    assert len(through) == 1


def test_what_a_search_found_is_looked_up_in_the_conversations_of_the_page_alone(stored_on_sqlite: Stored) -> None:
    stored_on_sqlite.say("a")
    asked = queries_of("/conversations/?q=review&outcome=answered", "reviewer")
    whole = [query for query in asked if query.startswith("SELECT") and 'FROM "messages"' in query and '"search",' in query]
    assert [plan_of(query) for query in whole if "INTEGER PRIMARY KEY" not in plan_of(query)] == []
    assert whole


@pytest.mark.parametrize(
    ("url", "role"),
    [("/dashboard/?since=2020-02-01", "trainer"), ("/unanswered/", "trainer"), ("/topics/", "trainer")],
)
def test_messages_are_counted_in_an_index_alone(stored_on_sqlite: Stored, url: str, role: str) -> None:
    stored_on_sqlite.say("a")
    counted = [query for query in queries_of(url, role) if 'FROM "messages"' in query and "GROUP BY" in query]
    assert counted
    assert [query for query in counted if "COVERING INDEX" not in plan_of(query)] == []


def test_opinions_are_found_by_their_index_in_the_inbox(stored_on_sqlite: Stored) -> None:
    stored_on_sqlite.say("a")
    plans = [plan_of(query) for query in queries_of("/inbox/", "trainer") if '"helpful" IN' in query]
    assert ["messages_by_opinion" in plan for plan in plans] == [True]


def test_a_select_box_is_written_as_by_django() -> None:
    box = Select(choices=[("", "Any"), ("In the guide", [("faq/a", "A & b"), ("faq/b", "“B”")])])
    ours, theirs = (box.render("topic", "faq/b", {"id": "x"}, renderer()) for renderer in (Renderer, DjangoTemplates))
    assert ours.split() == theirs.split()
