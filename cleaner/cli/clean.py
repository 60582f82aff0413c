"""The verb `clean`: a run is planned, carried out, and told of on standard error."""

from __future__ import annotations

import sys

from cleaner.engine import Cleaner
from cleaner.run import Plan, Run, Step
from cleaner.sinks import Target
from cleaner.tally import Tally

_FILES_SHOWN = 50


def run(plan: Plan, cleaner: Cleaner, workers: int = 1) -> Tally:
    """Carry out a plan; say what went; return what was counted."""
    running = Run(plan, cleaner, workers)
    if running.complete:
        _say("complete already: nothing to do")
    elif running.resumed:
        _say(f"going on after {running.tally.records:,} records")
    shown = _Shown(plan)
    try:
        for step in running:
            shown.add(step)
    except BaseException:
        if running.resumable:
            _say(f"{running.tally.records:,} records are done; run again with --resume to go on")
        raise
    if plan.pairs[0][1].path is None and sys.stdout.isatty():
        _say("")  # the text's last line may have no break
    for line in running.tally.lines():
        _say(line)
    if plan.output is not None:
        _say(f"result: {plan.output}")
    if plan.quarantine is not None and (plan.quarantine.exists() or running.tally.quarantined):
        _say(f"quarantine: {plan.quarantine}")
    return running.tally


class _Shown:
    """What is said of each of a few files, once it is in its place."""

    def __init__(self, plan: Plan) -> None:
        self._wanted = 1 < len(plan.pairs) <= _FILES_SHOWN
        self._tally = Tally()

    def add(self, step: Step) -> None:
        if not self._wanted:
            return
        for part, done in zip(step.unit.parts, step.done, strict=True):
            if part.first:
                self._tally = Tally()
            self._tally.merge(done.tally)
            if part.last:
                _say(f"{part.given.name} → {_where(part.target, self._tally)}: {self._tally.gone()}")


def _where(target: Target, tally: Tally) -> str:
    if not target.alone or tally.written:
        return target.name
    stale = f"; {target.path} is of an earlier run" if target.path is not None and target.path.exists() else ""
    return f"not written{stale}"


def _say(line: str) -> None:
    print(line, file=sys.stderr)
