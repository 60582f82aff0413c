"""A row as the fields of a table: those of its record, the text replaced, and what is said of it."""

from __future__ import annotations

from typing import Any

from cleaner.fields import Fields, look_up
from cleaner.render import audit
from cleaner.rows import read_audit
from cleaner.sinks import Row
from cleaner.sources import Settings

TYPED = ("cleaner_status", "cleaner_notes", "cleaner_removed", "cleaner_metadata", "cleaner_version", "cleaner_error")
"""The columns of `cleaner.columns.AUDIT_SCHEMA`."""


def fields_of(row: Row, fields: Fields) -> dict[str, Any]:
    """Return the fields of a row with the text that is left; where there was none (null), there is none.

    >>> from cleaner import Cleaner, Record
    >>> record = Record("نص.", meta={"n": 1, "text": "نص."})
    >>> fields_of(Row(record, Cleaner()(record), "نص."), Fields())
    {'n': 1, 'text': 'نص.'}
    """
    told = dict(row.record.meta) if is_empty(row, fields) else fields.put(row.record.meta, row.text)
    if TYPED[0] in told:  # an earlier run said this in columns
        told = {name: value for name, value in told.items() if name not in TYPED}
    return told


def is_empty(row: Row, fields: Fields) -> bool:
    """Tell whether a row had nothing to clean: its text is null."""
    record = row.record
    return not record.body and record.media == "text" and look_up(record.meta, fields.text) is None and bool(record.meta)


def audit_of(row: Row, settings: Settings) -> dict[str, Any]:
    """Return the object `cleaner` of a row."""
    from cleaner import __version__

    rules = settings.rules
    if settings.task == "apply":  # it is the rules of an earlier run that are carried out
        rules = (read_audit(row.record.meta) or {}).get("rules", rules)
    return audit(row.verdict, version=__version__, rules=rules, level=settings.options.audit)
