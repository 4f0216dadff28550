"""What every request passes: the ceiling for its address, its origin, and a log line that names no person."""

from __future__ import annotations

import logging
import secrets
import time
from typing import Any

from sanic import Sanic
from sanic.constants import HTTP_METHODS
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from assistant.channel.chat_page import PATH as CHAT_PATH
from assistant.channel.cross_origin import headers_for, is_allowed
from assistant.channel.json_body import LONGEST_BODY
from assistant.channel.names import API_PATH, HEALTH_PATH
from assistant.channel.page_headers import COMMON
from assistant.channel.problems import RETRY_SECONDS, Problem, Problems
from assistant.channel.rate_limits import RateLimits
from nscp.client_address import counted_address, current_address
from nscp.logs import request_id
from nscp.settings import Settings
from nscp.strict_http.connections import read_strictly

logger = logging.getLogger(__name__)

RESPONSE_SECONDS = 30  # longer than any turn may take
NO_PLACE = "-"  # in the log, for requests to no route of ours

CODES = {400: "bad-request", 404: "not-found", 405: "wrong-method", 408: "too-slow", 413: "too-long", 417: "bad-request"}


class Guard:
    """Stands around every route of the server, also where no route is."""

    def __init__(self, settings: Settings, limits: RateLimits, problems: Problems) -> None:
        """Set up.

        Args:
            settings: allowed origins and trusted proxies.
            limits: counts the requests of an address.
            problems: what is said to those who are turned away.
        """
        self._settings = settings
        self._limits = limits
        self._problems = problems

    def stand_around(self, app: Sanic) -> None:
        """Set limits of the server and put this in front of and behind all its routes.

        Args:
            app: Rasa's server, before it starts.
        """
        app.config.REQUEST_MAX_SIZE = LONGEST_BODY
        app.config.RESPONSE_TIMEOUT = RESPONSE_SECONDS
        app.config.PROXIES_COUNT = self._settings.trusted_proxies
        app.config.ACCESS_LOG = False
        read_strictly(app, self._settings.trusted_proxies)
        app.register_listener(self._go_first, "before_server_start")
        app.register_middleware(self._after, "response")
        app.error_handler.add(Exception, self._fail)

    async def _go_first(self, app: Sanic, _: object) -> None:
        """Stand before sanic_cors, which Rasa uses, which goes first when the server starts, and which answers OPTIONS
        (sanic_cors/extension.py, `on_before_server_start`)."""
        app.request_middleware.appendleft(self._before)

    async def _before(self, request: Request) -> HTTPResponse | None:
        request.ctx.began = time.perf_counter()
        request_id.set(secrets.token_hex(8))
        current_address.set(client_address(request))
        try:
            await self._count(request)
            if request.path.startswith(API_PATH) and not is_allowed(request.headers, self._settings.origins):
                raise Problem("foreign-origin")
        except Problem as problem:
            return self._problems.response(problem)
        if request.method == "GET" and not request.path.strip("/"):
            return redirect(CHAT_PATH)  # Rasa says its version there (rasa/server.py, `add_root_route`)
        return None

    async def _count(self, request: Request) -> None:
        if request.path.startswith(HEALTH_PATH):
            return  # whoever watches the server asks often and types nothing
        wait = await self._limits.wait_of_address(client_address(request))
        if wait:
            raise Problem("too-many", wait)

    def _fail(self, request: Request, error: Exception) -> HTTPResponse:
        if isinstance(error, Problem):
            return self._problems.response(error)
        code = CODES.get(error.status_code, "try-again") if isinstance(error, SanicException) else "try-again"
        if isinstance(error, ValueError) and request.route is None:
            code = "bad-request"  # an address that is not text, or a length that is no number
        if code == "try-again" and request.route:
            # The error's own words may quote the message, so only its kind is logged.
            logger.error("A request failed with %s.", type(error).__name__)
        if code == "try-again":
            return self._problems.response(Problem(code, RETRY_SECONDS))
        headers: dict[str, Any] = dict(getattr(error, "headers", None) or {})
        return self._problems.response(Problem(code, headers={"Allow": headers["Allow"]} if "Allow" in headers else None))

    async def _after(self, request: Request, response: HTTPResponse) -> None:
        for name, value in COMMON.items():
            response.headers.setdefault(name, value)
        response.headers["X-Request-Id"] = request_id.get()
        if request.path.startswith(API_PATH):
            response.headers.update(headers_for(request.headers, self._settings.origins))
        # The method is the client's own word, and so is an address to which no route leads.
        method = request.method if request.method in HTTP_METHODS else NO_PLACE
        place = request.route.path if request.route else NO_PLACE
        took = (time.perf_counter() - request.ctx.began) * 1000 if hasattr(request.ctx, "began") else 0.0
        logger.info("%s /%s %s %.0f ms", method, place, int(response.status), took)


def client_address(request: Request) -> str:
    """By which address a client is counted; the server knows its proxies (`PROXIES_COUNT`)."""
    return counted_address(str(request.remote_addr or request.ip))
