"""Adds an item to a list in a YAML text, or takes one out, and leaves every other character as it is."""

from __future__ import annotations

import yaml

WIDE = 10_000  # characters, so that no item is broken over two lines


def add_item(text: str, item: str, *key_path: str | int) -> str:
    """Return the text with an item at the end of the list at a key path.

    Raises:
        KeyError: there is no list with items there.
    """
    found = _list(text, key_path)
    last = found.value[-1]
    at = last.end_mark.index
    if found.flow_style:
        return f"{text[:at]}, {scalar(item, in_brackets=True)}{text[at:]}"
    end = _end_of_line(text, at)
    return f"{text[:end]}\n{' ' * found.start_mark.column}- {scalar(item)}{text[end:]}"


def remove_item(text: str, item: str, *key_path: str | int) -> str:
    """Return the text without an item of the list at a key path.

    Raises:
        KeyError: there is no such list or item, or it is the last one.
    """
    found = _list(text, key_path)
    values = [node.value for node in found.value]
    if item not in values or len(values) == 1:
        raise KeyError(item)
    place = values.index(item)
    start, end = found.value[place].start_mark.index, found.value[place].end_mark.index
    if not found.flow_style:
        return text[: text.rindex("\n", 0, start)] + text[_end_of_line(text, end) :]
    if place + 1 < len(values):
        return text[:start] + text[found.value[place + 1].start_mark.index :]
    return text[: found.value[place - 1].end_mark.index] + text[end:]


def remove_entry(text: str, index: int, *key_path: str | int) -> str:
    """Return the text without a whole entry of a block list; KeyError as above."""
    found = _list(text, key_path)
    if len(found.value) == 1:
        raise KeyError(index)
    start = text.rindex("\n", 0, found.value[index].start_mark.index)
    return text[:start] + text[end_of(text, *key_path, index) :]


def end_of(text: str, *key_path: str | int) -> int:
    """Return where the last line of what is at a key path ends; KeyError if nothing is there."""
    node = _node(text, key_path)
    while isinstance(node, yaml.CollectionNode) and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return _end_of_line(text, node.end_mark.index)


def scalar(item: str, in_brackets: bool = False) -> str:
    """Return a text as YAML, in quotes if it needs them."""
    written = yaml.safe_dump([item], default_flow_style=in_brackets, width=WIDE, allow_unicode=True).strip()
    return written[1:-1] if in_brackets else written[2:]


def _list(text: str, key_path: tuple[str | int, ...]) -> yaml.SequenceNode:
    node = _node(text, key_path)
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise KeyError(str(key_path))
    return node


def _node(text: str, key_path: tuple[str | int, ...]) -> yaml.Node:
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    for key in key_path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for name, value in node.value if name.value == key), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            node = node.value[key]
        else:
            node = None
    if node is None:
        raise KeyError(str(key_path))
    return node


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
