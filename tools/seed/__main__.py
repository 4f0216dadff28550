"""`python -m tools.seed`: makes conversations up, to look at the console or to measure it. Only in an empty database, never
in production.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

import django
from django.db.utils import DatabaseError

from nscp.setting_values import SettingsError


class CannotSeedError(Exception):
    """This is production, or the database is not an empty one with tables."""


def seed_empty(conversations: int = 2000, days: int = 85, messages: int | None = None) -> int:
    """Write conversations and return how many messages there are.

    Raises:
        CannotSeedError: nothing was written.
        DatabaseError: the database does not answer.
    """
    from django.conf import settings

    from console.conversations.models import Conversation
    from console.database import MIGRATE_FIRST, needs_migration
    from tools.seed.conversations import seed

    if settings.NSCP.production:
        raise CannotSeedError("NSCP_PRODUCTION is on. Made-up conversations would stand among those of families.")
    if needs_migration():
        raise CannotSeedError(MIGRATE_FIRST)
    if Conversation.objects.exists():
        raise CannotSeedError("The database holds conversations already. Set NSCP_VAR to a new folder, and run `migrate`.")
    return seed(conversations, days, messages)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 if nothing was written."""
    parser = argparse.ArgumentParser(prog="python -m tools.seed", description=__doc__)
    parser.add_argument("--conversations", type=int, default=2000, help="how many (default: 2000)")
    parser.add_argument("--messages", type=int, help="go on until there are this many messages instead")
    parser.add_argument("--days", type=int, default=85, help="over how many days up to now (default: 85)")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.config.settings")
    try:
        django.setup()
        written = seed_empty(**vars(options))
    except (SettingsError, CannotSeedError) as error:
        print(error, file=sys.stderr)
        return 1
    except DatabaseError as error:
        print(f"The database cannot be used: {error}", file=sys.stderr)
        return 1
    print(f"{written} messages written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
