"""Rows of JSONL: a line is a row, in a run of lines of the file or the stream; empty lines are no rows."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.errors import RecordError
from cleaner.fields import Fields
from cleaner.rows import read_row
from cleaner.sources import Fault, Found, Given, Payload, Settings
from cleaner.sources.pieces import divide_lines, read_lines


def divide(given: Given, settings: Settings) -> Iterator[Payload | Fault]:
    """Divide a file at line breaks."""
    return divide_lines(given, settings)


def read(given: Given, payload: Payload, settings: Settings) -> Iterator[Found]:
    r"""Read the rows of a run of lines.

    >>> from pathlib import PurePath
    >>> given = Given("-", PurePath("-"), "jsonl")
    >>> [getattr(row, "body", row) for row in read(given, '{"text": "نص"}\n\n'.encode(), Settings())]
    ['نص', None]
    """
    fields = Fields.of(settings.options)
    for line in read_lines(given, payload, settings):
        if isinstance(line, Fault):
            yield line
        elif not line.strip():
            yield None
        else:
            try:
                yield read_row(line, fields, "")
            except RecordError as error:
                yield Fault(error.reason, error.detail, line.removesuffix(b"\n"))  # type: ignore[arg-type]
