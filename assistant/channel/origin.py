"""Did a form come from our own page? Another website must not be able to type for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit


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
    return urlsplit(origin).netloc == headers.get("host")
