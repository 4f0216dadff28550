"""The actions that Rasa asks for.

rasa_sdk imports this package after it has set up logging (rasa_sdk/__main__.py, `main_from_args`, then
rasa_sdk/executor.py, `register_package`), so from here on its log says nothing of what families type.
"""

from __future__ import annotations

import os

from nscp import logs
from nscp.settings import Settings

logs.install(json_lines=Settings.from_environment(os.environ).log_format == "json")
