"""Wait until the server answers, then print the page's address.

Usage: announce.py URL. Ends on its own when the program that started it is gone.
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


def main(url: str) -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        if answers(url):
            print(f"\nThe assistant is ready: {url}\nPress Ctrl+C to stop it.\n", flush=True)
            return
        time.sleep(PAUSE)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(sys.argv[1])
