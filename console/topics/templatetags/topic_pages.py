"""How the pages about topics write shares."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def share(value: float | None) -> str:
    """Return 0.934 as "93%"; a dash for None."""
    return "–" if value is None else f"{value:.0%}"


@register.filter
def of_most(value: int, most: int) -> str:
    """Return the width of a bar, of 100 for the most."""
    return f"{100 * value / most if most else 0:.1f}"
