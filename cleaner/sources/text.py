"""Texts: a file is one document, UTF-8, its line ends untouched."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.model import Record
from cleaner.sources import Fault, Found, Given, Payload, Settings
from cleaner.sources.pieces import read_bytes, whole


def divide(given: Given, settings: Settings) -> Iterator[Payload | Fault]:
    """Take the file as one piece."""
    yield whole(given, settings)


def read(given: Given, payload: Payload, settings: Settings) -> Iterator[Found]:
    r"""Read the document.

    >>> from pathlib import PurePath
    >>> given = Given("a.txt", PurePath("a.txt"))
    >>> [record.body for record in read(given, "نص".encode(), Settings())]
    ['نص']
    >>> next(read(given, b"ok\n\xff", Settings())).detail
    'byte 3 is not UTF-8; convert the file to UTF-8, for example from cp1256: iconv -f cp1256 -t utf-8'
    """
    data = read_bytes(given, payload)
    try:
        yield Record(data.decode(), id=given.name, meta={"id": given.name})
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        likely = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1256"
        remedy = f"convert the file to UTF-8, for example from {likely}: iconv -f {likely} -t utf-8"
        yield Fault("not_utf8", f"byte {error.start} is not UTF-8; {remedy}", data, line)
