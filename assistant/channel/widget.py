"""The `<nscp-chat>` element's files, served at `/widget/v1/`, or written to a folder for websites that host them.

`python -m assistant.channel.widget FOLDER` writes that folder and prints the lines to paste into a page.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.channel.rendering import ContactLinks
from assistant.channel.static_files import FIVE_MINUTES, SCRIPT, StaticFile
from assistant.channel.texts import filled
from nscp.contacts import Contact, load_contacts
from nscp.setting_values import SettingsError
from nscp.settings import PROJECT, Settings
from nscp.yaml_lines import DataError, YamlFile

logger = logging.getLogger(__name__)

PREFIX = "/widget/v1"
ENTRY = "nscp-chat.js"
WORDS = "words.js"
INDEX = "integrity.json"
COMMENTS = re.compile(rb"^[ \t]*(?:/\*(?:(?!\*/).)*\*/[ \t]*|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
TRAILING_COMMENTS = re.compile(rb"(?<=[;{,]) // [^\n]*$", re.MULTILINE)  # behind a statement: no text holds such a sign
INDENTS = re.compile(rb"^[ \t]+", re.MULTILINE)
FOR_EVERY_WEBSITE = {
    "Access-Control-Allow-Origin": "*",  # a module from another origin is always asked for under CORS
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


def load_widget(project: Path, contacts: Mapping[str, Contact], settings: Settings) -> dict[str, bytes]:
    """Read the element's modules from `widget/` and make the one that holds its words.

    Returns:
        file name -> content; nothing if there is no widget.

    Raises:
        DataError: the words name a slot that is neither a contact nor listed under `filled_in_the_browser`.
    """
    files = {path.name: without_comments(path.read_bytes()) for path in sorted((project / "widget").glob("*.js"))}
    if not files or not (project / "data" / "widget.yml").is_file():
        return {}
    return files | {WORDS: words_module(project / "data", contacts, settings)}


def without_comments(module: bytes) -> bytes:
    """Return a module without comments and indents: a quarter of what a phone loads.

    No line of a text may begin as a comment does.
    """
    return INDENTS.sub(b"", TRAILING_COMMENTS.sub(b"", COMMENTS.sub(b"", module)))


def words_module(data: Path, contacts: Mapping[str, Contact], settings: Settings) -> bytes:
    """Return the module with the element's words, and the contacts it makes into links; errors as in `load_widget`."""
    file = YamlFile(data / "widget.yml")
    content = dict(file.content)
    slots = {name: f"{{{name}}}" for name in content.pop("filled_in_the_browser", [])}
    slots["retention_days"] = str(settings.retention_days)

    def words(value: Any, *keys: str | int) -> Any:
        if isinstance(value, dict):
            return {str(key): words(part, *keys, key) for key, part in value.items()}
        if isinstance(value, list):
            return [words(part, *keys, index) for index, part in enumerate(value)]
        return filled(file, value, contacts, *keys, **slots)

    known = ContactLinks(contacts.values())
    links = [{"text": text, "href": href, "label": known.labels.get(text, "")} for text, href in known.targets.items()]
    module = f"export const words = {_small_json(words(content))};\nexport const contacts = {_small_json(links)};\n"
    return module.encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _small_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def served_files(files: Mapping[str, bytes]) -> dict[str, StaticFile]:
    """Return path -> file, for every website to load."""
    if not files:
        logger.warning("There is no widget to serve: widget/ or data/widget.yml is missing.")
    return {
        f"{PREFIX}/{name}": StaticFile(content, SCRIPT, FIVE_MINUTES, FOR_EVERY_WEBSITE) for name, content in files.items()
    }


def integrity(content: bytes) -> str:
    """Return a file's `integrity` attribute (Subresource Integrity, SHA-384)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def write_folder(target: Path, files: Mapping[str, bytes]) -> Path:
    """Write the files and an index of their hashes into a folder that is named after their content; return the folder."""
    hashes = {name: integrity(content) for name, content in sorted(files.items())}
    folder = target / f"nscp-chat-{hashlib.sha256(_json(hashes).encode()).hexdigest()[:10]}"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / INDEX).write_text(_json(hashes) + "\n", encoding="utf-8")
    return folder


def snippet(folder: str, files: Mapping[str, bytes]) -> str:
    """Return the lines that load the element from a folder of the website itself, each file with its hash."""
    lines = [
        f'<link rel="modulepreload" href="{folder}/{name}" integrity="{integrity(content)}">'
        for name, content in sorted(files.items())
        if name != ENTRY
    ]
    entry = f'<script type="module" src="{folder}/{ENTRY}" integrity="{integrity(files[ENTRY])}"></script>'
    return "\n".join([*lines, entry])


def main(target: str) -> int:
    """Write the folder and print the lines to paste; 1 if that cannot be done."""
    try:
        files = load_widget(PROJECT, load_contacts(PROJECT), Settings.from_environment(os.environ))
    except (DataError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    if ENTRY not in files:
        print(f"There is no widget/{ENTRY}, or no data/widget.yml.", file=sys.stderr)
        return 1
    folder = write_folder(Path(target), files)
    print(f"Written to {folder}. Put the folder on the website and these lines into the page's head:\n")
    print(snippet(f"/{folder.name}", files))
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python -m assistant.channel.widget FOLDER")
    sys.exit(main(sys.argv[1]))
