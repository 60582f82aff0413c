"""The service against its own description: what schemathesis makes of it finds nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from served import serving

pytest.importorskip("schemathesis", reason="schemathesis is not installed; make test-engines installs it")


def test_the_service_does_what_its_description_says(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "COLUMNS")}
    with serving("--workers", "2", "--max-body", "1") as served:
        address = f"http://127.0.0.1:{served.port}/openapi.json"
        options = ["--max-examples", "30", "--phases", "examples,coverage,fuzzing", "--checks", "all", "--no-color"]
        command = [sys.executable, "-m", "schemathesis.cli", "run", address, *options]
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment, check=False, timeout=300)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert served.metric("cleaner_requests_total") > 100
        assert served.client.get("/healthz").json()["workers"] == {"alive": 2, "wanted": 2}
        assert served.metric("cleaner_workers_lost_total") == 0
        assert 'status="500"' not in served.client.get("/metrics").text
