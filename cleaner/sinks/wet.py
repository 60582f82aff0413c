r"""WET: each text is a conversion, in a record of WARC; what is said of it stands in a record of metadata behind it.

A record is packed by itself, as readers of WARC want it. Names of records are made of what is in them: the same rows
give the same bytes. A text without an address or a date of the crawl has none, and the first second of 1970.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from cleaner.fields import Fields
from cleaner.plain import dump, encodable
from cleaner.rows import AUDIT_FIELD
from cleaner.sinks import Row, Target
from cleaner.sinks.table import audit_of, fields_of, is_empty
from cleaner.sources import Settings
from cleaner.streams import pack

PACKS = True
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")
_NO_DATE = "1970-01-01T00:00:00Z"
_ALONE = ("gz", "zst")
"""Packings of which readers of WARC want a member for each record."""


def encode(rows: Iterable[Row], target: Target, settings: Settings) -> bytes:
    r"""Write rows, each as two records.

    >>> from cleaner import Cleaner, Record
    >>> record = Record("نص", url="https://example.com/1", meta={"date": "2024-04-03T08:00:00Z", "n": 1})
    >>> written = encode([Row(record, Cleaner()(record), "نص")], Target(None, "wet"), Settings())
    >>> [line for line in written.decode().split("\r\n") if line.startswith(("WARC-Type", "WARC-Target"))]
    ['WARC-Type: conversion', 'WARC-Target-URI: https://example.com/1', 'WARC-Type: metadata', 'WARC-Target-URI: https://example.com/1']
    """
    names = Fields.of(settings.options)
    records = [record for row in rows if not is_empty(row, names) for record in _records(row, names, settings)]
    if target.packing in _ALONE:
        return b"".join(pack(record, target.packing) for record in records)
    return pack(b"".join(records), target.packing) if records else b""


def _records(row: Row, names: Fields, settings: Settings) -> tuple[bytes, bytes]:
    record = row.record
    fields = fields_of(row, names)
    text = encodable(row.text).encode()
    date = fields.get("date")
    about = {
        "WARC-Date": date if isinstance(date, str) and _DATE.fullmatch(date) else _NO_DATE,
        "WARC-Target-URI": quote(record.url, safe=_SAFE) if record.url else None,
    }
    own = _name(record.id, record.url, hashlib.sha1(text, usedforsecurity=False).hexdigest())
    source = record.id if record.id and record.id.startswith("urn:") and record.id.isascii() else None
    conversion = {
        "WARC-Type": "conversion",
        "WARC-Record-ID": own,
        **about,
        "WARC-Refers-To": f"<{source}>" if source and not re.search(r"[\s<>]", source) else None,
        "WARC-Identified-Content-Language": _word(fields.pop("language", None)),
        "Content-Type": "text/plain",
    }
    if not names.text.count("."):
        fields.pop(names.text, None)
    said = dump({**fields, AUDIT_FIELD: audit_of(row, settings)})
    metadata = {
        "WARC-Type": "metadata",
        "WARC-Record-ID": _name(own, "metadata", said.decode()),
        **about,
        "WARC-Refers-To": own,
        "Content-Type": "application/json",
    }
    return _written(conversion, text), _written(metadata, said)


_SAFE = "".join(map(chr, range(33, 127)))


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and re.fullmatch(r"[A-Za-z,-]+", value) else None


def _name(*parts: str | None) -> str:
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, encodable(chr(0).join(part or '' for part in parts)))}>"


def _written(headers: dict[str, str | None], block: bytes) -> bytes:
    digest = base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
    told = {**headers, "WARC-Block-Digest": f"sha1:{digest}", "Content-Length": str(len(block))}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value is not None)
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"
