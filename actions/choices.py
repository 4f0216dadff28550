"""What a family can choose while the assistant takes a message; read once, when the action server starts."""

from __future__ import annotations

from nscp.hand_off_choices import project_choices

CHOICES = project_choices()
