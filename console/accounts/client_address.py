"""The network address that somebody signs in from, for counting wrong passwords."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from nscp.client_address import counted_address


def client_address(request: HttpRequest) -> str:
    """The address as the outermost proxy of ours saw it; anybody can write what stands before that in the header."""
    trusted: int = settings.NSCP.trusted_proxies
    seen = [address.strip() for address in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if address.strip()]
    if trusted and len(seen) >= trusted:
        return counted_address(seen[-trusted])
    return counted_address(str(request.META.get("REMOTE_ADDR", "")))
