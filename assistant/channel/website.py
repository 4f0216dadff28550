"""The website channel: Rasa's way in for families. The API comes under /webhooks/website, the pages stand at the root."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from collections.abc import Sequence
from typing import Any

from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic

from assistant.channel.api import Api
from assistant.channel.chat_page import PATH as CHAT_PATH
from assistant.channel.chat_page import ChatPage
from assistant.channel.chat_view import ChatView
from assistant.channel.chats import Chats
from assistant.channel.demo import Demo
from assistant.channel.guard import Guard
from assistant.channel.guide_page import load_guide_page
from assistant.channel.health import Health
from assistant.channel.help_texts import load_help_texts
from assistant.channel.information import BEFORE_CHAT, InformationPages, information_html, load_information
from assistant.channel.names import CHANNEL
from assistant.channel.notices import load_notices
from assistant.channel.page_templates import PageTemplates
from assistant.channel.page_words import load_page_words
from assistant.channel.pause import Pause
from assistant.channel.problems import load_problems
from assistant.channel.rate_limits import RateLimits
from assistant.channel.sessions import Sessions
from assistant.channel.status_page import StatusPage, load_health_words
from assistant.channel.turns import OnNewMessage
from assistant.channel.widget_files import WidgetFiles, load_widget
from assistant.graph_runner import run_in_order
from assistant.known_domain import know_domain
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
# The loop, the parser and the store each have a thread; one that has waited (for the database, say) gets to go on after this
# time while another computes. Python's 5 ms are a third of a turn.
SWITCH_SECONDS = 0.001
PURGE_SECONDS = 6 * SECONDS_IN_AN_HOUR


class WebsiteBlueprint(Blueprint):
    """A blueprint that brings others along, registered at the server's root, and a guard around the whole server.

    Rasa registers a channel's blueprint under /webhooks/<channel> (rasa/core/channels/channel.py, `register`); pages
    for people want short addresses.
    """

    def __init__(self, name: str, at_root: Sequence[Blueprint], guard: Guard) -> None:
        """Set up.

        Args:
            name: the blueprint's name.
            at_root: blueprints with addresses of their own.
            guard: stands around all routes.
        """
        super().__init__(name)
        self.ctx.at_root = at_root
        self.ctx.guard = guard

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Register all."""
        super().register(app, options)
        for blueprint in self.ctx.at_root:
            app.blueprint(blueprint)
        self.ctx.guard.stand_around(app)


class WebsiteInput(InputChannel):
    """Listed in credentials.yml as `assistant.channel.website.WebsiteInput`."""

    def __init__(
        self,
        api: Api,
        page: ChatPage,
        pages: Sequence[Blueprint],
        guard: Guard,
        database: Database,
        settings: Settings,
    ) -> None:
        """Set up.

        Args:
            api: the website's API.
            page: the chat page.
            pages: what else stands at the server's root.
            guard: stands around all routes.
            database: where conversations are stored.
            settings: the settings.
        """
        self._api = api
        self._page = page
        self._pages = pages
        self._guard = guard
        self._database = database
        self._settings = settings

    @classmethod
    def name(cls) -> str:
        """The channel's name, also its place under /webhooks/."""
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
        return channel

    @classmethod
    def _from_settings(cls, settings: Settings) -> WebsiteInput:
        contacts, guide = load_contacts(PROJECT), load_guide(PROJECT / "data")
        refuse_unchecked_contacts(settings, contacts)
        problems = load_problems(PROJECT / "data", contacts)
        notices = load_notices(PROJECT / "data", contacts)
        sessions = Sessions(settings.signing_key(), settings.session_hours * SECONDS_IN_AN_HOUR)
        limits = RateLimits(settings.rate_session, settings.rate_address, settings.rate_storage)
        database = shared_database(settings.database())
        pause = Pause(settings.paused, notices.paused, database)
        chats = Chats(database, guide, sessions, limits, pause, notices, load_help_texts(PROJECT / "data", contacts))
        health = Health(database, settings.var, settings.action_url)
        words = load_page_words(PROJECT / "data", contacts, settings)
        templates = PageTemplates(words, contacts)
        pages = load_information(PROJECT / "data", contacts, settings)
        before = information_html(templates, pages.pop(BEFORE_CHAT), onward=CHAT_PATH)
        return cls(
            Api(chats, sessions, health),
            ChatPage(ChatView(templates), before, chats, sessions, problems),
            [
                InformationPages(templates, [load_guide_page(PROJECT / "data", guide, words), *pages.values()]).blueprint(),
                StatusPage(templates, load_health_words(PROJECT / "data", contacts), health).blueprint(),
                Demo(templates, PROJECT / "data", contacts, guide).blueprint(),
                WidgetFiles(load_widget(PROJECT, contacts, settings)).blueprint(),
            ],
            Guard(settings, limits, problems),
            database,
            settings,
        )

    def quieten(self) -> None:
        """Let no log line quote a family; see nscp/logs.py."""
        logs.install(json_lines=self._settings.log_format == "json")

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The channel's routes.

        Args:
            on_new_message: hands a message to Rasa's agent.
        """
        at_root = [self._page.blueprint(on_new_message), *self._pages]
        routes = WebsiteBlueprint(CHANNEL, at_root, self._guard)
        self._api.add_to(routes, on_new_message)

        @routes.after_server_start
        async def start(app: Sanic, _: object) -> None:
            self.quieten()  # Sanic sets up handlers of its own when it starts
            sys.setswitchinterval(SWITCH_SECONDS)
            run_in_order(app.ctx.agent)
            know_domain(app.ctx.agent)
            app.ctx.purging = asyncio.ensure_future(self._purge_now_and_then())

        @routes.before_server_stop
        async def stop(app: Sanic, _: object) -> None:
            app.ctx.purging.cancel()

        return routes

    async def _purge_now_and_then(self) -> None:
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
