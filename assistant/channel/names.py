"""Names that several parts of the channel share."""

from __future__ import annotations

CHANNEL = "website"  # Rasa's name for the channel, and its place under /webhooks/
API_PATH = f"/webhooks/{CHANNEL}/"
HEALTH_PATH = f"{API_PATH}health/"
OPENING = "utter_opening"
