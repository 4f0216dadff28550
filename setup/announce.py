"""Wait until every page is served, then print their addresses.

Usage: announce.py NAME=URL... . Ends on its own when the program that started it is gone.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
import urllib.error
import urllib.request

PAUSE = 0.3  # seconds between two looks


def answers(url: str) -> bool:
    """Whether something serves the page; an error page does not count."""
    # The machine's proxy settings must not be asked about an address of this machine.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        direct.open(url, timeout=5).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


def main(pages: dict[str, str]) -> None:
    parent = os.getppid()
    waiting = list(pages.values())
    while os.getppid() == parent:
        waiting = [url for url in waiting if not answers(url)]
        if not waiting:
            lines = "".join(f"  {f'{name}:':9}{url}\n" for name, url in pages.items())
            print(f"\nThe assistant is ready:\n{lines}Press Ctrl+C to stop it.\n", flush=True)
            return
        time.sleep(PAUSE)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(dict(argument.split("=", 1) for argument in sys.argv[1:]))
