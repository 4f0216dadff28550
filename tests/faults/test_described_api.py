"""schemathesis reads docs/openapi.yml and sends what it allows and what it forbids; the server must answer as it says."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from tests.faults.conftest import DESCRIBED, REQUESTS
from tests.faults.report import Report
from tests.running_server import PROJECT, Server

FAULTS = Path(__file__).parent
OPERATIONS = 6  # that take anything; the two about health take nothing


def test_the_server_answers_as_described(server: Server, tmp_path: Path, report: Report) -> None:
    examples = max(1, REQUESTS * DESCRIBED // 100 // OPERATIONS)
    command = [PROJECT / ".venv-tools/bin/schemathesis", "--config-file", FAULTS / "schemathesis.toml", "--no-color", "run"]
    how = ["--phases", "examples,coverage,fuzzing", "--max-examples", str(examples), "--continue-on-failure"]
    output = ["--generation-database", "none", "--warnings", "off", "--report", "json", "--report-dir", tmp_path]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.faults.schemathesis_hooks", "PYTHONPATH": ".", "NSCP_FAULTS_API": server.api}
    with report.part("requests made from docs/openapi.yml") as part:
        result = subprocess.run(
            [*command, PROJECT / "docs" / "openapi.yml", "--url", server.api, *how, *output],
            cwd=PROJECT,
            env={**os.environ, **hooks},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        for found in tmp_path.glob("*.json"):
            part.counts["requests"] = json.loads(found.read_text(encoding="utf-8"))["test_cases"]["generated"]
        assert result.returncode == 0, result.stdout[-8000:] + result.stderr[-2000:]
        assert part.counts["requests"] >= examples
