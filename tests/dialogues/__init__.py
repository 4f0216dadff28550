"""Conversations of families, and what plays them: `python -m tests.dialogues`, part of `make evaluate`."""
