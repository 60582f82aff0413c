"""WARC and WET: each record says its length; the pages and the texts among them are documents.

Pages are the bodies of responses, and resources, whose type is HTML; texts are conversions, as WET holds them. All
other records are counted by what they are, and skipped. A record that does not end where it says is a fault, up to
where the next one begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from cleaner.errors import InputError
from cleaner.model import Note, Record
from cleaner.parse.encoding import decode
from cleaner.sources import Fault, Found, Given, Payload, Settings, Skipped, too_large
from cleaner.sources.bodies import TooLargeError, is_markup, undo
from cleaner.sources.lengths import cut, split
from cleaner.streams import unpacked

try:
    from fastwarc.warc import WarcRecord
except ImportError:
    raise InputError("WARC needs the extra warc: pip install 'arabic-news-cleaner[warc]'") from None

_HTML = ("text/html", "application/xhtml+xml")


def divide(given: Given, settings: Settings) -> Iterator[Payload | Fault]:
    """Divide a file between records."""
    yield from cut(unpacked(given.path, given.packing), settings)


def read(given: Given, payload: Payload, settings: Settings) -> Iterator[Found]:
    r"""Read whole records.

    >>> from pathlib import PurePath
    >>> head = b"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://example.com/1\r\nContent-Length: 4\r\n\r\n"
    >>> [found] = read(Given("a.wet", PurePath("a.wet"), "wet"), head + "نص".encode() + b"\r\n\r\n", Settings())
    >>> found.body, found.url
    ('نص', 'https://example.com/1')
    """
    assert isinstance(payload, bytes)
    for raw in split(payload):
        try:
            yield _found(raw, settings)
        except (OSError, ValueError) as error:
            yield Fault("bad_record", f"{error}; leave the record out", raw)


def _found(raw: bytes, settings: Settings) -> Found:
    record: Any = WarcRecord.from_reader(BytesIO(raw), quirks_mode=True)
    kind = (record.headers.get("WARC-Type") or "no type").lower()
    if kind == "conversion":
        return _text(record, raw, settings)
    if kind in ("response", "resource"):
        return _page(record, kind, raw, settings)
    return Skipped(kind)


def _text(record: Any, raw: bytes, settings: Settings) -> Found:
    sort = _sort(record.headers.get("Content-Type"))
    if sort not in ("", "text/plain"):
        return Skipped(f"conversion to {sort}")
    body = record.reader.read()
    if len(body) > settings.max_document:
        return too_large(raw, settings)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        return Fault("not_utf8", f"byte {error.start} of the text is not UTF-8; convert it", raw)
    return _document(record, text, {"language": record.headers.get("WARC-Identified-Content-Language")})


def _page(record: Any, name: str, raw: bytes, settings: Settings) -> Found:
    """Read the page of a response or a resource."""
    told = {}
    if name == "response":
        record.is_http = True
        record.parse_http(quirks_mode=True)
        headers = record.http_headers
        told = {"status": headers.status_code if headers else None}
        sort = _sort(record.http_content_type)
    else:
        headers, sort = None, _sort(record.headers.get("Content-Type"))
    body = record.reader.read()
    if sort not in _HTML and (sort or not is_markup(body)):
        return Skipped(f"{name} of {sort or 'no type'}")
    try:
        body, whole = undo(body, headers or {}, settings.max_document)
    except TooLargeError:
        return too_large(raw, settings)
    text, notes = decode(body, (record.http_charset if headers else None) or "")
    if not whole or record.headers.get("WARC-Truncated"):
        notes += (Note("truncated", "The page breaks off where it was crawled."),)
    return _document(record, text, told, notes, is_page=True)


def _document(record: Any, body: str, told: dict[str, Any], notes: tuple[Note, ...] = (), is_page: bool = False) -> Record:
    headers = record.headers
    name = (headers.get("WARC-Record-ID") or "").strip("<>") or None
    url = (headers.get("WARC-Target-URI") or "").strip("<>") or None
    meta = {"id": name, "url": url, "date": headers.get("WARC-Date"), **told}
    known = {name: value for name, value in meta.items() if value is not None}
    return Record(body, id=name, url=url, media="html" if is_page else "text", meta=known, notes=notes)


def _sort(value: str | None) -> str:
    """Return what a header says the type is, without its parameters.

    >>> _sort("Text/HTML; charset=utf-8"), _sort(None)
    ('text/html', '')
    """
    return (value or "").partition(";")[0].strip().lower()
