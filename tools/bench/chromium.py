"""Starts the browser side (`tools.bench.browser`), which lives in the environment of the test tools."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from typing import Any

from nscp.settings import PROJECT


def run_browser(address: str, messages: Sequence[str]) -> dict[str, Any]:
    """Let a browser say the messages in the widget.

    Args:
        address: of the server.
        messages: what to say.

    Returns:
        What `tools.bench.browser.SeenInBrowser` holds.

    Raises:
        subprocess.CalledProcessError: there is no browser, or it broke.
    """
    found = subprocess.run(["sh", "setup/find_chromium.sh"], cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True)
    done = subprocess.run(
        [".venv-tools/bin/python", "-m", "tools.bench.browser", address],
        cwd=PROJECT,
        env={**os.environ, "CHROMIUM": found.stdout.strip()},
        input=json.dumps(list(messages)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen
