"""Serves the released model in place of the checkout's, and changes it while people talk."""

from __future__ import annotations

import ctypes
import errno
import gc
import logging
import threading
from http import HTTPStatus
from http.client import HTTPResponse
from pathlib import Path

from rasa.core.agent import Agent
from sanic import Sanic

from assistant.agent import with_model
from assistant.channel.parsing import finished
from assistant.released.console import CHECKOUT, Unreachable, ask, is_checkout
from assistant.released.kept import Damaged, KeptModels, Release
from assistant.store.database import Database
from assistant.store.tracker_store import PrivateTrackerStore
from nscp.model_record import DIFFERENCES, Basis
from nscp.settings import PROJECT, Settings

logger = logging.getLogger(__name__)

FAILURES_SAID = 6  # in a row before they are logged: the console may start after the Rasa server, or be started again
TRIED_WITH = "How long does it take?"
# Why a release is refused, for the console's page (console/releases/servers.py).
DAMAGED, DOES_NOT_LOAD = "damaged", "does-not-load"


class ReleasedModels:
    """Puts another agent with another model in place of the server's, when the console says so.

    That is one assignment. Requests take the agent from there once, so each turn ends with the model that it began with.
    """

    def __init__(self, app: Sanic, database: Database, settings: Settings) -> None:
        self._app = app
        self._database = database
        self._address = settings.models_address()
        self._key = settings.shared_models_key()
        self._seconds = settings.models_seconds
        self._kept = KeptModels(settings.folder() / "served")
        self._here = Basis.of(PROJECT)
        self._checkout = PROJECT / "models"
        self._serving, self._refused, self._why = CHECKOUT, "", ""
        self._failures = 0
        self._has_changed = False
        self._stopped = threading.Event()

    def start(self) -> None:
        """Serve the release that served last, or the checkout's model, and from now on what the console says."""
        agent: Agent = self._app.ctx.agent
        agent.fingerprint = CHECKOUT
        if agent.processor is not None:
            self._checkout = agent.processor.model_path
        if not self._serve_kept() and agent.processor is not None:
            self._change(self._checkout, CHECKOUT)  # the same model, loaded by our runner
        threading.Thread(target=self._run, name="released-models", daemon=True).start()

    def _serve_kept(self) -> bool:
        release = self._kept.live()
        try:
            return release is not None and self._serve(release)
        except OSError as error:  # no space to unpack it
            logger.error("The release that served before cannot be loaded: %s.", error)
            return False

    def stop(self) -> None:
        """Look for no more models."""
        self._stopped.set()

    def _run(self) -> None:
        """Run in a thread of ordinary priority: one that must wait for the processor while it holds Python's lock would make
        every conversation wait with it.
        """
        while not self._stopped.is_set():
            self.look_safely()
            self._stopped.wait(self._seconds)
            if self._has_changed:
                self._has_changed = False
                _give_memory_back()

    def look_safely(self) -> None:
        """Look once; whatever happens, the next look comes."""
        try:
            self.look()
        except Exception as error:  # a console that is away, a connection that broke, a full disk
            self._failures += 1
            if self._failures == FAILURES_SAID:
                why = str(error) if isinstance(error, Unreachable) else error
                logger.warning("The console cannot be asked for released models; the model in use goes on: %s.", why)

    def look(self) -> None:
        """Ask once which model is live, and serve it. Raises what `look_safely` catches."""
        answer = ask(self._address, self._key, self._serving, self._refused, self._why)
        if answer is None:
            self._failures = 0
            return
        with answer:
            release = Release.of(answer.headers) if answer.status == HTTPStatus.OK else None
            is_here = release is not None and self._receive(answer, release)
            goes_back = is_checkout(answer)
        self._failures = 0
        if release is not None and is_here:
            self._serve(release)
        elif goes_back and self._serving != CHECKOUT:
            self._serve_checkout()

    def _receive(self, answer: HTTPResponse, release: Release) -> bool:
        if self._refuses(release):
            return False
        try:
            self._kept.receive(answer, release)
        except Damaged:
            self._refuse(release, DAMAGED, "its file is not the one that was released.")
            return False
        return True

    def _refuses(self, release: Release) -> bool:
        """Whether a release rests on another guide or program than this server's."""
        difference = release.basis.difference(self._here)
        if difference is not None:
            self._refuse(release, difference, DIFFERENCES[difference])
        return difference is not None

    def _serve(self, release: Release) -> bool:
        """Load a release's file, and serve it if it answers; else False, and everything stays as it is."""
        if self._refuses(release):
            return False
        try:
            self._change(self._kept.file(release), release.etag)
        except Exception as error:  # a model from elsewhere may fail in any way
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise
            self._refuse(release, DOES_NOT_LOAD, f"it does not load ({type(error).__name__}).")
            return False
        logger.info("Release %s serves.", release.number)
        self._keep(release)
        return True

    def _serve_checkout(self) -> None:
        self._change(self._checkout, CHECKOUT)
        logger.info("The checkout's model serves.")
        self._keep(None)

    def _keep(self, release: Release | None) -> None:
        try:
            self._kept.set_live(release)
        except OSError as error:
            logger.error("Which model serves could not be written down, so another may serve after a restart: %s.", error)

    def _change(self, model: Path, etag: str) -> None:
        new = with_model(self._app.ctx.agent, model, PrivateTrackerStore(database=self._database), etag)
        finished(new.parse_message(TRIED_WITH))
        self._app.ctx.agent = new
        self._serving, self._refused, self._why = etag, "", ""
        self._has_changed = True

    def _refuse(self, release: Release, why: str, in_words: str) -> None:
        self._refused, self._why = release.etag, why
        logger.error("Release %s is refused, and the model before it goes on: %s", release.number, in_words)


def _give_memory_back() -> None:
    """Free the model that served before, which refers to itself, and whose parts C's allocator would keep for later."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
