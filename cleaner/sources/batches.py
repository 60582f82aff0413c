"""Rows of Arrow as records: what is cleaned is read out, all else stays where it is.

Comes in: a record batch. Goes out: a record for each row. Its `meta` is a view into the batch, so that columns are copied
only where they become something else, and types are kept where the target has types too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.errors import InputError
from cleaner.fields import HTML_FIELD, TEXT_FIELD, Fields
from cleaner.model import Note, Record
from cleaner.parse.encoding import decode
from cleaner.plain import dump
from cleaner.sources import Fault, Settings, too_large

TEXTS = frozenset((pa.string(), pa.large_string(), pa.string_view(), pa.null()))
_BYTES = frozenset((pa.binary(), pa.large_binary(), pa.binary_view()))


class Batch:
    """A record batch whose columns are read when they are asked for."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.data = batch
        self._columns: dict[str, list[Any]] = {}

    def column(self, name: str) -> list[Any]:
        """Return a column in the words of Python."""
        if name not in self._columns:
            self._columns[name] = _values(self.data.column(name))
        return self._columns[name]


class ArrowRow(Mapping[str, Any]):
    """One row of a batch."""

    __slots__ = ("batch", "index")

    def __init__(self, batch: Batch, index: int) -> None:
        self.batch, self.index = batch, index

    def __getitem__(self, name: str) -> Any:
        return self.batch.column(name)[self.index]

    def __iter__(self) -> Iterator[str]:
        return iter(self.batch.data.schema.names)

    def __len__(self) -> int:
        return len(self.batch.data.schema.names)

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)


def records(batch: pa.RecordBatch, fields: Fields, settings: Settings) -> Iterator[Record | Fault]:
    """Read the rows of a batch; a row whose text is null is a record without one.

    >>> batch = pa.RecordBatch.from_pylist([{"n": 1, "data": {"body": "نص"}}, {"n": 2, "data": None}])
    >>> [(record.body, record.meta["n"]) for record in records(batch, Fields("data.body"), Settings())]
    [('نص', 1), ('', 2)]
    """
    text, page = chosen(batch.schema, fields)
    rows = Batch(batch)
    named = [_values_at(batch, name) for name in (text, page, fields.url, fields.id)]
    for index, (body, html, url, name) in enumerate(zip(*named, strict=True)):
        meta = ArrowRow(rows, index)
        media = "html" if html is not None else "text"
        notes: tuple[Note, ...] = ()
        body = body if html is None else html
        if isinstance(body, bytes):
            if media == "text":
                yield Fault("not_utf8", f"the text is not UTF-8; cast {text} to what it is in", body)
                continue
            body, notes = decode(body)
        if body is not None and 4 * len(body) > settings.max_document and len(body.encode("utf-8", "replace")) > settings.max_document:
            yield too_large(dump(meta), settings)
        else:
            yield _record(body or "", name, url, media, meta, notes)


def _record(body: str, name: Any, url: Any, media: Any, meta: ArrowRow, notes: tuple[Note, ...]) -> Record:
    name = str(name) if isinstance(name, (str, int)) and not isinstance(name, bool) else None
    return Record(body, id=name, url=url if isinstance(url, str) else None, media=media, meta=meta, notes=notes)


def chosen(schema: pa.Schema, fields: Fields, where: str = "<table>") -> tuple[str | None, str | None]:
    """Return the columns of texts and of pages, None where there is none; raise where there is neither.

    >>> chosen(pa.schema([("html", pa.binary())]), Fields())
    (None, 'html')
    >>> chosen(pa.schema([("text", pa.int64())]), Fields(), "news.parquet")
    Traceback (most recent call last):
    cleaner.errors.InputError: news.parquet: column 'text' is of type int64, which holds no text; \
cast it to string, or name the column that holds the text with --field
    """
    twice = [name for name in schema.names if schema.names.count(name) > 1]
    if twice:
        raise InputError(f"{where}: {len(twice)} columns are called {twice[0]!r}; give each a name of its own")
    text, page = type_at(schema, fields.text), type_at(schema, fields.html) if fields.html else None
    if fields.html:
        _check(schema, page, fields.html, TEXTS | _BYTES, where)
        return (fields.text if text in TEXTS else None), fields.html
    if text is None and fields.text == TEXT_FIELD and type_at(schema, HTML_FIELD) in TEXTS | _BYTES:
        return None, HTML_FIELD
    _check(schema, text, fields.text, TEXTS, where)
    return fields.text, HTML_FIELD if fields.text == TEXT_FIELD and type_at(schema, HTML_FIELD) in TEXTS else None


def _check(schema: pa.Schema, kind: pa.DataType | None, name: str, kinds: frozenset[pa.DataType], where: str) -> None:
    flag, noun = ("--html-field", "page") if kinds != TEXTS else ("--field", "text")
    remedy = f"name the column that holds the {noun} with {flag}"
    if kind is None:
        names = [path for path, _ in _paths(schema)]
        near = get_close_matches(name, names, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(schema.names) or 'none'}"
        raise InputError(f"{where}: no column {name!r} ({hint}); {remedy}")
    if kind not in kinds:
        raise InputError(f"{where}: column {name!r} is of type {kind}, which holds no text; cast it to string, or {remedy}")


def path_in(schema: pa.Schema, name: str) -> list[str] | None:
    """Return the way to a column, which may be in others, or None."""
    if name in schema.names:
        return [name]
    return next((path.split(".") for path, _ in _paths(schema) if path == name), None)


def type_at(schema: pa.Schema, name: str) -> pa.DataType | None:
    """Return the type of a column, of a dictionary that of its values; None where there is none."""
    kind = schema.field(name).type if name in schema.names else dict(_paths(schema)).get(name)
    return kind.value_type if kind is not None and pa.types.is_dictionary(kind) else kind


def _paths(fields: Any, before: str = "") -> Iterator[tuple[str, pa.DataType]]:
    """Yield columns and what is in them, named with dots."""
    for field in fields:
        yield before + field.name, field.type
        if pa.types.is_struct(field.type):
            inner = [field.type.field(number) for number in range(field.type.num_fields)]
            yield from _paths(inner, f"{before}{field.name}.")


def _values_at(batch: pa.RecordBatch, name: str | None) -> list[Any]:
    path = path_in(batch.schema, name) if name else None
    if path is None:
        return [None] * batch.num_rows
    column = batch.column(path[0])
    for inner in path[1:]:
        column = pc.struct_field(column, inner)
    return _values(column)


def _values(column: pa.Array) -> list[Any]:
    """Return the values of a column; what Python has no word for as the bytes that it is, or as a string."""
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        return _nanoseconds(column)  # how they are told must not hang on pandas being there
    try:
        values: list[Any] = column.to_pylist()
        return values
    except UnicodeDecodeError:
        return [_value(one) for one in column]
    except (ValueError, OverflowError):  # after the year 9999, or finer than microseconds
        return [_value(one) for one in column]


def _nanoseconds(column: pa.Array) -> list[str | None]:
    """Return moments in ISO 8601, with all of their digits.

    >>> _nanoseconds(pa.array([10**18 + 1, None], pa.timestamp("ns", "UTC")))
    ['2001-09-09T01:46:40.000000001+00:00', None]
    """
    zone = column.type.tz
    bare = column.cast(pa.timestamp("ns", "UTC")).cast(pa.timestamp("ns")) if zone else column
    told = bare.cast(pa.string()).to_pylist()
    return [None if one is None else one.replace(" ", "T") + ("+00:00" if zone else "") for one in told]


def _value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return scalar.as_buffer().to_pybytes() if hasattr(scalar, "as_buffer") else str(scalar)
    except (ValueError, OverflowError):
        return str(scalar)
