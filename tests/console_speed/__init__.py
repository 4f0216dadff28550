"""Measures the console with 100,000 messages: `python -m tests.console_speed`. Report in reports/console-speed.md."""
