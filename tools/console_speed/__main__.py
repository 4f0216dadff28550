"""Run from the checkout: `.venv/bin/python -m tools.console_speed`. Takes about a quarter of an hour."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

PARSER = argparse.ArgumentParser(prog="python -m tools.console_speed", description=__doc__)
PARSER.add_argument("--messages", type=int, default=100_000)
PARSER.add_argument("--times", type=int, default=40, help="how often each kind of page is opened")
PARSER.add_argument("--report", type=Path, default=Path("reports/console-speed.md"))


def main() -> None:
    """Measure on both kinds of database and write the report."""
    options = PARSER.parse_args()
    with tempfile.TemporaryDirectory(prefix="console-speed-") as folder:
        # Before Django is set up: this process and the console's sign their cookies with the same key.
        os.environ |= {"NSCP_VAR": folder, "NSCP_SECRET_KEY": "only of this measurement, for a few minutes"}
        from tools.console_speed.run import run

        options.report.write_text(run(Path(folder), options.messages, options.times), encoding="utf-8")


if __name__ == "__main__":
    main()
