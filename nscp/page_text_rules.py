"""What texts of pages, notices and the widget must keep to: addresses come from data/contacts.yml, and slots are filled."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from string import Formatter
from typing import Any

from nscp.answer_rules import ADDRESS
from nscp.problem import Problem
from nscp.rasa_files import RasaFiles
from nscp.yaml_lines import YamlFile

# File -> what it may fill in besides the contacts.
SLOTS = {
    "demo.yml": (),
    "health.yml": ("hours",),
    "notices.yml": (),
    "page.yml": ("heading", "retention_days"),
    "problems.yml": ("limit",),
    "translations.yml": (),
    "widget.yml": ("retention_days",),
}
SLOTS_OF_PAGES = ("retention_days", "hand_off_days")
OWN_SLOTS = "filled_in_the_browser"  # key of widget.yml that lists more
NO_TEXT = ("exit_address", "to")  # keys whose value is an address


def problems_of_page_texts(files: RasaFiles, contacts: Collection[str]) -> Iterator[Problem]:
    """Yield what is wrong with the texts that are no answers; `contacts` are the slots of data/contacts.yml."""
    for name, file in files.others.items():
        if name not in SLOTS and not name.startswith("pages/"):
            continue
        own = file.content.get(OWN_SLOTS, []) if isinstance(file.content, dict) else []
        slots = {*contacts, *SLOTS.get(name, SLOTS_OF_PAGES), *own}
        for keys, text in _texts(file.content):
            if keys[-1] not in NO_TEXT:
                yield from (Problem(file.path, line, what) for line, what in _problems(file, keys, text, slots))
        yield from _shape(name, file)


def _texts(value: Any, *keys: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(inner, *keys, key)


def _problems(file: YamlFile, keys: tuple[str | int, ...], text: str, slots: Collection[str]) -> Iterator[tuple[int, str]]:
    try:
        found = [slot for _, slot, _, _ in Formatter().parse(text) if slot is not None]
    except ValueError:
        yield file.line(*keys), f"a curly bracket is missing in {text!r}: write slots as {{nscp_email}}"
        return
    for slot in found:
        if slot not in slots:
            line = file.line_within(f"{{{slot}}}", *keys)
            yield line, f"{{{slot}}} cannot be filled in: write one of {', '.join(sorted(slots))}"
    typed = ADDRESS.search(text)
    if typed:
        line = file.line_within(typed.group().split()[0], *keys)
        yield line, f"an address or number is typed out ({typed.group()}): use a slot such as {{nscp_email}}"


def _shape(name: str, file: YamlFile) -> Iterator[Problem]:
    """Yield what is missing where every entry needs the same keys."""
    content = file.content if isinstance(file.content, dict) else {}
    if name == "problems.yml":
        for code, words in (content.get("problems") or {}).items():
            if not isinstance(words, dict) or set(words) != {"title", "detail"}:
                yield Problem(file.path, file.line("problems", code), f"{code} needs `title` and `detail`, and nothing else")
    if name.startswith("pages/"):
        if not isinstance(content.get("title"), str) or not isinstance(content.get("sections"), list):
            yield Problem(file.path, 1, "needs `title:` and `sections:`, each with heading and paragraphs")
        for index, section in enumerate(content.get("sections") or ()):
            if (
                not isinstance(section, dict)
                or not section.get("heading")
                or not isinstance(section.get("paragraphs"), list)
            ):
                yield Problem(
                    file.path, file.line("sections", index), "a section needs `heading:` and `paragraphs:` (a list)"
                )
