"""How well the assistant understands: measured on messages that nobody trained it with (`python -m tools.evaluate`)."""
