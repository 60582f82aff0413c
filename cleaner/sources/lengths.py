r"""Where the records of WARC begin and end: behind the length that each says, checked by what stands there.

Comes in: a stream. Goes out: runs of whole records, each followed by two line breaks, and faults for what is none. Of a
record that is larger than a document may be nothing is held: one that holds no document is left out but for its head.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cleaner.sources import Fault, Payload, Settings, too_large
from cleaner.sources.pieces import Held
from cleaner.streams import DamagedError

_BEGINS = re.compile(rb"WARC/[0-9]\.[0-9]+\r?\n")
_NEXT = re.compile(rb"\n(?=WARC/[0-9]\.[0-9]+\r?\n)")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"\ncontent-length:[ \t]*([0-9]{1,15})[ \t]*\r?\n", re.IGNORECASE)
_TYPE = re.compile(rb"\nwarc-type:[ \t]*(\S+)", re.IGNORECASE)
_DOCUMENTS = (b"response", b"resource", b"conversion")
_BREAKS = b"\r\n\r\n"
_LONGEST_HEAD = 1 << 20
_LONGEST_BEGINNING = 16


def cut(chunks: Iterable[bytes], settings: Settings) -> Iterator[bytes | Fault]:
    r"""Divide a stream between records, into pieces of about the size of a unit.

    >>> record = b"WARC/1.0\r\nContent-Length: 2\r\n\r\nab\r\n\r\n"
    >>> list(cut([record + b"odd\n" + record], Settings())) == [
    ...     record, Fault("bad_record", "no record begins here; fetch the file again", b"odd\n"), record]
    True
    """
    held: list[bytes] = []
    size = 0
    for found in _pieces(_Stream(chunks), settings):
        if isinstance(found, bytes):
            held.append(found)
            size += len(found)
        if held and (size >= settings.unit or isinstance(found, Fault)):
            yield b"".join(held)
            held, size = [], 0
        if isinstance(found, Fault):
            yield found
    if held:
        yield b"".join(held)


def split(data: bytes) -> Iterator[bytes]:
    """Split a run of whole records into records."""
    at = 0
    while at < len(data):
        head = _END_OF_HEAD.search(data, at)
        length = head and _LENGTH.search(data, at, head.end())
        assert head
        assert length, "whole records say their length"
        end = head.end() + int(length[1]) + len(_BREAKS)
        yield data[at:end]
        at = end


def _pieces(stream: _Stream, settings: Settings) -> Iterator[bytes | Fault]:
    """Yield whole records, and what is none."""
    while stream.skip_breaks():
        head = stream.head()
        if isinstance(head, str):
            yield Fault("bad_record", f"{head}; fetch the file again", stream.take_to_next(settings))
        elif head[1] > settings.max_document:
            yield _huge(stream, *head, settings)
        else:
            yield _record(stream, *head, settings)
    if stream.broken:
        yield Fault(stream.broken.reason, str(stream.broken))


def _record(stream: _Stream, head: int, length: int, settings: Settings) -> bytes | Fault:
    """Take out the record that begins here."""
    if not stream.fill(head + length):
        return _breaks_off(stream, head + length)
    stream.fill(head + length + len(_BREAKS) + _LONGEST_BEGINNING)
    behind = stream.peek(head + length, len(_BREAKS) + _LONGEST_BEGINNING)
    ends = behind.startswith((_BREAKS, b"\n\n")) or behind.lstrip(b"\r\n")[:5] in (b"", b"WARC/")
    if not ends:
        what = f"does not end after the {length:,} bytes of its Content-Length; fetch the file again"
        return Fault("bad_record", what, stream.take_to_next(settings))
    return stream.take(head + length) + _BREAKS


def _huge(stream: _Stream, head: int, length: int, settings: Settings) -> bytes | Fault:
    """Take out a record that is larger than a document may be."""
    top = stream.peek(0, head)
    kind = _TYPE.search(top)
    held = Held(settings.max_document) if kind is None or kind[1].lower() in _DOCUMENTS else None
    if stream.pass_on(head + length, held):
        return _breaks_off(stream, head + length, held)
    return too_large(held.take(), settings) if held else _LENGTH.sub(b"\nContent-Length: 0\r\n", top) + _BREAKS


def _breaks_off(stream: _Stream, whole: int, held: Held | None = None) -> Fault:
    """Say that the last record is not all there; what there is of it is what is left, or what was held."""
    raw = held.take() if held else stream.take(whole)
    broken, stream.broken = stream.broken, None
    detail = str(broken) if broken else f"breaks off before the {whole:,} bytes that it should have; fetch the file again"
    return Fault(broken.reason if broken else "truncated", detail, raw)


class _Stream:
    """What was read of a stream and is not yet taken; `broken` says why there is no more, where that is no end."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._data, self._at = b"", 0
        self.broken: DamagedError | None = None

    def fill(self, size: int) -> bool:
        """Read on until there are so many bytes; say whether there are."""
        there = len(self._data) - self._at
        if there >= size:
            return True
        pieces = [self._data[self._at :]]
        while there < size and (chunk := self._more()):
            pieces.append(chunk)
            there += len(chunk)
        self._data, self._at = b"".join(pieces), 0
        return there >= size

    def _more(self) -> bytes:
        try:
            return next(filter(None, self._chunks), b"")
        except DamagedError as error:
            self.broken, self._chunks = error, iter(())
            return b""

    def peek(self, start: int, size: int) -> bytes:
        """Return some bytes and leave them there."""
        return self._data[self._at + start : self._at + start + size]

    def take(self, size: int) -> bytes:
        """Return the first bytes, as many as there are, and forget them."""
        taken = self.peek(0, size)
        self._at += len(taken)
        return taken

    def skip_breaks(self) -> bool:
        """Forget the line breaks that stand first; say whether anything follows."""
        while self.fill(1):
            while self._at < len(self._data) and self._data[self._at] in b"\r\n":
                self._at += 1
            if self._at < len(self._data):
                return True
        return False

    def head(self) -> tuple[int, int] | str:
        """Return the length of the head that stands first, and the one that it says; or what is wrong."""
        self.fill(_LONGEST_BEGINNING)
        if not _BEGINS.match(self._data, self._at):
            return "no record begins here"
        size, more = 1 << 12, True
        while not (end := _END_OF_HEAD.search(self._data, self._at)):
            if size > _LONGEST_HEAD or not more:
                return "the head of a record never ends"
            more = self.fill(size)
            size *= 2
        length = _LENGTH.search(self._data, self._at, end.end())
        return (end.end() - self._at, int(length[1])) if length else "a record does not say its length"

    def pass_on(self, size: int, held: Held | None) -> int:
        """Take so many bytes out, to be held or not; return how many were not there."""
        while size and self.fill(1):
            taken = self.take(size)
            size -= len(taken)
            if held:
                held.add(taken)
        return size

    def take_to_next(self, settings: Settings) -> Payload:
        """Take out all up to where the next record begins."""
        held = Held(settings.max_document)
        while not (found := _NEXT.search(self._data, self._at)):
            there = len(self._data) - self._at
            if there > _LONGEST_BEGINNING:
                held.add(self.take(there - _LONGEST_BEGINNING))
            elif not self.fill(there + 1):
                held.add(self.take(there))
                return held.take()
        held.add(self.take(found.end() - self._at))
        return held.take()
