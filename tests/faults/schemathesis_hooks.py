"""Gives schemathesis a session for its requests. It reads this because SCHEMATHESIS_HOOKS names it."""

from __future__ import annotations

import os

import schemathesis

from tests.system.api.client import Client

CLIENT = Client(os.environ["NSCP_FAULTS_API"])
USES = 50  # of one session; a chat of 100 messages ends


@schemathesis.auth(refresh_interval=None)  # not kept by schemathesis, which does not know when a session has ended
class SomeSession:
    """A session's token."""

    def __init__(self) -> None:
        """Set up."""
        self._token = ""
        self._uses = 0

    def get(self, case: schemathesis.Case, context: schemathesis.AuthContext) -> str:
        """A session that has not ended; one of its own for a request that ends it."""
        if case.method == "DELETE":
            return CLIENT.start().token
        if self._uses % USES == 0:
            self._token = CLIENT.start().token
        self._uses += 1
        return self._token

    def set(self, case: schemathesis.Case, data: str, context: schemathesis.AuthContext) -> None:
        """Send its token along."""
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"
