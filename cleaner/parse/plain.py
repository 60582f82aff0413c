"""Text that some scraper extracted: a record becomes a document without further ado."""

from __future__ import annotations

from cleaner.model import Document, Record


def parse(record: Record) -> Document:
    """Return a record's text as a document; nothing is decoded, stripped or normalised.

    >>> parse(Record("عنوان\\r\\nنص")).rows
    ['عنوان\\r', 'نص']
    """
    return Document(record)
