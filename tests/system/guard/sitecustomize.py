"""Network guard: refuses, and notes in a file, whatever a Python process tries to reach outside this machine.

Put this folder on PYTHONPATH and name a file in NETWORK_GUARD_FILE: Python imports the module when it starts. uvloop talks
to the kernel without Python's audit events, so its loop is guarded by name. A library in C that opens sockets by itself
is not seen; of those that are loaded here, only PostgreSQL's client opens any, to its own database.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import ipaddress
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FILE = os.environ.get("NETWORK_GUARD_FILE", "")

# Audit event -> which of its arguments says where to.
EVENTS = {
    "socket.bind": 1,
    "socket.connect": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyaddr": 0,
    "socket.gethostbyname": 0,
    "socket.getnameinfo": 0,
    "socket.sendmsg": 1,
    "socket.sendto": 1,
}


def is_local(target: Any) -> bool:
    """True for this machine: loopback addresses, no address, Unix sockets and the kernel's own."""
    if isinstance(target, tuple):
        target = target[0]
    elif isinstance(target, (str, bytes)) and os.sep in os.fsdecode(target):
        return True
    if isinstance(target, bytes):
        target = target.decode("ascii", "replace")
    if not isinstance(target, str) or target in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(target).is_loopback
    except ValueError:
        return False


def note(words: str) -> None:
    """Append one line; whole lines of several processes do not mix."""
    descriptor = os.open(FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(descriptor, f"{words}\n".encode())
    os.close(descriptor)


def refuse_outside(how: str, target: Any) -> None:
    """Note and refuse a target outside this machine.

    Raises:
        ConnectionRefusedError: it is outside.
    """
    if not is_local(target):
        note(f"outside {os.getpid()} {how} {target}")
        raise ConnectionRefusedError(f"the network guard refuses {how}")


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook."""
    if event in EVENTS:
        refuse_outside(event, arguments[EVENTS[event]])


def guard_uvloop() -> None:
    """Do the same for uvloop's own ways out, where it is installed."""
    try:
        import uvloop
    except ImportError:
        return
    for name, where in {"getaddrinfo": "host", "create_connection": "host", "create_server": "host"}.items():
        setattr(uvloop.Loop, name, guarded(getattr(uvloop.Loop, name), name, where, 0 if name == "getaddrinfo" else 1))
    uvloop.Loop.create_datagram_endpoint = guarded(uvloop.Loop.create_datagram_endpoint, "datagram", "remote_addr", 2)
    uvloop.Loop.sock_connect = guarded(uvloop.Loop.sock_connect, "sock_connect", "address", 1)
    uvloop.Loop.sock_sendto = guarded(uvloop.Loop.sock_sendto, "sock_sendto", "address", 2)


def guarded(method: Callable[..., Any], how: str, name: str, place: int) -> Callable[..., Any]:
    """A method of the loop that looks first at where to: an argument with this name or in this place."""

    def look_first(loop: Any, *args: Any, **kwargs: Any) -> Any:
        refuse_outside(f"uvloop.{how}", args[place] if len(args) > place else kwargs.get(name))
        return method(loop, *args, **kwargs)

    return look_first


def run_the_next_sitecustomize() -> None:
    """Python imports one module of this name; another one further down the path was there first."""
    elsewhere = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", elsewhere)
    if spec and spec.loader:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


if FILE:
    guard_uvloop()
    sys.addaudithook(watch)
    note(f"guards {os.getpid()} {sys.orig_argv}")
run_the_next_sitecustomize()
