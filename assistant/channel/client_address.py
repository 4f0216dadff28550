"""The network address that a request came from, for counting."""

from __future__ import annotations

from sanic.request import Request


def client_address(request: Request, trusted_proxies: int) -> str:
    """The address as the outermost proxy of ours saw it; anybody can write what stands before that in the header.

    Args:
        request: the request.
        trusted_proxies: how many proxies of ours stand in front, each adding the address it saw to X-Forwarded-For.
    """
    seen = [address.strip() for address in str(request.headers.get("x-forwarded-for", "")).split(",") if address.strip()]
    if trusted_proxies and len(seen) >= trusted_proxies:
        return seen[-trusted_proxies]
    return str(request.ip)
