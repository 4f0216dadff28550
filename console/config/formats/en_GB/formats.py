"""Dates in British English: "6 November 2026", and the ways in which staff type one. Django adds ISO format (2026-11-06)."""

from __future__ import annotations

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
DATE_INPUT_FORMATS = [
    "%d %m %Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d/%m/%y",
]
