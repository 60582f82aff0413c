"""Runs: inputs through the engine into results, in one process or several, in order, and on from where one was ended.

Comes in: paths and what is asked for (`plan`, which checks all that can be checked before anything is written).
Goes out: `Step` after `Step`, each a unit that is written.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from heapq import nlargest
from itertools import chain, islice
from pathlib import Path
from time import monotonic
from typing import Literal

from cleaner.annotations import Annotating
from cleaner.choice import ALL, Choice
from cleaner.engine import Cleaner
from cleaner.errors import InputError, OptionError
from cleaner.journal import Begun, Journal, head_of
from cleaner.options import Options, Rejected
from cleaner.quarantine import choose
from cleaner.quarantine import place as quarantine_place
from cleaner.results import HeldBack, Results, settle
from cleaner.sinks import ToForm
from cleaner.sinks.aside import hidden, is_device
from cleaner.sinks.targets import Pair
from cleaner.sinks.targets import plan as plan_targets
from cleaner.sources import MAX_DOCUMENT, UNIT, Form, Settings, Task, forget
from cleaner.sources.places import check, expand_all, find, signature
from cleaner.streams import STDIN
from cleaner.tally import Tally
from cleaner.units import SLOWEST, Cleaning, Done, Part, Unit, cut

_TELLING: tuple[ToForm, ...] = ("jsonl", "csv", "tsv", "parquet", "dolma")
"""Forms that hold what is said of a text beside it."""
PAUSE = 1.0
"""Seconds between two times that what was written is brought to the disk, which takes some 10 ms."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will read and write; nothing has been touched yet."""

    pairs: tuple[Pair, ...]
    settings: Settings
    output: Path | None = None
    quarantine: Path | None = None
    mode: Rejected = "keep"
    timeout: float | None = None
    resume: bool = False
    choice: Choice = ALL
    only_changed: bool = False
    dry: bool = False
    pause: float = PAUSE

    @property
    def journal(self) -> Path | None:
        """Where the journal is; none is kept of one text or page, or where a pipe is read or written."""
        single = len(self.pairs) == 1 and self.pairs[0][1].alone and not self.resume
        piped = any(given.path == STDIN for given, _ in self.pairs)
        return None if self.output is None or piped or single or self.dry else hidden(self.output, "journal")


def plan(
    paths: Sequence[str],
    output: str | None,
    cleaner: Cleaner,
    *,
    form: Form = "text",
    to: ToForm | Literal[""] = "",
    quarantine: str | None = None,
    timeout: float | None = None,
    resume: bool = False,
    max_document: int = MAX_DOCUMENT,
    unit: int = UNIT,
    choice: Choice = ALL,
    only_changed: bool = False,
    dry: bool = False,
    task: Task = "clean",
    pause: float = PAUSE,
) -> Plan:
    """Return what a run would read and write; raise where it can't.

    `form` is what standard input and files without a telling name hold, `to` the form of the results, `quarantine` the
    file for what is held back, `timeout` the seconds that one document may take, `choice` which records are taken;
    `only_changed` writes those alone from which something was removed, `dry` writes nothing.
    """
    options = cleaner.options
    if options.links and options.format != "markdown":
        raise OptionError("--links goes with --format markdown: texts have no links")
    settings = Settings(options, cleaner.rulebook.digest, max_document, unit, _task(task, to, options))
    paths = expand_all(paths)
    mode = choose(options, quarantine, timeout is not None)
    pairs = plan_targets(find(paths, form), paths, output, options, to, dry=dry)
    needed = not dry and (mode == "quarantine" or timeout is not None)
    held_back = quarantine_place(quarantine, output, pairs, paths, needed=needed)
    if settings.task == "annotate" and (mute := [target.form for _, target in pairs if target.form not in _TELLING]):
        raise OptionError(f"--annotate: {mute[0]} has no place for spans; name a form that has one with --to ({', '.join(_TELLING)})")
    check(given for given, _ in pairs)
    choice.check(given for given, _ in pairs)
    place = None if output in (None, STDIN) or is_device(Path(output or "")) else Path(output or "")
    if resume and (place is None or STDIN in paths):
        raise OptionError("--resume goes with files: what was read from or written to a pipe is gone")
    if resume and dry:
        raise OptionError("--resume and --dry-run: a dry run leaves nothing to go on with; give one of the two")
    return Plan(tuple(pairs), settings, place, held_back, mode, timeout, resume, choice, only_changed, dry, pause)


def _task(task: Task, to: ToForm | Literal[""], options: Options) -> Task:
    """Return what a run is to do; attributes are annotations, and texts alone can't be annotated."""
    if task == "apply" and to == "dolma":
        raise OptionError("--to dolma goes with cleaner clean: it says what would go")
    if task == "annotate" and options.audit == "none":
        raise OptionError("--annotate goes with --audit spans or full: without spans nothing is said")
    if task == "annotate" and options.format == "markdown":
        raise OptionError("--annotate leaves texts as they are: give it without --format markdown")
    return "annotate" if to == "dolma" else task


@dataclass(frozen=True, slots=True)
class Step:
    """A unit that is written: its parts, what came of each, and what is counted in all of them."""

    unit: Unit
    done: tuple[Done, ...]
    tally: Tally


@dataclass(frozen=True, slots=True, order=True)
class Slowest:
    """How many seconds a document took, where it stands, and its id."""

    seconds: float
    path: str
    position: int
    id: str | None = field(compare=False)


class Run:
    """A run of a plan: iterate over it to carry it out; `tally` counts all, also what an earlier run did."""

    def __init__(self, plan: Plan, cleaner: Cleaner, workers: int = 1) -> None:
        from cleaner import __version__

        if workers < 1:
            raise OptionError(f"--workers {workers}: at least one process has to do the work")
        self.plan, self._workers = plan, workers
        judge = Annotating(cleaner) if plan.settings.task == "annotate" else cleaner
        self._job = Cleaning(judge, plan.settings, plan.mode, plan.timeout, plan.only_changed, lenient=plan.quarantine is not None)
        inputs = [signature(given) for given, _ in plan.pairs] if plan.journal else []
        places = [(target.name, target.form, target.packing) for _, target in plan.pairs]
        head = head_of(inputs, plan.settings, [places, plan.quarantine, plan.mode, plan.timeout, plan.only_changed, asdict(plan.choice)], __version__)
        self.slowest: list[Slowest] = []
        self._journal = Journal(plan.journal, head)
        self.resumed = plan.resume and self._journal.resume()
        if not self.resumed:
            self._journal = Journal(plan.journal, head)
        elif self.complete:
            self._check_there()
        self._units, self._committed, self._written = 0, monotonic(), Tally()

    @property
    def tally(self) -> Tally:
        """What was counted so far."""
        if not self._written.records:
            return self._journal.tally
        tally = Tally()
        tally.merge(self._journal.tally)
        tally.merge(self._written)
        return tally

    @property
    def complete(self) -> bool:
        """Whether all is done."""
        return self._journal.begun.complete

    @property
    def resumable(self) -> bool:
        """Whether a run that ends now can be gone on with."""
        return self._journal.path is not None and self._journal.begun.units > 0

    def _check_there(self) -> None:
        for _, target in self.plan.pairs:
            if target.path is not None and not target.alone and not target.path.exists():
                raise InputError(f"{target.path}: gone since it was written; run without --resume to write it again")

    def __iter__(self) -> Iterator[Step]:
        if self.complete:
            return
        plan, journal = self.plan, self._journal
        units = cut(plan.pairs, plan.settings, plan.choice)
        if plan.dry:
            yield from self._rehearse(units)
            return
        held_back = HeldBack(plan.quarantine, always=plan.mode == "quarantine" or plan.timeout is not None)
        results = Results(held_back, plan.settings)
        try:
            if self.resumed:
                self._go_on(units, results)
            else:
                journal.start()
            first = next(units, None)
            if first is not None:
                held_back.open(journal.begun.quarantine if self.resumed else None)
                with closing(_worked(chain((first,), units), self._job, self._workers)) as work:
                    for unit, done in work:
                        yield self._place(unit, done, results, held_back)
                self._commit(results, held_back)
            held_back.settle()
            journal.finish()
        except BaseException:
            self._written = Tally()  # what is not on the disk yet will be done again
            results.abandon(self.resumable)
            held_back.abandon(self.resumable)
            if not self.resumable:
                journal.forget()
            raise
        finally:
            self._job.close()

    def _rehearse(self, units: Iterator[Unit]) -> Iterator[Step]:
        """Do all but write."""
        try:
            with closing(_worked(units, self._job, self._workers)) as work:
                position = 0
                for unit, done in work:
                    tally = Tally()
                    for part, one in zip(unit.parts, done, strict=True):
                        position = self._count(part, one, position, tally)
                        forget(part.payload)
                    self._journal.note(Begun(unit.number + 1), tally)
                    yield Step(unit, done, tally)
        finally:
            self._job.close()

    def _count(self, part: Part, done: Done, position: int, tally: Tally) -> int:
        """Count what came of a part; return the position at which the next begins."""
        base = 0 if part.first else position
        tally.merge(done.tally)
        slow = (Slowest(one.seconds, part.given.name, base + one.position, one.id) for one in done.slow)
        self.slowest = nlargest(SLOWEST, chain(self.slowest, slow))
        return base + done.length

    def _go_on(self, units: Iterator[Unit], results: Results) -> None:
        """Skip what is done; the files of the last unit may not have been in their places yet."""
        begun, plan = self._journal.begun, self.plan
        last: Unit | None = None
        for last in islice(units, begun.units):
            for part in last.parts:
                forget(part.payload)
        if last is None:
            return
        for part in last.parts:
            if part.ends:
                settle(part.target, plan.settings)
        if not last.parts[-1].ends:
            results.go_on(last.parts[-1].target, begun.size)
        results.position = begun.position

    def _place(self, unit: Unit, done: tuple[Done, ...], results: Results, held_back: HeldBack) -> Step:
        tally = Tally()
        for part, one in zip(unit.parts, done, strict=True):
            self._count(part, one, results.position, tally)
            results.put(part, one)
        self._written.merge(tally)
        self._units = unit.number + 1
        if any(part.ends for part in unit.parts) or monotonic() - self._committed >= self.plan.pause:
            self._commit(results, held_back)
        return Step(unit, done, tally)

    def _commit(self, results: Results, held_back: HeldBack) -> None:
        """Bring all to the disk that was written since the last time, and remember that it is there."""
        if self._units > self._journal.begun.units:
            begun = Begun(self._units, results.sync(), held_back.sync(), results.position)
            self._journal.note(begun, self._written)
            self._written = Tally()
            results.settle()
        self._committed = monotonic()


def _worked(units: Iterable[Unit], job: Cleaning, workers: int) -> Generator[tuple[Unit, tuple[Done, ...]], None, None]:
    if workers == 1:
        return ((unit, job(unit)) for unit in units)
    from cleaner.workers import in_order

    return in_order(units, job, workers)


def clean_files(
    paths: Sequence[str | Path],
    output: str | Path,
    *,
    cleaner: Cleaner | None = None,
    workers: int = 1,
    form: Form = "text",
    to: ToForm | Literal[""] = "",
    quarantine: str | Path | None = None,
    timeout: float | None = None,
    resume: bool = False,
    max_document: int = MAX_DOCUMENT,
) -> Tally:
    """Clean files and folders into a file or a folder, as `cleaner clean` does; return what was counted.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = Path(folder, "page.txt")
    ...     _ = page.write_text("أعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من المشروع.\\nاترك تعليقاً", encoding="utf-8")
    ...     tally = clean_files([page], Path(folder, "out.txt"))
    ...     tally.status, Path(folder, "out.txt").read_text(encoding="utf-8")
    (Counter({'cleaned': 1}), 'أعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من المشروع.\\n')
    """
    cleaner = cleaner or Cleaner()
    planned = plan(
        [str(path) for path in paths], str(output), cleaner, form=form, to=to,
        quarantine=None if quarantine is None else str(quarantine), timeout=timeout, resume=resume, max_document=max_document,
    )  # fmt: skip
    run = Run(planned, cleaner, workers)
    for _ in run:
        pass
    return run.tally
