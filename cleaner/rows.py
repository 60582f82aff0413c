"""Rows of JSONL: a row becomes a record, and a verdict goes back into its row.

Comes in: one line of bytes. Goes out: a `Record` of a text or a page whose `meta` is the whole row, and from
a verdict on it the line to write: all fields in their order, the text replaced, the object `cleaner` in the
place where one stood, or last. What a row looks like is the business of `cleaner/schema/row-1.json`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Literal, NoReturn

import orjson

from cleaner.errors import InputError
from cleaner.model import Record, Verdict

AUDIT_FIELD = "cleaner"
TEXT_FIELD, HTML_FIELD = "text", "html"
_LONG_NUMBER = re.compile(rb"\d{16}")
"""What orjson would round: it reads integers over 64 bits as floats."""
_BOM = b"\xef\xbb\xbf"


def read_rows(
    lines: Iterable[bytes], field: str = TEXT_FIELD, path: str = "<rows>", html_field: str = ""
) -> Iterator[Record]:
    """Read the records of JSONL; empty lines are no rows.

    >>> [record.body for record in read_rows([b'{"text": "a"}\\n', b'\\n', b'{"text": "b"}'])]
    ['a', 'b']
    """
    for number, line in enumerate(lines, 1):
        if number == 1:
            line = line.removeprefix(_BOM)
        if line.strip():
            yield read_row(line, field, f"{path}:{number}", html_field)


def read_row(line: bytes, field: str = TEXT_FIELD, where: str = "<row>", html_field: str = "") -> Record:
    """Read one row; `where` names it in errors. Its page is read where a field for it is given, or it has no text.

    >>> record = read_row('{"n": 1, "text": "نص", "url": "https://example.com/1"}'.encode())
    >>> record.body, record.url
    ('نص', 'https://example.com/1')
    >>> read_row('{"html": "<p>نص"}'.encode()).media, read_row(b'{"html": "<p>", "text": ""}').media
    ('html', 'text')
    >>> read_row(b'{"body": ""}', "bodi", "news.jsonl:7")
    Traceback (most recent call last):
    cleaner.errors.InputError: news.jsonl:7: no field 'bodi' (did you mean 'body'?); \
name the field that holds the text with --field
    """
    row = read_object(line, where)
    chosen = _choose(row, field, html_field)
    if chosen is None:
        raise InputError(f"{where}: {_no_field(row, html_field or field, field if html_field else '')}")
    name, media = chosen
    return Record(row[name], id=_text(row.get("id")), url=_text(row.get("url")), media=media, meta=row)


def _choose(row: Mapping[str, Any], field: str, html_field: str) -> tuple[str, Literal["text", "html"]] | None:
    """Return the field to clean, and what it holds."""
    if html_field and isinstance(row.get(html_field), str):
        return html_field, "html"
    if isinstance(row.get(field), str):
        return field, "text"
    if not html_field and field == TEXT_FIELD and isinstance(row.get(HTML_FIELD), str):
        return HTML_FIELD, "html"
    return None


def _no_field(row: Mapping[str, Any], field: str, other: str) -> str:
    """Say why a row holds nothing to clean; `other` is a field that would have done too."""
    flag, noun = ("--html-field", "page") if other else ("--field", "text")
    if field in row:
        remedy = f"leave the row out, or name the field that holds the {noun} with {flag}"
        return f"field {field!r} is {_type(row[field])}, not a string; {remedy}"
    near = get_close_matches(field, row, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(row) or 'none'}"
    also = f" and no text in {other!r}" if other else ""
    return f"no field {field!r}{also} ({hint}); name the field that holds the {noun} with {flag}"


def read_object(line: bytes, where: str = "<row>") -> dict[str, Any]:
    """Read one row as it is.

    >>> read_object(b"[1]", "news.jsonl:7")
    Traceback (most recent call last):
    cleaner.errors.InputError: news.jsonl:7: a list, not an object; write each row as {…} on a line of its own
    """
    row = _parse(line, where)
    if not isinstance(row, dict):
        raise InputError(f"{where}: {_type(row)}, not an object; write each row as {{…}} on a line of its own")
    return row


def write_row(verdict: Verdict, audit: Mapping[str, Any], field: str = TEXT_FIELD, text: str | None = None) -> bytes:
    """Return the row of a verdict with its line break; `audit` is what `render.audit` says of it.

    `text` takes the place of the verdict's, such as the same in another format.

    >>> from cleaner.model import Document
    >>> record = read_row(b'{"cleaner": 0, "text": "a", "n": 12345678901234567890123}')
    >>> write_row(Verdict(Document(record), record.body), {"status": "unchanged"})
    b'{"cleaner":{"status":"unchanged"},"text":"a","n":12345678901234567890123}\\n'
    """
    return dump({**verdict.document.record.meta, field: verdict.text if text is None else text, AUDIT_FIELD: audit})


def dump(row: Mapping[str, Any]) -> bytes:
    """Return an object as a line of JSON, whatever can be said in it."""
    try:
        return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # long integers and lone surrogates, which JSON can say and orjson can't
        return _dump(row)


def _dump(row: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(row, separators=(",", ":")).encode() + b"\n"


def _parse(line: bytes, where: str) -> Any:
    if not _LONG_NUMBER.search(line):
        try:
            return orjson.loads(line)
        except orjson.JSONDecodeError:
            pass  # lone surrogates are JSON; for the rest the other reader has the better message
    try:
        return json.loads(line.decode(), parse_constant=_no_number, parse_float=_finite)
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: byte {error.start} is not UTF-8; convert the file to UTF-8") from None
    except json.JSONDecodeError as error:
        what = f"not JSON: {error.msg} at character {error.colno}"
        raise InputError(f"{where}: {what}; mend the row or leave it out") from None
    except RecursionError:
        raise InputError(f"{where}: nested too deeply; leave the row out") from None
    except ValueError as error:
        raise InputError(f"{where}: {error}; mend the row or leave it out") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"the number {digits} is out of range")
    return number


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _type(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
