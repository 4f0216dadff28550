"""Trying a message on the live model and on a proposal's, with stand-ins for the models in real processes."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from console.proposals import live, workspace
from console.proposals.models import Proposal, TrainerClaim
from console.proposals.states import State
from console.releases.files import folder
from console.releases.models import Release
from console.trying import processes, services
from console.trying.answering import Answering
from console.trying.models import Question
from console.trying.processes import RunningModels
from nscp.changes import Kind
from tests.unit.console.models_asked import COMMAND, HOLDER, answer_all, model, start_worker
from tests.unit.console.people import client_of, make_user, recorded
from tests.unit.console.proposed import in_state, make_live, proposal_with, request_of
from tests.unit.console.test_topic_pages import words

TYPED = "the ward lost her little pink pushchair"
HOW_LONG, BELONGINGS = "faq/how_long", "gap/belongings"


@pytest.fixture(autouse=True)
def place(sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Empty tables, local state of the test's own, a live model, and a worker."""
    monkeypatch.setattr(live, "MODEL", model(tmp_path / "live.tar.gz", HOW_LONG))
    with override_settings(NSCP=dataclasses.replace(settings.NSCP, var=tmp_path / "var")):
        start_worker()
        yield tmp_path


@pytest.fixture
def ann() -> Client:
    return client_of(make_user("ann", "trainer"))


def checked(topic: str = BELONGINGS) -> Proposal:
    """A proposal that has passed its check, with its model."""
    proposal = in_state(proposal_with(request_of("eve", "trainer")), State.PASSED, model="1-made")
    model(workspace.stored_model(proposal), topic)
    return proposal


def ask(client: Client, text: str = TYPED, page: str = "/try/") -> str:
    """Type a message; the address of its answer."""
    response = client.post(page, {"text": text})
    assert response.status_code == 302, response.content.decode()
    return str(response.url)


def test_the_live_model_answers_with_topic_confidence_help_and_reply(ann: Client) -> None:
    address = ask(ann, "nobody hurt her, how long is it")
    assert "It is being worked out." in words(ann, address)

    answer_all()

    page = words(ann, address)
    assert "Live now Understood as How long does a review take? Confidence 87%" in page
    assert "Other possibilities Confidence 21%: Can I have an advocate? Help in danger" in page
    assert "Help in danger A line of help with the answer What families read Reply of faq/how_long Start" in page
    assert "With this proposal" not in page


def test_a_checked_proposal_answers_beside_the_live_model(ann: Client) -> None:
    proposal = checked()
    assert f'href="/try/proposals/{proposal.pk}/"' in ann.get(f"/proposals/{proposal.pk}/").content.decode()
    address = ask(ann, page=f"/try/proposals/{proposal.pk}/")

    answer_all()

    page = words(ann, address)
    assert page.index("Reply of faq/how_long") < page.index("With this proposal") < page.index("Reply of gap/belongings")
    assert "Families read the same" not in page


def test_that_both_answer_alike_is_said(ann: Client) -> None:
    address = ask(ann, page=f"/try/proposals/{checked(HOW_LONG).pk}/")
    answer_all()

    assert "Families read the same from both." in words(ann, address)


def test_a_topic_that_is_new_in_the_proposal_has_its_title(ann: Client) -> None:
    proposal = checked("gap/blue_badge")
    content = {
        "name": "gap/blue_badge",
        "title": "What about the blue badge?",
        "examples": [],
        "sentences": [],
        "follow_ups": [],
    }
    proposal.changes.create(by="eve", kind=Kind.NEW_TOPIC, topic="gap", content=content)
    address = ask(ann, page=f"/try/proposals/{proposal.pk}/")
    answer_all()

    assert "With this proposal Understood as What about the blue badge?" in words(ann, address)


def test_a_proposal_that_is_live_answers_as_the_live_model(ann: Client) -> None:
    proposal = in_state(proposal_with(request_of("eve", "trainer")), State.RELEASED)
    make_live(proposal)
    model(folder() / Release.objects.get().file, BELONGINGS)
    address = ask(ann, page=f"/try/proposals/{proposal.pk}/")
    answer_all()

    page = words(ann, address)
    assert "Live now Understood as" in page
    assert "With this proposal" not in page


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (State.DRAFT, "Check it first to try it."),
        (State.CHECKING, "You can try it when its check has ended."),
        (State.REFUSED, "It did not pass its check, so it cannot be tried."),
    ],
)
def test_what_has_no_model_says_what_to_do_first(ann: Client, state: State, why: str) -> None:
    proposal = in_state(proposal_with(request_of("eve", "trainer")), state)
    page = f"/try/proposals/{proposal.pk}/"

    assert why in words(ann, page)
    assert ann.post(page, {"text": TYPED}).status_code == 200
    assert not Question.objects.exists()


def test_what_was_typed_is_deleted_once_it_was_shown_and_is_in_no_log(ann: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    address = ask(ann)
    answer_all()

    assert TYPED in words(ann, address)
    assert Question.objects.get().text == ""
    page = words(ann, address)
    assert TYPED not in page
    assert "Reply of faq/how_long" in page
    assert TYPED not in caplog.text
    assert not any(TYPED in part for entry in recorded() for part in entry)


@pytest.mark.parametrize("forget", [lambda client: ask(client, "another"), lambda client: answer_all()])
def test_what_nobody_came_back_for_is_deleted_after_an_hour(ann: Client, forget: object) -> None:
    ask(ann)
    old = Question.objects.get()
    Question.objects.update(asked_at=timezone.now() - services.STORED - timedelta(seconds=1), answered_at=timezone.now())

    forget(ann)  # type: ignore[operator]

    assert not Question.objects.filter(pk=old.pk).exists()


def test_nobody_else_sees_what_somebody_typed(ann: Client) -> None:
    address = ask(ann)
    answer_all()

    assert client_of(make_user("bob", "trainer")).get(address).status_code == 404


def test_without_a_worker_the_page_says_whom_to_ask_and_stores_nothing(ann: Client) -> None:
    waiting = ask(ann)
    TrainerClaim.objects.all().delete()

    assert "Nothing can answer at the moment. Ask the people who run the service" in words(ann, "/try/")
    assert "No answer came. Ask the people who run the service to start the trainer worker" in words(ann, waiting)
    response = ann.post("/try/", {"text": "another"})
    assert (response.status_code, Question.objects.count()) == (400, 1)
    assert "another</textarea>" in response.content.decode()


@pytest.mark.parametrize("text", ["", "  ", "/ /"])
def test_nothing_to_try_is_refused(ann: Client, text: str) -> None:
    response = ann.post("/try/", {"text": text})

    assert response.status_code == 400
    assert "Write a message to try." in response.content.decode()


def test_one_person_cannot_fill_the_queue(ann: Client) -> None:
    for _ in range(services.MOST_WAITING):
        ask(ann)

    assert "Wait for the answers" in ann.post("/try/", {"text": "more"}).content.decode()
    answer_all()
    assert ask(ann)


def test_the_form_for_a_message_is_said_to_begin(ann: Client) -> None:
    address = ask(ann, "the form please")
    answer_all()

    assert "The form for a message to NSCP begins here." in words(ann, address)


@pytest.mark.parametrize("text", ["fail", "die"])
def test_a_model_that_fails_is_loaded_again_for_the_next_message(ann: Client, text: str) -> None:
    failed, after = ask(ann, text), ask(ann)
    answer_all()

    assert "It could not answer. Try again" in words(ann, failed)
    assert "Reply of faq/how_long" in words(ann, after)


def test_a_model_that_is_slow_is_given_up(ann: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "PATIENCE", 0.0)
    monkeypatch.setattr(processes, "LOOK", 0.01)
    address = ask(ann)
    models = RunningModels((COMMAND[0], "-c", "import time; time.sleep(600)"))
    answer_all(models)

    assert "It could not answer." in words(ann, address)
    assert models.files() == set()


def test_a_model_file_that_is_gone_is_no_end(ann: Client) -> None:
    address = ask(ann)
    live.MODEL.unlink()
    answer_all()

    assert "It could not answer." in words(ann, address)


def test_a_worker_without_the_claim_answers_nothing(ann: Client) -> None:
    ask(ann)
    TrainerClaim.objects.update(holder="another")
    answer_all()

    assert Question.objects.get().answered_at is None


def test_two_models_stay_loaded_and_the_longest_unused_makes_room(place: Path) -> None:
    models, stop = RunningModels(COMMAND), threading.Event()
    first, second, third = (model(place / f"{name}.tar.gz", name) for name in ("first", "second", "third"))
    try:
        started = [models.ask(file, "hello", stop)["topic"] for file in (first, second, first, third)]
        assert started == ["first", "second", "first", "third"]
        assert models.files() == {first, third}
        model(first, "trained again")
        assert models.ask(first, "hello", stop)["topic"] == "trained again"
        assert len(models.files()) == 2
    finally:
        models.end_all()


def test_models_that_nobody_asks_are_unloaded(place: Path) -> None:
    later = 0.0
    models = RunningModels(COMMAND, lambda: time.monotonic() + later)
    models.ask(model(place / "one.tar.gz", "one"), "hello", threading.Event())

    models.end_idle()
    assert len(models.files()) == 1
    later = processes.IDLE + 1
    models.end_idle()
    assert models.files() == set()


def test_a_worker_that_is_told_to_end_takes_its_models_with_it(ann: Client) -> None:
    models, stop = RunningModels(COMMAND), threading.Event()
    worker = threading.Thread(target=Answering(HOLDER, models).run, args=(stop,))
    worker.start()
    ask(ann)
    deadline = time.monotonic() + 30
    while Question.objects.get().answered_at is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert len(models.files()) == 1
    stop.set()
    worker.join(30)

    assert not worker.is_alive()
    assert models.files() == set()
