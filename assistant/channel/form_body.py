"""Reads what a form of our pages sent.

Sanic also reads multipart forms, and decodes each part as the part itself says: 250 kB in "punycode" take seconds of the
event loop, in which nobody else is answered (sanic/request.py, `parse_multipart_form`). What it cannot read it logs as an
error, traceback and all.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from sanic.request import Request

FORM = "application/x-www-form-urlencoded"  # what browsers send from a form that says nothing else
MOST_FIELDS = 20


def read_form(request: Request) -> dict[str, str]:
    """The fields of a form, each with the first value; none in a body of any other type, or with too many fields."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
        return {}
    try:
        fields = parse_qsl(request.body.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    return dict(reversed(fields))
