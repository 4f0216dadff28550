"""The whole way of an improvement: a family is not understood, a trainer writes examples, a lead releases them."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import ask
from tests.browser.console.conftest import SignIn
from tests.browser.console.seed import ACCOUNTS
from tests.running_server import PROJECT, Server
from tests.system.api.client import Client

# Trains for minutes, up to three times: a check refuses a proposal if one message about danger is understood worse, and a
# training with other examples moves some that stand on the edge (docs/decisions/proposals.md).
pytestmark = pytest.mark.skipif("NSCP_TEST_WHOLE_WAY" not in os.environ, reason="`make faults` runs it")

NO_LIMIT = "1000000/minute"
CHECKED = 20 * 60  # seconds that a check may take on a busy machine where no sentence vector is known yet
SERVED = 60  # seconds until a release serves
LOADED = 120_000  # ms
FAMILIES = 4
QUESTIONS = ("How long does a review take?", "why?", "can my mum come with me", "who sees it?")
ASKED = "who is minding his clobber"
ANSWERED = "belongings"
EXAMPLES = (
    "whose job is minding the clobber he had with him",
    "who has got hold of his clobber at the minute",
    "is anybody minding all that clobber of his",
    "who keeps his clobber safe for us",
    "tell me who is looking after his clobber",
)
MORE = (
    "does anyone have charge of his clobber",
    "whoever has the clobber of his, who is it",
    "his clobber, who keeps hold of it now",
)


@pytest.fixture
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The whole product, with the sentence vectors of the checkout's last training, so that only new ones are made."""
    server = Server(
        tmp_path_factory.mktemp("loop"),
        {"NSCP_RATE_ADDRESS": NO_LIMIT, "NSCP_RATE_SESSION": NO_LIMIT, "NSCP_MODELS_SECONDS": "1"},
    )
    vectors = PROJECT / "var" / "training" / "vectors.npz"
    (server.var / "training").mkdir(mode=0o700, parents=True)
    if vectors.exists():
        (server.var / "training" / "vectors.npz").symlink_to(vectors)
    try:
        server.migrate()
        server.run_in_console(ACCOUNTS)
        server.start()
        server.start_console()
        server.start_trainer()
        yield server
    finally:
        server.stop()


class Families:
    """Other families, who talk all the time."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._over = threading.Event()
        self.seconds: list[float] = []

    def talk_on(self) -> None:
        """Have one conversation after another until it is over."""
        while not self._over.is_set():
            chat = self._client.start()
            for question in QUESTIONS:
                time.sleep(0.5)
                begun = time.monotonic()
                assert chat.send(question).status == 200
                self.seconds.append(time.monotonic() - begun)

    def stop(self) -> None:
        """Let each finish its conversation."""
        self._over.set()


def test_what_a_trainer_writes_reaches_the_family_in_the_same_chat_and_can_be_taken_back(
    console: Server, sign_in: SignIn, page: Page
) -> None:
    page.goto(f"{console.address}/chat")
    assert "I did not catch that" in ask(page, ASKED)

    reviewer = sign_in("reviewer")
    chat = console.run_in_console("from console.conversations.models import Conversation as C; print(C.objects.get().pk)")
    reviewer.goto(f"/conversations/{chat}/?judge=1")
    reviewer.get_by_label("What is the message about?").select_option("gap/belongings")
    reviewer.get_by_role("button", name="Save the judgement").click()

    trainer = sign_in("trainer", java_script=True)
    trainer.get_by_role("link", name="Inbox").first.click()
    trainer.locator(".group").first.get_by_role("link").first.click()
    trainer.get_by_role("link", name="Write an example").click()
    trainer.get_by_label("What does this proposal improve?").fill("Clobber means belongings")
    trainer.get_by_label("New examples").fill("\n".join(EXAMPLES))
    trainer.get_by_role("button", name="Save as a draft").click()
    proposed = time.monotonic()
    families = Families(Client(console.api))
    with ThreadPoolExecutor(FAMILIES) as crowd:
        talking = [crowd.submit(families.talk_on) for _ in range(FAMILIES)]
        try:
            trainer.get_by_role("button", name="Check it", exact=True).click()
            wait_for_check(trainer, console)
            for example in MORE:
                if trainer.get_by_text("Why it cannot be approved").count():
                    expect(trainer.get_by_text("Safety gets worse.").first).to_be_visible()
                    trainer.get_by_label("New examples").fill(example)
                    trainer.get_by_role("button", name="Add them").click()
                    proposed = time.monotonic()
                    trainer.get_by_role("button", name="Check it", exact=True).or_(
                        trainer.get_by_role("button", name="Check it again")
                    ).first.click()
                    wait_for_check(trainer, console)
            expect(trainer.get_by_role("button", name="Approve and release")).to_have_count(0)
            address = trainer.url
            lead = sign_in("safeguarding_lead")
            lead.goto(address)
            lead.get_by_role("button", name="Approve and release").click()
            deadline = time.monotonic() + SERVED
            while ANSWERED not in ask(page, ASKED):
                assert time.monotonic() < deadline, "the release does not serve"
            live = time.monotonic()
        finally:
            families.stop()
    for ended in talking:
        ended.result()
    slowest = sorted(families.seconds)[int(len(families.seconds) * 0.95)]
    print(
        f"\nfrom check to live: {live - proposed:.0f} s; {len(families.seconds)} messages meanwhile, 95 % in {slowest:.2f} s"
    )

    trainer.goto(address)
    trainer.get_by_role("link", name="Try a message").click()
    trainer.get_by_label("A message, as a family might write it").fill("whos got his clobber")
    trainer.get_by_role("button", name="Try it").click()
    expect(trainer.get_by_role("region", name="Live now").get_by_text(ANSWERED).first).to_be_visible(timeout=LOADED)

    lead.get_by_role("link", name="Models", exact=True).first.click()
    lead.get_by_role("link", name="Go back to").first.click()
    lead.get_by_label("Why").fill("To see that it can be taken back")
    lead.get_by_role("button", name="Go back to this model").click()
    deadline = time.monotonic() + SERVED
    while "I did not catch that" not in ask(page, ASKED):
        assert time.monotonic() < deadline, "the model before does not serve"


def wait_for_check(trainer: Page, console: Server) -> None:
    """Look at the proposal until its check has ended."""
    deadline = time.monotonic() + CHECKED
    while trainer.get_by_role("button", name="Stop the check").count():
        assert time.monotonic() < deadline, console.log("trainer")
        time.sleep(1)
        trainer.reload()
