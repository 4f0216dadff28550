"""What every request passes: the limit for its address, the check of its origin, response headers, and a log line that names
no person."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from sanic import Sanic
from sanic.constants import HTTP_METHODS
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from assistant.channel import API_PATH, CHAT_PATH, HEALTH_PATH
from assistant.channel.limits import RateLimits
from assistant.channel.problems import RETRY_SECONDS, Problem, Problems
from assistant.channel.requests import LONGEST_BODY
from nscp.client_address import counted_address, current_address
from nscp.logs import request_id
from nscp.settings import Settings
from nscp.strict_http.connections import read_strictly

logger = logging.getLogger(__name__)

RESPONSE_SECONDS = 30  # longer than any turn may take
PREFLIGHT_SECONDS = 600  # for which a browser remembers what it may send
UNKNOWN = "-"  # in the log, for requests that match no route

COMMON_HEADERS = {  # of every response
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PAGE_HEADERS = COMMON_HEADERS | {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
CODES = {400: "bad-request", 404: "not-found", 405: "wrong-method", 408: "too-slow", 413: "too-long", 417: "bad-request"}


AddHelp = Callable[[Problem, Request], Awaitable[None]]  # for danger in what is refused


class Middleware:
    """Runs before and after every route, and where there is none."""

    def __init__(self, settings: Settings, limits: RateLimits, problems: Problems, add_help: AddHelp) -> None:
        self._settings = settings
        self._limits = limits
        self._problems = problems
        self._add_help = add_help

    def install(self, app: Sanic) -> None:
        """Configure Rasa's server, before it starts, and wrap all its routes."""
        app.config.REQUEST_MAX_SIZE = LONGEST_BODY
        app.config.RESPONSE_TIMEOUT = RESPONSE_SECONDS
        app.config.PROXIES_COUNT = self._settings.trusted_proxies
        app.config.ACCESS_LOG = False
        read_strictly(app, self._settings.trusted_proxies)
        app.register_listener(self._go_first, "before_server_start")
        app.register_middleware(self._after, "response")
        app.error_handler.add(Exception, self._fail)

    async def _go_first(self, app: Sanic, _: object) -> None:
        """Run before sanic_cors, which Rasa uses, which goes first when the server starts, and which answers OPTIONS
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
            if request.route and request.method == "POST" and request.path.rstrip("/") == CHAT_PATH:
                request.ctx.refused = problem  # the page says it, to people
                return None
            return await self._said(request, problem)
        if request.method == "GET" and not request.path.strip("/"):
            return redirect(CHAT_PATH)  # Rasa says its version there (rasa/server.py, `add_root_route`)
        return None

    async def _count(self, request: Request) -> None:
        if request.path.startswith(HEALTH_PATH):
            return  # monitoring asks often, and carries no message
        wait = await self._limits.wait_of_address(client_address(request))
        if wait:
            raise Problem("too-many", wait)

    async def _fail(self, request: Request, error: Exception) -> HTTPResponse:
        return await self._said(request, error if isinstance(error, Problem) else self._problem_of(request, error))

    async def _said(self, request: Request, problem: Problem) -> HTTPResponse:
        await self._add_help(problem, request)
        return self._problems.response(problem)

    @staticmethod
    def _problem_of(request: Request, error: Exception) -> Problem:
        code = CODES.get(error.status_code, "try-again") if isinstance(error, SanicException) else "try-again"
        if isinstance(error, ValueError) and request.route is None:
            code = "bad-request"  # an address that is not text, or a length that is no number
        if code == "try-again":
            if request.route:
                # The error's own words may quote the message, so only its kind is logged.
                logger.error("A request failed with %s.", type(error).__name__)
            return Problem(code, RETRY_SECONDS)
        headers: dict[str, Any] = dict(getattr(error, "headers", None) or {})
        return Problem(code, headers={"Allow": headers["Allow"]} if "Allow" in headers else None)

    async def _after(self, request: Request, response: HTTPResponse) -> None:
        for name, value in COMMON_HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["X-Request-Id"] = request_id.get()
        if request.path.startswith(API_PATH):
            response.headers.update(cors_headers(request.headers, self._settings.origins))
        # The client chooses the method, and an address to which no route leads.
        method = request.method if request.method in HTTP_METHODS else UNKNOWN
        route = request.route.path if request.route else UNKNOWN
        took = (time.perf_counter() - request.ctx.began) * 1000 if hasattr(request.ctx, "began") else 0.0
        logger.info("%s /%s %s %.0f ms", method, route, int(response.status), took)


def client_address(request: Request) -> str:
    """Return the address by which a client is counted; the server knows its proxies (`PROXIES_COUNT`)."""
    return counted_address(str(request.remote_addr or request.ip))


# Headers are looked up by their names in lower case; allowed origins are in lower case.


def is_allowed(headers: Mapping[str, str], origins: Collection[str]) -> bool:
    """Tell whether a request may use the API, by the origin that its browser names; other clients name none."""
    origin = headers.get("origin")
    return origin is None or origin.lower() in origins or is_own_origin(origin, headers)


def cors_headers(headers: Mapping[str, str], origins: Collection[str]) -> dict[str, str]:
    """Return what lets the browser of an allowed website send a request (after a preflight) and read the response."""
    origin = headers.get("origin")
    if origin is None or origin.lower() not in origins:
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST, DELETE",
        "Access-Control-Allow-Headers": "Authorization, Content-Type",
        "Access-Control-Expose-Headers": "Retry-After, X-Request-Id",
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
    }


def is_from_our_page(headers: Mapping[str, str]) -> bool:
    """Tell whether a form came from our own page, by the headers that browsers set themselves.

    `Origin: null` alone proves nothing either way: browsers send it for our own forms, because our pages ask them not
    to tell where they come from (`Referrer-Policy: no-referrer`). Browsers that send no `Sec-Fetch-Site` either are let
    through: from another website they bring no session cookie (`SameSite=Strict`), so they reach no conversation.
    """
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin", "null")
    return origin == "null" or is_own_origin(origin, headers)


def is_own_origin(origin: str, headers: Mapping[str, str]) -> bool:
    """Tell whether an origin is the address under which this request came. It is not parsed: it may be no address at all."""
    host = headers.get("host")
    return host is not None and origin.lower() in (f"https://{host}".lower(), f"http://{host}".lower())
