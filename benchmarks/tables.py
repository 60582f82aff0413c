"""Where tables of figures go: into a file, and before the eyes of who measures."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def write_table(path: Path, lines: Iterable[str]) -> None:
    """Write the lines of a table, and print them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table = "\n".join(lines) + "\n"
    path.write_text(table, encoding="utf-8")
    print(table)
