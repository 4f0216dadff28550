"""`python -m tools.bench`, or `make bench`: measures and writes `reports/bench.{json,md,png}`."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from nscp.settings import PROJECT, Settings
from nscp.yaml_lines import DataError
from tools.bench.machine import describe_machine, load_average
from tools.bench.page import table, write_page
from tools.bench.picture import draw
from tools.bench.report import Report, write_json
from tools.bench.run import FULL, QUICK, Run, TooManyFailures
from tools.bench.sections import SECTIONS, Section
from tools.bench.sides import SideFailed
from tools.bench.training import TrainingError
from tools.evaluate.predictions import NoModelError, newest_model

REPORTS = PROJECT / "reports"


def measure(run: Run, sections: list[Section]) -> Report:
    """Measure section by section.

    Raises:
        SideFailed: a server did not start.
        TooManyFailures: so many answers were missing that there is nothing to report.
        TrainingError: a training made no model.
    """
    load, found = {}, {}
    at_first = load_average()
    try:
        for section in sections:
            before = load_average()
            print(f"{section.name} ...", flush=True)
            found[section.name] = section.measure(run)
            load[section.name] = (before, load_average())
    finally:
        run.stop()
    run.refuse_failures()
    load["run"] = (at_first, load_average())
    failed = {name: len(reasons) for name, reasons in run.failures.items()}
    return Report(describe_machine(), time.strftime("%Y-%m-%d %H:%M"), load, found, run.turns, failed)


def main() -> int:
    """Run the command.

    Returns:
        0 if everything was measured, whether or not a bar was missed; 1 if it could not be.
    """
    options = _options()
    cache = Settings.from_environment(os.environ).var / "bench"
    wanted = [section for section in SECTIONS if section.name in (options.sections or [section.name])]
    # Only a whole run stands in the reports; what is tried out is kept apart.
    folder = cache / "tried" if options.quick or options.sections else REPORTS
    run = Run(QUICK if options.quick else FULL, cache, options.train_again)
    try:
        newest_model(PROJECT / "models")
        report = measure(run, wanted)
    except (DataError, NoModelError, SideFailed, TooManyFailures, TrainingError, subprocess.CalledProcessError) as error:
        print(f"could not measure: {error}", file=sys.stderr)
        return 1
    shutil.rmtree(run.folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    write_json(report, folder / "bench.json")
    write_page(report, folder / "bench.md")
    draw(report, folder / "bench.png")
    print("\n".join(table(report.figures)))
    print(f"reports: {_seen_from_here(folder)}/bench.md, .json, .png")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run, for trying things out")
    parser.add_argument("--train-again", action="store_true", help="train Rasa's default even if it was trained before")
    names = [section.name for section in SECTIONS]
    parser.add_argument("--sections", nargs="+", choices=names, help="only these")
    return parser.parse_args()


def _seen_from_here(folder: Path) -> Path:
    return folder.relative_to(PROJECT) if folder.is_relative_to(PROJECT) else folder


if __name__ == "__main__":
    sys.exit(main())
