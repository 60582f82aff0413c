"""The shape of the code: imports go one way, modules and functions stay small, packs stay data."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cleaner"
ORDER = [
    "errors", "compiled", "cache", "codes", "arabic", "starts", "model", "options", "rules", "alike", "bits", "outlets", "prose", "hits", "looks", "left", "trie", "slots", "lookup", "openings", "borders", "patterns", "catalogue", "store", "scan", "spelled", "tables", "trial", "weights", "match", "heuristics", "render", "decide", "dates", "facts", "metadata",
    "parse", "pages", "markdown", "engine", "lint", "marked", "schema", "plain", "fields", "rows", "columns", "remote", "streams", "gold", "page_gold", "shingles", "scores", "page_scores", "evaluate", "gate", "coverage", "compare", "annotations", "sources", "sinks", "apart", "tally", "quarantine", "journal", "choice", "units", "results", "workers", "records", "run", "service", "__init__", "adapters", "cli", "__main__",
]  # fmt: skip
MODULES = sorted(PACKAGE.rglob("*.py"))


def _layer(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def _imports(path: Path) -> set[str]:
    """Return the layers of this package that a module imports at its top level."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "cleaner":
            rest = (node.module or "").split(".")[1:]
            found |= {rest[0]} if rest else {name.name for name in node.names}
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[1] for name in node.names if name.name.startswith("cleaner.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(PACKAGE)) for path in MODULES])
def test_imports_go_one_way(path: Path) -> None:
    own = ORDER.index(_layer(path))
    for layer in _imports(path):
        if layer in ORDER:
            assert ORDER.index(layer) <= own, f"{path.name} imports {layer}, which comes after it"


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(PACKAGE)) for path in MODULES])
def test_modules_say_what_they_are(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree), f"{path} has no docstring"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, f"{path}: is it still one idea?"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{path.name}: {node.name} is long"


def test_the_core_needs_only_regex() -> None:
    """Importing the package and cleaning a text loads nothing heavy."""
    code = "import sys, cleaner; cleaner.clean('نص'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"selectolax", "trafilatura", "typer", "rich", "orjson", "zstandard", "lxml", "pyarrow"}
    assert not heavy & {name.split(".")[0] for name in loaded}


def test_public_names_exist() -> None:
    import cleaner

    assert all(hasattr(cleaner, name) for name in cleaner.__all__)
    assert {"clean", "Cleaner", "Record", "Options", "KINDS", "EITHER", "replay"} <= set(cleaner.__all__)


def test_the_library_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    from cleaner import clean

    clean("خبر\nاترك تعليقاً")
    assert capfd.readouterr() == ("", "")
