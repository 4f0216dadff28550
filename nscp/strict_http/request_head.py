"""What the head of a request must look like, so that a proxy and this server cannot read it differently.

Sanic 21.12 takes any line with a colon for a header and strips whatever Python calls white space from its value
(sanic/http.py, `http1_request_header`): "Content-Length : 33" is then no length, and the body is read as the next request.
"""

from __future__ import annotations

import re

from sanic.exceptions import InvalidUsage

TARGET = re.compile(rb"(?:/|https?://)[!-~]*")  # a path, or what a client sends to a proxy
EVERYTHING = b"*"  # in place of a path, for OPTIONS; for GET Rasa would say its version there
LINE = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t -~\x80-\xff]*)")
HOST = re.compile(rb"(?:[0-9A-Za-z._~%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
LENGTH = re.compile(rb"[0-9]{1,15}")
WHITE_SPACE = b"\t "


def refuse_wrong_head(head: bytes) -> None:
    """Do nothing for a head that can be read in one way only.

    Args:
        head: the request line and the header lines, without the empty line after them.

    Raises:
        InvalidUsage: its address, a header line, its `Host` or its length is not as RFC 9112 has it.
    """
    request_line, *lines = head.split(b"\r\n")
    method, target, version = request_line.split(b" ")
    headers = [_header(line) for line in lines]
    if not TARGET.fullmatch(target) and (method, target) != (b"OPTIONS", EVERYTHING):
        raise InvalidUsage("Bad Request")
    _refuse_wrong_host([value for name, value in headers if name == b"host"], version)
    _refuse_wrong_length(
        [value for name, value in headers if name == b"content-length"],
        [value for name, value in headers if name == b"transfer-encoding"],
        version,
    )


def _header(line: bytes) -> tuple[bytes, bytes]:
    """Return the name, in lower case, and the value, which keeps white space at its end as it does for Sanic.

    A folded line begins with white space, so it has no name.
    """
    found = LINE.fullmatch(line)
    if not found:
        raise InvalidUsage("Bad Request")
    return found[1].lower(), found[2].lstrip(WHITE_SPACE)


def _refuse_wrong_host(hosts: list[bytes], version: bytes) -> None:
    """Refuse a request without exactly one host; HTTP/1.0, in which some load balancers ask for health, may have none."""
    if not hosts and version == b"HTTP/1.0":
        return
    if len(hosts) != 1 or not HOST.fullmatch(hosts[0]):
        raise InvalidUsage("Bad Request")


def _refuse_wrong_length(lengths: list[bytes], codings: list[bytes], version: bytes) -> None:
    """Refuse an unclear length: said twice, for example, it may mean one thing to a proxy and another to us.

    HTTP/1.0 has no chunks, and a proxy that speaks it passes them on unread (RFC 9112, 6.1).
    """
    if not lengths and (not codings or (codings == [b"chunked"] and version != b"HTTP/1.0")):
        return
    if codings or len(lengths) > 1 or not LENGTH.fullmatch(lengths[0]):
        raise InvalidUsage("Bad Request")
