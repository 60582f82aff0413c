"""Bodies of HTTP as a browser shows them: what was done to them for the way is undone.

Many crawlers undo it themselves and leave the headers; so what a header says is done where the body bears it out.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

from cleaner.streams import DamagedError, Packing, unpack

_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:[a-zA-Z!?])")
_READ = 1 << 16
_MAGIC: dict[str, tuple[Packing, bytes]] = {
    "gzip": ("gz", b"\x1f\x8b"),
    "x-gzip": ("gz", b"\x1f\x8b"),
    "zstd": ("zst", b"\x28\xb5\x2f\xfd"),
}


class TooLargeError(Exception):
    """A body unpacks to more than it may."""


def is_markup(body: bytes) -> bool:
    """Tell whether bytes begin as a page does.

    >>> is_markup(b"\\n<!doctype html>"), is_markup(b"%PDF")
    (True, False)
    """
    return _MARKUP.match(body, 0, _READ) is not None


def undo(body: bytes, headers: Mapping[str, Any], most: int) -> tuple[bytes, bool]:
    r"""Return a body without chunks and unpacked, and whether it is all there.

    >>> undo(b"3\r\n<p>\r\n2\r\nab\r\n0\r\n\r\n", {"Transfer-Encoding": "chunked"}, 100)
    (b'<p>ab', True)
    >>> undo(b"<p>ab", {"Content-Encoding": "gzip"}, 100)
    (b'<p>ab', True)
    """
    whole = True
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower() and _CHUNK_SIZE.match(body):
        body, whole = _join(body)
    for encoding in reversed((headers.get("Content-Encoding") or "").lower().split(",")):
        body, there = _take(_unpacked(body, encoding.strip()), most)
        whole = whole and there
    if len(body) > most:
        raise TooLargeError
    return body, whole


def _join(body: bytes) -> tuple[bytes, bool]:
    """Join chunks, each of which is behind its size."""
    chunks: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(body, at):
        length = int(size[1], 16)
        if not length:
            return b"".join(chunks), True
        chunks.append(body[size.end() : size.end() + length])
        at = size.end() + length
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"
    return b"".join(chunks), False


def _unpacked(body: bytes, encoding: str) -> Iterator[bytes]:
    packing, magic = _MAGIC.get(encoding, ("", b""))
    if packing and body.startswith(magic):
        return unpack([body], packing)
    if encoding == "deflate" and not is_markup(body):
        return _inflate(body)
    if encoding == "br" and not is_markup(body):
        return _read_brotli(body)
    return iter((body,))


def _inflate(body: bytes) -> Iterator[bytes]:
    """Unpack with the header that the standard wants, or without one, as some servers send it."""
    has_header = len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    member = zlib.decompressobj(15 if has_header else -15)
    rest = body
    while not member.eof and (rest or member.unconsumed_tail):
        yield member.decompress(rest, _READ)
        rest = member.unconsumed_tail
    if not member.eof:
        raise zlib.error("breaks off")


def _read_brotli(body: bytes) -> Iterator[bytes]:
    from fastwarc.stream_io import BrotliReader

    reader = BrotliReader(BytesIO(body))
    while piece := reader.read(_READ):
        yield piece


def _take(pieces: Iterable[bytes], most: int) -> tuple[bytes, bool]:
    """Join pieces as far as they can be had, and no further than they may."""
    taken: list[bytes] = []
    size = 0
    try:
        for piece in pieces:
            taken.append(piece)
            size += len(piece)
            if size > most:
                raise TooLargeError
    except (DamagedError, zlib.error, OSError):
        if not size:
            raise ValueError("its body can't be unpacked") from None
        return b"".join(taken), False
    return b"".join(taken), True
