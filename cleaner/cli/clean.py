"""The verb `clean`: inputs, all checked, then cleaned one after the other into their places."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from cleaner.cli import inputs, outputs, quarantine, written
from cleaner.cli.forms import Form
from cleaner.cli.quarantine import Quarantine
from cleaner.cli.tally import Tally
from cleaner.cli.timed import Item, Timed, judge
from cleaner.engine import Cleaner
from cleaner.errors import OptionError
from cleaner.model import Verdict

_FILES_SHOWN = 50


def run(
    paths: Sequence[str],
    output: str | None,
    cleaner: Cleaner,
    *,
    form: Form = "text",
    apart: str | None = None,
    timeout: float | None = None,
) -> None:
    """Clean what stands at the paths; tell on standard error what went.

    `form` is what standard input and files without a telling name hold, `apart` the file for what is rejected,
    `timeout` the seconds that one document may take.
    """
    options = cleaner.options
    if options.links and options.format != "markdown":
        raise OptionError("--links goes with --format markdown: texts have no links")
    mode = quarantine.choose(options, apart, timeout is not None)
    given = inputs.find(paths, form=form)
    jobs = outputs.plan(given, paths, output, lambda one: written.place_of(one, options.format))
    targets = [target for _, target in jobs]
    needed = mode == "quarantine" or timeout is not None
    aside = quarantine.place(apart, output, given, paths, targets) if needed else None
    inputs.check(given, options)
    total = Tally()
    timed = nullcontext(partial(judge, cleaner)) if timeout is None else Timed(cleaner, timeout)
    with quarantine.opened(mode, aside) as held, timed as judged:
        for source, target in jobs:
            tally = clean_one(source, target, cleaner, held, judged)
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


def clean_one(
    source: inputs.Input, target: Path | None, cleaner: Cleaner, held: Quarantine, judged: Callable[[Item], Verdict]
) -> Tally:
    """Clean one input into its place; return what went. A file whose document is held back is not written."""
    tally = Tally()
    pieces = _pieces(source, cleaner, held, judged, tally)
    if not source.holds_rows:
        for piece in pieces:
            with outputs.opened(target) as file:
                file.write(piece)
        return tally
    with outputs.opened(target) as file:
        file.writelines(pieces)
    return tally


def _pieces(
    source: inputs.Input, cleaner: Cleaner, held: Quarantine, judged: Callable[[Item], Verdict], tally: Tally
) -> Iterator[bytes]:
    """Yield what is written of each document that is not held back."""
    for position, item in enumerate(source.items(cleaner.options), 1):
        verdict = judged(item)
        fate = held.takes(source, position, verdict)
        tally.add(verdict, fate)
        if not fate:
            yield written.write(source, verdict, cleaner)


def _where(source: inputs.Input, target: Path | None, tally: Tally) -> str:
    if source.holds_rows or not tally.held:
        return str(target)
    stale = f"; {target} is of an earlier run" if target is not None and target.exists() else ""
    return f"not written{stale}"


def _say(line: str) -> None:
    print(line, file=sys.stderr)
