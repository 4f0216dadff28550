"""Measures the understanding and writes `reports/nlu/`: `python -m tools.evaluate`, or `make evaluate`.

With BASELINE=1 in the environment Rasa's default pipeline is trained and measured too.
"""

from __future__ import annotations

import os
import sys

from nscp.settings import PROJECT, Settings
from nscp.yaml_lines import DataError
from tools.evaluate.bars import bars_not_met, complaint
from tools.evaluate.baseline import Baseline, hash_of_comparison, measure_baseline
from tools.evaluate.examples import TrainingExample, load_training_examples, measure_held_out_examples
from tools.evaluate.measures import Case, measure_all
from tools.evaluate.messages import HeldOutMessage, load_held_out_messages, load_ordinary_statements
from tools.evaluate.predictions import NoModelError, newest_model, predict
from tools.evaluate.reports import FOLDER, Evaluation, measures_table, read_baseline, write_reports
from tools.tune import read_examples


def evaluate(with_baseline: bool) -> Evaluation:
    """Measure the newest model in `models/`.

    Args:
        with_baseline: train and measure Rasa's default pipeline, unless a report on the same data has it already.

    Raises:
        NoModelError: there is no model.
        DataError: a held-out file is broken.
    """
    with_topic = load_held_out_messages()
    messages = (*with_topic, *load_ordinary_statements())
    _say(f"reading {len(messages)} held-out messages with the newest model ...")
    predictions = predict(newest_model(PROJECT / "models"), [message.text for message in messages])
    cases = [Case(message, prediction) for message, prediction in zip(messages, predictions, strict=True)]
    examples = load_training_examples()
    _say(f"fitting to most of {len(examples)} examples and asking about the others (about a minute) ...")
    held_out = measure_held_out_examples(read_examples())
    return Evaluation(cases, measure_all(cases), held_out, _baseline(examples, with_topic, with_baseline))


def _baseline(examples: tuple[TrainingExample, ...], messages: tuple[HeldOutMessage, ...], wanted: bool) -> Baseline | None:
    known = read_baseline()
    if known is not None and known.compared_on == hash_of_comparison(examples, messages):
        return known
    cache = Settings.from_environment(os.environ).var / "baseline"
    return measure_baseline(examples, messages, cache) if wanted else None


def _say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    """Run the command.

    Returns:
        0 if everything was measured, whether or not a bar was missed (`make test` fails on that); 1 if it could not be.
    """
    try:
        evaluation = evaluate(with_baseline=os.environ.get("BASELINE", "") not in ("", "0"))
    except (NoModelError, DataError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    write_reports(evaluation)
    _say("\n".join(measures_table(evaluation.measures)))
    for bar in bars_not_met(evaluation.measures):
        _say(complaint(bar, evaluation.measures[bar.measure]))
    _say(f"reports: {FOLDER.relative_to(PROJECT)}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
