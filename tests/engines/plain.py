"""What every engine is held against: the rows, the plain loop over them, and both as bytes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cleaner import Cleaner, __version__
from cleaner.adapters.arrow import Kernel
from cleaner.columns import as_audit
from cleaner.marked import read_marked
from cleaner.parse.encoding import decode
from cleaner.render import audit
from cleaner.rows import dump

ROOT = Path(__file__).parents[2]
VICTIM = "0137"
"""The row over which a worker is killed once."""
_COPIES = 4


def need(*modules: str) -> None:
    """Skip a module of tests where its engine is not asked for; where it is, a missing engine is a failure."""
    if "TEST_ENGINES" not in os.environ:
        pytest.skip("engines run with `make test-engines`", allow_module_level=True)
    for name in modules:
        import_module(name)


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """Return texts of seeds and of every other fixture (each new rule costs a process time) with addresses, numbers, and rows without a text among them."""
    texts: list[str | None] = [path.read_bytes().decode() for path in sorted((ROOT / "seeds").glob("*"))]
    texts += [read_marked(path.read_bytes().decode()).text for path in sorted((ROOT / "fixtures" / "text").glob("*.marked"))[::2]]
    texts = [*texts, None] * _COPIES
    hosts = ("https://www.example.com/{}", "https://www.aljazeera.net/news/{}")
    return tuple(
        {"id": f"{number:04}", "url": hosts[number % 2].format(number) if number % 3 else None, "text": text, "n": number}
        for number, text in enumerate(texts)
    )


@cache
def pages() -> tuple[dict[str, Any], ...]:
    """Return the pages of the fixtures, as strings: not every engine has bytes."""
    paths = sorted((ROOT / "fixtures" / "html").glob("*.html"))
    return tuple({"id": path.stem, "url": None, "html": decode(path.read_bytes())[0]} for path in paths)


@cache
def looped(kind: str = "texts") -> bytes:
    """Return what a plain loop makes of the rows, or of the pages, as JSONL in their order."""
    cleaner, lines = Cleaner(), []
    for row in rows() if kind == "texts" else pages():
        if kind == "texts" and row["text"] is None:
            lines.append(_line(row, None, None))
            continue
        verdict = cleaner(row["text"], row["url"]) if kind == "texts" else cleaner.html(row["html"], row["url"])
        told = audit(verdict, version=__version__, rules=cleaner.rulebook.digest)
        lines.append(_line(row, verdict.text, told))
    return b"".join(lines)


def of_columns(found: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows with the columns of the kernel in the same form; their order is what the engine made of it."""
    found = list(found)
    assert not [row["cleaner_error"] for row in found if row["cleaner_error"]]
    return b"".join(_line(row, row["text"], as_audit(row)) for row in found)


def of_documents(found: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows with the object `cleaner` in the same form."""
    return b"".join(_line(row, row["text"], row["cleaner"]) for row in found)


def by_id(found: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(found, key=lambda row: row["id"])


def table(kind: str = "texts") -> pa.Table:
    return pa.Table.from_pylist(list(rows() if kind == "texts" else pages()))


def _line(row: Mapping[str, Any], text: str | None, told: Any) -> bytes:
    return dump({"id": row["id"], "url": row["url"], "n": row.get("n"), "text": text, "cleaner": told})


class Fragile(Kernel):
    """A kernel whose process is killed once, when the row `VICTIM` is cleaned and nobody has its result."""

    marker: str

    def __init__(self, marker: Path) -> None:
        super().__init__()
        object.__setattr__(self, "marker", str(marker))

    def clean_batch(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        result = super().clean_batch(batch)
        if VICTIM in batch.column("id").to_pylist():
            die_once(self.marker)
        return result


def die_once(marker: str | Path, *, group: bool = False) -> None:
    """Kill this process, or its whole group, as the kernel does when memory is short; the next time go on."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    if group:
        os.killpg(os.getpgid(0), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
