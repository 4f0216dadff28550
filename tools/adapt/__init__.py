"""Learns the encoder's adapter: `python -m tools.adapt`, or `make adapt`."""
