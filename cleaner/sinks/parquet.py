"""Parquet: columns keep their types, the text is replaced, and what is said of the cleaning has columns of its own.

Rows from Parquet are passed on as they are, in the compression that they had. Those from formats without types get
the types that their values tell. Parts are streams of Arrow, each behind its size; which schema holds all of them is
known when the last one is, and then row groups are made of them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.errors import InputError
from cleaner.fields import Fields
from cleaner.rows import AUDIT_FIELD
from cleaner.sinks import Row, Target
from cleaner.sinks.table import audit_of, fields_of, is_empty
from cleaner.sources import Settings
from cleaner.streams import pack

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError:
    raise InputError("Parquet needs the extra arrow: pip install 'arabic-news-cleaner[arrow]'") from None

from cleaner.columns import AUDIT_SCHEMA, audit_arrays, build
from cleaner.sinks.schemas import IS_JSON, ClashError, column_of, fit, unify
from cleaner.sources.batches import TEXTS, ArrowRow, Batch, path_in
from cleaner.sources.parquet import CODECS, to_stream

_CODEC = "ZSTD"
_GROUP = 16 << 20
_GROUP_ROWS = 1 << 16
_SIZE = 8
_CHUNK = 1 << 22
_NAMES_TYPES = b"huggingface"  # metadata that would speak of columns as they were


def encode(rows: Iterable[Row], target: Target, settings: Settings) -> bytes:
    """Write rows as streams of Arrow, each behind its size; rows of one batch stay together."""
    told: list[bytes] = []
    for batch, group in groupby(rows, _batch_of):
        same = list(group)
        made = _from_rows(same, settings) if batch is None else _from_batch(batch, same, settings)
        stream = to_stream([made])
        told += [len(stream).to_bytes(_SIZE, "little"), stream]
    return b"".join(told)


def _batch_of(row: Row) -> Batch | None:
    meta = row.record.meta
    return meta.batch if isinstance(meta, ArrowRow) else None


def _from_rows(rows: Sequence[Row], settings: Settings) -> pa.RecordBatch:
    """Make columns of rows whose values tell their types."""
    names = Fields.of(settings.options)
    fields = [fields_of(row, names) for row in rows]
    columns = dict.fromkeys(name for one in fields for name in one if name != AUDIT_FIELD)
    made = [column_of(name, [one.get(name) for one in fields]) for name in columns]
    audits = _audits(rows, names, settings)
    schema = pa.schema([*(field for field, _ in made), *AUDIT_SCHEMA])
    return pa.RecordBatch.from_arrays([*(column for _, column in made), *audits], schema=schema)


def _audits(rows: Sequence[Row], names: Fields, settings: Settings) -> list[pa.Array]:
    from cleaner import __version__

    told = [None if is_empty(row, names) else audit_of(row, settings) for row in rows]
    return audit_arrays(told, version=__version__, rules=settings.rules)


def _from_batch(batch: Batch, rows: Sequence[Row], settings: Settings) -> pa.RecordBatch:
    """Take rows out of a batch and put their texts in."""
    names = Fields.of(settings.options)
    data = _taken(batch.data, [row.record.meta.index for row in rows])  # type: ignore[attr-defined]
    texts = [None if is_empty(row, names) else row.text for row in rows]
    there = data.schema
    columns = {field.name: (field, column) for field, column in zip(there, data.columns, strict=True)}
    path = path_in(there, names.text) or [names.text]
    field, column = columns.get(path[0], (pa.field(path[0], pa.string()), None))
    columns[path[0]] = _put(field, column, path[1:], texts)
    for own, said in zip(AUDIT_SCHEMA, _audits(rows, names, settings), strict=True):
        columns.pop(own.name, None)
        columns[own.name] = own, said
    metadata = {key: value for key, value in (there.metadata or {}).items() if key != _NAMES_TYPES}
    schema = pa.schema([field for field, _ in columns.values()], metadata or None)
    return pa.RecordBatch.from_arrays([column for _, column in columns.values()], schema=schema)


def _taken(batch: pa.RecordBatch, places: list[int]) -> pa.RecordBatch:
    """Return some rows of a batch, whatever types it has: runs of them put together."""
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][1] == place:
            runs[-1][1] += 1
        else:
            runs.append([place, place + 1])
    slices = [batch.slice(start, end - start) for start, end in runs]
    return slices[0] if len(slices) == 1 else pa.Table.from_batches(slices).combine_chunks().to_batches()[0]


def _put(field: pa.Field, column: pa.Array | None, path: list[str], texts: list[str | None]) -> tuple[pa.Field, pa.Array]:
    """Return a column with texts in it, or in one of the columns in it."""
    if not path or column is None:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        kind = kind if kind in TEXTS - {pa.null()} else pa.string()
        return field.with_type(kind), build(texts, kind)
    inner = {one.name: (one, part) for one, part in zip(field.type, column.flatten(), strict=True)}
    inner[path[0]] = _put(*inner[path[0]], path[1:], texts)
    fields = [one for one, _ in inner.values()]
    made = pa.StructArray.from_arrays([part for _, part in inner.values()], fields=fields, mask=column.is_null())
    return field.with_type(pa.struct(fields)), made


def finish(partial: Path, draft: Path, target: Target, settings: Settings) -> None:
    """Make row groups of all parts, in one schema."""
    with open(partial, "rb") as file:
        told = {pa.ipc.open_stream(file).schema.serialize().to_pybytes(): None for _ in _places(file)}
        schemas = [pa.ipc.read_schema(pa.py_buffer(one)) for one in told]
        forced: frozenset[str] = frozenset()
        while True:
            schema = unify(schemas or [_nothing(settings)], forced)
            file.seek(0)
            try:
                _write(file, draft, schema, settings.options.field)
                break
            except ClashError as clash:
                forced |= {clash.name}
    if target.packing:
        _pack(draft, target)


def _places(file: BinaryIO) -> Iterator[int]:
    """Yield the sizes of the streams of all parts, the file standing where they begin."""
    while head := file.read(_SIZE):
        size = int.from_bytes(head, "little")
        start = file.tell()
        yield size
        file.seek(start + size)


def _nothing(settings: Settings) -> pa.Schema:
    return pa.schema([pa.field(settings.options.field, pa.string()), *AUDIT_SCHEMA])


def _write(file: BinaryIO, draft: Path, schema: pa.Schema, text: str) -> None:
    metadata = dict(schema.metadata or {})
    codecs = json.loads(metadata.pop(CODECS, b"{}"))
    fields = [field.remove_metadata() if field.metadata == IS_JSON else field for field in schema]
    final = pa.schema(fields, metadata or None)
    leaves = _leaves(final)
    compression = {leaf: _available(codecs.get(leaf, _CODEC)) for leaf in leaves}
    often = [leaf for leaf in leaves if leaf != text]  # no two texts are the same: a dictionary of them is work in vain
    with pq.ParquetWriter(draft, final, compression=compression, use_dictionary=often, write_page_checksum=True) as out:
        held: list[pa.RecordBatch] = []
        size = rows = 0
        for place in _places(file):
            for batch in pa.ipc.open_stream(file.read(place)):
                held.append(fit(batch, schema))
                size, rows = size + batch.nbytes, rows + batch.num_rows
            if size >= _GROUP or rows >= _GROUP_ROWS:
                out.write_table(pa.Table.from_batches(held).cast(final))
                held, size, rows = [], 0, 0
                pa.default_memory_pool().release_unused()
        if held:
            out.write_table(pa.Table.from_batches(held).cast(final))


def _leaves(schema: pa.Schema) -> list[str]:
    """Return the names of the columns that a file has for a schema, as they are written."""
    sample = io.BytesIO()
    pq.write_table(schema.empty_table(), sample)
    told: Any = pq.read_metadata(sample).schema
    return [told.column(number).path for number in range(len(told))]


def _available(codec: str) -> str:
    return codec if codec == "NONE" or pa.Codec.is_available(codec.lower().removesuffix("_raw")) else _CODEC


def _pack(draft: Path, target: Target) -> None:
    """Pack a file that is done."""
    bare = draft.with_name(f"{draft.name}.bare")
    draft.rename(bare)
    try:
        with open(bare, "rb") as file, open(draft, "wb") as out:
            while chunk := file.read(_CHUNK):
                out.write(pack(chunk, target.packing))
    finally:
        bare.unlink()
