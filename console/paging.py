"""A long list, a page at a time. The template includes `console/pagination.html` with `page`."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 50


def page_of(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> Page:
    """The page that the address asks for by `?page=`; a number that is no page gives the nearest one.

    Args:
        request: the request.
        rows: a list or an ordered query.
        per_page: how many rows.
    """
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
