"""Lines of files, packed or not, read as a stream of which little is held at a time.

Comes in: a path, or an open file and its name. Goes out: lines of bytes without their line breaks.
What is packed is told by the end of its name: `.gz` and `.zst`. A line longer than `LONGEST` is an
error, so that a small file that unpacks to a huge one can't fill the memory.
"""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Literal

from cleaner.errors import InputError

LONGEST = 64 << 20
"""Bytes of the longest line that is read; the longest row of the development dumps has 0.2 MB."""
PACKED = (".gz", ".zst")
_CHUNK = 1 << 16
_ZST_CHUNK = 512  # a block of 4 bytes unpacks to 128 KB at most: 16 MB a chunk in the worst case


class DamagedError(InputError):
    """A packed file breaks off (`truncated`) or can't be unpacked from here on (`damaged`)."""

    def __init__(self, path: str, what: object, truncated: bool) -> None:
        self.reason: Literal["truncated", "damaged"] = "truncated" if truncated else "damaged"
        super().__init__(f"{path}: can't be unpacked ({what}); fetch or pack the file again")


def unpacked(path: str, packing: str) -> Iterator[bytes]:
    """Read a file, or standard input (-), as a stream of unpacked pieces; raise `DamagedError` where it breaks off."""
    if path == "-":
        yield from _unpack(sys.stdin.buffer, f"<stdin>{packing and '.'}{packing}")
        return
    with open(path, "rb") as file:
        yield from _unpack(file, path)


def pack(data: bytes, packing: str) -> bytes:
    """Pack a part of a file; packed parts one after the other are the packed file. The same data gives the same bytes."""
    if not packing:
        return data
    if packing == "gz":
        return gzip.compress(data, 6, mtime=0)
    from zstandard import ZstdCompressor

    return ZstdCompressor().compress(data)


def read_lines(path: str, longest: int = LONGEST) -> Iterator[bytes]:
    """Read the lines of a file, unpacked where its name says that it is packed."""
    with open(path, "rb") as file:
        yield from split_lines(_unpack(file, path), path, longest)


def split_lines(chunks: Iterable[bytes], path: str, longest: int = LONGEST) -> Iterator[bytes]:
    r"""Split a stream at its line feeds.

    >>> list(split_lines([b"a\nb", b"c\n\n"], "<bytes>"))
    [b'a', b'bc', b'']
    """
    number, open_line, held = 1, [], 0
    for chunk in chunks:
        first, *rest = chunk.split(b"\n")
        open_line.append(first)
        held += len(first)
        for piece in rest:
            yield b"".join(open_line)
            number, open_line, held = number + 1, [piece], len(piece)
        if held > longest:
            raise InputError(f"{path}:{number}: a line of more than {longest >> 20} MB; write one row on each line")
    if held:
        yield b"".join(open_line)


def _unpack(file: BinaryIO, path: str) -> Iterator[bytes]:
    try:
        if path.endswith(".gz"):
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield from iter(lambda: unpacked.read(_CHUNK), b"")
        elif path.endswith(".zst"):
            yield from _unpack_zst(file, path)
        else:
            yield from iter(lambda: file.read(_CHUNK), b"")
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DamagedError(path, error, isinstance(error, EOFError)) from None


def _unpack_zst(file: BinaryIO, path: str) -> Iterator[bytes]:
    """Unpack frame after frame; unlike a stream reader this notices a file that is cut off."""
    from zstandard import ZstdDecompressor, ZstdError

    frame = None
    try:
        while chunk := file.read(_ZST_CHUNK):
            while chunk:
                frame = frame or ZstdDecompressor().decompressobj()
                if unpacked := frame.decompress(chunk):
                    yield unpacked
                chunk = frame.unused_data if frame.eof else b""
                frame = None if frame.eof else frame
    except ZstdError as error:
        raise DamagedError(path, error, False) from None
    if frame is not None:
        raise DamagedError(path, "it ends inside a frame", True)
