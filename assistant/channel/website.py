"""The website channel: Rasa's way in for families. The API comes under /webhooks/website, the page stands at /chat."""

from __future__ import annotations

import os
from typing import Any

from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from assistant.channel.chat_page import ChatPage
from assistant.channel.chat_view import ChatView
from assistant.channel.names import CHANNEL
from assistant.channel.page_words import load_page_words
from assistant.channel.sessions import Sessions
from assistant.channel.turns import OnNewMessage
from nscp.contacts import load_contacts
from nscp.guide import load_guide
from nscp.settings import PROJECT, Settings, SettingsError, refuse_unchecked_contacts
from nscp.yaml_lines import DataError

SECONDS_IN_AN_HOUR = 3600


class RootedBlueprint(Blueprint):
    """A blueprint that brings another one along, registered at the server's root.

    Rasa registers a channel's blueprint under /webhooks/<channel> (rasa/core/channels/channel.py, `register`); pages
    for people want short addresses.
    """

    def __init__(self, name: str, at_root: Blueprint) -> None:
        """Set up.

        Args:
            name: the blueprint's name.
            at_root: the blueprint with addresses of its own.
        """
        super().__init__(name)
        self.ctx.at_root = at_root

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Register both."""
        super().register(app, options)
        app.blueprint(self.ctx.at_root)


class WebsiteInput(InputChannel):
    """Listed in credentials.yml as `assistant.channel.website.WebsiteInput`."""

    def __init__(self, page: ChatPage, settings: Settings) -> None:
        """Set up.

        Args:
            page: the chat page.
            settings: the settings.
        """
        self._page = page
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
            settings = Settings.from_environment(os.environ)
            contacts = load_contacts(PROJECT)
            refuse_unchecked_contacts(settings, contacts)
            view = ChatView(load_page_words(PROJECT / "data", contacts), contacts)
            sessions = Sessions(settings.signing_key(), settings.session_hours * SECONDS_IN_AN_HOUR)
            return cls(ChatPage(view, sessions, load_guide(PROJECT / "data")), settings)
        except (SettingsError, DataError) as error:
            raise RasaException(str(error)) from error

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The channel's routes.

        Args:
            on_new_message: hands a message to Rasa's agent.
        """
        routes = RootedBlueprint(CHANNEL, self._page.blueprint(on_new_message))

        @routes.get("/health/live")
        async def live(_: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @routes.after_server_start
        async def find_action_server(app: Sanic, _: object) -> None:
            # endpoints.yml cannot give ${NSCP_ACTION_URL} a default: Rasa refuses a variable that is not set
            # (rasa/shared/utils/io.py, `replace_environment_variables`).
            app.ctx.agent.action_endpoint = EndpointConfig(self._settings.action_url)
            if app.ctx.agent.processor:
                app.ctx.agent.processor.action_endpoint = app.ctx.agent.action_endpoint

        return routes
