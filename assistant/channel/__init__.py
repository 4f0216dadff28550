"""The website channel. `website.py` is what Rasa loads; a message passes `middleware.py`, then `api.py` or `chat_page.py`,
then `chats.py`."""

from __future__ import annotations

CHANNEL = "website"  # Rasa's name for the channel, and its place under /webhooks/
API_PATH = f"/webhooks/{CHANNEL}/"
HEALTH_PATH = f"{API_PATH}health/"
CHAT_PATH = "/chat"
