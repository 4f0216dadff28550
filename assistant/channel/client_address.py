"""The network address that a request came from, for counting."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network

from sanic.request import Request

HOST_BITS = 64  # of an IPv6 address: each host may choose them as it likes


def client_address(request: Request) -> str:
    """The address as the outermost proxy of ours saw it, of IPv6 the network.

    Args:
        request: the request, to a server that knows its proxies (`PROXIES_COUNT`).
    """
    address = str(request.remote_addr or request.ip)
    try:
        ipv6 = IPv6Address(address.strip("[]"))
    except ValueError:
        return address
    return str(ipv6.ipv4_mapped or IPv6Network((int(ipv6), HOST_BITS), strict=False))
