"""Which websites may use the API from their pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from assistant.channel.origin import is_own_origin

PREFLIGHT_SECONDS = "600"


def is_allowed(headers: Mapping[str, str], origins: Collection[str]) -> bool:
    """Judge a request by the origin that its browser names; what is not a browser names none.

    Args:
        headers: the request's headers, keys in lower case.
        origins: allowed origins, in lower case.
    """
    origin = headers.get("origin")
    if origin is None:
        return True
    return origin.lower() in origins or is_own_origin(origin, headers)


def headers_for(headers: Mapping[str, str], origins: Collection[str]) -> dict[str, str]:
    """What lets the browser of an allowed website read the answer (and ask before sending: a preflight).

    Args:
        headers: the request's headers, keys in lower case.
        origins: allowed origins, in lower case.
    """
    origin = headers.get("origin")
    if origin is None or origin.lower() not in origins:
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST, DELETE",
        "Access-Control-Allow-Headers": "Authorization, Content-Type",
        "Access-Control-Expose-Headers": "Retry-After, X-Request-Id",
        "Access-Control-Max-Age": PREFLIGHT_SECONDS,
    }
