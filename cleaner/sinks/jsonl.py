"""Rows of JSONL: all fields in their order, the text replaced, and an object `cleaner` that says what went."""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.fields import Fields
from cleaner.render import audit
from cleaner.rows import write_row
from cleaner.sinks import Row, Target
from cleaner.sources import Settings


def encode(rows: Iterable[Row], target: Target, settings: Settings) -> bytes:
    r"""Write rows, a line each.

    >>> from cleaner import Cleaner, Options, Record
    >>> record = Record("نص", meta={"n": 1, "text": "نص"})
    >>> rows = [Row(record, Cleaner()(record), "نص")]
    >>> encode(rows, Target(None, "jsonl"), Settings(Options(audit="none"), "0")).decode()[:40]
    '{"n":1,"text":"نص","cleaner":{"version":'
    """
    from cleaner import __version__

    options = settings.options
    fields = Fields.of(options)
    lines = []
    for row in rows:
        told = audit(row.verdict, version=__version__, rules=settings.rules, level=options.audit)
        lines.append(write_row(row.verdict, told, fields, row.text))
    return b"".join(lines)
