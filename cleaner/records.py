"""Records through the engine, in one process or several, in order: a step inside somebody's program.

Comes in: records or texts, any number. Goes out: verdict after verdict; little is held at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleaner.apart import Apart, judge, portable, unfinished
from cleaner.engine import Cleaner
from cleaner.model import Record, Verdict

_RECORDS = 256
"""Records that a process takes at a time, and the characters of their bodies from which on it takes fewer."""
_CHARACTERS = 1 << 20


def clean_records(records: Iterable[Record | str], *, cleaner: Cleaner | None = None, workers: int = 1) -> Iterator[Verdict]:
    """Clean records or texts one after the other, in one process or several; verdicts come in their order.

    Little is held at a time, so that a stream of any length can pass. A record that ends a process is `rejected`
    with a note, where there is more than one.

    >>> texts = ["أعلنت الوزارة اليوم بدء العمل في المشروع.", "قال الوزير إن العمل بدأ أمس في الوادي.\\nاترك تعليقاً"]
    >>> [str(verdict.status) for verdict in clean_records(texts)]
    ['unchanged', 'cleaned']
    """
    job = _Judging(cleaner or Cleaner())
    if workers == 1:
        yield from map(job.cleaner.record, map(_record, records))
        return
    from cleaner.workers import in_order

    for _, verdicts in in_order(_batches(map(_record, records)), job, workers):
        yield from verdicts


def _record(record: Record | str) -> Record:
    return Record(record) if isinstance(record, str) else record


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record.body)
        if len(batch) == _RECORDS or size >= _CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Judging:
    """What a process does with some records."""

    cleaner: Cleaner

    def __call__(self, records: list[Record]) -> list[Verdict]:
        return [portable(judge(self.cleaner, record)) for record in records]

    def carefully(self, records: list[Record]) -> list[Verdict]:
        with Apart(self.cleaner) as ask:
            return [ask(record) for record in records]

    def give_up(self, records: list[Record]) -> list[Verdict]:
        return [unfinished(record) for record in records]
