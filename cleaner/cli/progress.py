"""How a run is told of on standard error: lines and a bar for people, lines of JSON for programs.

Standard output belongs to results. A bar is shown on a terminal only; elsewhere a run is quiet until its end, unless
`--log-json` asks for lines, which tell how far it is every few seconds.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from cleaner.choice import ALL
from cleaner.run import Plan, Run, Step
from cleaner.sources import Form

EVERY = 5.0
"""Seconds between two lines of JSON that tell how far a run is."""
_COUNTED: frozenset[Form] = frozenset(("text", "html", "jsonl", "csv", "tsv", "warc", "wet"))
"""Forms of which the bytes of the file are what is read: of packed files and tables of Parquet the end is not known."""


class Teller(Protocol):
    """Says what happens in a run."""

    def say(self, line: str) -> None: ...

    def step(self, running: Run, step: Step) -> None: ...

    def end(self, stats: Mapping[str, Any]) -> None: ...


@contextmanager
def telling(plan: Plan, as_json: bool) -> Iterator[Teller]:
    """Return what says how a run goes, until it has ended."""
    if as_json:
        yield _Json(_total(plan))
    elif sys.stderr.isatty() and not (len(plan.pairs) == 1 and plan.pairs[0][1].alone):
        with _bar(_total(plan)) as shown:
            yield shown
    else:
        yield _Plain()


def _total(plan: Plan) -> int | None:
    """Return how many bytes are read in all, where it is known."""
    counted = all(given.seekable and given.form in _COUNTED for given, _ in plan.pairs)
    if plan.choice != ALL or plan.resume or not counted:
        return None
    return sum(os.path.getsize(given.path) for given, _ in plan.pairs)


def read_in(step: Step) -> int:
    """Return how many bytes of records a step read."""
    return sum(map(len, step.unit.parts))


class _Plain:
    def say(self, line: str) -> None:
        print(line, file=sys.stderr)

    def step(self, running: Run, step: Step) -> None: ...

    def end(self, stats: Mapping[str, Any]) -> None: ...


class _Json:
    """Lines of JSON: `event` is message, progress or end."""

    def __init__(self, total: int | None) -> None:
        self._total, self._read = total, 0
        self._began = self._told = time.monotonic()

    def say(self, line: str) -> None:
        self._write("message", {"text": line})

    def step(self, running: Run, step: Step) -> None:
        self._read += read_in(step)
        now = time.monotonic()
        if now - self._told < EVERY:
            return
        self._told = now
        rate = self._read / (now - self._began)
        told: dict[str, Any] = {
            "records": running.tally.records,
            "bytes": self._read,
            "megabytes_per_second": round(rate / 1e6, 2),
            "removed_share": round(running.tally.removed_share, 4),
        }
        if self._total and rate:
            told["seconds_left"] = round(max(0, self._total - self._read) / rate)
        self._write("progress", told)

    def end(self, stats: Mapping[str, Any]) -> None:
        self._write("end", stats)

    def _write(self, event: str, told: Mapping[str, Any]) -> None:
        print(json.dumps({"event": event, **told}, ensure_ascii=False), file=sys.stderr, flush=True)


@contextmanager
def _bar(total: int | None) -> Iterator[Teller]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    console = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
    columns = (
        TextColumn("{task.fields[records]:,} records"),
        BarColumn(),
        TransferSpeedColumn(),
        TextColumn("{task.fields[share]:.1%} removed"),
        *([TimeRemainingColumn()] if total else []),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total, records=0, share=0.0)

        class Bar:
            def say(self, line: str) -> None:
                console.print(line)

            def step(self, running: Run, step: Step) -> None:
                tally = running.tally
                progress.update(task, advance=read_in(step), records=tally.records, share=tally.removed_share)

            def end(self, stats: Mapping[str, Any]) -> None: ...

        yield Bar()
