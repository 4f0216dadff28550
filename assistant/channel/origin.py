"""Did a form come from our own page? Another website must not be able to type for somebody."""

from __future__ import annotations

from collections.abc import Mapping


def is_from_our_page(headers: Mapping[str, str]) -> bool:
    """Judge a POST by the headers that browsers set themselves.

    `Origin: null` alone proves nothing either way: browsers send it for our own forms, because our pages ask them not
    to tell where they come from (`Referrer-Policy: no-referrer`). Browsers that send no `Sec-Fetch-Site` either are let
    through: from another website they bring no session cookie (`SameSite=Strict`), so they reach no conversation.

    Args:
        headers: the request's headers, keys in lower case.
    """
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is None or origin == "null":
        return True
    return is_own_origin(origin, headers)


def is_own_origin(origin: str, headers: Mapping[str, str]) -> bool:
    """True if an origin is the address under which this request came. It is not taken apart: it may be no address at all.

    Args:
        origin: as the client gave it.
        headers: the request's headers, keys in lower case.
    """
    host = headers.get("host")
    return host is not None and origin.lower() in (f"https://{host}".lower(), f"http://{host}".lower())
