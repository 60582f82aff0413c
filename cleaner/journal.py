"""The journal of a run: what it was begun with, then a line for each unit that is in its place.

A line is written after what it speaks of is on the disk. So a run that was ended at any moment goes on behind its
last whole line, with the files cut to where that line says they ended.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from cleaner.errors import InputError
from cleaner.options import Options
from cleaner.sources import Settings
from cleaner.tally import Tally

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Begun:
    """How far a run got: units done, the size of the result that is open, that of the quarantine, the position in the input."""

    units: int = 0
    size: int = 0
    quarantine: int = 0
    position: int = 0
    complete: bool = False


def head_of(inputs: Sequence[object], settings: Settings, places: Sequence[object], version: str) -> dict[str, Any]:
    """Return what has to be the same for a run to go on, as digests: what differs can be told apart."""
    options = {name: _plain(getattr(settings.options, name)) for name in Options.__dataclass_fields__}
    return {
        "journal": _FORMAT,
        "version": version,
        "rules": settings.rules,
        "inputs": _digest(inputs),
        "options": _digest([options, settings.max_document, settings.unit, settings.task, *places]),
    }


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else value


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, default=str).encode()).hexdigest()[:32]


class Journal:
    """The journal beside a result; without a path, nothing is remembered."""

    def __init__(self, path: Path | None, head: Mapping[str, Any]) -> None:
        self.path, self.head = path, head
        self.begun, self.tally = Begun(), Tally()

    def resume(self) -> bool:
        """Read how far an earlier run got; say whether there was one. Raise where it was begun with something else."""
        if self.path is None or not self.path.exists():
            return False
        lines = self.path.read_bytes().split(b"\n")[:-1]  # what follows the last line break was not written to its end
        if not lines:
            return False
        self._check(_read(lines[0], self.path))
        whole = len(lines[0]) + 1
        for line in lines[1:]:
            row = _read(line, self.path)
            self.tally.merge(Tally.read(row.pop("tally", {})))
            self.begun = Begun(**{**asdict(self.begun), **row})
            whole += len(line) + 1
        os.truncate(self.path, whole)
        return self.begun.units > 0

    def _check(self, old: Mapping[str, Any]) -> None:
        changed = [name for name in self.head if old.get(name) != self.head[name]]
        if changed:
            what = " and ".join(changed)
            raise InputError(f"{self.path}: the {what} of the run that was begun here differ; run without --resume to begin again")

    def start(self) -> None:
        """Begin anew."""
        self.begun, self.tally = Begun(), Tally()
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.unlink(missing_ok=True)
            self._write(self.head)

    def note(self, begun: Begun, tally: Tally) -> None:
        """Remember that a unit is in its place."""
        old, self.begun = asdict(self.begun), begun
        self.tally.merge(tally)
        row = {name: value for name, value in asdict(begun).items() if value != old[name]}
        self._write(row | ({"tally": data} if (data := tally.data()) else {}))

    def finish(self) -> None:
        """Remember that all is done."""
        self.begun = replace(self.begun, complete=True)
        self._write({"complete": True})

    def forget(self) -> None:
        """Leave nothing behind."""
        if self.path is not None:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)

    def _write(self, row: Mapping[str, Any]) -> None:
        if self.path is None:
            return
        with open(self.path, "ab") as file:
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _read(line: bytes, path: Path) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise InputError(f"{path}: not the journal of a run; delete it, or run without --resume to begin again")
    return row
