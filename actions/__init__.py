"""The custom actions that Rasa asks for: hand_off.py, hand_off_form.py and hand_off_questions.py, on base.py.

rasa_sdk imports this package after it has set up logging (rasa_sdk/__main__.py, `main_from_args`, then
rasa_sdk/executor.py, `register_package`), so from here on its log says nothing of what families type. Django is set up here,
before any module of the package needs the hand-offs' tables.
"""

from __future__ import annotations

import os

import django

from actions import middleware
from nscp import logs
from nscp.hand_off import project_choices
from nscp.settings import Settings

SETTINGS = Settings.from_environment(os.environ)
CHOICES = project_choices()
if SETTINGS.hand_off.send:
    SETTINGS.hand_off_keys()  # a missing key stops the start, not the first family that leaves a message

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.config.settings")
django.setup()
middleware.install(SETTINGS.shared_action_key())
logs.install(json_lines=SETTINGS.log_format == "json")
