"""Pieces of inputs: whole documents, and runs of whole lines, of which little is held at a time.

Comes in: an input, as a file in which any place can be reached, or as a stream (standard input, packed files). Goes
out: payloads. What is larger than a document may be is never held: its bytes stay where they are, and those of a
stream go through a file in the folder for temporary files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import BinaryIO

from cleaner.errors import InputError
from cleaner.sources import Fault, Given, Payload, Range, Settings, too_large
from cleaner.streams import DamagedError, unpacked

BOM = b"\xef\xbb\xbf"
_CHUNK = 1 << 16


def whole(given: Given, settings: Settings) -> Payload | Fault:
    """Return an input as one document."""
    if given.seekable:
        size = os.path.getsize(given.path)
        return Range(0, size) if size <= settings.max_document else too_large(Range(0, size), settings)
    held = Held(settings.max_document)
    try:
        for chunk in unpacked(given.path, given.packing):
            held.add(chunk)
    except DamagedError as error:
        return Fault(error.reason, str(error), held.take())
    raw = held.take()
    return too_large(raw, settings) if isinstance(raw, Range) else raw


def divide_lines(given: Given, settings: Settings) -> Iterator[Payload | Fault]:
    """Divide an input into runs of whole lines of about the size of a unit."""
    if given.seekable and os.path.isfile(given.path):
        with open(given.path, "rb") as file:
            yield from ranges(file, os.fstat(file.fileno()).st_size, settings.unit)
    else:
        yield from blocks(_without_mark(unpacked(given.path, given.packing)), settings)


def ranges(file: BinaryIO, size: int, unit: int) -> Iterator[Range]:
    r"""Divide a file at line breaks; a mark of UTF-8 at its start belongs to no line.

    >>> [(one.start, one.end) for one in ranges(BytesIO("ab\nسد\n\nc".encode()), 10, 4)]
    [(0, 8), (8, 10)]
    """
    start = len(BOM) if file.read(len(BOM)) == BOM else 0
    while start < size:
        end = start + unit
        if end < size:
            file.seek(end - 1)
            while line := file.readline(_CHUNK):
                if line.endswith(b"\n"):
                    break
            end = file.tell()
        yield Range(start, min(end, size))
        start = end


def line_ends(chunk: bytes) -> tuple[int, int]:
    """Return the places behind the first and the last line break in a chunk; 0 is none."""
    return chunk.find(b"\n") + 1, chunk.rfind(b"\n") + 1


def _without_mark(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a stream without the mark of UTF-8 at its start."""
    yield next(chunks, b"").removeprefix(BOM)
    yield from chunks


def blocks(
    chunks: Iterable[bytes], settings: Settings, ends: Callable[[bytes], tuple[int, int]] = line_ends
) -> Iterator[bytes | Fault]:
    r"""Divide a stream at line breaks; `ends` tells which of a chunk divide it.

    >>> list(blocks([b"a\nb", b"c\n\n", b"d"], Settings(unit=3)))
    [b'a\nbc\n\n', b'd']
    """
    lines: list[bytes] = []
    size = 0
    held = Held(settings.max_document)
    try:
        for chunk in chunks:
            cut, end = ends(chunk)
            if end:
                held.add(chunk[: cut - 1])
                line = held.take()
                if isinstance(line, Range):
                    if lines:
                        yield b"".join(lines)
                        lines, size = [], 0
                    yield too_large(line, settings)
                else:
                    lines += [line, b"\n"]
                lines.append(chunk[cut:end])
                size += end
            held.add(chunk[end:])
            if size >= settings.unit:
                yield b"".join(lines)
                lines, size = [], 0
    except DamagedError as error:
        if lines:
            yield b"".join(lines)
        yield Fault(error.reason, str(error), held.take())
        return
    rest = held.take()
    if isinstance(rest, Range):
        if lines:
            yield b"".join(lines)
        yield too_large(rest, settings)
    elif lines or rest:
        yield b"".join([*lines, rest])


def read_bytes(given: Given, payload: Payload) -> bytes:
    """Return the bytes of a payload."""
    if isinstance(payload, bytes):
        return payload
    with open(payload.path or given.path, "rb") as file:
        file.seek(payload.start)
        data = file.read(len(payload))
    if len(data) < len(payload):
        raise _shorter(given)
    return data


def read_lines(given: Given, payload: Payload, settings: Settings) -> Iterator[bytes | Fault]:
    """Read lines with their line breaks; of one that is too large, tell where it is."""
    if isinstance(payload, bytes):
        for line in _lines(BytesIO(payload), Range(0, len(payload)), settings.max_document, given):
            yield too_large(payload[line.start : line.end], settings) if isinstance(line, Range) else line
        return
    with open(given.path, "rb") as file:
        for line in _lines(file, payload, settings.max_document, given):
            yield too_large(line, settings) if isinstance(line, Range) else line


def _lines(file: BinaryIO, within: Range, longest: int, given: Given) -> Iterator[bytes | Range]:
    file.seek(within.start)
    at = within.start
    while at < within.end:
        line = file.readline(longest + 1)
        if not line:
            raise _shorter(given)
        start = at
        at += len(line)
        if len(line) <= longest or line.endswith(b"\n"):
            yield line
            continue
        while not line.endswith(b"\n") and (line := file.readline(_CHUNK)):
            at += len(line)
        yield Range(start, at - line.endswith(b"\n"))


def _shorter(given: Given) -> InputError:
    return InputError(f"{given.name}: became shorter while it was read; leave inputs as they are until the run ends")


class Held:
    r"""Bytes that come bit by bit: in memory, or in a file that is passing once there are more than `most`.

    >>> held = Held(4)
    >>> held.add(b"ab"), held.add(b"c"), held.take()
    (None, None, b'abc')
    """

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._pieces: list[bytes] = []
        self._file: BinaryIO | None = None
        self._path = ""

    def add(self, piece: bytes) -> None:
        """Take in more."""
        self._size += len(piece)
        if self._file is None and self._size > self._most:
            import tempfile

            handle, self._path = tempfile.mkstemp(prefix="cleaner-")
            self._file = os.fdopen(handle, "wb")
            self._file.writelines(self._pieces)
            self._pieces = []
        if self._file is None:
            self._pieces.append(piece)
        else:
            self._file.write(piece)

    def take(self) -> Payload:
        """Return what was taken in, and forget it."""
        size, pieces, file, path = self._size, self._pieces, self._file, self._path
        self._pieces, self._size, self._file = [], 0, None
        if file is None:
            return b"".join(pieces)
        file.close()
        return Range(0, size, path, passing=True)

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()
            with suppress(OSError):
                os.unlink(self._path)
