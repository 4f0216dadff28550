#!/usr/bin/env python
"""Django's commands for the console: `python -m console.manage migrate`, `mailer`, `rotate_hand_off_keys` and others."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if not __package__:  # run as `python console/manage.py`: the project's folder is where modules are looked for
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from django.core.management import execute_from_command_line
from django.db import DatabaseError, OperationalError

from console.database import MIGRATE_FIRST, needs_migration
from nscp.setting_values import SettingsError


def main() -> None:
    """Run the command that the command line names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.config.settings")
    try:
        execute_from_command_line(sys.argv)
    except SettingsError as error:
        sys.exit(str(error))
    except DatabaseError as error:
        if _needs_migration():
            sys.exit(MIGRATE_FIRST)
        if isinstance(error, OperationalError):
            raise  # no connection, or a lock: says nothing of what is stored
        # The database's own words may quote what a family wrote.
        sys.exit(f"The database failed with {type(error).__name__}. What it said may quote a family, so it is not shown.")


def _needs_migration() -> bool:
    try:
        return needs_migration()
    except DatabaseError:
        return False


if __name__ == "__main__":
    main()
