"""The pipeline components, trained and loaded as Rasa does it, on a handful of examples."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, INTENT_RESPONSE_KEY, RESPONSE_SELECTOR, TEXT
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.first_look import plain_topic
from assistant.nlu import saved_component
from assistant.nlu.buttons import Buttons
from assistant.nlu.examples import ENCODED, SAFETY_LABEL
from assistant.nlu.featurizer import SentenceFeaturizer
from assistant.nlu.follow_ups import OTHERWISE
from assistant.nlu.reading import MOST_SENTENCES, Kind
from assistant.nlu.reply_planner import ReplyPlanner
from assistant.nlu.safety_classifier import SAFETY, SafetyClassifier
from assistant.nlu.safety_kinds import KINDS
from assistant.nlu.topic_classifier import SCORES, TopicClassifier
from assistant.policies.reply_plan import ReplyPlanPolicy
from nscp.topics import load_topics
from nscp.yaml_lines import YamlFile

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLES = {
    "faq/how_long": ["how long does it take", "when will it end", "how many months is it", "what is the end date"],
    "faq/anonymity": ["will our names be in it", "is it anonymous", "do you put names in", "will people know it is us"],
    "immediate_danger": ["he is hitting the baby", "my dad hurts us", "she left the kids alone", "he has a knife at home"],
    "self_harm_distress": ["i want to die", "i can not go on", "no reason to live now", "better off without me"],
    "out_of_scope": ["what is the weather", "when are the bins collected", "tell me a joke", "who won the football"],
    "statement": ["the kids are with their nan", "we live in corby", "i have two boys", "just got home from work"],
}
OF_EACH_KIND = 6  # so many examples of each kind of danger and of follow-up are learned
WITHOUT_TOPIC = 40
COMPONENTS = (SentenceFeaturizer, TopicClassifier, SafetyClassifier, Buttons, ReplyPlanner)


def small_data(folder: Path) -> Path:
    """The project's data, with few examples in the files that the components read by themselves."""
    data = shutil.copytree(PROJECT / "data", folder / "data")
    for path in (data / "safety").glob("*.yml"):
        content = YamlFile(path).content
        for block in content.get("nlu", []):
            block["examples"] = "".join(block["examples"].splitlines(keepends=True)[:OF_EACH_KIND])
        if "texts" in content:
            content["texts"] = "".join(content["texts"].splitlines(keepends=True)[:WITHOUT_TOPIC])
        path.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    follow_ups = YamlFile(data / "follow_ups.yml").content
    for kind in follow_ups["kinds"].values():
        kind["examples"] = "".join(kind["examples"].splitlines(keepends=True)[:OF_EACH_KIND])
    (data / "follow_ups.yml").write_text(
        yaml.dump(follow_ups, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8"
    )
    return data


def training_data(data: Path) -> TrainingData:
    safety = [path for path in (data / "safety").glob("*.yml") if path.name in KINDS]
    return TrainingData(
        [
            *(
                Message({TEXT: f"{text}{ending}", INTENT: topic.split("/")[0], INTENT_RESPONSE_KEY: topic})
                if "/" in topic
                else Message({TEXT: f"{text}{ending}", INTENT: topic})
                for topic, texts in EXAMPLES.items()
                for text in texts
                for ending in ("", " please", " do you know")
            ),
            *(example for path in sorted(safety) for example in RasaYAMLReader().read(path).training_examples),
        ]
    )


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The components after training, saving and loading."""
    data = small_data(tmp_path_factory.mktemp("project"))
    storage = LocalModelStorage.create(tmp_path_factory.mktemp("model"))
    context = ExecutionContext(GraphSchema({}), node_name="test")
    examples, loaded = training_data(data), []
    for component in COMPONENTS:
        resource = Resource(component.__name__)
        config = {**component.get_default_config(), "data": str(data)}
        component.create(config, storage, resource, context).train(examples)
        loaded.append(component.load(config, storage, resource, context))
        if component is SentenceFeaturizer:
            examples = loaded[0].process_training_data(examples)
    return loaded


def parsed(pipeline: list[Any], text: str) -> Message:
    messages = [Message({TEXT: text})]
    for component in pipeline:
        messages = component.process(messages)
    return messages[0]


def test_a_question_gets_its_topic_and_what_rasas_response_selector_would_write(pipeline: list[Any]) -> None:
    message = parsed(pipeline, "how long does it take")

    assert message.get(INTENT)["name"] == "faq"
    assert message.get(INTENT_RANKING_KEY)[0]["name"] == "faq/how_long"
    assert message.get(RESPONSE_SELECTOR)["faq"]["response"]["utter_action"] == "utter_faq/how_long"
    assert message.get(SAFETY)["outcome"] != "help_first"


def test_danger_in_the_middle_of_a_question_leads(pipeline: list[Any]) -> None:
    message = parsed(pipeline, "Got your letter. He is hitting the kids right now. How long does it take?")

    assert message.get(SAFETY) == {"outcome": "help_first", "topic": "immediate_danger"}
    assert message.get(INTENT)["name"] == "immediate_danger"
    assert message.get(INTENT_RANKING_KEY)[0]["name"] == "immediate_danger"


def test_danger_after_nineteen_thousand_characters_is_seen(pipeline: list[Any]) -> None:
    message = parsed(pipeline, "We went to the shop. " * 930 + "i want to die")

    assert message.get(SAFETY)["topic"] == "self_harm_distress"


@pytest.mark.parametrize("lines", [["ok"] * 6000, [str(number) for number in range(3600)]], ids=["equal", "different"])
def test_danger_among_thousands_of_short_lines_is_seen(pipeline: list[Any], lines: list[str]) -> None:
    middle = len(lines) // 2

    message = parsed(pipeline, "\n".join([*lines[:middle], "i want to die", *lines[middle:]]))

    assert message.get(SAFETY)["topic"] == "self_harm_distress"
    assert len(message.get(SCORES).cosines) <= 1 + MOST_SENTENCES  # each row is compared with every example


def test_a_message_too_long_to_answer_is_told_so(pipeline: list[Any]) -> None:
    message = parsed(pipeline, "how long does it take " * 100)

    assert message.get(INTENT)["name"] == "nlu_fallback"
    assert message.get(RESPONSE_SELECTOR)["reply_plan"][0] == "utter_long_message"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("999", "immediate_danger"),
        ("999!!", "immediate_danger"),
        ("112", "immediate_danger"),
        ("Ambulance", "immediate_danger"),
        ("0800 1111", "immediate_danger"),
        ("\U0001f6a8 999", "immediate_danger"),
        ("\U0001f6a8\U0001f6a8\U0001f6a8", "immediate_danger"),
        ("\U0001f198", "immediate_danger"),
        ("116 123", "self_harm_distress"),
        ("116123", "self_harm_distress"),
    ],
)
def test_a_number_or_sign_for_help_alone_gets_help_first(pipeline: list[Any], text: str, topic: str) -> None:
    message = parsed(pipeline, text)

    assert message.get(SAFETY) == {"outcome": "help_first", "topic": topic}
    assert plain_topic(text) == topic


@pytest.mark.parametrize("text", ["999", "116 123"])
def test_a_number_for_help_alone_is_taken_for_no_kind_of_danger(pipeline: list[Any], text: str) -> None:
    message = parsed(pipeline, text)

    assert message.get(RESPONSE_SELECTOR)["reply_plan"] == [f"utter_{message.get(SAFETY)['topic']}"]


@pytest.mark.parametrize("text", ["", "\U0001f642\U0001f642", "...", "1234", "116", "1125"])
def test_a_message_without_words_is_told_so(pipeline: list[Any], text: str) -> None:
    assert parsed(pipeline, text).get(RESPONSE_SELECTOR)["reply_plan"] == ["utter_no_words"]


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("my dad hits me when he is drunk", "utter_immediate_danger_to_you"),
        ("i might hurt my baby", "utter_immediate_danger_may_harm"),
    ],
    ids=["harm done to the person who writes", "harm that the person may do"],
)
def test_the_fixed_text_fits_what_a_reviewed_phrase_says(pipeline: list[Any], text: str, fixed: str) -> None:
    assert parsed(pipeline, text).get(RESPONSE_SELECTOR)["reply_plan"] == [fixed]


def test_the_line_of_help_goes_with_the_answer_to_a_message_that_also_cries_for_help(pipeline: list[Any]) -> None:
    message = parsed(pipeline, "How long does it take? Please someone")

    assert message.get(SAFETY)["outcome"] == "answer_with_help"
    assert message.get(RESPONSE_SELECTOR)["line_of_help"]
    assert message.get(RESPONSE_SELECTOR)["reply_plan"] == ["utter_faq/how_long", "utter_line_of_help"]


def test_what_only_tells_something_gets_the_reply_that_fits(pipeline: list[Any]) -> None:
    assert parsed(pipeline, "i have two boys").get(RESPONSE_SELECTOR)["reply_plan"] == ["utter_statement_children"]


def test_emoji_alone_are_read_as_the_words_that_they_stand_for(pipeline: list[Any]) -> None:
    reading = pipeline[0].read("\U0001f622")

    assert (reading.kind, reading.plain) == (Kind.WORDS, "i am crying")


def test_a_correction_is_read_as_what_was_meant(pipeline: list[Any]) -> None:
    message = parsed(pipeline, "no i said how long does it take")

    assert message.get(INTENT_RANKING_KEY)[0]["name"] == "faq/how_long"


def test_a_short_question_is_told_with_what_it_means_after_each_answer(pipeline: list[Any]) -> None:
    topic = load_topics(PROJECT / "data")["faq/how_long"]
    selector = parsed(pipeline, topic.follow_ups[0].says[0]).get(RESPONSE_SELECTOR)

    meant, likely = selector["follow_ups"].get(topic.name) or selector["follow_ups"][OTHERWISE]

    assert meant == topic.follow_ups[0].answer
    assert likely > 0.3
    assert selector["asks"]


def test_a_message_that_is_not_clear_leaves_the_guides_topics_that_it_could_mean(pipeline: list[Any]) -> None:
    unclear, clear = (parsed(pipeline, text).get(RESPONSE_SELECTOR) for text in ("is it ours", "will our names be in it"))

    assert {topic for topic, _ in unclear["candidates"]} == {"faq/how_long", "faq/anonymity"}
    assert "candidates" not in clear


@pytest.mark.parametrize("text", ["Why is there a review?", "why is there a review"])
def test_the_title_of_a_topic_pressed_or_typed_means_that_topic_whatever_was_said_before(
    pipeline: list[Any], text: str
) -> None:
    message = parsed(pipeline, text)

    assert message.get(INTENT) == {"name": "faq", "confidence": 1.0}
    assert message.get(RESPONSE_SELECTOR)["faq"]["response"]["intent_response_key"] == "faq/purpose_of_review"
    assert message.get(RESPONSE_SELECTOR)["follow_ups"] == {}


def test_help_that_comes_first_leaves_nothing_for_the_conversation_to_read(pipeline: list[Any]) -> None:
    selector = parsed(pipeline, "i want to die").get(RESPONSE_SELECTOR)

    assert selector["follow_ups"] == {}
    assert not {"candidates", "asks"} & set(selector)


def test_texts_without_topic_are_read_too_and_teach_the_safety_net_alone(pipeline: list[Any]) -> None:
    read = pipeline[0].process_training_data(TrainingData([Message({TEXT: "how long", INTENT: "faq"})]))

    labels = {example.get(SAFETY_LABEL) for example in read.training_examples if not example.get(INTENT)}
    assert {"line", "none"} <= labels
    assert all(example.get(ENCODED) is not None for example in read.training_examples)


def test_what_rasa_passes_on_holds_nothing_of_the_inner_workings(pipeline: list[Any]) -> None:
    output = parsed(pipeline, "how long does it take").as_dict(only_output_properties=True)

    assert set(output) <= {TEXT, INTENT, INTENT_RANKING_KEY, SAFETY, RESPONSE_SELECTOR, "clarify"}


def test_a_component_that_was_not_trained_says_so(pipeline: list[Any], tmp_path: Path) -> None:
    storage = LocalModelStorage.create(tmp_path)
    untrained = TopicClassifier.create({}, storage, Resource("x"), ExecutionContext(GraphSchema({}), node_name="x"))

    with pytest.raises(RuntimeError, match="make train"):
        untrained.process([])


RESTS_ON = {
    SentenceFeaturizer: [
        "assistant/nlu/encoder/graph.py",
        "assistant/nlu/encoder/onnx_file.py",
        "assistant/nlu/plain_words.py",
        "data/words/text_speak.yml",
        "data/words/emoji.yml",
        "data/safety/harmless.yml",
        "data/encoder_adapter.npz",
        "data/follow_ups.yml",
        "data/topics/faq/how_long.yml",
    ],
    TopicClassifier: [
        "assistant/nlu/training.py",
        "assistant/nlu/encoder/onnx_file.py",
        "data/tuned.yml",
        "data/encoder_adapter.npz",
    ],
    SafetyClassifier: [
        "assistant/nlu/safety_kinds.py",
        "nscp/phrases.py",
        "data/safety/past_harm.yml",
        "data/safety/despair.yml",
        "data/tuned.yml",
    ],
    Buttons: ["nscp/hand_off.py", "data/hand_off.yml", "data/topics/faq/how_long.yml"],
    ReplyPlanner: [
        "assistant/nlu/follow_ups.py",
        "nscp/topics.py",
        "data/topics/faq/how_long.yml",
        "data/follow_ups.yml",
        "data/words/statements.yml",
    ],
    ReplyPlanPolicy: ["assistant/policies/single_turn_rules.py"],
}


@pytest.mark.parametrize(("component", "file"), [(one, file) for one, files in RESTS_ON.items() for file in files])
def test_rasa_trains_again_when_a_file_changes_that_a_component_rests_on(
    component: Any, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("assistant", "nscp", "data"):
        shutil.copytree(PROJECT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(saved_component, "PROJECT", tmp_path)
    before = component.fingerprint_addon({})
    assert component.fingerprint_addon({}) == before

    with (tmp_path / file).open("a", encoding="utf-8") as changed:
        changed.write("# changed\n")

    assert component.fingerprint_addon({}) != before
