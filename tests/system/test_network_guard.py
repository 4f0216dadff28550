"""The network guard itself: it sees and refuses each way out, and leaves this machine alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

GUARD = Path(__file__).parent / "guard"
OUTSIDE = "192.0.2.1"  # an address that is given to nobody (RFC 5737)


def in_uvloop(line: str) -> str:
    return f"import asyncio, uvloop; uvloop.install()\nasync def main(): {line}\nasyncio.run(main())"


def run(code: str, folder: Path, *more_on_path: Path) -> tuple[int, str]:
    """Run code under the guard: exit code, and what the guard noted besides its own start."""
    notes = folder / "notes"
    path = os.pathsep.join(map(str, [GUARD, *more_on_path]))
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": path, "NETWORK_GUARD_FILE": str(notes)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    first, *others = notes.read_text().splitlines()
    assert first.startswith("guards ")
    return result.returncode, "\n".join(others)


@pytest.mark.parametrize(
    "code",
    [
        f"import socket; socket.socket().connect(('{OUTSIDE}', 80))",
        f"import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('{OUTSIDE}', 53))",
        "import socket; socket.getaddrinfo('rasa.example', 443)",
        "import socket; socket.getaddrinfo(b'rasa.example', 443)",
        "import socket; socket.gethostbyname('rasa.example')",
        "import socket; socket.socket().bind(('0.0.0.0', 0))",
        f"import urllib.request; urllib.request.urlopen('http://{OUTSIDE}/')",
        in_uvloop(f"await asyncio.open_connection('{OUTSIDE}', 80)"),
        in_uvloop("await asyncio.get_running_loop().getaddrinfo('rasa.example', 443)"),
        in_uvloop("await asyncio.start_server(print, '0.0.0.0', 0)"),
        in_uvloop(
            "await asyncio.get_running_loop().create_datagram_endpoint("
            f"asyncio.DatagramProtocol, remote_addr=('{OUTSIDE}', 53))"
        ),
    ],
)
def test_a_way_out_is_refused_and_noted(code: str, tmp_path: Path) -> None:
    returned, notes = run(code, tmp_path)

    assert returned == 1
    assert notes.startswith("outside ")


@pytest.mark.parametrize(
    "code",
    [
        "import socket; s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname())",
        "import socket; socket.getaddrinfo('localhost', 80); socket.getaddrinfo(None, 80)",
        "import socket; a, b = socket.socketpair(); a.sendmsg([b'x'])",
        "import socket, tempfile; socket.socket(socket.AF_UNIX).bind(tempfile.mkdtemp() + '/s')",
        in_uvloop(
            "server = await asyncio.start_server(print, '127.0.0.1', 0);"
            "await asyncio.open_connection(*server.sockets[0].getsockname())"
        ),
    ],
)
def test_this_machine_may_be_talked_to(code: str, tmp_path: Path) -> None:
    assert run(code, tmp_path) == (0, "")


def test_a_sitecustomize_that_was_there_before_still_runs(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "sitecustomize.py").write_text("import sys; sys.ran_before = True")

    assert run("import sys; assert sys.ran_before", tmp_path, other) == (0, "")
