"""The network address by which a client is counted."""

from __future__ import annotations

from contextvars import ContextVar
from ipaddress import IPv6Address, IPv6Network

# Of the family whose message is answered now; empty where that is not known, as in a terminal. It is stored nowhere.
current_address: ContextVar[str] = ContextVar("current_address", default="")

HOST_BITS = 64  # of an IPv6 address: each host may choose them as it likes


def counted_address(address: str) -> str:
    """Return the address itself; of IPv6 the network, by its first address.

    Args:
        address: as the outermost proxy of ours saw it; brackets around IPv6 are passed over.
    """
    try:
        ipv6 = IPv6Address(address.strip("[]"))
    except ValueError:
        return address
    return str(ipv6.ipv4_mapped or IPv6Network((int(ipv6), HOST_BITS), strict=False).network_address)
