"""The environment itself: what the locks hold and whether everything needed is there.

The locks are installed without dependencies and against some packages' own word (requirements.overrides), so `pip
check` cannot tell whether anything is missing; importing everything can.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "requirements-tools.lock", "requirements-console.lock", "setup/uv.lock"]
LARGEST = 1.9 * 2**30  # bytes

# Every way in that the project, or a Rasa user inside .venv, uses; Rasa's default pipeline is compared against.
EVERY_WAY_IN = """
import rasa.__main__, rasa.api, rasa.core.run, rasa.core.test, rasa.core.train, rasa.model_testing, rasa.model_training
import rasa.core.training.interactive, rasa.nlu.test, rasa.server, rasa.utils.plotting, rasa.validator
import rasa.core.channels, rasa.core.policies.ted_policy, rasa.core.policies.unexpected_intent_policy
import rasa.engine.recipes.default_components
import rasa_sdk.__main__, rasa_sdk.endpoint
import honcho.command, itsdangerous, jinja2, onnxruntime, rapidfuzz, tokenizers
import psycopg2, skops.io
import aiosmtpd.controller, cryptography.fernet, dj_database_url, email_validator
import django.core.mail.backends.smtp, django.core.management
"""


def test_everything_that_is_needed_can_be_imported() -> None:
    result = subprocess.run(
        [sys.executable, "-c", EVERY_WAY_IN], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr[-2000:]


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_in_a_lock_is_pinned_with_hashes(name: str) -> None:
    lines = (PROJECT / name).read_text().splitlines()
    packages = [number for number, line in enumerate(lines) if re.match(r"[a-z0-9]", line)]
    assert packages
    for number in packages:
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+ \\", lines[number]), lines[number]
        assert re.match(r"    --hash=sha256:[0-9a-f]{64}", lines[number + 1]), lines[number]


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_holds_an_address(name: str) -> None:
    text = (PROJECT / name).read_text()
    assert "://" not in text
    assert "index-url" not in text


def imports_of(file: Path) -> set[str]:
    """What a module imports anywhere in it; of `from a import b` both `a` and `a.b`, which may be a module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def imports_of_the_console() -> set[str]:
    """Top names of what the console imports, and the modules of nscp/ that it uses."""
    waiting = [file for file in (PROJECT / "console").rglob("*.py") if "migrations" not in file.parts]
    seen, names = set(waiting), set()
    while waiting:
        found = imports_of(waiting.pop())
        names |= {name.partition(".")[0] for name in found}
        places = [PROJECT / name.replace(".", "/") for name in found if name.startswith("nscp")]
        files = {file for place in places for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()}
        waiting += files - seen
        seen |= files
    return names


def test_the_lock_of_the_console_holds_every_package_that_it_imports() -> None:
    lock = set(re.findall(r"^([a-z0-9-]+)==", (PROJECT / "requirements-console.lock").read_text(), re.MULTILINE))
    packages: dict[str, str] = {}
    for distribution in distributions():
        name = re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()
        packages |= {file.parts[0].removesuffix(".py"): name for file in distribution.files or ()}
    # sanic is imported by nscp/warning_filters.py only where it starts a server of Rasa's.
    foreign = imports_of_the_console() - set(sys.stdlib_module_names) - {"console", "nscp", "sanic"}
    assert "phonenumbers" in foreign
    assert {name for name in foreign if packages.get(name) not in lock} == set()


def test_the_lock_has_the_pins_that_rasa_depends_on() -> None:
    lock = (PROJECT / "requirements.lock").read_text()
    assert all(pin in lock for pin in ("rasa==3.6.21 ", "rasa-sdk==3.6.2 ", "packaging==20.9 ", "tensorflow-cpu==2.12"))
    assert not re.search(r"^(tensorflow|jax|jaxlib|libclang)==", lock, re.MULTILINE)


def test_the_environment_is_small_enough() -> None:
    files = (path for path in Path(sys.prefix).rglob("*") if path.is_file() and not path.is_symlink())
    assert sum(path.stat().st_blocks * 512 for path in files) < LARGEST


def environment_of_a_process(**given: str) -> dict[str, str]:
    """What a Python of the environment finds in `os.environ` when it is started by hand, without make."""
    code = "import json, os; print(json.dumps(dict(os.environ)))"
    result = subprocess.run(
        [sys.executable, "-c", code], env=given, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    environment: dict[str, str] = json.loads(result.stdout)
    return environment


def test_telemetry_is_off_in_every_process_even_if_asked_for() -> None:
    assert environment_of_a_process(RASA_TELEMETRY_ENABLED="true")["RASA_TELEMETRY_ENABLED"] == "false"


def test_a_process_that_is_started_by_hand_is_as_quiet_and_as_local() -> None:
    assert environment_of_a_process()["SANIC_HOST"] == "127.0.0.1"
    assert environment_of_a_process()["TF_CPP_MIN_LOG_LEVEL"] == "3"
    assert environment_of_a_process(SANIC_HOST="10.0.0.1")["SANIC_HOST"] == "10.0.0.1"


def test_neither_telemetry_nor_error_reporting_of_rasa_starts() -> None:
    code = (
        "import rasa.telemetry as telemetry, sentry_sdk; telemetry.initialize_telemetry();"
        "telemetry.initialize_error_reporting(); print(telemetry.is_telemetry_enabled(), sentry_sdk.Hub.current.client)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={"RASA_EXCEPTION_WRITE_KEY": "key", "HOME": "/nonexistent"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == "False None\n"
