"""The action server, as Rasa calls it: where the settings say, each call signed with the key that both servers share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from json import dumps
from typing import Any

from aiohttp import ClientConnectionError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig

from nscp.action_calls import CLIENT_ADDRESS, signature
from nscp.client_address import current_address
from nscp.settings import Settings

# Rasa's schema for what an action server answers. Rasa checks the schema itself before each answer
# (rasa/core/actions/action.py, `_validate_action_result`), which blocks the event loop for 20 ms instead of one.
DESCRIPTION = RemoteAction.action_response_format_spec()
ANSWERS = validator_for(DESCRIPTION)(DESCRIPTION)

HANGS = 2  # calls in a row that took too long: then nobody waits for the server for REST_SECONDS
REST_SECONDS = 5.0


class SignedEndpoint(EndpointConfig):
    """The action server's address, and the key that it shares. A call takes at most `seconds`: a family waits for it."""

    def __init__(self, url: str, key: str, seconds: float) -> None:
        super().__init__(url)
        self._key = key
        self._seconds = seconds
        self._hung = 0
        self._rests_until = float("-inf")

    async def request(self, *_: Any, json: Mapping[str, Any], timeout: float, **__: Any) -> Any:
        """Make a call of an action (rasa/core/actions/action.py, `RemoteAction.run`).

        A server that hangs counts as one that is down: nobody waits the minutes that Rasa would. The call is not compressed,
        whatever COMPRESS_ACTION_SERVER_REQUEST says: the server inflates nothing (actions/middleware.py).

        Raises:
            ClientConnectionError: it took too long, or the last ones did so a moment ago.
        """
        if time.monotonic() < self._rests_until:
            raise ClientConnectionError("no answer in time")
        body = dumps({**json, CLIENT_ADDRESS: current_address.get()}).encode("ascii")
        headers = {"Authorization": signature(self._key, body)}
        call = super().request(data=body, timeout=timeout, headers=headers)
        try:
            # aiohttp would take this time for one that ends with a full second of its clock.
            answer = await asyncio.wait_for(call, self._seconds)
        except asyncio.TimeoutError as error:
            self._hung += 1
            if self._hung >= HANGS:
                self._rests_until = time.monotonic() + REST_SECONDS
            raise ClientConnectionError("no answer in time") from error
        self._hung = 0
        return answer


def call_action_server(settings: Settings) -> None:
    """Make every action of this process be called through `SignedEndpoint`.

    endpoints.yml can neither give ${NSCP_ACTION_URL} a default (rasa/shared/utils/io.py, `replace_environment_variables`)
    nor name a class for `action_endpoint` (rasa/core/utils.py, `AvailableEndpoints.read_endpoints`), and `rasa shell` has no
    channel of ours that could change the agent. So the endpoint that Rasa hands to its actions is replaced.

    Raises:
        SettingsError: the key cannot be made or read.
    """
    endpoint = SignedEndpoint(settings.action_url, settings.shared_action_key(), settings.action_seconds)

    def prepare(action: RemoteAction, name: str, action_endpoint: EndpointConfig | None) -> None:
        action._name = name
        action.action_endpoint = endpoint

    RemoteAction.__init__ = prepare
    RemoteAction._validate_action_result = _check_answer


def _check_answer(_: RemoteAction, answer: object) -> bool:
    """Replace Rasa's own; raises `jsonschema.ValidationError` for an answer of another shape."""
    ANSWERS.validate(answer)
    return True
