r"""Tables of text: CSV with commas, TSV with tabs; cells are in quotes where they have to be, rows end in line feeds.

What the columns are is known when the last row is: each part says which it has, and in the end all parts get those of
all, in the order in which they came first. What other formats have types for is said as `cleaner.plain` tells it; the
object `cleaner` is a cell of JSON.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import orjson

from cleaner.fields import Fields
from cleaner.plain import cell, dump
from cleaner.rows import AUDIT_FIELD
from cleaner.sinks import Row, Target
from cleaner.sinks.table import audit_of, fields_of
from cleaner.sources import Settings
from cleaner.streams import pack

_DELIMITERS = {"csv": ",", "tsv": "\t"}
_CHUNK = 1 << 22
_LONGEST_CELL = 2**31 - 1


def encode(rows: Iterable[Row], target: Target, settings: Settings) -> bytes:
    r"""Write rows under a line that says which columns they have, and how many bytes they are.

    >>> from cleaner import Cleaner, Options, Record
    >>> record = Record("نص", meta={"n": 1, "text": "نص"})
    >>> rows = [Row(record, Cleaner()(record), 'نص "طويل" جدا')]
    >>> head, row, _ = encode(rows, Target(None, "csv"), Settings(Options(audit="none"), "0")).decode().split("\n")
    >>> head, row[:20]
    ('{"columns":["n","text","cleaner"],"size":125}', '1,"نص ""طويل"" جدا",')
    """
    names = Fields.of(settings.options)
    columns: dict[str, None] = {}
    lines: list[list[str]] = []
    for row in rows:
        fields = fields_of(row, names)
        fields[AUDIT_FIELD] = audit_of(row, settings)
        columns.update(dict.fromkeys(fields))
        lines.append([cell(fields.get(name)) for name in columns])
    if not lines:
        return b""
    delimiter = _DELIMITERS[target.form]
    width = len(columns)
    data = "".join(_line(line + [""] * (width - len(line)), delimiter) for line in lines).encode()
    return dump({"columns": [cell(name) for name in columns], "size": len(data)}) + b"\n" + data


def finish(partial: Path, draft: Path, target: Target, settings: Settings) -> None:
    """Write all parts under one row that names the columns of all."""
    delimiter = _DELIMITERS[target.form]
    with open(partial, "rb") as file, open(draft, "wb") as out:
        columns = list(dict.fromkeys(name for own, _ in _parts(file) for name in own))
        file.seek(0)
        if columns:
            out.write(pack(_line(columns, delimiter).encode(), target.packing))
        for own, size in _parts(file):
            start = file.tell()
            if own == columns:
                for at in range(0, size, _CHUNK):
                    out.write(pack(file.read(min(_CHUNK, size - at)), target.packing))
            else:
                out.write(pack(_widened(file.read(size), own, columns, delimiter), target.packing))
            file.seek(start + size)
        if not out.tell():
            out.write(pack(b"", target.packing))


def _parts(file: BinaryIO) -> Iterator[tuple[list[str], int]]:
    """Yield the columns and the size of each part, the file standing where its rows begin."""
    while head := file.readline():
        told = orjson.loads(head)
        start = file.tell()
        yield told["columns"], told["size"]
        file.seek(start + told["size"])


def _widened(data: bytes, own: Sequence[str], columns: Sequence[str], delimiter: str) -> bytes:
    """Return rows with the cells of all columns."""
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(io.StringIO(data.decode(), newline="\n"), delimiter=delimiter)
    places = [own.index(name) if name in own else -1 for name in columns]
    return "".join(_line([row[place] if place >= 0 else "" for place in places], delimiter) for row in rows).encode()


def _line(cells: Sequence[str], delimiter: str) -> str:
    if len(cells) == 1 and not cells[0]:
        return '""\n'  # an empty line is no row
    special = _SPECIAL[delimiter]
    quoted = (f'"{one.replace(chr(34), chr(34) * 2)}"' if special.search(one) else one for one in cells)
    return delimiter.join(quoted) + "\n"


_SPECIAL = {delimiter: re.compile(f'[{delimiter}"\r\n]') for delimiter in _DELIMITERS.values()}
