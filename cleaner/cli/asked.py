"""What verbs that carry out a run are asked beside options: one value, whose fields are their flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner.cli import FAILED
from cleaner.cli.forms import form_of, size_of, to_form_of

if TYPE_CHECKING:  # the flags are made where the verbs are: what is asked can be said without them
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

    def run(self, paths: Sequence[str], cleaner: Cleaner, task: Task = "clean") -> int:
        """Carry out a run; return the status to end with: with `strict` it says whether something was held back."""
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
        return FAILED if self.strict and tally.quarantined else 0
