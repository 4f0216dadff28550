"""Asks the console which model is live, as Rasa asks a model server: a token, `If-None-Match`, and the file with an `ETag`.

Rasa's own functions (rasa/core/agent.py) are not used: docs/decisions/released-models.md says why.
"""

from __future__ import annotations

import os
import socket
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

CHECKOUT = "checkout"  # the ETag while no release is live
SECONDS_TO_ANSWER = 20.0


class Unreachable(Exception):
    """The console gives no answer that says which model is live; the message says what it does instead."""


def ask(address: str, key: str, serving: str, refused: str = "", why: str = "") -> HTTPResponse | None:
    """Ask which model is live, and say what this server does with it, for the console's page.

    Args:
        address: the console's.
        key: lets this server ask.
        serving: ETag of the model that serves here.
        refused: ETag of the model that was refused last, if any.
        why: in one word.

    Returns:
        The answer, to be closed; None if nothing has changed. It has a file (200), or no content if the checkout's is live.

    Raises:
        Unreachable: there is no such answer.
    """
    known = ", ".join(f'"{etag}"' for etag in (serving, refused) if etag)
    headers = {
        "Authorization": f"Bearer {key}",
        "Connection": "close",
        "If-None-Match": known,
        "Rasa-Server": f"{socket.gethostname()}-{os.getpid()}",
        "Model-Serving": serving,
        "Model-Refused": f"{refused} {why}".strip(),
    }
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    try:
        connection = kind(parts.netloc, timeout=SECONDS_TO_ANSWER)
        connection.request("GET", parts.path, headers=headers)
        answer = connection.getresponse()
    except (OSError, HTTPException) as error:
        raise Unreachable(type(error).__name__) from error
    if answer.status in (HTTPStatus.OK, HTTPStatus.NO_CONTENT):
        return answer
    answer.close()
    if answer.status != HTTPStatus.NOT_MODIFIED:
        raise Unreachable(f"it answers {answer.status}")
    return None


def is_checkout(answer: HTTPResponse) -> bool:
    """Whether the console says that the checkout's model is live; another 204, from a proxy, says nothing."""
    return answer.status == HTTPStatus.NO_CONTENT and answer.headers.get("ETag", "").strip('"') == CHECKOUT
