"""Middleware before every action: takes only calls that the Rasa server signed, of a bounded size, and echoes nothing.

What is not signed is still read to its end, so it is read as strictly as what families send: one "Content-Length: -1" from
anybody would stop the server for good (nscp/strict_http/framing.py).
"""

from __future__ import annotations

import logging
import time

import pluggy
from rasa_sdk.plugin import plugin_manager
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from nscp.action_calls import CLIENT_ADDRESS, LONGEST_CALL, is_signed
from nscp.client_address import current_address
from nscp.strict_http.connections import read_strictly

logger = logging.getLogger(__name__)

hookimpl = pluggy.HookimplMarker("rasa_sdk")

HEALTH = "/health"  # says only that the server runs
SECONDS_BETWEEN_WARNINGS = 60.0  # anybody can make calls, and many


class SignatureMiddleware:
    """Added to rasa_sdk's server by its plugin hook (rasa_sdk/plugin.py, `attach_sanic_app_extensions`)."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._warned_at = float("-inf")

    @hookimpl
    def attach_sanic_app_extensions(self, app: Sanic) -> None:
        """Check every request, and answer every error."""
        app.config.REQUEST_MAX_SIZE = LONGEST_CALL
        read_strictly(app, trusted_proxies=0)
        app.register_middleware(self._refuse, "request")
        # In place of rasa_sdk's own, which sends back the call (rasa_sdk/endpoint.py, `exception_handler`).
        app.error_handler.add(Exception, _failed)

    def _refuse(self, request: Request) -> HTTPResponse | None:
        if request.path == HEALTH:
            return None
        if "content-encoding" in request.headers:  # rasa_sdk would inflate it, to whatever size
            return _answer(415, "calls must not be compressed")
        if request.body and request.headers.getone("content-type", "").partition(";")[0].strip() != "application/json":
            return _answer(415, "calls must be application/json")
        if not is_signed(self._key, request.body, request.headers.getone("authorization", "")):
            self._warn()
            return _answer(401, "calls must be signed by the Rasa server")
        if request.body:
            current_address.set(str(request.json.get(CLIENT_ADDRESS) or ""))
        return None

    def _warn(self) -> None:
        if time.monotonic() - self._warned_at > SECONDS_BETWEEN_WARNINGS:
            self._warned_at = time.monotonic()
            logger.warning(
                "A call was refused that our Rasa server has not signed. If it was ours, the two servers have different "
                "keys: give both the same NSCP_ACTION_KEY, or the same NSCP_VAR."
            )


def install(key: str) -> None:
    """Register the middleware for rasa_sdk's server, which is made later; the Rasa server has the same key."""
    plugin_manager().register(SignatureMiddleware(key), "nscp middleware")


def _failed(request: Request, error: Exception) -> HTTPResponse:
    """Answer without quoting the call, and log nothing but the kind of error."""
    status = error.status_code if isinstance(error, SanicException) else 500
    if status >= 500:
        logger.error("A call failed with %s.", type(error).__name__)
    return _answer(status, "the call failed")


def _answer(status: int, why: str) -> HTTPResponse:
    return json({"error": why}, status)
