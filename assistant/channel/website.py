"""Rasa's input channel for families: the API under /webhooks/website, the pages at the root."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
import time
from collections.abc import Sequence
from typing import Any

from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic

from assistant.channel import CHANNEL, CHAT_PATH
from assistant.channel.api import Api
from assistant.channel.chat_page import ChatPage
from assistant.channel.chats import Chats
from assistant.channel.health import Health
from assistant.channel.information import load_guide_page, load_information, load_status_words
from assistant.channel.limits import Pause, RateLimits
from assistant.channel.middleware import Middleware
from assistant.channel.pages import Pages, render_demo
from assistant.channel.rendering import PageTemplates
from assistant.channel.responses import load_help_texts
from assistant.channel.sessions import Sessions
from assistant.channel.texts import load_notices, load_page_words, load_problems
from assistant.channel.turns import OnNewMessage
from assistant.channel.widget import load_widget, served_files
from assistant.released.serving import ReleasedModels
from assistant.store.database import Database, StoreFailed, shared_database
from assistant.store.purge import purge
from nscp import logs
from nscp.contacts import load_contacts
from nscp.guide import load_guide
from nscp.setting_values import SettingsError
from nscp.settings import PROJECT, Settings, refuse_unchecked_contacts
from nscp.yaml_lines import DataError

logger = logging.getLogger(__name__)

SECONDS_IN_AN_HOUR = 3600
# The loop, the parser and the store each have a thread; one that has waited (for the database, say) may continue after this
# time while another computes. Python's 5 ms are a third of a turn.
SWITCH_SECONDS = 0.001
PURGE_SECONDS = 6 * SECONDS_IN_AN_HOUR
BEFORE_CHAT = "before"  # a page of data/pages/ whose address is /chat/before


class WebsiteBlueprint(Blueprint):
    """A blueprint that also registers others at the server's root, and the middleware of the whole server.

    Rasa registers a channel's blueprint under /webhooks/<channel> (rasa/core/channels/channel.py, `register`); pages
    for people want short addresses.
    """

    def __init__(self, name: str, at_root: Sequence[Blueprint], middleware: Middleware) -> None:
        super().__init__(name)
        self.ctx.at_root = at_root
        self.ctx.middleware = middleware

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Register everything with Rasa's server."""
        super().register(app, options)
        for blueprint in self.ctx.at_root:
            app.blueprint(blueprint)
        self.ctx.middleware.install(app)


class WebsiteInput(InputChannel):
    """Listed in credentials.yml as `assistant.channel.website.WebsiteInput`."""

    def __init__(
        self, api: Api, chat_page: ChatPage, pages: Pages, middleware: Middleware, database: Database, settings: Settings
    ) -> None:
        self._api = api
        self._chat_page = chat_page
        self._pages = pages
        self._middleware = middleware
        self._database = database
        self._settings = settings

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, also its place under /webhooks/."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, _: dict[str, Any] | None) -> WebsiteInput:
        """Build the channel from the settings and the data files; credentials.yml holds nothing for it.

        Raises:
            RasaException: a setting or a data file is wrong. Rasa prints it without a traceback and stops.
        """
        try:
            channel = cls._from_settings(Settings.from_environment(os.environ))
        except (SettingsError, DataError) as error:
            raise RasaException(str(error)) from error
        # From here on families may write; Rasa has set up its logging before (rasa/__main__.py).
        channel.quieten()
        # What has been imported by now stays. Looking through it for garbage holds up every conversation for 0.3 s.
        gc.freeze()
        return channel

    @classmethod
    def _from_settings(cls, settings: Settings) -> WebsiteInput:
        data = PROJECT / "data"
        contacts, guide = load_contacts(PROJECT), load_guide(data)
        refuse_unchecked_contacts(settings, contacts)
        problems, notices = load_problems(data, contacts), load_notices(data, contacts)
        sessions = Sessions(settings.signing_key(), settings.session_hours * SECONDS_IN_AN_HOUR)
        limits = RateLimits(settings.rate_session, settings.rate_address, settings.rate_storage)
        database = shared_database(settings.database())
        pause = Pause(settings.paused, notices.paused, database)
        chats = Chats(database, guide, sessions, limits, pause, notices, load_help_texts(data, contacts))
        health = Health(database, settings.var, settings.action_url)
        words = load_page_words(data, contacts, settings)
        templates = PageTemplates(words, contacts)
        information = load_information(data, contacts, settings)
        before = templates.information(information.pop(BEFORE_CHAT), onward=CHAT_PATH)
        pages = Pages(
            templates,
            [load_guide_page(data, guide, words), *information.values()],
            load_status_words(data, contacts),
            health,
            render_demo(templates, data, contacts, guide),
            served_files(load_widget(PROJECT, contacts, settings)),
        )
        return cls(
            Api(chats, sessions, health),
            ChatPage(templates, before, chats, sessions, problems),
            pages,
            Middleware(settings, limits, problems, chats.help_if_refused),
            database,
            settings,
        )

    def quieten(self) -> None:
        """Let no log line quote a family; see nscp/logs.py."""
        logs.install(json_lines=self._settings.log_format == "json")

    def blueprint(self, _: OnNewMessage) -> Blueprint:
        """Return the channel's routes.

        The handler that Rasa gives asks for the agent only when it is called. A message is handed to the agent that parsed
        it instead, since another model may come in between.
        """
        at_root = [self._chat_page.blueprint(), self._pages.blueprint()]
        routes = WebsiteBlueprint(CHANNEL, at_root, self._middleware)
        self._api.add_to(routes)

        @routes.after_server_start
        async def start(app: Sanic, _: object) -> None:
            self.quieten()  # Sanic sets up handlers of its own when it starts
            sys.setswitchinterval(SWITCH_SECONDS)
            app.ctx.models = ReleasedModels(app, self._database, self._settings)
            app.ctx.models.start()
            app.ctx.purging = asyncio.ensure_future(self._purge_regularly())

        @routes.before_server_stop
        async def stop(app: Sanic, _: object) -> None:
            app.ctx.models.stop()
            app.ctx.purging.cancel()

        return routes

    async def _purge_regularly(self) -> None:
        """Keep the promise of retention even where nobody runs the purge command."""
        days = self._settings.retention_days
        while True:
            try:
                removed = await self._database.run(lambda connection: purge(connection, days, time.time()))
                logger.info("Retention: %s rows of old conversations removed.", removed)
            except Exception as error:  # whatever happens, the promise stays
                why = str(error) if isinstance(error, StoreFailed) else type(error).__name__
                logger.error("Old conversations could not be removed; the next try comes in six hours: %s.", why)
            await asyncio.sleep(PURGE_SECONDS)
