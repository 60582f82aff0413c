"""How the front and its worker processes speak: frames of bytes behind their lengths, over two pipes.

The front sends pickles: first the cleaner, then jobs. A worker sends for each document of a job one frame of two
parts, JSON that says what became of it and the row as it is answered: what comes from a process that reads
hostile pages is never unpickled.
"""

from __future__ import annotations

import struct
from asyncio import StreamReader
from typing import BinaryIO, Literal, NamedTuple

from cleaner.options import Options

_LENGTH = struct.Struct(">Q")
_LENGTHS = struct.Struct(">QQ")


class Item(NamedTuple):
    """One document as it came: a row of JSON, or the bytes of a text or a page and what was said of it."""

    form: Literal["row", "text", "html"]
    data: bytes
    id: str | None = None
    url: str | None = None
    charset: str = ""


class Job(NamedTuple):
    """Documents that are cleaned one after the other, and how."""

    options: Options
    items: list[Item]


def pack(data: bytes) -> bytes:
    """Return a frame of one part."""
    return _LENGTH.pack(len(data)) + data


def read(pipe: BinaryIO) -> bytes | None:
    """Read a frame of one part; None where the other side has ended.

    >>> import io
    >>> read(io.BytesIO(pack(b"job"))), read(io.BytesIO(pack(b"job")[:-1]))
    (b'job', None)
    """
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    data = pipe.read(length)
    return data if len(data) == length else None


def pack_answer(told: bytes, row: bytes) -> bytes:
    """Return a frame of two parts."""
    return _LENGTHS.pack(len(told), len(row)) + told + row


async def read_answer(pipe: StreamReader) -> tuple[bytes, bytes]:
    """Read a frame of two parts; raises `IncompleteReadError` where the other side has ended."""
    told, row = _LENGTHS.unpack(await pipe.readexactly(_LENGTHS.size))
    return await pipe.readexactly(told), await pipe.readexactly(row)
