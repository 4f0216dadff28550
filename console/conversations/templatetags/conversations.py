"""How templates name topics and responses."""

from __future__ import annotations

from django import template

from console.conversations.topics import title_of

register = template.Library()


@register.filter
def topic_title(name: str) -> str:
    """Return a topic's title."""
    return title_of(name)


@register.filter
def response_title(name: str) -> str:
    """Return a response such as `utter_faq/how_long` in words."""
    topic = name.removeprefix("utter_")
    title = title_of(topic)
    return title if title != topic else topic.replace("_", " ").capitalize()


@register.filter
def percent(value: float) -> str:
    """Return 0.934 as "93%"."""
    return f"{value:.0%}"
