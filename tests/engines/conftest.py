"""Tests on the engines themselves: `make test-engines` installs and runs them, and there nothing may be skipped."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

_HERE = Path(__file__).parent
# Nothing is told to, or asked of, the makers of engines.
os.environ.update(RAY_USAGE_STATS_ENABLED="0", HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")


@pytest.fixture(scope="session", autouse=True)
def _seen_by_workers() -> None:
    """Let processes that engines start import what stands here."""
    roots = [str(_HERE), str(_HERE.parents[1]), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(root for root in roots if root)
    os.environ["PYSPARK_PYTHON"] = sys.executable


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if "TEST_ENGINES" in os.environ and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("a test of an engine was skipped: that is a failure here")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
