"""What the figures were measured on, and how busy it was."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nscp.settings import PROJECT

PACKAGES = ("rasa", "tensorflow-cpu", "onnxruntime", "scikit-learn", "sanic", "sqlalchemy", "aiohttp")
KIB_PER_MIB = 1024


def describe_machine() -> dict[str, Any]:
    """Processor, memory, versions."""
    return {
        "processor": _first("/proc/cpuinfo", "model name"),
        "processors": os.cpu_count(),
        "memory_mib": int(_first("/proc/meminfo", "MemTotal").split()[0]) // KIB_PER_MIB,
        "system": platform.platform(),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "commit": _commit(),
    }


def load_average() -> float:
    """Processes that ran or wanted to run, averaged over the last minute."""
    return round(os.getloadavg()[0], 2)


def resident_memory(pid: int) -> float:
    """The memory that a process holds now (VmRSS), in MiB."""
    return int(_first(f"/proc/{pid}/status", "VmRSS").split()[0]) / KIB_PER_MIB


def _first(path: str, name: str) -> str:
    """The value on the first line `name: value` of a file; empty if there is none."""
    rows = (line.partition(":") for line in Path(path).read_text(encoding="utf-8").splitlines())
    return next((value.strip() for key, _, value in rows if key.strip() == name), "")


def _commit() -> str:
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    return found.stdout.strip()
