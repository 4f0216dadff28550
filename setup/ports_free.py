"""Say in one sentence which of the given ports another program holds, and fail.

Usage: ports_free.py PORT... . Rasa itself would fail only after half a minute, in a page of text.
"""

from __future__ import annotations

import socket
import sys


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do, so that a port that was only just given back counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def main(ports: list[int]) -> None:
    taken = [str(port) for port in ports if not is_free(port)]
    if taken:
        sys.exit(
            f"Port {' and '.join(taken)} is in use by another program: stop it, or choose other ports for the page and "
            "the console, for example `make run NSCP_PORT=5010 NSCP_CONSOLE_PORT=5011`."
        )


if __name__ == "__main__":
    main([int(port) for port in sys.argv[1:]])
