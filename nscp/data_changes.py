"""`python -m nscp.data_changes FOLDER`: lays changes (nscp/changes.py) over the `data/` of a project folder.

Reads them from standard input as a JSON list. Comments, order and quotes of the files are kept. Nothing is written unless
every change can be made; what cannot is said in plain words, with exit status 1.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from nscp.changes import DataChange, Kind
from nscp.guide import load_guide
from nscp.topic_editor import ChangeError, TopicEditor
from nscp.topics import FOLDER, RETRIEVAL
from nscp.yaml_insertion import add_item, remove_item
from nscp.yaml_lines import DataError

PHRASES, BUTTONS, SAFETY_TEXTS, REPLIES = "safety/phrases.yml", "hand_off.yml", "replies/safety.yml", "replies"


class DataFolder:
    """The `data/` of a project with changes that are not written yet."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._guide = load_guide(data)
        self._texts: dict[Path, str] = {}

    def make(self, change: DataChange) -> None:
        """Make one change; raises ChangeError if it cannot be made on the data as it is now."""
        if change.kind in (Kind.ADD_PHRASE, Kind.REMOVE_PHRASE):
            self._change_phrases(change)
        elif change.kind is Kind.BUTTON_WORDS:
            self._add_button_words(change)
        elif change.kind is Kind.NEW_TOPIC:
            self._add_topic(change)
        else:
            path = self._data / SAFETY_TEXTS if change.kind is Kind.SAFETY_TEXT else self._topic_file(change.topic)
            editor = TopicEditor(self._read(path))
            before = editor.title if change.kind is Kind.TITLE else ""
            self._edit(editor, change)
            self._texts[path] = editor.text
            if before:
                self._rename_buttons(before, change.content["title"])

    def write(self) -> list[Path]:
        """Write what has changed: first every file beside its place, then all into place. Returns the files."""
        drafts = {path: path.with_name(f".{path.name}.new") for path in self._texts}
        try:
            for path, text in self._texts.items():
                drafts[path].write_text(text, encoding="utf-8")
            for path, draft in drafts.items():
                os.replace(draft, path)
        finally:
            for draft in drafts.values():
                draft.unlink(missing_ok=True)
        return sorted(self._texts)

    def _edit(self, editor: TopicEditor, change: DataChange) -> None:
        content = change.content
        if change.kind is Kind.ADD_EXAMPLES:
            editor.add_examples(content["examples"])
        elif change.kind is Kind.REMOVE_EXAMPLE:
            editor.remove_example(content["example"])
        elif change.kind is Kind.TITLE:
            editor.set_title(content["title"])
        elif change.kind is Kind.ADD_FOLLOW_UPS:
            editor.add_follow_ups(content["says"], content["answer"])
        elif change.kind is Kind.REMOVE_FOLLOW_UP:
            editor.remove_follow_up(content["says"], content["answer"])
        else:
            editor.set_response(change.response, content.get("variation", 0), content["sentences"], self._guide)

    def _add_topic(self, change: DataChange) -> None:
        content, name = change.content, change.topic_name
        kind, _, last = name.partition("/")
        path = self._data / FOLDER / kind / f"{last}.yml"
        if path in self._texts or path.exists():
            raise ChangeError(f"There is a topic called “{content['title']}” already. Change it, or choose another title.")
        editor = TopicEditor.of_new_topic(name, content["title"])
        editor.add_examples(content["examples"])
        editor.set_response(change.response, 0, content["sentences"], self._guide)
        for follow_up in content.get("follow_ups", []):
            editor.add_follow_ups(follow_up["says"], follow_up["answer"])
        self._texts[path] = editor.text

    def _change_phrases(self, change: DataChange) -> None:
        path, phrase = self._data / PHRASES, change.content["phrase"]
        make = add_item if change.kind is Kind.ADD_PHRASE else remove_item
        try:
            self._texts[path] = make(self._read(path), phrase, *change.topic.split("."))
        except KeyError as error:
            raise ChangeError(f"The phrase “{phrase}” is no longer in its list, or is the last one there.") from error

    def _add_button_words(self, change: DataChange) -> None:
        path = self._data / BUTTONS
        for words in change.content["words"]:
            try:
                self._texts[path] = add_item(self._read(path), words, "choices", change.topic, "says")
            except KeyError as error:
                raise ChangeError("The button that was to be changed is no longer there.") from error

    def _rename_buttons(self, before: str, after: str) -> None:
        """Change the buttons of replies that carry a topic's title."""
        for path in sorted((self._data / REPLIES).glob("*.yml")):
            lines = self._read(path).splitlines(keepends=True)
            changed = [
                line.replace(f": {before}", f": {after}")
                if line.strip().removeprefix("- ") in (f"title: {before}", f"payload: {before}")
                else line
                for line in lines
            ]
            if changed != lines:
                self._texts[path] = "".join(changed)

    def _topic_file(self, topic: str) -> Path:
        kind, _, last = topic.partition("/")
        folder, name = (kind, last) if kind in RETRIEVAL else ("plain", topic)
        path = self._data / FOLDER / folder / f"{name}.yml"
        if path not in self._texts and not path.is_file():
            raise ChangeError("The topic that was to be changed is no longer there.")
        return path

    def _read(self, path: Path) -> str:
        return self._texts[path] if path in self._texts else path.read_text(encoding="utf-8")


def lay(project: Path, changes: Iterable[DataChange]) -> list[Path]:
    """Lay changes over a project folder, all or none; return the files that were written.

    Raises:
        ChangeError: one cannot be made.
        DataError: the guide is broken.
        OSError: a file cannot be read or written.
    """
    folder = DataFolder(project / "data")
    for change in changes:
        folder.make(change)
    return folder.write()


def main() -> int:
    """Run the command."""
    project = Path(sys.argv[1])
    try:
        written = lay(project, map(DataChange.from_json, json.load(sys.stdin)))
    except (ChangeError, DataError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for path in written:
        print(path.relative_to(project))
    return 0


if __name__ == "__main__":
    sys.exit(main())
