"""The verb `clean`: inputs, all checked, then cleaned one after the other into their places."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from cleaner import __version__
from cleaner.cli import inputs, outputs
from cleaner.cli.tally import Tally
from cleaner.engine import Cleaner
from cleaner.render import audit
from cleaner.rows import write_row

_FILES_SHOWN = 50


def run(paths: Sequence[str], output: str | None, cleaner: Cleaner) -> None:
    """Clean what stands at the paths; tell on standard error what went."""
    given = inputs.find(paths)
    jobs = outputs.plan(given, paths, output)
    inputs.check(given, cleaner.options.field)
    total = Tally()
    for source, target in jobs:
        tally = clean_one(source, target, cleaner)
        total.merge(tally)
        if 1 < len(jobs) <= _FILES_SHOWN:
            _say(f"{source.path} → {target}: {tally.gone()}")
    if jobs[0][1] is None and sys.stdout.isatty():
        _say("")  # the text's last line may have no break
    for line in total.lines():
        _say(line)
    if output is not None and output != inputs.STDIN:
        _say(f"result: {output}")


def clean_one(source: inputs.Input, target: Path | None, cleaner: Cleaner) -> Tally:
    """Clean one input into its place; return what went."""
    tally = Tally()
    with outputs.opened(target) as file:
        for record in source.records(cleaner.options.field):
            verdict = cleaner(record)
            tally.add(verdict)
            if source.holds_rows:
                options, rules = cleaner.options, cleaner.rulebook.digest
                told = audit(verdict, version=__version__, rules=rules, level=options.audit)
                file.write(write_row(verdict, told, options.field))
            else:
                file.write(verdict.text.encode())
    return tally


def _say(line: str) -> None:
    print(line, file=sys.stderr)
