from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer

from nscp.check import problems
from tools.bench.client import Job, Seen, talk
from tools.bench.default_project import default_project, hash_of_training
from tools.bench.few_project import examples_for_both, make_few_project, with_titles
from tools.bench.figures import Bar, Figure, Measured
from tools.bench.page import table, write_page
from tools.bench.parts import medians_of_parts
from tools.bench.picture import draw
from tools.bench.report import Report, as_json, write_json
from tools.bench.run import QUICK, Run, TooManyFailures, held_out_questions
from tools.bench.stopwatch import Stopwatch
from tools.bench.talkers import DEFAULT, OURS
from tools.evaluate.examples import TrainingExample, load_training_examples

LESS = Bar(0.45, aim=0.35)
MORE = Bar(2.2, at_least=True)
ALONE = Bar(1.5, on_ratio=False)


# Figures and bars


@pytest.mark.parametrize(
    ("ours", "theirs", "bar", "met"),
    [
        (4.5, 10.0, LESS, True),
        (4.6, 10.0, LESS, False),
        (220.0, 100.0, MORE, True),
        (219.0, 100.0, MORE, False),
        (1.5, 4.0, ALONE, True),
        (1.6, 4.0, ALONE, False),
        (1.0, None, LESS, False),
        (1.0, 10.0, None, None),
    ],
)
def test_a_figure_is_held_against_its_bar(ours: float, theirs: float | None, bar: Bar | None, met: bool | None) -> None:
    assert Figure("turn", "Turn", "ms", ours, theirs, bar).met is met


def test_a_bar_says_what_it_wants() -> None:
    assert (LESS.in_words, MORE.in_words) == ("at most 0.45 (aim 0.35)", "at least 2.2")


# The same examples for both


def test_a_title_takes_the_place_of_an_example_unless_it_is_there() -> None:
    few = [TrainingExample(text, topic) for topic in ("greet", "thanks") for text in ("Hello!", "cheers")]

    found = with_titles(few, {"greet": "hello", "thanks": "Thank you"})

    assert [example.text for example in found] == ["Hello!", "cheers", "Hello!", "Thank you"]


def test_both_sides_get_the_same_examples(tmp_path: Path) -> None:
    few = examples_for_both()
    make_few_project(tmp_path / "ours", few)
    blocks = default_project(few)["data/nlu.yml"]["nlu"]

    theirs = [(block["intent"], line[2:]) for block in blocks for line in block["examples"].splitlines()]
    ours = [(example.topic, example.text) for example in load_training_examples(tmp_path / "ours")]
    assert sorted(ours) == sorted(theirs) == sorted((example.topic, example.text) for example in few)


def test_the_copy_with_few_examples_passes_the_check_of_its_data(tmp_path: Path) -> None:
    make_few_project(tmp_path, examples_for_both())

    # Most examples of danger stand in data/safety, so few of the few are left in the topic's own file.
    assert [problem for problem in problems(tmp_path) if "write at least" not in problem.what] == []


# Rasa's default


def test_rasas_default_needs_no_action_server_and_no_component_of_ours() -> None:
    files = default_project([TrainingExample("hi", "greet")])

    assert "assistant" not in yaml.safe_dump(files["config.yml"]["pipeline"])
    assert [policy["name"] for policy in files["config.yml"]["policies"]] == [
        "MemoizationPolicy",
        "RulePolicy",
        "UnexpecTEDIntentPolicy",
        "TEDPolicy",
    ]
    assert "actions" not in files["domain.yml"]
    assert "action_endpoint" not in files["endpoints.yml"]


def test_rasas_default_has_one_rule_with_a_known_answer_for_each_intent() -> None:
    files = default_project([TrainingExample("hi", "greet")])
    domain, retrieved = files["domain.yml"], files["data/nlu.yml"]["responses"]
    answers = {*domain["responses"], *(name.split("/")[0] for name in retrieved)}

    steps = [rule["steps"] for rule in files["data/rules.yml"]["rules"]]
    assert sorted(first["intent"] for first, _ in steps) == sorted(domain["intents"])
    assert {answer["action"] for _, answer in steps} <= answers


def test_the_trained_default_is_kept_until_something_it_learns_changes() -> None:
    before = default_project([TrainingExample("hi", "greet")])
    other_words = {**before, "domain.yml": {**before["domain.yml"], "responses": {}}}
    other_example = default_project([TrainingExample("hiya", "greet")])

    assert hash_of_training(other_words) == hash_of_training(before)
    assert hash_of_training(other_example) != hash_of_training(before)


# What is said, and by whom


def test_the_messages_are_many_different_held_out_ones() -> None:
    messages = held_out_questions(120)

    assert len(messages) == len(set(messages)) == 120
    assert not {example.text for example in load_training_examples()} & set(messages)


Handler = Callable[[web.Request], Coroutine[Any, Any, web.Response]]


def seen_from(paths: dict[str, Handler], job: Job) -> Seen:
    """Let the client do a job against a small server that is not the product."""

    async def serve_and_talk() -> Seen:
        app = web.Application()
        app.add_routes([web.post(path, handler) for path, handler in paths.items()])
        async with TestServer(app) as server:
            return await talk(replace(job, address=str(server.make_url("")).rstrip("/")))

    return asyncio.run(serve_and_talk())


def rest_server(status: int = 200, answer: object = None, heard: list[dict[str, str]] | None = None) -> dict[str, Handler]:
    async def receive(request: web.Request) -> web.Response:
        if heard is not None:
            heard.append(await request.json())
        return web.json_response(answer if answer is not None else [{"text": "hello"}], status=status)

    return {"/webhooks/rest/webhook": receive}


def test_each_client_speaks_in_sessions_of_its_own() -> None:
    heard: list[dict[str, str]] = []

    seen = seen_from(rest_server(heard=heard), Job(["a", "b", "c"], clients=3, turns=2, sessions=2, side=DEFAULT))

    by_session: dict[str, int] = {}
    for message in heard:
        by_session[message["sender"]] = by_session.get(message["sender"], 0) + 1
    assert list(by_session.values()) == [2] * 6
    assert sorted(turn for turn, _ in seen.turns) == [1] * 6 + [2] * 6
    assert not seen.failures


def test_clients_do_not_all_say_the_same_at_the_same_time() -> None:
    heard: list[dict[str, str]] = []

    seen_from(rest_server(heard=heard), Job(["a", "b", "c"], clients=3, turns=1, sessions=1, side=DEFAULT))

    assert sorted(message["message"] for message in heard) == ["a", "b", "c"]


@pytest.mark.parametrize(("status", "answer"), [(500, [{"text": "hello"}]), (200, []), (200, [{"image": "x"}])])
def test_a_wrong_or_empty_answer_is_a_failure(status: int, answer: object) -> None:
    seen = seen_from(rest_server(status, answer), Job(["a"], turns=1, sessions=2, side=DEFAULT))

    assert len(seen.failures) == 2
    assert seen.turns == []


def website_server(kind: str, tokens: list[str | None]) -> dict[str, Handler]:
    async def open_session(_: web.Request) -> web.Response:
        return web.json_response({"token": "first", "messages": []}, status=201)

    async def answer(request: web.Request) -> web.Response:
        tokens.append(request.headers.get("Authorization"))
        reply = {"kind": kind, "text": "an answer"}
        return web.json_response({"messages": [reply], "token": "next"})

    return {"/webhooks/website/sessions": open_session, "/webhooks/website/messages": answer}


def test_a_session_of_ours_goes_on_with_the_token_it_is_given() -> None:
    tokens: list[str | None] = []

    seen = seen_from(website_server("answer", tokens), Job(["a"], turns=2, sessions=1, side=OURS))

    assert tokens == ["Bearer first", "Bearer next"]
    assert (len(seen.openings), seen.failures) == (1, [])


def test_a_reply_that_says_something_went_wrong_is_a_failure() -> None:
    assert seen_from(website_server("problem", []), Job(["a"], turns=1, sessions=1, side=OURS)).failures


@pytest.mark.parametrize(("failures", "refused"), [(1, False), (2, True)])
def test_a_run_with_too_many_failures_is_not_reported(tmp_path: Path, failures: int, refused: bool) -> None:
    run = Run(QUICK, tmp_path)
    run.count(OURS, Seen(turns=[(1, 10.0)] * 250, failures=["empty"] * failures))

    if refused:
        with pytest.raises(TooManyFailures, match=r"ours: 2 of 252 .*: empty"):
            run.refuse_failures()
    else:
        run.refuse_failures()


def test_the_sides_take_turns(tmp_path: Path) -> None:
    turns = [name for _, name in Run(QUICK, tmp_path).take_turns(2)]

    assert turns == [OURS, DEFAULT, DEFAULT, OURS]


# The parts of a turn


class Clock:
    """Goes on by one second each time it is asked."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


class Turn:
    async def handle(self) -> str:
        return f"{self.read()} {self.read()}"

    def read(self) -> str:
        return "read"


def test_time_inside_an_inner_part_counts_for_that_part_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Turn, "handle", Turn.handle)  # put back what the stopwatch replaces
    monkeypatch.setattr(Turn, "read", Turn.read)
    stopwatch = Stopwatch(Clock())
    stopwatch.watch(Turn, "handle", "outer")
    stopwatch.watch(Turn, "read", "inner")

    assert asyncio.run(Turn().handle()) == "read read"
    assert stopwatch.parts == {"inner": 2000.0, "outer": 3000.0}


def test_what_the_server_does_not_account_for_is_http() -> None:
    found = medians_of_parts([10.0, 12.0], [{"embed": 4.0, "store": 1.0}, {"embed": 6.0, "store": 1.0}])

    assert (found["embed"], found["store"], found["http"], found["policy"]) == (5.0, 1.0, 5.0, 0.0)


def test_parts_are_not_put_beside_another_number_of_turns() -> None:
    with pytest.raises(ValueError, match="zip"):
        medians_of_parts([10.0, 12.0], [{"embed": 4.0}])


# The report


@pytest.fixture
def report() -> Report:
    training = {"date": "2026-01-01 10:00", "load_before": 1.8, "load_after": 2.0}
    return Report(
        machine={
            "processor": "Some CPU",
            "processors": 2,
            "memory_mib": 24000,
            "system": "Linux",
            "versions": {"rasa": "3.6.21"},
            "commit": "abc",
        },
        date="2026-01-02 10:00",
        load={"run": (0.1, 1.5)},
        sections={
            "training": Measured([], {"examples": 1280, "theirs": training}),
            "latency": Measured(
                [
                    Figure("turn_p50_ms", "Turn, p50", "ms", 9.004, 20.0, LESS),
                    Figure("opening_p50_ms", "Opening", "ms", 3.0, None),
                ]
            ),
            "long_sessions": Measured([Figure("growth", "Growth", "times", 1.7, 4.0, ALONE)], {"ms_by_turn": CURVE}),
            "breakdown": Measured([], {"parts_ms": {"embed": 3.0, "http": 1.0}, "turns": 200}),
        },
        turns={OURS: 1000, DEFAULT: 900},
        failures={OURS: 0, DEFAULT: 1},
    )


CURVE = {OURS: [9.0, 10.0], DEFAULT: [20.0, 30.0]}


def test_the_table_shows_both_sides_the_ratio_and_the_bar(report: Report) -> None:
    assert list(table(report.figures))[2:] == [
        "| Turn, p50 | 9.00 ms | 20.0 ms | 0.45 | at most 0.45 (aim 0.35) | **no** |",
        "| Opening | 3.00 ms |  |  |  |  |",
        "| Growth | 1.70 times | 4.00 times | 0.42 | ours at most 1.5 | **no** |",
    ]


def test_the_json_has_every_figure_with_its_ratio_and_verdict(report: Report) -> None:
    found = as_json(report)

    turn = found["figures"]["turn_p50_ms"]
    assert (turn["ours"], turn["rasa_default"], turn["unit"], turn["met"]) == (9.004, 20.0, "ms", False)
    assert turn["ratio"] == pytest.approx(0.4502)
    assert found["messages"][DEFAULT] == {"answered": 900, "failed": 1}
    assert found["load_average"]["run"] == {"before": 0.1, "after": 1.5}


def test_all_three_files_are_written(report: Report, tmp_path: Path) -> None:
    write_json(report, tmp_path / "bench.json")
    write_page(report, tmp_path / "bench.md")
    draw(report, tmp_path / "bench.png")

    assert json.loads((tmp_path / "bench.json").read_text())["details"]["breakdown"]["turns"] == 200
    assert "| embed: the sentence encoder | 3.00 | 75% |" in (tmp_path / "bench.md").read_text()
    assert (tmp_path / "bench.png").read_bytes().startswith(b"\x89PNG")


def test_a_training_on_a_busy_machine_is_marked(report: Report, tmp_path: Path) -> None:
    write_page(report, tmp_path / "bench.md")

    assert "The machine was busy then" in (tmp_path / "bench.md").read_text()


def test_a_run_of_one_section_is_reported_too(report: Report, tmp_path: Path) -> None:
    alone = Report(report.machine, report.date, report.load, {}, report.turns, report.failures)
    write_page(alone, tmp_path / "bench.md")
    draw(alone, tmp_path / "bench.png")

    assert (tmp_path / "bench.png").stat().st_size > 0
