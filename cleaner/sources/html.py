"""Pages: a file is one document, read in the encoding that it is in."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.model import Record
from cleaner.parse.encoding import decode
from cleaner.sources import Fault, Found, Given, Payload, Settings
from cleaner.sources.pieces import read_bytes, whole


def divide(given: Given, settings: Settings) -> Iterator[Payload | Fault]:
    """Take the file as one piece."""
    yield whole(given, settings)


def read(given: Given, payload: Payload, settings: Settings) -> Iterator[Found]:
    """Read the page.

    >>> from pathlib import PurePath
    >>> next(read(Given("a.html", PurePath("a.html"), "html"), "<p>سد".encode("utf-16"), Settings())).body
    '<p>سد'
    """
    text, notes = decode(read_bytes(given, payload))
    yield Record(text, id=given.name, media="html", meta={"id": given.name}, notes=notes)
