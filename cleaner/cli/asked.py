"""What verbs that carry out a run are asked beside options: one value, whose fields are their flags."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from cleaner.cli import FAILED
from cleaner.cli.arguments import (
    DryRun,
    From,
    Limit,
    LogJson,
    MaxDocument,
    OnlyChanged,
    Output,
    Quarantine,
    Resume,
    Sample,
    Seed,
    Stats,
    Strict,
    Timeout,
    To,
    Workers,
)
from cleaner.cli.flags import resign
from cleaner.cli.forms import form_of, size_of, to_form_of

if TYPE_CHECKING:
    from cleaner.engine import Cleaner
    from cleaner.sources import Task


@dataclass(frozen=True, slots=True)
class Asked:
    """How a run is to be carried out."""

    output: Output = None
    form: From = "text"
    to: To = ""
    quarantine: Quarantine = None
    timeout: Timeout = None
    workers: Workers = 1
    resume: Resume = False
    strict: Strict = False
    max_document: MaxDocument = "16MB"
    limit: Limit = None
    sample: Sample = None
    seed: Seed = 0
    only_changed: OnlyChanged = False
    dry_run: DryRun = False
    stats: Stats = None
    log_json: LogJson = False

    def run(self, paths: Sequence[str], cleaner: Cleaner, task: Task = "clean") -> None:
        """Carry out a run; with `strict`, end with a status that says that something was held back."""
        from cleaner.choice import Choice
        from cleaner.cli.clean import run
        from cleaner.run import plan

        planned = plan(
            paths,
            self.output,
            cleaner,
            form=form_of(self.form),
            to=to_form_of(self.to),
            quarantine=self.quarantine,
            timeout=self.timeout,
            resume=self.resume,
            max_document=size_of(self.max_document, "--max-document"),
            choice=Choice(self.limit, self.sample, self.seed),
            only_changed=self.only_changed,
            dry=self.dry_run,
            task=task,
        )
        tally = run(planned, cleaner, self.workers, stats=self.stats, log_json=self.log_json)
        if self.strict and tally.quarantined:
            raise typer.Exit(FAILED)


def takes_run(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the flags of a run; the verb itself takes `asked`."""
    flags = inspect.signature(Asked, eval_str=True).parameters
    kept = [given for name, given in inspect.signature(verb, eval_str=True).parameters.items() if name != "asked"]

    @functools.wraps(verb)
    def run(**given: Any) -> None:
        asked = Asked(**{name: given.pop(name) for name in flags})
        verb(**given, asked=asked)

    resign(run, [*kept, *(flag.replace(kind=inspect.Parameter.KEYWORD_ONLY) for flag in flags.values())])
    return run
