"""How a setting is read from the environment: as a number, a rate, an address; or an error that says what would do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

SHORTEST_SECRET = 32  # characters

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"", "0", "false", "no", "off"})
DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg2://")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*", re.ASCII)
HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
RATE = re.compile(r"\d{1,9}/(second|minute|hour|day)")


class SettingsError(Exception):
    """An environment variable has a value that cannot be used; the message names it and says what would do."""


def whole_number(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise SettingsError(f"{name} must be a whole number from {least} to {most}, not {text!r}.")
    return int(text)


def yes_or_no(environ: Mapping[str, str], name: str) -> bool:
    text = environ.get(name, "").strip().lower()
    if text not in YES | NO:
        raise SettingsError(f"{name} must be true or false, not {text!r}.")
    return text in YES


def secret(environ: Mapping[str, str], name: str) -> str:
    text = environ.get(name, "").strip()
    if text and len(text) < SHORTEST_SECRET:
        raise SettingsError(f"{name} must have at least {SHORTEST_SECRET} characters, or be unset.")
    return text


def sha256(environ: Mapping[str, str], name: str, default: str) -> str:
    text = environ.get(name, "").strip().lower() or default
    if len(text) != 64 or not set(text) <= set("0123456789abcdef"):
        raise SettingsError(f"{name} must be 64 hexadecimal digits, not {text!r}.")
    return text


def web_address(environ: Mapping[str, str], name: str, default: str) -> str:
    text = environ.get(name, "").strip() or default
    parts = _address_parts(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"{name} must be an address such as {default}, not {text!r}.")
    return text


def email(environ: Mapping[str, str], name: str, default: str) -> str:
    text = environ.get(name, "").strip() or default
    if text and not EMAIL.fullmatch(text):
        raise SettingsError(f"{name} must be one email address, not {text!r}.")
    return text


def origins(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    origins = tuple(origin.strip() for origin in environ.get(name, "").split(",") if origin.strip())
    for origin in origins:
        parts = _address_parts(origin)
        if parts is None or parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
            raise SettingsError(f"{name} must list origins such as https://www.example.org, without a path, not {origin!r}.")
    return tuple(origin.lower() for origin in origins)


def host_names(environ: Mapping[str, str], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower() for host in environ.get(name, "").split(",") if host.strip())
    for host in hosts:
        if not HOST_NAME.fullmatch(host):
            raise SettingsError(f"{name} must list names such as console.example.org, without port or path, not {host!r}.")
    return hosts or default


def database(environ: Mapping[str, str], name: str) -> str:
    text = environ.get(name, "").strip()
    if text and not text.startswith(DATABASES):
        # The value is not repeated: it may hold a password.
        raise SettingsError(f"{name} must start with one of {', '.join(DATABASES)}.")
    return text


def rate(environ: Mapping[str, str], name: str, default: str) -> str:
    text = environ.get(name, "").strip() or default
    if not RATE.fullmatch(text):
        raise SettingsError(f"{name} must be a rate such as {default}, not {text!r}.")
    return text


def one_of(environ: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    text = environ.get(name, "").strip().lower() or default
    if text not in allowed:
        raise SettingsError(f"{name} must be one of {', '.join(allowed)}, not {text!r}.")
    return text


def _address_parts(text: str) -> SplitResult | None:
    """Return an address's parts; None for what cannot be taken apart, such as http://[."""
    try:
        return urlsplit(text)
    except ValueError:
        return None
