"""The quick check of the data, `python -m nscp.check`, names each of these mistakes with its file, its line and a remedy."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from nscp.check import main
from nscp.settings import PROJECT

HOW_LONG, UPDATES, GREET = "data/topics/faq/how_long.yml", "data/topics/gap/updates.yml", "data/topics/plain/greet.yml"
PHRASES, REPLIES = "data/safety/phrases.yml", "data/replies/conversation.yml"
OTHER = "data/nlu.yml"  # a file such as Rasa's own projects have


@dataclass(frozen=True)
class Mistake:
    """One mistake.

    Attributes:
        name: what somebody did.
        file: where; without `old` it is a new file, or all of one.
        old, new: what was replaced by what.
        at: stands on the line that must be named; `new` by itself if empty.
        says: what the complaint must hold.
    """

    name: str
    file: str
    old: str
    new: str
    says: str
    at: str = ""
    encoding: str = "utf-8"


OTHER_NLU = 'version: "3.1"\nnlu:\n'
MISTAKES = [
    # A file as a whole
    Mistake("tab", HOW_LONG, "  - text: >-\n      Most", "\t- text: >-\n      Most", "Use spaces", "\t- text"),
    Mistake("bad indentation", HOW_LONG, "  S12: ", "   S12: ", "Check quotes and indents"),
    Mistake("quote not closed", GREET, "title: Hello", 'title: "Hello', "never closed", 'title: "Hello'),
    Mistake("duplicate key", HOW_LONG, "  S12: ", '  S11: "49c26b63"\n  S12: ', "has 'S11' twice", 'S11: "49c26b63"'),
    Mistake("curly quotes around a key", HOW_LONG, "title:", "“title”:", "curly quotes"),
    Mistake("curly quotes around a title", GREET, "title: Hello", "title: “Hello”", "curly quotes"),
    Mistake("wrong encoding", UPDATES, "nlu:\n", "# café\nnlu:\n", "Save the file as UTF-8", "# café", "latin-1"),
    Mistake("empty file", "data/translations.yml", "", "", "is empty"),
    Mistake("conflict left by git", GREET, "    - hiya\n", "<<<<<<< HEAD\n    - hiya\n", "conflict that git has marked"),
    Mistake("other ending", "data/topics/gap/parking.yaml", "", "nlu: []\n", "Name it parking.yml", "nlu"),
    Mistake("version as a number", GREET, 'version: "3.1"', "version: 3.1", "in quotes"),
    # Topics
    Mistake("title missing", UPDATES, "\ntitle: ", "\n# title: ", "Add `title:`", "version"),
    Mistake("title of another topic", GREET, "title: Hello", "title: What about the inquest?", "Choose another"),
    Mistake("key nobody reads", HOW_LONG, "follow_ups:\n", "followups:\n", "Known keys"),
    Mistake("line without dash", GREET, "    - hiya\n", "    hiya\n", "start the line with '- '"),
    Mistake("example in two topics", UPDATES, "  examples: |\n", "  examples: |\n    - Hiya!\n", "keep one", "- Hiya!"),
    Mistake(
        "near-duplicate",
        UPDATES,
        "  examples: |\n",
        "  examples: |\n    - how long dus a review take\n",
        "an example of faq/how_long",
        "- how long dus",
    ),
    Mistake(
        "personal detail",
        UPDATES,
        "  examples: |\n",
        "  examples: |\n    - ring me on 07911 123456 when theres news\n",
        "holds a phone number",
        "- ring me",
    ),
    Mistake("unknown follow-up topic", HOW_LONG, "answer: gap/updates", "answer: gap/update", "no topic 'gap/update'"),
    Mistake("intent without its kind", UPDATES, "intent: gap/updates", "intent: updates", "is not in domain.yml"),
    # Answers
    Mistake("number without source", HOW_LONG, "Some reviews take longer.", "Some take 14 months.", "does not say “14”"),
    Mistake("promise without source", HOW_LONG, "Some reviews take longer.", "We will tell you.", "does not promise"),
    Mistake("typed-out address", HOW_LONG, "Some reviews take longer.", "Ring 01604 626938.", "use a slot"),
    Mistake("address not in contacts", UPDATES, "{nscp_email}", "{nscp_mail}", "list it in data/contacts.yml"),
    Mistake("unknown source id", HOW_LONG, "from: [S12, S12, S13", "from: [S12, S21, S13", "'S21' is not known"),
    Mistake(
        "source missing", HOW_LONG, "from: [S12, S12, S13", "from: [S12, S13", "add one entry", "from: [S12, S13, service"
    ),
    Mistake("guide changed since", HOW_LONG, 'S12: "49c26b63"', 'S12: "49c26b64"', "sentence S12 has changed"),
    Mistake("simpler version misnamed", HOW_LONG, "utter_simpler_how_long", "utter_simpler_how-long", "nothing plays"),
    Mistake("text missing", GREET, "  - text: >-", "  - tekst: >-", "write `- text: ...`"),
    Mistake(
        "button that means nothing",
        REPLIES,
        "    - title: Who can see the report?\n",
        "    - title: Who sees the report?\n",
        "word for word",
    ),
    # Safety, contacts, guide, service
    Mistake("bracket in a phrase", PHRASES, "  - ", "  - (he hits me\n  - ", "never closed", "(he hits me"),
    Mistake("capitals in a phrase", PHRASES, "\nline:\n", "\nline:\n- I am Scared\n", "small letters", "I am Scared"),
    Mistake("list of phrases missing", PHRASES, "after_help:\n", "afterhelp:\n", "Compare it", "words:"),
    Mistake("safety example misfiled", "data/safety/report.yml", "immediate_danger", "imediate_danger", "did you mean"),
    Mistake("contact without a slot", "data/contacts.yml", "slot: mash_phone", "slot: mash_fone", "add it there"),
    Mistake("check noted by half", "data/contacts.yml", 'by: ""', "by: Ann Other", "needs both checked_by", "by: Ann Other"),
    Mistake(
        "heading missing",
        "data/guide.yml",
        "  heading: What is a Child",
        "  hading: What is a Child",
        "each with id",
        "- id: review",
    ),
    Mistake("facts missing", "data/service.yml", "facts:\n", "fact:\n", "needs `facts:`", "fact:"),
    # Words, buttons and texts of pages
    Mistake(
        "yes without quotes", "data/hand_off.yml", 'says: ["yes", yes please, yeah, yep', "says: [yes, yep", "needs quotes"
    ),
    Mistake("capital in text-speak", "data/words/text_speak.yml", "  abt:", "  Abt:", "small letters"),
    Mistake("reply that is not there", "data/words/statements.yml", "statement_apart:", "statement_appart:", "no response"),
    Mistake("kind of follow-up", "data/follow_ups.yml", "faq/why_longer: [", "faq/why_late: [", "correct the name"),
    Mistake(
        "slot in a page",
        "data/pages/before.yml",
        "for {retention_days}",
        "for {retention}",
        "cannot be filled in",
        "for {retention}",
    ),
    Mistake(
        "bracket in a health text",
        "data/health.yml",
        "{emergency_phone}",
        "{emergency_phone",
        "bracket is missing",
        "You can email",
    ),
    Mistake("address in a notice", "data/notices.yml", "{emergency_phone}.\nl", "0300 126 7000.\nl", "typed out", "0300"),
    # Rasa's own files
    Mistake(
        "intent elsewhere",
        OTHER,
        "",
        OTHER_NLU + "- intent: parking\n  examples: |\n    - where\n",
        "not in domain",
        "parking",
    ),
    Mistake(
        "response elsewhere",
        OTHER,
        "",
        'version: "3.1"\nresponses:\n  utter_promise:\n  - text: You will be told everything.\n',
        "add one entry to metadata.from",
        "- text",
    ),
    Mistake(
        "response in the domain",
        "domain.yml",
        "\nactions:\n",
        "\nresponses:\n  utter_x:\n  - text: Hm.\nactions:\n",
        "add one entry",
        "Hm.",
    ),
    Mistake("rule for an unknown intent", "data/rules.yml", "- intent: thanks", "- intent: thank", "did you mean thanks?"),
    Mistake("response that no file has", "data/rules.yml", "utter_goodbye", "utter_goodby", "did you mean utter_goodbye?"),
    Mistake(
        "misspelt action in a story",
        "data/stories.yml",
        "",
        'version: "3.1"\nstories:\n- story: one\n  steps:\n  - intent: greet\n  - action: action_handoff\n',
        "did you mean action_hand_off?",
        "action_handoff",
    ),
    Mistake(
        "form with an unknown slot", "domain.yml", "    - personal_name", "    - personal_nam", "did you mean personal_name?"
    ),
    Mistake("intent without a rule", "domain.yml", "- greet\n", "- greet\n- moan\n", "no rule answers", "- moan"),
    Mistake("component misspelt", "config.yml", "featurizer.Sent", "featuriser.Sent", "no such part"),
    # What this pipeline does not read
    Mistake("entity", GREET, "    - hiya\n", "    - hiya [duck](name)\n", "note", "hiya [duck]"),
    Mistake("regex", OTHER, "", OTHER_NLU + "- regex: date\n  examples: |\n    - \\d+\n", "no effect", "regex"),
    Mistake("lookup", OTHER, "", OTHER_NLU + "- lookup: town\n  examples: |\n    - corby\n", "no effect", "lookup"),
    Mistake("synonym", OTHER, "", OTHER_NLU + "- synonym: nan\n  examples: |\n    - gran\n", "no effect", "synonym"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all that is checked."""
    copied = tmp_path_factory.mktemp("project")
    shutil.copytree(PROJECT / "data", copied / "data")
    (copied / "docs").mkdir()
    for name in ("domain.yml", "config.yml", "docs/answers.md"):
        shutil.copy(PROJECT / name, copied / name)
    return copied


@pytest.fixture
def planted(project: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Mistake, int]]:
    """A mistake in the copy, and the line on which it stands."""
    mistake: Mistake = request.param
    path = project / mistake.file
    before = path.read_bytes() if path.exists() else None
    text = (before or b"").decode()
    assert mistake.old in text
    changed = text.replace(mistake.old, mistake.new, 1) if mistake.old else mistake.new
    path.write_bytes(changed.encode(mistake.encoding))
    at = changed.index(mistake.at or mistake.new.strip())
    yield mistake, changed.count("\n", 0, at) + 1
    if before is None:
        path.unlink()
    else:
        path.write_bytes(before)


@pytest.mark.parametrize("planted", MISTAKES, ids=[mistake.name for mistake in MISTAKES], indirect=True)
def test_a_mistake_is_named_with_file_line_and_remedy(
    project: Path, planted: tuple[Mistake, int], capsys: pytest.CaptureFixture[str]
) -> None:
    mistake, line = planted

    code = main([str(project)])

    said = capsys.readouterr().out.splitlines()
    found = [row for row in said if re.search(rf"{mistake.file}:{line}\b", row) and mistake.says in row]
    assert found, "\n".join(said)
    assert code == (0 if found[0].startswith("note: ") else 1)


def test_nothing_is_said_of_the_data_as_it_is(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([str(project)])

    assert capsys.readouterr().out.splitlines() == ["data: 0 to fix, 0 to improve, 0 without effect"]
    assert code == 0


def test_the_check_needs_neither_rasa_nor_tensorflow() -> None:
    command = (
        "import sys\nfrom nscp.check import main\nmain([])\n"
        "print(sorted({'rasa', 'tensorflow', 'sklearn', 'numpy', 'django'} & set(sys.modules)))"
    )

    ran = subprocess.run([sys.executable, "-c", command], cwd=PROJECT, capture_output=True, text=True, check=True)

    assert ran.stdout.splitlines()[-1] == "[]"
