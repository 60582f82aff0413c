"""What the tests of dumps share: a small cleaner, rows for it, and runs of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from documents import FIRST, LAST, PROMPT, pack_of_tests

from cleaner import Cleaner, Options
from cleaner.rules import load_packs
from cleaner.run import Run, plan
from cleaner.tally import Tally

DIRTY = f"{FIRST}\n{PROMPT}\n{LAST}\n"
CLEAN = f"{FIRST}\n{LAST}\n"


def small_cleaner(folder: Path, **options: Any) -> Cleaner:
    """Return a cleaner with the rules of tests alone."""
    path = folder / "test.toml"
    path.write_text(pack_of_tests("in tests"), encoding="utf-8")
    return Cleaner(load_packs([path]), Options(default_packs=False, **options))


def rows(number: int) -> bytes:
    """Return rows of JSONL, clean and dirty, with empty lines and, one in ten, lines that can't be read."""
    lines = []
    for index in range(number):
        if index % 10 == 7:
            lines.append(f'{{"text": "{index}'.encode())
        elif index % 10 == 3:
            lines.append(b"")
        else:
            text = f"{FIRST} {index}\n{PROMPT if index % 3 else LAST}\n{LAST}"
            lines.append(json.dumps({"id": index, "text": text, "n": [index, None]}, ensure_ascii=False).encode())
    return b"\n".join(lines)


def carry_out(cleaner: Cleaner, paths: Sequence[str | Path], output: str | Path, *, workers: int = 1, **given: Any) -> Tally:
    """Plan a run of small units and carry it out."""
    run = Run(plan([str(path) for path in paths], str(output), cleaner, **{"unit": 3000, "pause": 0, **given}), cleaner, workers)
    for _ in run:
        pass
    return run.tally


def rows_in(path: str | Path) -> list[dict[str, Any]]:
    """Read rows."""
    return [json.loads(line) for line in Path(path).read_bytes().splitlines()]


def files(folder: str | Path = ".") -> set[str]:
    """Return the files in a folder, hidden ones too."""
    return {str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file()}
