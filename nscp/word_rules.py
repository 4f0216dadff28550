"""What lists of words and phrases must keep to: text-speak, emoji, phrases, follow-ups, buttons, translations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from nscp.answers import REPLIES
from nscp.hand_off import FILE as BUTTONS
from nscp.hand_off import bare, load_hand_off_choices
from nscp.problem import Problem
from nscp.rasa_files import RasaFiles
from nscp.safety_phrases import PHRASES_FILE, load_safety_phrases
from nscp.speakers import SPEAKERS_FILE, load_speakers
from nscp.statements import STATEMENTS_FILE, load_statements
from nscp.topics import Topic, read_examples
from nscp.translations import approved_translations
from nscp.yaml_lines import YamlFile

FOLLOW_UPS = "follow_ups.yml"
AGAIN = "again"
PHRASES = f"safety/{PHRASES_FILE}"
PHRASE_LISTS = ("line", "after_help", "harm_i_do", "harm_done_to_me", "somebody_died", "somebody_lives")


def problems_of_words(data: Path, files: RasaFiles, topics: Mapping[str, Topic]) -> Iterator[Problem]:
    """Yield what is wrong with them.

    Raises:
        DataError: a phrase, button or follow-up cannot be read.
    """
    for name, key in (("words/text_speak.yml", "text_speak"), ("words/emoji.yml", "emoji")):
        if name in files.others:
            yield from _pairs(files.others[name], key)
    loaders: dict[str, tuple[Callable[[], object], str]] = {
        PHRASES: (lambda: load_safety_phrases(data / "safety"), f"`words`, `help_first`, {', '.join(PHRASE_LISTS)}"),
        STATEMENTS_FILE: (lambda: load_statements(data / STATEMENTS_FILE), "`words` and `replies`, with lists of phrases"),
        SPEAKERS_FILE: (lambda: load_speakers(data / SPEAKERS_FILE), "`words`, `speakers` and `answers`"),
        "translations.yml": (lambda: approved_translations(data), "`translations:`, a list"),
    }
    for name, (load, needs) in loaders.items():
        if name in files.others:
            _loaded(files.others[name], load, needs)
    yield from _phrases(files)
    yield from _replies_to_statements(files)
    yield from _speakers(files, topics)
    yield from _follow_ups(files, topics)
    if BUTTONS in files.others:
        yield from _choices(data, files)
        yield from _buttons(data, files, topics)


def _loaded(file: YamlFile, load: Callable[[], object], needs: str) -> None:
    try:
        load()
    except (KeyError, TypeError, AttributeError) as error:
        raise file.error(f"needs {needs}. Compare it with the last version in git") from error


def _pairs(file: YamlFile, key: str) -> Iterator[Problem]:
    entries = file.content.get(key)
    if not isinstance(entries, dict):
        yield Problem(file.path, file.line(key), f"needs `{key}:` with one `word: plain words` a line")
        return
    for word, plain in entries.items():
        line = file.line(key, str(word))
        if not isinstance(word, str) or not isinstance(plain, str):
            yield Problem(file.path, line, f"{word}: {plain} is taken for a number, or yes or no. Put quotes around both")
        elif word != word.lower():
            yield Problem(
                file.path, line, f"{word!r} is never found: words are compared in small letters. Write {word.lower()!r}"
            )


def _phrases(files: RasaFiles) -> Iterator[Problem]:
    """Yield phrases that are never found, for they are looked for in small letters, and those that stand twice."""
    for name, group in ((PHRASES, "help_first"), (STATEMENTS_FILE, "replies"), (SPEAKERS_FILE, "speakers")):
        if name not in files.others:
            continue
        file = files.others[name]
        keys: list[tuple[str, ...]] = [(group, part) for part in file.content[group]]
        keys += [(key,) for key in PHRASE_LISTS] if name == PHRASES else []
        for path in keys:
            seen: dict[str, int] = {}
            for index, says in enumerate(file.at(*path)):
                line = file.line(*path, index)
                if str(says) != str(says).lower():
                    yield Problem(file.path, line, f"{says!r} is never found: write it in small letters")
                if seen.setdefault(str(says), line) != line:
                    yield Problem(file.path, line, f"{says!r} stands on line {seen[str(says)]} too; keep one")


def _replies_to_statements(files: RasaFiles) -> Iterator[Problem]:
    if STATEMENTS_FILE in files.others:
        file = files.others[STATEMENTS_FILE]
        for name in file.content["replies"]:
            if name not in files.responses:
                what = f"there is no response {name}: write it in data/{REPLIES}/statements.yml, or correct the name"
                yield Problem(file.path, file.line("replies", name), what)


def _speakers(files: RasaFiles, topics: Mapping[str, Topic]) -> Iterator[Problem]:
    if SPEAKERS_FILE in files.others:
        file = files.others[SPEAKERS_FILE]
        for speaker, answers in file.content["answers"].items():
            if speaker not in file.content["speakers"]:
                yield Problem(
                    file.path, file.line("answers", speaker), f"there are no phrases for {speaker!r} under `speakers`"
                )
            for topic, instead in answers.items():
                for name in (topic, instead):
                    if name not in topics:
                        yield Problem(file.path, file.line("answers", speaker, topic), f"there is no topic {name!r}")


def _follow_ups(files: RasaFiles, topics: Mapping[str, Topic]) -> Iterator[Problem]:
    if FOLLOW_UPS not in files.others:
        return
    file = files.others[FOLLOW_UPS]
    kinds = file.content.get("kinds")
    if not isinstance(kinds, dict):
        raise file.error("needs `kinds:`, each with answers, otherwise and examples")
    for kind, entry in kinds.items():
        keys = ("kinds", kind)
        if not isinstance(entry, dict) or not isinstance(entry.get("answers"), dict) or "otherwise" not in entry:
            raise file.error(f"{kind} needs `answers:` (or `answers: {{}}`), `otherwise:` and `examples: |`", *keys)
        list(read_examples(file, *keys))
        yield from _topic_names(file, [entry["otherwise"]], topics, *keys, "otherwise")
        for topic, after in entry["answers"].items():
            yield from _topic_names(file, [topic, *_listed(after)], topics, *keys, "answers", topic)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _topic_names(file: YamlFile, names: list[Any], topics: Collection[str], *keys: str | int) -> Iterator[Problem]:
    for place, name in enumerate(names):
        if name not in topics and name != AGAIN:
            line = file.line(*keys, place - 1) if place else file.line(*keys)
            yield Problem(file.path, line, f"there is no topic {name!r}: correct the name, or write `again`")


def _choices(data: Path, files: RasaFiles) -> Iterator[Problem]:
    """Yield choices whose intent is not known, or that can no longer be told apart."""
    file = files.others[BUTTONS]
    for key, choice in load_hand_off_choices(data).choices.items():
        if choice.intent not in files.intents:
            what = f"there is no intent {choice.intent!r} in domain.yml for this button"
            yield Problem(file.path, file.line("choices", key, "intent"), what)
        seen: dict[str, int] = {}
        for index, says in enumerate(file.content["choices"][key].get("says", [])):
            line = file.line("choices", key, "says", index)
            if bare(says) in seen:
                yield Problem(file.path, line, f"{says!r} is in `says` twice; keep one")
            seen[bare(says)] = line


def _buttons(data: Path, files: RasaFiles, topics: Mapping[str, Topic]) -> Iterator[Problem]:
    """Yield buttons of replies that would be read as ordinary text, not as the topic or choice that they show."""
    choices = load_hand_off_choices(data).choices.values()
    known = {*(topic.title for topic in topics.values()), *(choice.title for choice in choices)}
    for file in chain([files.domain], files.read_by_rasa):
        responses = file.content.get("responses")
        for utter, texts in responses.items() if isinstance(responses, dict) else ():
            for index, text in enumerate(texts):
                for place, button in enumerate(text.get("buttons") or ()):
                    keys = ("responses", utter, index, "buttons", place)
                    yield from _button(file, button, known, keys)


def _button(file: YamlFile, button: Any, known: Collection[str], keys: tuple[str | int, ...]) -> Iterator[Problem]:
    title, payload = (button.get("title"), button.get("payload")) if isinstance(button, dict) else (None, None)
    if title not in known:
        what = (
            f"the button {title!r} is neither a topic's title nor one of data/{BUTTONS}: write one of these, word for word"
        )
        yield Problem(file.path, file.line(*keys, "title"), what)
    elif payload != title:
        yield Problem(file.path, file.line(*keys, "payload"), f"a button sends its title: write `payload: {title}`")
