"""Rows of JSONL: all fields in their order, the text replaced, and an object `cleaner` that says what went."""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.fields import Fields
from cleaner.rows import AUDIT_FIELD, dump
from cleaner.sinks import Row, Target
from cleaner.sinks.table import audit_of, fields_of
from cleaner.sources import Settings


def encode(rows: Iterable[Row], target: Target, settings: Settings) -> bytes:
    r"""Write rows, a line each.

    >>> from cleaner import Cleaner, Options, Record
    >>> record = Record("نص", meta={"n": 1, "text": "نص"})
    >>> rows = [Row(record, Cleaner()(record), "نص")]
    >>> encode(rows, Target(None, "jsonl"), Settings(Options(audit="none"), "0")).decode()[:40]
    '{"n":1,"text":"نص","cleaner":{"version":'
    """
    fields = Fields.of(settings.options)
    lines = []
    for row in rows:
        told = fields_of(row, fields)
        told[AUDIT_FIELD] = audit_of(row, settings)
        lines.append(dump(told))
    return b"".join(lines)
