"""The verb `clean`: inputs, all checked, then cleaned one after the other into their places."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from cleaner.cli import inputs, outputs, quarantine, written
from cleaner.cli.forms import Form
from cleaner.cli.quarantine import Quarantine
from cleaner.cli.tally import Tally
from cleaner.engine import Cleaner
from cleaner.errors import OptionError

_FILES_SHOWN = 50


def run(
    paths: Sequence[str], output: str | None, cleaner: Cleaner, *, form: Form = "text", apart: str | None = None
) -> None:
    """Clean what stands at the paths; tell on standard error what went.

    `form` is what standard input and files without a telling name hold, `apart` the file for what is rejected.
    """
    options = cleaner.options
    if options.links and options.format != "markdown":
        raise OptionError("--links goes with --format markdown: texts have no links")
    mode = quarantine.choose(options, apart)
    given = inputs.find(paths, form=form)
    jobs = outputs.plan(given, paths, output, lambda one: written.place_of(one, options.format))
    targets = [target for _, target in jobs]
    aside = quarantine.place(apart, output, given, paths, targets) if mode == "quarantine" else None
    inputs.check(given, options)
    total = Tally()
    with quarantine.opened(mode, aside) as held:
        for source, target in jobs:
            tally = clean_one(source, target, cleaner, held)
            total.merge(tally)
            if 1 < len(jobs) <= _FILES_SHOWN:
                _say(f"{source.path} → {_where(source, target, tally)}: {tally.gone()}")
    if jobs[0][1] is None and sys.stdout.isatty():
        _say("")  # the text's last line may have no break
    for line in total.lines():
        _say(line)
    if output is not None and output != inputs.STDIN:
        _say(f"result: {output}")
    if aside is not None:
        _say(f"quarantine: {aside}")


def clean_one(source: inputs.Input, target: Path | None, cleaner: Cleaner, held: Quarantine) -> Tally:
    """Clean one input into its place; return what went. A file whose document is held back is not written."""
    tally = Tally(held.mode)
    verdicts = enumerate(source.verdicts(cleaner), 1)
    if not source.holds_rows:
        _, verdict = next(verdicts)
        taken = held.takes(source, 1, verdict)
        tally.add(verdict, written=not taken)
        if not taken:
            with outputs.opened(target) as file:
                file.write(written.write(source, verdict, cleaner))
        return tally
    with outputs.opened(target) as file:
        for position, verdict in verdicts:
            taken = held.takes(source, position, verdict)
            tally.add(verdict, written=not taken)
            if not taken:
                file.write(written.write(source, verdict, cleaner))
    return tally


def _where(source: inputs.Input, target: Path | None, tally: Tally) -> str:
    if source.holds_rows or tally.written:
        return str(target)
    stale = f"; {target} is of an earlier run" if target is not None and target.exists() else ""
    return f"not written{stale}"


def _say(line: str) -> None:
    print(line, file=sys.stderr)
