r"""Tables of text: CSV and TSV. The first row names the columns; all cells are strings and stay so.

A row goes over several lines where a cell in quotes does, so a table is divided where no cell is open. Each part begins
with a line that says what the table is like. Cells stand between the commas, semicolons, tabs or bars of the first row.
Tables with tabs often know no quotes: where one of the first rows closes one in the middle of a cell, they are text
throughout. Nothing is mended: a row with more or fewer cells than there are columns, or with text behind the closing
quote of a cell, is a fault.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from typing import Any

import orjson

from cleaner.errors import InputError
from cleaner.fields import Fields
from cleaner.plain import dump
from cleaner.sources import Fault, Found, Given, Payload, Settings, too_large
from cleaner.sources.cells import RowEnds, Table, knows_quotes
from cleaner.sources.pieces import BOM, blocks
from cleaner.streams import DamagedError, unpacked

_DELIMITERS = ",;\t|"
_ESCAPED = re.compile("[\udc80-\udcff]")
_HEAD = 1 << 18
"""Bytes by which the first row, and what quotes are, is told."""
_LONGEST_CELL = 2**31 - 1


def divide(given: Given, settings: Settings) -> Iterator[Payload | Fault]:
    """Divide a table between its rows."""
    chunks = iter(unpacked(given.path, given.packing))
    head = b""
    try:
        while len(head) < _HEAD and (chunk := next(chunks, b"")):
            head += chunk
    except DamagedError as error:
        chunks = _damaged(error)
        if not head:
            yield Fault(error.reason, str(error))
            return
    head = head.removeprefix(BOM)
    table, start = read_head(head, given, settings)
    line = dump(asdict(table)) + b"\n"
    first = (head[at : at + settings.unit] for at in range(start, len(head), settings.unit))
    for piece in blocks(chain(first, chunks), settings, RowEnds(table)):
        yield line + piece if isinstance(piece, bytes) else piece


def _damaged(error: DamagedError) -> Iterator[bytes]:
    raise error
    yield b""


def read_head(head: bytes, given: Given, settings: Settings) -> tuple[Table, int]:
    r"""Tell what a table is like; return that and where the second row begins.

    >>> from pathlib import PurePath
    >>> given = Given("news.csv", PurePath("news.csv"), "csv")
    >>> read_head('id;text;"a;b"\r\n1;نص;2'.encode(), given, Settings())
    (Table(columns=('id', 'text', 'a;b'), delimiter=';', quoted=True), 15)
    >>> read_head(b"id\tbody\n", given, Settings())
    Traceback (most recent call last):
    cleaner.errors.RecordError: news.csv: no field 'text' (there are: id, body); name the field that holds the text with --field
    """
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError(f"{given.name}: UTF-16; convert the file to UTF-8: iconv -f utf-16 -t utf-8")
    delimiter = "\t" if given.form == "tsv" else _delimiter(head.partition(b"\n")[0])
    table = Table((), delimiter, delimiter != "\t" or knows_quotes(head, delimiter))
    end = RowEnds(table)(head)[0] or len(head)
    try:
        row = head[:end].decode()
    except UnicodeDecodeError as error:
        raise InputError(f"{given.name}: byte {error.start} is not UTF-8; convert the file to UTF-8") from None
    columns = next((cells for cells, _ in _rows(row, table)), "")
    if not columns or isinstance(columns, str):
        why = f" ({columns})" if columns else ""
        raise InputError(f"{given.name}: no row that names the columns{why}; write one above the others")
    twice = [name for name in columns if columns.count(name) > 1]
    if twice:
        raise InputError(f"{given.name}: {len(twice)} columns are called {twice[0]!r}; give each a name of its own")
    Fields.of(settings.options).choose(dict.fromkeys(columns, ""), given.name)
    return Table(tuple(columns), delimiter, table.quoted), end


def _delimiter(line: bytes) -> str:
    """Return what separates the names of columns; of what is in quotes nothing does."""
    bare = re.sub(rb'"[^"]*"', b"", line).decode("utf-8", "replace")
    return max(_DELIMITERS, key=bare.count)


def read(given: Given, payload: Payload, settings: Settings) -> Iterator[Found]:
    r"""Read rows.

    >>> from pathlib import PurePath
    >>> given = Given("-", PurePath("-"), "csv")
    >>> payload = b'{"columns":["n","text"]}\n' + '1,"سد\nجديد"\n2\n'.encode()
    >>> first, second = read(given, payload, Settings())
    >>> first.body, first.meta["n"], second.reason, second.raw
    ('سد\nجديد', '1', 'bad_row', b'2\n')
    """
    assert isinstance(payload, bytes)
    line, _, data = payload.partition(b"\n")
    told: dict[str, Any] = orjson.loads(line)
    table = Table(tuple(told.pop("columns")), **told)
    fields = Fields.of(settings.options)
    for cells, raw in _rows(data.decode("utf-8", "surrogateescape"), table):
        if not cells:
            yield None
        else:
            yield _fault(cells, raw, table, settings) or fields.record(dict(zip(table.columns, cells, strict=True)))


def _rows(text: str, table: Table) -> Iterator[tuple[list[str] | str, str]]:
    """Yield the cells of each row, or what is wrong with it, and the row as it is written."""
    csv.field_size_limit(_LONGEST_CELL)
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline="\n"):
            taken.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=table.delimiter, quoting=csv.QUOTE_MINIMAL if table.quoted else csv.QUOTE_NONE, strict=True)
    while True:
        taken.clear()
        try:
            cells: list[str] | str = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells = _WHY.get(str(error)[:12], str(error))
        yield cells, taken[0] if len(taken) == 1 else "".join(taken)


_WHY = {
    "unexpected e": "a quote opens a cell that never ends",
    "new-line cha": "a carriage return in a cell that is not in quotes",
}


def _fault(cells: list[str] | str, raw: str, table: Table, settings: Settings) -> Fault | None:
    """Say what is wrong with a row."""
    if 4 * len(raw) > settings.max_document and len(_bytes(raw)) > settings.max_document:
        return too_large(_bytes(raw), settings)
    if not raw.isascii() and (escaped := _ESCAPED.search(raw)):
        at = len(_bytes(raw[: escaped.start()]))
        return Fault("not_utf8", f"byte {at} is not UTF-8; convert the file to UTF-8", _bytes(raw))
    if isinstance(cells, str):
        return Fault("bad_row", f"{cells}; put the cell in quotes, and double those that are text", _bytes(raw))
    if len(cells) != len(table.columns):
        remedy = f"put cells with {table.delimiter!r} or line breaks in quotes"
        return Fault("bad_row", f"{len(cells)} cells in {len(table.columns)} columns; {remedy}", _bytes(raw))
    return None


def _bytes(raw: str) -> bytes:
    return raw.encode("utf-8", "surrogateescape")
