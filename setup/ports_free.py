"""Say in one sentence which of the ports another program holds, and what to type instead; or choose free ones.

Usage: ports_free.py NSCP_PORT=5005 ...   fails if one cannot be used: Rasa itself would fail only after half a minute, in a
                                          page of text
       ports_free.py --choose PORT...     prints for each the first free port from there on
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Container

USUAL = {"NSCP_PORT": 5005, "NSCP_ACTION_PORT": 5055, "NSCP_CONSOLE_PORT": 5006}  # as in the Makefile
LAST = 65535


def is_free(port: int) -> bool:
    """Return whether a server could listen there."""
    with socket.socket() as probe:
        # As servers do, so that a port that was only just given back counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose(first: int, others: Container[int]) -> int:
    """Return the first free port from here on that is none of the others."""
    return next(port for port in (*range(first, LAST + 1), *range(1024, first)) if port not in others and is_free(port))


def check(settings: dict[str, str]) -> None:
    """Exit with a sentence if one of the settings is no port, or its port is taken, also by another of them."""
    for name, value in settings.items():
        if not (value.isascii() and value.isdigit() and 0 < int(value) <= LAST):
            sys.exit(f"{name} must be a whole number from 1 to {LAST}, not {value!r}.")
    asked = {name: int(value) for name, value in settings.items()}
    taken = [str(port) for port in dict.fromkeys(asked.values()) if not is_free(port)]
    wanted: dict[str, int] = {}
    for name, port in asked.items():
        is_usable = str(port) not in taken and port not in wanted.values()
        wanted[name] = port if is_usable else choose(port + 1, {*asked.values(), *wanted.values()})
    if wanted == asked:
        return
    instead = " ".join(f"{name}={port}" for name, port in wanted.items() if port != USUAL.get(name))
    if taken:
        sys.exit(f"Port {' and '.join(taken)} is in use by another program: stop it, or type `make run {instead}`.")
    sys.exit(f"Two of the ports are the same: type `make run {instead}`.")


def main(arguments: list[str]) -> None:
    """Run what the command line asks for."""
    if arguments[:1] == ["--choose"]:
        chosen: list[int] = []
        for first in arguments[1:]:
            chosen.append(choose(int(first), chosen))
        print(*chosen)
    else:
        check(dict(argument.split("=", 1) for argument in arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
