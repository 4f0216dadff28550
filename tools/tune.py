"""`python -m tools.tune`, or `make tune`: chooses C, shares and thresholds on examples that the models had not seen, into
`data/tuned.yml`. Ordinary training uses what is in that file. Tune again when `make evaluate` says so.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.decision import SAFETY_TOPICS
from assistant.nlu.examples import Examples, examples_of
from assistant.nlu.featurizer import SentenceFeaturizer
from assistant.nlu.regression import YesNo
from assistant.nlu.safety_model import LINE_COLUMN, STATEMENT
from assistant.nlu.topic_model import answerable, confidence_features
from assistant.nlu.training import fit_yes_no
from assistant.nlu.tuned import FILE, SafetyThresholds, Thresholds, Tuned
from nscp.settings import PROJECT
from tools.held_out import HeldOut, SafetyViews, held_out_safety, held_out_similarity, hold_out

logger = logging.getLogger(__name__)

# Of held-out examples answered outright from the guide, at most this share may be wrong. Examples are chosen to be unlike
# each other and many could be answered in two ways, so they are harder than families' messages: there it comes to less than
# half of this. A part of a message tells less than the whole, so it has to be clearer.
WRONG_AMONG_ANSWERED, WRONG_AMONG_PARTS = 0.065, 0.03
ASKED_IN_VAIN = 0.75  # "did you mean" is worth asking while the right topic is not offered at most this often
OFFERED = 3
NEIGHBOURS = 200  # predictions that a threshold's surroundings are judged by
# Of held-out examples that need no help, these shares may be met with the fixed text, with the line of help since danger is
# not unlikely, and with the line of help since it is due: of statements, and of all other topics.
# Examples stand nearer to danger than what families write, but are by the same hands as what was learned: the two even out.
FALSE_ALARMS = {"statements": (0.0035, 0.035, 0.010), "others": (0.010, 0.035, 0.012)}
AGREED = 0.5  # a view that finds danger likelier than not agrees


def tune(examples: Examples) -> Tuned:
    """Choose everything; takes minutes."""
    held_out = hold_out(examples)
    confidence, thresholds = _topic_choices(held_out)
    help_, line, safety = _safety_choices(held_out_safety(held_out), held_out.unseen)
    return Tuned(
        meaning_c=held_out.meaning_c,
        wording_c=held_out.wording_c,
        wording_share=held_out.wording_share,
        confidence=confidence,
        topics=thresholds,
        help=help_,
        line=line,
        safety=safety,
        measured_on=len(examples.plain),
    )


def _topic_choices(held_out: HeldOut) -> tuple[YesNo, Thresholds]:
    examples = held_out.unseen
    of_danger = [examples.names.index(topic) for topic in SAFETY_TOPICS if topic in examples.names]
    rows = examples.has_topic & ~np.isin(examples.topics, of_danger)  # danger is for the safety net alone to see
    probability, truth = answerable(held_out.probability[rows], examples.names), examples.topics[rows]
    similarity = held_out_similarity(held_out)[rows]
    features = confidence_features(probability, held_out.meaning[rows], held_out.wording[rows], similarity)
    right = probability.argmax(axis=1) == truth
    model = fit_yes_no(features, right)
    confidence = model.probability(features)
    offered = (np.argsort(-probability, axis=1)[:, :OFFERED] == truth[:, None]).any(axis=1)
    of_guide = np.array(["/" in name for name in examples.names])[probability.argmax(axis=1)]  # small talk has its own
    answer, part = (
        threshold_above_which(confidence[of_guide], right[of_guide], 1 - wrong)
        for wrong in (WRONG_AMONG_ANSWERED, WRONG_AMONG_PARTS)
    )
    suggest = min(answer, threshold_around_which(confidence, offered, 1 - ASKED_IN_VAIN))
    return model, Thresholds(answer, part, suggest)


def _safety_choices(views: SafetyViews, examples: Examples) -> tuple[YesNo, YesNo, SafetyThresholds]:
    dangerous = examples.dangerous
    help_ = fit_yes_no(views.features, dangerous)
    line = fit_yes_no(views.features[~dangerous], examples.kinds[~dangerous] == LINE_COLUMN)
    alarms, lines = help_.probability(views.features), line.probability(views.features)
    agree = (views.meaning >= AGREED).astype(int) + (views.wording >= AGREED) + views.is_nearer >= 2
    agreed = np.where(agree, alarms, 0.0)
    is_statement = examples.topics == examples.names.index(STATEMENT)
    groups = {"statements": examples.ordinary & is_statement, "others": examples.ordinary & ~is_statement}
    # One threshold for all: the one that keeps the promise to both groups.
    first, help_line, of_line = (
        max(
            float(np.quantile(scores[groups[name]], 1 - shares[place]))
            for name, shares in FALSE_ALARMS.items()
            if groups[name].any()
        )
        for place, scores in enumerate((agreed, alarms, lines))
    )
    _report(alarms, agreed, lines, examples, groups)
    return help_, line, SafetyThresholds(first, AGREED, min(first, help_line), of_line)


def _report(
    alarms: np.ndarray, agreed: np.ndarray, lines: np.ndarray, examples: Examples, groups: dict[str, np.ndarray]
) -> None:
    """Log what each threshold would do, for the person who tunes."""
    groups = {"danger": examples.dangerous, **groups, "line due": examples.kinds == LINE_COLUMN}
    for name, scores in (("help first", agreed), ("help line", alarms), ("line", lines)):
        for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            shares = ", ".join(f"{group} {(scores[rows] >= threshold).mean():.3f}" for group, rows in groups.items())
            logger.info("%s from %.1f: %s", name, threshold, shares)


def threshold_above_which(confidence: np.ndarray, good: np.ndarray, share: float) -> float:
    """Return the lowest threshold such that of all predictions above it at least `share` are good; 1.0 if there is none."""
    order = np.argsort(-confidence)
    shares = np.cumsum(good[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= share)
    return float(confidence[order[enough[-1]]]) if len(enough) else 1.0


def threshold_around_which(confidence: np.ndarray, good: np.ndarray, share: float) -> float:
    """Return the lowest threshold such that of the predictions around it at least `share` are good; 1.0 if there is none."""
    order = np.argsort(-confidence)
    window = min(NEIGHBOURS, len(order))
    shares = np.convolve(good[order].astype(float), np.ones(window) / window, mode="valid")
    enough = np.flatnonzero(shares >= share)
    return float(confidence[order[enough[-1] + window // 2]]) if len(enough) else 1.0


def read_training_data(project: Path = PROJECT) -> TrainingData:
    """Read the training data as far as the featurizer does.

    Args:
        project: the folder that holds `config.yml`, `domain.yml` and `data/`.
    """
    importer = TrainingDataImporter.load_nlu_importer_from_config(
        str(project / "config.yml"), str(project / "domain.yml"), [str(project / "data")]
    )
    training_data = importer.get_nlu_data()
    config = {**SentenceFeaturizer.get_default_config(), "data": str(project / "data")}
    with TemporaryDirectory() as folder:
        context = ExecutionContext(GraphSchema({}), node_name="tune")
        reader = SentenceFeaturizer.create(config, LocalModelStorage(Path(folder)), Resource("words"), context)
        reader.train(training_data)
        return reader.process_training_data(training_data)


def read_examples(project: Path = PROJECT) -> Examples:
    """Read all examples as training does."""
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
