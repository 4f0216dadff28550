"""How the pages about topics write shares, and their links to the pages for changes."""

from __future__ import annotations

from django import template

from console.topics import proposal_links

register = template.Library()


@register.filter
def share(value: float | None) -> str:
    """Return 0.934 as "93%"; a dash for None."""
    return "–" if value is None else f"{value:.0%}"


@register.filter
def of_most(value: int, most: int) -> str:
    """Return the width of a bar, of 100 for the most."""
    return f"{100 * value / most if most else 0:.1f}"


@register.simple_tag
def new_change(kind: str, topic: str = "", group: str = "") -> str:
    """Return the address of the form for a change; empty as long as no such page exists."""
    return proposal_links.new_change(kind, topic, group)
