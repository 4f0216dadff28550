"""The one error of the store."""

from __future__ import annotations


class StoreFailed(Exception):
    """The database did not do what it was asked, also when asked again. Says nothing of what was to be stored."""
