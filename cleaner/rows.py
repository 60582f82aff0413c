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

from cleaner.errors import RecordError
from cleaner.model import Record, Verdict

AUDIT_FIELD = "cleaner"
TEXT_FIELD, HTML_FIELD = "text", "html"
_LONG_NUMBER = re.compile(rb"\d{16}")
"""What orjson would round: it reads integers over 64 bits as floats."""
_NAME = re.compile(rb'"[ \t\r\n]*:')
"""What follows the name of a field; in a string there may be more, behind a backslash."""
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
    cleaner.errors.RecordError: news.jsonl:7: no field 'bodi' (did you mean 'body'?); \
name the field that holds the text with --field
    """
    return make_record(read_object(line, where), field, where, html_field)


def make_record(row: Mapping[str, Any], field: str = TEXT_FIELD, where: str = "<row>", html_field: str = "") -> Record:
    """Make a record of a row that has been read; all of the row is its `meta`.

    >>> make_record({"id": "1", "text": "نص"}).body
    'نص'
    """
    chosen = _choose(row, field, html_field)
    if chosen is None:
        raise _no_field(row, html_field or field, field if html_field else "", where)
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


def _no_field(row: Mapping[str, Any], field: str, other: str, where: str) -> RecordError:
    """Say why a row holds nothing to clean; `other` is a field that would have done too."""
    flag, noun = ("--html-field", "page") if other else ("--field", "text")
    if field in row:
        remedy = f"leave the row out, or name the field that holds the {noun} with {flag}"
        return RecordError("wrong_type", f"field {field!r} is {_type(row[field])}, not a string; {remedy}", where)
    near = get_close_matches(field, row, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(row) or 'none'}"
    also = f" and no text in {other!r}" if other else ""
    remedy = f"name the field that holds the {noun} with {flag}"
    return RecordError("no_field", f"no field {field!r}{also} ({hint}); {remedy}", where)


def read_object(line: bytes, where: str = "<row>") -> dict[str, Any]:
    """Read one row as it is.

    >>> read_object(b"[1]", "news.jsonl:7")
    Traceback (most recent call last):
    cleaner.errors.RecordError: news.jsonl:7: a list, not an object; write each row as {…} on a line of its own
    """
    row = _parse(line, where)
    if not isinstance(row, dict):
        raise RecordError("wrong_type", f"{_type(row)}, not an object; write each row as {{…}} on a line of its own", where)
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
            row = orjson.loads(line)
        except orjson.JSONDecodeError:
            pass  # lone surrogates are JSON; for the rest the other reader has the better message
        else:
            if len(_NAME.findall(line)) == _count_names(row):
                return row
    try:
        return json.loads(line.decode(), parse_constant=_no_number, parse_float=_finite, object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise RecordError("not_utf8", f"byte {error.start} is not UTF-8; convert the file to UTF-8", where) from None
    except json.JSONDecodeError as error:
        what = f"not JSON: {error.msg} at character {error.colno}"
        raise RecordError("bad_json", f"{what}; mend the row or leave it out", where) from None
    except RecursionError:
        raise RecordError("bad_json", "nested too deeply; leave the row out", where) from None
    except _TwiceError as error:
        raise RecordError("duplicate_key", f"{error}; leave one of the two out", where) from None
    except ValueError as error:
        raise RecordError("bad_json", f"{error}; mend the row or leave it out", where) from None


class _TwiceError(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _TwiceError(f"the field {twice!r} is given twice")
    return found


def _count_names(row: Any) -> int:
    """Count the fields of all objects in a value; where more are written down one is named twice, or a string looks like it."""
    count, open_values = 0, [row]
    while open_values:
        value = open_values.pop()
        if isinstance(value, dict):
            count += len(value)
            value = value.values()
        elif not isinstance(value, list):
            continue
        open_values += [one for one in value if isinstance(one, (dict, list))]
    return count


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
