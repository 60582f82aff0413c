"""Profiles of Hypothesis, the documents it draws, and what every test module shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cleaner import Cleaner

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

_slow = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
settings.register_profile("quick", max_examples=60, deadline=None, suppress_health_check=_slow)
settings.register_profile("long", max_examples=300, derandomize=True, deadline=None, suppress_health_check=_slow)
settings.load_profile("long" if os.environ.get("CI") else "quick")

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the development data is not beside the project")


@pytest.fixture(scope="session")
def cleaner() -> Cleaner:
    """The default cleaner, compiled once."""
    return Cleaner()
