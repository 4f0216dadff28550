"""`python -m assistant.tune`, or `make tune`: chooses C, shares and thresholds on held-out examples, into `data/tuned.yml`.

Ordinary training uses what stands there and fits each model once. Tune again when `make evaluate` says so.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.examples import Examples, examples_of
from assistant.nlu.sentence_reader import SentenceReader
from assistant.nlu.tuned import FILE
from assistant.nlu.tuning import tune
from nscp.settings import PROJECT


def read_training_data(project: Path = PROJECT) -> TrainingData:
    """Read the training data as far as the sentence reader does.

    Args:
        project: the folder that holds `config.yml`, `domain.yml` and `data/`.
    """
    importer = TrainingDataImporter.load_nlu_importer_from_config(
        str(project / "config.yml"), str(project / "domain.yml"), [str(project / "data")]
    )
    training_data = importer.get_nlu_data()
    config = {**SentenceReader.get_default_config(), "data": str(project / "data")}
    with TemporaryDirectory() as folder:
        context = ExecutionContext(GraphSchema({}), node_name="tune")
        reader = SentenceReader.create(config, LocalModelStorage(Path(folder)), Resource("words"), context)
        reader.train(training_data)
        return reader.process_training_data(training_data)


def read_examples(project: Path = PROJECT) -> Examples:
    """Read all examples as training does.

    Args:
        project: as above.
    """
    return examples_of(read_training_data(project), project / "data" / "safety")


def main() -> int:
    """Choose, and write."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    print("Choosing on held-out examples: a few minutes.", flush=True)
    tuned = tune(read_examples())
    tuned.save(PROJECT / "data" / FILE)
    print(f"Written to data/{FILE}: {tuned.topics}, {tuned.safety}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
