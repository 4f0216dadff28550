"""What the Rasa servers say of the model that they serve, each time they ask for the live one."""

from __future__ import annotations

import re
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from console.releases.models import RasaServer
from nscp.model_record import DIFFERENCES

NAME = re.compile(r"[\w.-]{1,100}", re.ASCII)
SAID_AGAIN = timedelta(seconds=30)  # nothing is written before, unless something is new
FORGOTTEN = timedelta(minutes=2)  # a server asks at least once a minute
REFUSALS = {
    **DIFFERENCES,
    "damaged": "The file that arrived is not the one that was released.",
    "does-not-load": "The model does not load.",
}


def note(request: HttpRequest) -> None:
    """Write down what the headers of a request say; nothing, if it is not from a server of ours."""
    name = request.headers.get("Rasa-Server", "")
    if not NAME.fullmatch(name):
        return
    refused, _, why = request.headers.get("Model-Refused", "").partition(" ")
    said = {"serving": request.headers.get("Model-Serving", "")[:100], "refused": refused[:100], "why": why[:30]}
    now = timezone.now()
    if not RasaServer.objects.filter(name=name, seen_at__gt=now - SAID_AGAIN, **said).exists():
        RasaServer.objects.update_or_create(name=name, defaults={**said, "seen_at": now})
        RasaServer.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()


def running() -> list[RasaServer]:
    """Return the servers that have asked lately."""
    return list(RasaServer.objects.filter(seen_at__gt=timezone.now() - FORGOTTEN))


def refusals(servers: list[RasaServer], etag: str) -> list[str]:
    """Return, in words and each once, why servers refuse the live model."""
    found = (server.why for server in servers if server.refused == etag and server.serving != etag)
    return sorted({REFUSALS.get(why, REFUSALS["does-not-load"]) for why in found})
