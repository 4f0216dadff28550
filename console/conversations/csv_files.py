"""CSV that a spreadsheet shows and never calculates."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone

FORMULA = "=+-@\t\r\n"
UNSEEN = ("Cc", "Cf", "Zs")  # categories of characters that a spreadsheet may pass over at the beginning of a cell


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A file to download.

    Args:
        name: of the file, without its ending.
        header: names of the columns.
        rows: values; texts are made safe here.
    """
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\N{ZERO WIDTH NO-BREAK SPACE}")  # by which Excel knows UTF-8
    writer = csv.writer(response, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return response


def local_time(at: datetime) -> str:
    """A time as the pages show it, with its distance from UTC."""
    return str(timezone.localtime(at).isoformat(timespec="seconds"))


def safe_cell(value: object) -> object:
    """A text that would be read as a formula gets an apostrophe before it; numbers and other texts stay as they are.

    Full-width forms of the signs count too, and signs behind spaces or characters that nobody sees.
    """
    if not isinstance(value, str) or not value:
        return "" if value is None else value
    seen = next((letter for letter in value if unicodedata.category(letter) not in UNSEEN), "")
    first = unicodedata.normalize("NFKC", seen)[:1]
    return f"'{value}" if value[0] in FORMULA or (first and first in FORMULA) else value
