"""Measures the console with 100,000 messages: `python -m tools.console_speed`. Report in reports/console-speed.md."""
