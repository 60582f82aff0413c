"""The verb `clean`: a run is planned, carried out, and told of on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cleaner.cli.progress import read_in, telling
from cleaner.cli.stats import lines as more_lines
from cleaner.cli.stats import stats_of
from cleaner.cli.stats import write as write_stats
from cleaner.engine import Cleaner
from cleaner.run import Plan, Run, Step
from cleaner.sinks import Target
from cleaner.tally import Tally

_FILES_SHOWN = 50


def run(plan: Plan, cleaner: Cleaner, workers: int = 1, *, stats: Path | None = None, log_json: bool = False) -> Tally:
    """Carry out a plan; say what went; return what was counted. `stats` is a file for all that is counted."""
    running = Run(plan, cleaner, workers)
    began, read = time.monotonic(), 0
    with telling(plan, log_json) as told:
        if running.complete:
            told.say("complete already: nothing to do")
        elif running.resumed:
            told.say(f"going on after {running.tally.records:,} records")
        shown = _Shown(plan, told.say)
        try:
            for step in running:
                read += read_in(step)
                shown.add(step)
                told.step(running, step)
        except BaseException:
            if running.resumable:
                told.say(f"{running.tally.records:,} records are done; run again with --resume to go on")
            raise
        if plan.pairs[0][1].path is None and sys.stdout.isatty() and not plan.dry:
            told.say("")  # the text's last line may have no break
        for line in _summary(running):
            told.say(line)
        counted = stats_of(running, time.monotonic() - began, read)
        told.end(counted)
    if stats is not None:
        write_stats(stats, counted)
    return running.tally


def _summary(running: Run) -> Iterator[str]:
    plan = running.plan
    yield from running.tally.lines()
    yield from more_lines(running)
    if plan.dry:
        yield "a dry run: nothing was written"
        return
    if plan.output is not None:
        yield f"result: {plan.output}"
    if plan.quarantine is not None and (plan.quarantine.exists() or running.tally.quarantined):
        yield f"quarantine: {plan.quarantine}"


class _Shown:
    """What is said of each of a few files, once it is in its place."""

    def __init__(self, plan: Plan, say: Callable[[str], None]) -> None:
        self._wanted = 1 < len(plan.pairs) <= _FILES_SHOWN and not plan.dry
        self._say = say
        self._tally = Tally()

    def add(self, step: Step) -> None:
        if not self._wanted:
            return
        for part, done in zip(step.unit.parts, step.done, strict=True):
            if part.first:
                self._tally = Tally()
            self._tally.merge(done.tally)
            if part.last:
                self._say(f"{part.given.name} → {_where(part.target, self._tally)}: {self._tally.gone()}")


def _where(target: Target, tally: Tally) -> str:
    if not target.alone or tally.written:
        return target.name
    stale = f"; {target.path} is of an earlier run" if target.path is not None and target.path.exists() else ""
    return f"not written{stale}"

