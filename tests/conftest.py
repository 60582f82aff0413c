"""Profiles of Hypothesis, the documents it draws, and what every test module shares."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from cleaner import Cleaner
from cleaner.cli import main
from cleaner.compiled import native

# The tests of engines have an environment and settings of their own: make test-engines.
collect_ignore = [] if "TEST_ENGINES" in os.environ else ["engines"]

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

_slow = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
settings.register_profile("quick", max_examples=60, deadline=None, suppress_health_check=_slow)
settings.register_profile("long", max_examples=300, derandomize=True, deadline=None, suppress_health_check=_slow)
settings.load_profile("long" if os.environ.get("CI") else "quick")


def pytest_configure() -> None:
    """Refuse to test a compiled part that is older than what it is made of: in an editable install nobody builds it anew."""
    made = Path(native.__file__) if native else ROOT
    if made.parent == ROOT / "cleaner" and any(path.stat().st_mtime > made.stat().st_mtime for path in (ROOT / "compiled").iterdir()):
        raise pytest.UsageError(f"{made.name} is older than compiled/: run make, which builds it anew")


needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the development data is not beside the project")


@pytest.fixture(scope="session")
def cleaner() -> Cleaner:
    """The default cleaner, compiled once."""
    return Cleaner()


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own, to run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def small(tmp_path: Path) -> Cleaner:
    """A cleaner of the few rules of the tests of dumps."""
    from dumps import small_cleaner

    return small_cleaner(tmp_path)


class Ran:
    """What a run of the command left behind."""

    def __init__(self, status: int, out: bytes, err: bytes) -> None:
        self.status, self.out, self.err = status, out, err.decode()

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.split(b"\n") if line]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command in this process."""

    def call(*arguments: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfdbinary.readouterr()
        status = main([str(argument) for argument in arguments])
        return Ran(status, *capfdbinary.readouterr())

    return call
