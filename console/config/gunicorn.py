"""gunicorn's settings: one process with a few threads, which is plenty for a few staff."""

from __future__ import annotations

import logging
import os
from typing import Any

from nscp import logs
from nscp.settings import Settings

_nscp = Settings.from_environment(os.environ)

bind = f"127.0.0.1:{_nscp.console.port}"
workers = 1
threads = 4
timeout = 60  # seconds
control_socket_disable = True
accesslog = None
# Otherwise a client whose proxy passes such headers on chooses the page behind the address that the proxy judged.
forwarder_headers = ""
loglevel = "warning"


def post_worker_init(worker: Any) -> None:
    """Keep this process's logs to what nscp.logs allows. From here on pages are served."""
    logging.getLogger("console").setLevel(logging.INFO)
    logs.install(json_lines=_nscp.log_format == "json")
