"""The set-up scripts, each branch, with stub programs on a PATH of the test's own. No network."""

from __future__ import annotations

import hashlib
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
# What the scripts themselves call. Nothing else of the machine is on the stubs' PATH.
ORDINARY = [
    "awk",
    "cat",
    "chmod",
    "cp",
    "cut",
    "dirname",
    "env",
    "grep",
    "id",
    "mkdir",
    "mktemp",
    "rm",
    "sh",
    "sha256sum",
    "true",
]

RUNS_AS_310 = f'#!/bin/sh\n[ "$1" != --version ] || {{ echo "Python 3.10.0"; exit 0; }}\nexec {sys.executable} "$@"\n'
FAILS = "#!/bin/sh\necho 'pyenv: python3.10: command not found' >&2\nexit 127\n"
ANOTHER_VERSION = f"""#!/bin/sh
exec {sys.executable} -c 'import sys; sys.version_info = (3, 11, 0); exec(sys.argv[1])' "$2"
"""


@dataclass
class Machine:
    """A checkout with nothing but the set-up scripts, on a machine with nothing but the programs a test adds."""

    root: Path

    @property
    def checkout(self) -> Path:
        return self.root / "checkout"

    @property
    def programs(self) -> Path:
        return self.root / "bin"

    def add(self, path: Path | str, text: str) -> Path:
        """Write an executable; a plain name goes on PATH."""
        path = self.programs / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    def run(self, script: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", f"setup/{script}", *arguments],
            cwd=self.checkout,
            env={"PATH": str(self.programs), "HOME": str(self.root / "home"), **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    shutil.copytree(PROJECT / "setup", machine.checkout / "setup", ignore=shutil.ignore_patterns("__pycache__"))
    machine.programs.mkdir()
    for name in ORDINARY:
        found = shutil.which(name)
        assert found, f"the tests need {name}"
        (machine.programs / name).symlink_to(found)
    return machine


def one_sentence(text: str) -> bool:
    return text.count("\n") == 1 and text.rstrip().endswith(".")


def as_root(machine: Machine) -> None:
    user(machine, "0")


def as_nobody(machine: Machine) -> None:
    user(machine, "1000")


def user(machine: Machine, number: str) -> None:
    (machine.programs / "id").unlink()
    machine.add("id", f"#!/bin/sh\necho {number}\n")


# Python 3.10


def test_a_python310_on_path_that_runs_is_taken(machine: Machine) -> None:
    python = machine.add("python3.10", RUNS_AS_310)
    assert machine.run("find_python.sh").stdout == f"{python}\n"


@pytest.mark.parametrize("shim", [FAILS, ANOTHER_VERSION])
def test_a_python310_that_fails_is_passed_over_for_one_under_pyenv(machine: Machine, shim: str) -> None:
    machine.add("python3.10", shim)
    python = machine.add(machine.root / "pyenv/versions/3.10.13/bin/python3.10", RUNS_AS_310)
    assert machine.run("find_python.sh", PYENV_ROOT=str(machine.root / "pyenv")).stdout == f"{python}\n"


def test_pyenv_is_found_in_the_home_folder_without_its_variable(machine: Machine) -> None:
    python = machine.add(machine.root / "home/.pyenv/versions/3.10.2/bin/python3.10", RUNS_AS_310)
    assert machine.run("find_python.sh").stdout == f"{python}\n"


def test_a_broken_python_under_pyenv_is_passed_over_for_a_working_one(machine: Machine) -> None:
    machine.add(machine.root / "home/.pyenv/versions/3.10.1/bin/python3.10", FAILS)
    python = machine.add(machine.root / "home/.pyenv/versions/3.10.2/bin/python3.10", RUNS_AS_310)
    assert machine.run("find_python.sh").stdout == f"{python}\n"


def stub_uv(python: Path) -> str:
    """A uv that installs `python` where it was told to keep its own, and refuses any other place."""
    return f"""#!/bin/sh
case "$*" in
    --version) echo 'uv 0' ;;
    *"python install"*) mkdir -p "$UV_PYTHON_INSTALL_DIR" && : >"$UV_PYTHON_INSTALL_DIR/installed" ;;
    *"python find"*) [ -f "$UV_PYTHON_INSTALL_DIR/installed" ] && echo "{python}" ;;
    *) exit 1 ;;
esac
"""


def test_uv_on_path_fetches_python_into_the_checkout(machine: Machine) -> None:
    python = machine.add(machine.root / "fetched/python3.10", RUNS_AS_310)
    machine.add("python3.10", FAILS)
    machine.add("uv", stub_uv(python))
    assert machine.run("find_python.sh").stdout == f"{python}\n"
    assert (machine.checkout / ".uv/python/installed").exists()


def stub_python3(uv: Path) -> str:
    """A system python3 that can make an environment, whose pip installs uv only from the hashed list."""
    return f"""#!/bin/sh
case "$*" in
    *"-c import ensurepip"*) exit 0 ;;
    "-m venv .uv") mkdir -p .uv/bin && cp "$0" .uv/bin/python ;;
    *"pip install"*"--require-hashes"*"setup/uv.lock"*) cp "{uv}" .uv/bin/uv ;;
    *) exit 1 ;;
esac
"""


def test_uv_is_installed_privately_where_there_is_none(machine: Machine) -> None:
    python = machine.add(machine.root / "fetched/python3.10", RUNS_AS_310)
    uv = machine.add(machine.root / "uv", stub_uv(python))
    machine.add("python3", stub_python3(uv))
    assert machine.run("find_python.sh").stdout == f"{python}\n"
    assert (machine.checkout / ".uv/bin/uv").exists()


def test_a_system_python_without_ensurepip_gets_it_from_apt(machine: Machine) -> None:
    python = machine.add(machine.root / "fetched/python3.10", RUNS_AS_310)
    uv = machine.add(machine.root / "uv", stub_uv(python))
    whole = machine.add(machine.root / "whole-python3", stub_python3(uv))
    machine.add("python3", "#!/bin/sh\nexit 1\n")
    as_root(machine)
    apt = f'#!/bin/sh\ncase "$*" in *"install"*"python3-venv"*) cp "{whole}" "{machine.programs}/python3" ;; esac\n'
    machine.add("apt-get", apt)
    assert machine.run("find_python.sh").stdout == f"{python}\n"


@pytest.mark.parametrize("uv", [None, FAILS, '#!/bin/sh\n[ "$*" = --version ]\n'], ids=["no uv", "broken", "offline"])
def test_without_any_python310_one_sentence_names_the_ways_to_get_it(machine: Machine, uv: str | None) -> None:
    machine.add("python3.10", FAILS)
    if uv:
        machine.add("uv", uv)
    result = machine.run("find_python.sh")
    assert result.returncode == 1
    assert result.stdout == ""
    last = result.stderr.splitlines(keepends=True)[-1]
    assert one_sentence(last)
    assert all(way in last for way in ("python3.10-venv", "pyenv install 3.10", "uv"))
    assert all(line.startswith("Fetching") for line in result.stderr.splitlines()[:-1])


# Environments

LOCK = "first==1.0 \\\n    --hash=sha256:00\nsetuptools==1.0 \\\n    --hash=sha256:00\n"
# Stands for the Python that makes the environment and for the one inside; notes each call of pip beside the checkout.
PYTHON_THAT_NOTES_PIP = """#!/bin/sh
case "$*" in
    "-m venv "*) mkdir -p "$3/bin" "$3/lib" && cat "$0" >"$3/bin/python" && chmod +x "$3/bin/python" ;;
    *"pip install"*) echo "$*" >>../pip-calls; [ ! -f ../no-network ] || { echo "no network"; exit 1; } ;;
    --version) echo "Python 3.10.0" ;;
esac
"""


@pytest.fixture
def with_python(machine: Machine) -> Machine:
    machine.add("python3.10", PYTHON_THAT_NOTES_PIP)
    (machine.checkout / "a.lock").write_text(LOCK)
    return machine


def make_venv(machine: Machine) -> subprocess.CompletedProcess[str]:
    return machine.run("make_venv.sh", "env", "a.lock", "a minute")


def pip_calls(machine: Machine) -> list[str]:
    calls = machine.root / "pip-calls"
    return calls.read_text().splitlines() if calls.exists() else []


def test_an_environment_is_made_with_hashes_and_without_dependencies(with_python: Machine) -> None:
    result = make_venv(with_python)
    assert result.returncode == 0, result.stderr
    calls = pip_calls(with_python)
    assert all("--require-hashes" in call and "--no-deps" in call for call in calls)
    assert [call.split()[-1] for call in calls] == ["env/setuptools.lock", "a.lock"]
    assert (with_python.checkout / "env/setuptools.lock").read_text() == LOCK[LOCK.index("setuptools") :]
    assert (with_python.checkout / "env/made-from").read_text().strip() == hashlib.sha256(LOCK.encode()).hexdigest()


def test_each_long_step_says_what_it_is_and_how_long_it_takes(with_python: Machine) -> None:
    lines = make_venv(with_python).stdout.splitlines()
    assert lines == [
        "Making env with Python 3.10.0 (5 seconds) ...",
        "Installing 2 packages from a.lock (a minute) ...",
        "Compiling env (up to 20 seconds) ...",
    ]


def test_a_second_call_does_and_says_nothing(with_python: Machine) -> None:
    make_venv(with_python)
    before = pip_calls(with_python)
    result = make_venv(with_python)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert pip_calls(with_python) == before


def test_another_lock_makes_it_again_from_nothing(with_python: Machine) -> None:
    make_venv(with_python)
    left_over = with_python.checkout / "env/left-over"
    left_over.touch()
    (with_python.checkout / "a.lock").write_text(LOCK.replace("1.0", "2.0"))
    make_venv(with_python)
    assert len(pip_calls(with_python)) == 4
    assert not left_over.exists()


def test_a_half_made_environment_is_made_again(with_python: Machine) -> None:
    (with_python.root / "no-network").touch()
    failed = make_venv(with_python)
    assert failed.returncode == 1
    assert "no network" in failed.stderr
    assert not (with_python.checkout / "env/made-from").exists()
    (with_python.root / "no-network").unlink()
    assert make_venv(with_python).returncode == 0
    assert (with_python.checkout / "env/made-from").exists()


def test_an_environment_whose_python_is_gone_is_made_again(with_python: Machine) -> None:
    make_venv(with_python)
    (with_python.checkout / "env/bin/python").unlink()
    assert make_venv(with_python).returncode == 0
    assert (with_python.checkout / "env/bin/python").exists()


PTH = "env/lib/python3.10/site-packages/nscp_settings.pth"


def test_an_environment_gets_its_settings_before_it_counts_as_made(with_python: Machine) -> None:
    (with_python.checkout / "setup/settings.pth").unlink()
    assert make_venv(with_python).returncode != 0
    assert not (with_python.checkout / "env/made-from").exists()

    shutil.copy(PROJECT / "setup/settings.pth", with_python.checkout / "setup")
    make_venv(with_python)
    assert (with_python.checkout / PTH).read_bytes() == (PROJECT / "setup/settings.pth").read_bytes()


def test_changed_settings_reach_an_environment_that_is_there_already(with_python: Machine) -> None:
    make_venv(with_python)
    before = pip_calls(with_python)
    (with_python.checkout / "setup/settings.pth").write_text("# changed\n")
    make_venv(with_python)
    assert (with_python.checkout / PTH).read_text() == "# changed\n"
    assert pip_calls(with_python) == before


# Chromium

RUNS = "#!/bin/sh\necho 'Chromium 1'\n"
SNAP_STUB = "#!/bin/sh\necho 'Command requires the chromium snap to be installed.' >&2\nexit 1\n"


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_a_browser_on_path_is_taken(machine: Machine, name: str) -> None:
    browser = machine.add(name, RUNS)
    assert machine.run("find_chromium.sh").stdout == f"{browser}\n"


def test_a_snap_stub_is_passed_over(machine: Machine) -> None:
    machine.add("chromium-browser", SNAP_STUB)
    browser = machine.add("google-chrome", RUNS)
    assert machine.run("find_chromium.sh").stdout == f"{browser}\n"


def apt_that_installs_chromium(machine: Machine) -> None:
    browser = machine.add(machine.root / "from-apt", RUNS)
    apt = f'#!/bin/sh\ncase "$*" in *"install"*" chromium") cp "{browser}" "{machine.programs}/chromium" ;; esac\n'
    machine.add("apt-get", apt)


def test_root_gets_chromium_from_apt(machine: Machine) -> None:
    as_root(machine)
    apt_that_installs_chromium(machine)
    assert machine.run("find_chromium.sh").stdout == f"{machine.programs / 'chromium'}\n"


def test_a_sudo_that_asks_for_no_password_gets_chromium_from_apt(machine: Machine) -> None:
    as_nobody(machine)
    apt_that_installs_chromium(machine)
    machine.add("sudo", '#!/bin/sh\n[ "$1" = -n ] || exit 1\nshift\nexec "$@"\n')
    assert machine.run("find_chromium.sh").stdout == f"{machine.programs / 'chromium'}\n"


def test_nobody_is_asked_for_a_password(machine: Machine) -> None:
    as_nobody(machine)
    apt_that_installs_chromium(machine)
    machine.add("sudo", "#!/bin/sh\nexit 1\n")
    result = machine.run("find_chromium.sh")
    assert result.returncode == 1
    assert one_sentence(result.stderr)
    assert not (machine.programs / "chromium").exists()


def test_playwrights_own_browser_is_the_last_resort(machine: Machine) -> None:
    as_nobody(machine)
    browser = machine.add(machine.root / "from-playwright", RUNS)
    machine.add(machine.checkout / ".venv-tools/bin/playwright", '#!/bin/sh\n[ "$*" = "install chromium" ]\n')
    machine.add(machine.checkout / ".venv-tools/bin/python", f'#!/bin/sh\necho "{browser}"\n')
    assert machine.run("find_chromium.sh").stdout == f"{browser}\n"


def test_without_any_browser_one_sentence_says_so(machine: Machine) -> None:
    as_nobody(machine)
    machine.add("chromium-browser", SNAP_STUB)
    result = machine.run("find_chromium.sh")
    assert (result.returncode, result.stdout) == (1, "")
    assert one_sentence(result.stderr)
