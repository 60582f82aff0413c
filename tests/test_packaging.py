"""What is installed: a wheel with all its data, from a lock that pins everything and names no host."""

from __future__ import annotations

import doctest
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from cleaner import clean
from cleaner.cli.rulebook import check

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK, ENGINES_LOCK = ((ROOT / f"requirements{name}.lock").read_text(encoding="utf-8") for name in ("", "-engines"))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", line)[0].lower() for line in requirements}


@pytest.mark.parametrize(("lock", "group"), [(LOCK, "dev"), (ENGINES_LOCK, "engines")], ids=["dev", "engines"])
def test_the_lock_pins_every_dependency(lock: str, group: str) -> None:
    pinned = {line.split("==")[0] for line in lock.splitlines() if "==" in line}
    assert names(PROJECT["project"]["dependencies"]) <= pinned
    assert names(PROJECT["dependency-groups"][group]) <= pinned


@pytest.mark.parametrize("lock", [LOCK, ENGINES_LOCK], ids=["dev", "engines"])
def test_the_lock_names_no_host(lock: str) -> None:
    assert "://" not in lock
    assert "index" not in lock.lower()


@pytest.mark.parametrize("name", ["pyproject.toml", "Makefile", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", ".ci/run"])
def test_no_file_names_a_machine(name: str) -> None:
    assert not re.search(r"/(work|tmp|root|home)/", (ROOT / name).read_text(encoding="utf-8"))


def test_the_wheel_holds_all_data(tmp_path: Path) -> None:
    pytest.importorskip("setuptools", minversion="77")
    source = tmp_path / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "cleaner", source / "cleaner", ignore=shutil.ignore_patterns("__pycache__", "*.so", "*.pyd"))  # of this machine
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    ran = subprocess.run([sys.executable, "-c", build, str(tmp_path)], cwd=source, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    (wheel,) = tmp_path.glob("arabic_news_cleaner-*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("cleaner/")}
    files = {str(path.relative_to(source)) for path in (source / "cleaner").rglob("*") if path.is_file()}
    assert held == files
    assert {"cleaner/py.typed", "cleaner/schema/row-1.json", "cleaner/packs/words.toml"} <= held


def test_the_readme_is_true() -> None:
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert (failed, tried) == (0, 21)


def test_the_rule_of_the_readme_holds(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (rule,) = re.findall(r"(?s)```toml\n(\[\[rule\]\].*?)```", readme)
    (tmp_path / "mine.toml").write_text(rule, encoding="utf-8")
    book, faults = check([tmp_path / "mine.toml"])
    assert [one.id for one in book.rules] == ["follow.example"]
    assert not [fault for fault in faults if "mine.toml" in fault.path]


def test_before_becomes_after() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    before, after = re.findall(r"(?s)```text\n(.*?)\n```", readme)
    assert clean(before).text.strip() == after.strip()
