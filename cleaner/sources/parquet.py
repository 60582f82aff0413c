"""Parquet: any process reads row groups by itself, or some rows of a large one; a huge one is taken apart here.

A part is a range of the bytes of row groups; rows are where they would be if all had the same size. What can't be reached at any place (standard input, a packed file) is copied to the folder for temporary files first.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from cleaner.errors import InputError
from cleaner.fields import Fields
from cleaner.remote import is_remote
from cleaner.sources import Fault, Found, Given, Payload, Range, Settings
from cleaner.streams import DamagedError, opened, unpacked

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError:
    raise InputError("Parquet needs the extra arrow: pip install 'arabic-news-cleaner[arrow]'") from None

from cleaner.sources.batches import chosen, records

CODECS = b"cleaner.codecs"
"""What the schema of a batch says of how its columns were compressed, so that the result can be too."""
_HUGE = 8
"""Units of which a row group is too large for each process to read those rows too that come before its own."""
_MOST_ROWS = 1024
_BUFFER = 1 << 20


def divide(given: Given, settings: Settings) -> Iterator[Payload | Fault]:
    """Divide a file between row groups, a huge one between rows."""
    try:
        with _file(given) as file, pq.ParquetFile(file, buffer_size=_BUFFER, pre_buffer=False, page_checksum_verification=True) as table:
            chosen(table.schema_arrow, Fields.of(settings.options), given.name)
            yield from _parts(table, given, settings)
    except DamagedError as error:
        yield Fault(error.reason, str(error))
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        yield Fault("damaged", f"{given.name}: not Parquet, or damaged ({_first_line(error)}); fetch the file again")


def _parts(table: Any, given: Given, settings: Settings) -> Iterator[Payload]:
    metadata = table.metadata
    start = end = size = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        most = group.total_byte_size
        alone = most > settings.unit or not given.seekable
        if size and (alone or size + most > settings.unit):
            yield Range(start, end)
            size = 0
        if most > _HUGE * settings.unit or not given.seekable:
            yield from _taken_apart(table, number, settings)
        elif alone:
            yield from _shares(*_place(group), min(-(-most // settings.unit), group.num_rows))
        else:
            first, end = _place(group)
            start = start if size else first
            size += most
    if size:
        yield Range(start, end)


def _shares(start: int, end: int, count: int) -> Iterator[Range]:
    """Divide a range into parts of about one size.

    >>> [(part.start, part.end) for part in _shares(4, 14, 3)]
    [(4, 7), (7, 10), (10, 14)]
    """
    cuts = [start + (end - start) * number // count for number in range(count + 1)]
    yield from map(Range, cuts, cuts[1:])


def _taken_apart(table: Any, number: int, settings: Settings) -> Iterator[bytes]:
    """Yield the rows of a row group as streams of Arrow of about the size of a unit."""
    held: list[pa.RecordBatch] = []
    size = 0
    schema = _schema(table)
    for batch in table.iter_batches(_rows_at_once(table, [number], settings), row_groups=[number], use_threads=False):
        held.append(batch.replace_schema_metadata(schema.metadata))
        size += batch.nbytes
        if size >= settings.unit:
            yield to_stream(held)
            held, size = [], 0
    if held:
        yield to_stream(held)


def to_stream(batches: list[pa.RecordBatch]) -> bytes:
    """Return batches of one schema as a stream of Arrow."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batches[0].schema) as out:
        for batch in batches:
            out.write_batch(batch)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def read(given: Given, payload: Payload, settings: Settings) -> Iterator[Found]:
    """Read the rows of some row groups, or of a stream of Arrow."""
    fields = Fields.of(settings.options)
    if isinstance(payload, bytes):
        with pa.ipc.open_stream(payload) as stream:
            for batch in stream:
                yield from records(batch, fields, settings)
        return
    with pq.ParquetFile(given.path, pre_buffer=False, page_checksum_verification=True) as table:
        groups = {number: rows for number in range(table.num_row_groups) if (rows := _rows_in(table.metadata.row_group(number), payload))}
        left = sum(map(len, groups.values()))
        try:
            for batch in _batches(table, groups, settings):
                left -= batch.num_rows
                yield from records(batch, fields, settings)
        except (pa.ArrowException, OSError) as error:
            yield Fault("damaged", f"{left} rows can't be read ({_first_line(error)}); fetch the file again", payload)
            yield from [None] * (left - 1)  # each had a position


def _rows_in(group: Any, payload: Range) -> range:
    """Return which rows of a row group are in a range."""
    start, end = _place(group)
    first, last = (min(max(-(-(place - start) * group.num_rows // max(end - start, 1)), 0), group.num_rows) for place in (payload.start, payload.end))
    return range(first, last)


def _batches(table: Any, groups: dict[int, range], settings: Settings) -> Iterator[pa.RecordBatch]:
    """Read the rows of row groups, and pass over those before them."""
    metadata = _schema(table).metadata
    for number, rows in groups.items():
        at = 0
        for batch in table.iter_batches(_rows_at_once(table, [number], settings), row_groups=[number], use_threads=False):
            taken = batch.slice(max(rows.start - at, 0), max(rows.stop - max(at, rows.start), 0))
            at += batch.num_rows
            if taken.num_rows:
                yield taken.replace_schema_metadata(metadata)
            if at >= rows.stop:
                break


def _schema(table: Any) -> pa.Schema:
    schema = table.schema_arrow
    return schema.with_metadata({**(schema.metadata or {}), CODECS: json.dumps(_codecs(table.metadata)).encode()})


def _codecs(metadata: Any) -> dict[str, str]:
    """Return how each column is compressed, in the words of whoever writes."""
    if not metadata.num_row_groups:
        return {}
    group = metadata.row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    return {column.path_in_schema: column.compression.replace("UNCOMPRESSED", "NONE") for column in columns}


def _place(group: Any) -> tuple[int, int]:
    """Return where the bytes of a row group start and end."""
    columns = [group.column(number) for number in range(group.num_columns)]
    starts = [min(filter(None, (one.dictionary_page_offset, one.data_page_offset)), default=0) for one in columns]
    ends = [start + one.total_compressed_size for start, one in zip(starts, columns, strict=True)]
    return int(min(starts, default=0)), int(max(ends, default=0))


def _rows_at_once(table: Any, groups: list[int], settings: Settings) -> int:
    told = [table.metadata.row_group(number) for number in groups]
    rows, size = sum(one.num_rows for one in told), sum(one.total_byte_size for one in told)
    at_once: int = settings.unit * rows // max(size, 1)
    return max(1, min(_MOST_ROWS, at_once))


@contextmanager
def _file(given: Given) -> Iterator[Any]:
    """Open a file in which any place can be reached."""
    if given.seekable:
        yield given.path
    elif is_remote(given.path) and not given.packing:
        with opened(given.path) as far:
            yield far
    else:
        with tempfile.TemporaryFile(prefix="cleaner-") as near:
            _copy(given, near)
            yield near


def _copy(given: Given, file: BinaryIO) -> None:
    file.writelines(unpacked(given.path, given.packing))
    file.seek(0)


def _first_line(error: Exception) -> str:
    return str(error).split("\n")[0].rstrip(".")
