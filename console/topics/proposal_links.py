"""The way from what is read here to a change of it. The pages for changes are an app of their own, `console/proposals/`."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

NEW_CHANGE = "proposals:new"


def new_change(kind: str, topic: str = "", group: str = "") -> str:
    """Return the address of the form for a change; empty as long as no such page exists.

    Args:
        kind: `example`, `topic` or `answer`.
        topic: full name of the topic; empty for a new one.
        group: of the inbox, which the change deals with. Never a family's words: addresses are logged.
    """
    try:
        address = reverse(NEW_CHANGE)
    except NoReverseMatch:
        return ""
    chosen = {"kind": kind, "topic": topic, "group": group}
    return f"{address}?{urlencode({name: value for name, value in chosen.items() if value})}"
