from __future__ import annotations

import gzip
import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.channel.static_files import FIVE_MINUTES, SCRIPT, StaticFile
from assistant.channel.widget import (
    INDEX,
    PREFIX,
    integrity,
    load_widget,
    main,
    served_files,
    snippet,
    without_comments,
    words_module,
    write_folder,
)
from nscp.contacts import load_contacts
from nscp.settings import PROJECT, Settings
from nscp.yaml_lines import DataError

CONTACTS = load_contacts(PROJECT)
WORDS = """\
filled_in_the_browser: [heading]
emergency: If someone is in danger now, call {emergency_phone}.
kept: NSCP keeps its copy for {retention_days} days.
source: "From NSCP's guide: {heading}"
reasons: [One, "Email {nscp_email}"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "widget").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "widget" / "nscp-chat.js").write_text('import { words } from "./words.js";\n', encoding="utf-8")
    (tmp_path / "widget" / "types.d.ts").write_text("export {};\n", encoding="utf-8")
    (tmp_path / "data" / "widget.yml").write_text(WORDS, encoding="utf-8")
    return tmp_path


def files_of(project: Path) -> dict[str, bytes]:
    return load_widget(project, CONTACTS, Settings(retention_days=31))


def exported(module: bytes, name: str) -> Any:
    """A constant of the words module, read as JSON."""
    start = module.decode().index(f"export const {name} = ") + len(f"export const {name} = ")
    return json.JSONDecoder().raw_decode(module.decode()[start:])[0]


def asked(**headers: str) -> Any:
    return SimpleNamespace(headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_the_modules_and_the_words_are_served_and_nothing_else(project: Path) -> None:
    assert set(files_of(project)) == {"nscp-chat.js", "words.js"}


@pytest.mark.parametrize("missing", ["widget", "data/widget.yml"])
def test_without_a_widget_the_server_starts_and_says_so(
    project: Path, missing: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = project / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()

    files = files_of(project)
    served_files(files)

    assert files == {}
    assert "no widget" in caplog.text


def test_contacts_and_days_are_filled_in_and_the_browsers_own_slots_left(project: Path) -> None:
    words = exported(files_of(project)["words.js"], "words")

    assert words == {
        "emergency": "If someone is in danger now, call 999.",
        "kept": "NSCP keeps its copy for 31 days.",
        "source": "From NSCP's guide: {heading}",
        "reasons": ["One", "Email NSCP@northnorthants.gov.uk"],
    }


def test_contacts_come_with_what_to_link_them_to(project: Path) -> None:
    links = exported(files_of(project)["words.js"], "contacts")

    assert {"text": "999", "href": "tel:999", "label": CONTACTS["emergency_phone"].label} in links
    assert {"text": "NSCP@northnorthants.gov.uk", "href": "mailto:NSCP@northnorthants.gov.uk", "label": ""} in links
    assert len(links) == len({contact.value for contact in CONTACTS.values()})


def test_comments_that_fill_lines_stay_at_home_and_the_rest_is_served_as_it_stands() -> None:
    module = b"""/** What it is for. */
/**
 * More of it. @type {(text: string) => void}
 */
export function say(/** @type {string} */ text) {
  // Why.
  const address = "https://x.example/*"; /* beside code */
  /* not closed at the end of its line */ return address;
}
"""

    assert without_comments(module).decode().splitlines() == [
        "export function say(/** @type {string} */ text) {",
        'const address = "https://x.example/*"; /* beside code */',
        "/* not closed at the end of its line */ return address;",
        "}",
    ]


def test_a_slot_that_nobody_fills_is_named_with_its_line(project: Path) -> None:
    (project / "data" / "widget.yml").write_text("one: One\ntwo: Call {nobody}\n", encoding="utf-8")

    with pytest.raises(DataError, match=r"widget\.yml:2: 'nobody'"):
        words_module(project / "data", CONTACTS, Settings())


def test_a_file_is_sent_with_its_type_a_tag_and_leave_for_every_website(project: Path) -> None:
    served = served_files(files_of(project))[f"{PREFIX}/nscp-chat.js"]

    response = served.response(asked())

    assert response.status == 200
    assert response.content_type == "text/javascript; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == FIVE_MINUTES
    assert response.headers["ETag"]


@pytest.mark.parametrize("encoding", ["", "gzip, br"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}'])
def test_a_browser_that_has_the_file_does_not_get_it_again(encoding: str, form: str) -> None:
    served = StaticFile(b"content", SCRIPT, FIVE_MINUTES)
    tag = served.response(asked(accept_encoding=encoding)).headers["ETag"]

    response = served.response(asked(accept_encoding=encoding, if_none_match=form.format(tag)))

    assert response.status == 304
    assert not response.body
    assert response.headers["ETag"] == tag


def test_a_browser_with_another_version_gets_the_file() -> None:
    old = StaticFile(b"old", SCRIPT, FIVE_MINUTES).response(asked()).headers["ETag"]

    assert StaticFile(b"new", SCRIPT, FIVE_MINUTES).response(asked(if_none_match=old)).body == b"new"


def test_a_file_is_compressed_for_browsers_that_can_read_that() -> None:
    served = StaticFile(b"content " * 1000, SCRIPT, FIVE_MINUTES)

    response = served.response(asked(accept_encoding="gzip, deflate, br"))

    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(response.body) == b"content " * 1000
    assert response.headers["ETag"] != served.response(asked()).headers["ETag"]


def test_the_folder_is_named_after_its_content_and_lists_every_hash(project: Path, tmp_path: Path) -> None:
    files = files_of(project)

    folder = write_folder(tmp_path / "site", files)
    again = write_folder(tmp_path / "site", files)
    other = write_folder(tmp_path / "site", files | {"nscp-chat.js": b"changed"})

    assert folder == again != other
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    assert index == {name: integrity(content) for name, content in files.items()}
    assert {path.name for path in folder.iterdir()} == {*files, INDEX}


def test_a_hash_is_what_browsers_compute() -> None:
    # From the example of the W3C's recommendation: alert('Hello, world.');
    assert integrity(b"alert('Hello, world.');") == "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"


def test_the_snippet_names_every_file_with_its_hash(project: Path) -> None:
    files = files_of(project)

    lines = snippet("/nscp-chat-1", files)

    for name, content in files.items():
        assert f'/nscp-chat-1/{name}" integrity="{integrity(content)}"' in lines
    assert lines.count("<script") == 1


def test_the_page_for_webmasters_names_the_contacts_and_every_variable_of_the_widget() -> None:
    page = (PROJECT / "docs" / "embedding.md").read_text(encoding="utf-8")
    styles = (PROJECT / "widget" / "styles.js").read_text(encoding="utf-8")

    assert f'<a href="mailto:{CONTACTS["nscp_email"].value}">' in page
    assert f'<a href="tel:{CONTACTS["emergency_phone"].value}">' in page
    assert set(re.findall(r"var\((--nscp-[a-z-]+)", styles)) == set(re.findall(r"^  (--nscp-[a-z-]+):", page, re.MULTILINE))


def test_the_widget_and_the_pages_have_the_same_colours() -> None:
    """Light and dark: the widget says them by `light-dark()`, which follows the website, and the pages by a media query."""
    styles = (PROJECT / "widget" / "styles.js").read_text(encoding="utf-8")
    pages = (PROJECT / "assistant" / "channel" / "static" / "pages.css").read_text(encoding="utf-8")
    colour = r"(?:var\(--nscp-[a-z-]+, )?(#[0-9a-f]+)\)?"
    widget = {name: both for name, *both in re.findall(rf"(--[a-z-]+): light-dark\({colour}, {colour}\);", styles)}
    light, dark = (dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]+);", pages_of)) for pages_of in pages.split("@media", 2)[:2])

    assert len(widget) == 11
    assert widget == {name: [light[name], dark[name]] for name in widget}
    before_light_dark = dict(re.findall(rf"(--[a-z-]+): {colour};", styles.partition("@supports")[0]))
    assert before_light_dark == {name: light[name] for name in widget}


def test_the_command_writes_the_folder_and_prints_the_lines_to_paste(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(str(tmp_path)) == 0

    (folder,) = tmp_path.iterdir()
    assert (folder / "words.js").is_file()
    assert f'src="/{folder.name}/nscp-chat.js" integrity="sha384-' in capsys.readouterr().out


def test_the_widget_is_at_most_twenty_kilobytes_compressed() -> None:
    files = load_widget(PROJECT, CONTACTS, Settings())

    assert sum(len(gzip.compress(content)) for content in files.values()) <= 20_000
