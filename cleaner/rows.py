"""Rows of JSONL: a row becomes a record, and a verdict goes back into its row.

Comes in: one line of bytes. Goes out: a `Record` of a text or a page whose `meta` is the whole row, and from
a verdict on it the line to write: all fields in their order, the text replaced, the object `cleaner` in the
place where one stood, or last. What a row looks like is the business of `cleaner/schema/row-1.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn, cast

import orjson

from cleaner import plain
from cleaner.compiled import native
from cleaner.errors import RecordError
from cleaner.fields import HTML_FIELD, TEXT_FIELD, Fields, type_of
from cleaner.model import Record, Verdict
from cleaner.options import Options

AUDIT_FIELD = "cleaner"
_FIELDS = Fields()
_LONG = 2.0**63
"""Integers that do not fit in 64 bits orjson reads as floats, of this size and more."""
_BLANKS = (b" ", b"\t", b"\r", b"\n")
_PLAIN = frozenset((str, int, bool, type(None)))
_BOM = b"\xef\xbb\xbf"
__all__ = ["AUDIT_FIELD", "HTML_FIELD", "TEXT_FIELD", "dump", "read_object", "read_row", "read_rows", "text_in", "write_row"]


def read_rows(
    lines: Iterable[bytes], field: str = TEXT_FIELD, path: str = "<rows>", html_field: str = ""
) -> Iterator[Record]:
    """Read the records of JSONL; empty lines are no rows.

    >>> [record.body for record in read_rows([b'{"text": "a"}\\n', b'\\n', b'{"text": "b"}'])]
    ['a', 'b']
    """
    fields = Fields(field, html_field)
    for number, line in enumerate(lines, 1):
        if number == 1:
            line = line.removeprefix(_BOM)
        if line.strip():
            yield read_row(line, fields, f"{path}:{number}")


def read_row(line: bytes, fields: Fields = _FIELDS, where: str = "<row>") -> Record:
    """Read one row; `where` names it in errors. Its page is read where a field for it is given, or it has no text.

    >>> record = read_row('{"n": 1, "text": "نص", "url": "https://example.com/1"}'.encode())
    >>> record.body, record.url
    ('نص', 'https://example.com/1')
    >>> read_row('{"html": "<p>نص"}'.encode()).media, read_row(b'{"html": "<p>", "text": ""}').media
    ('html', 'text')
    >>> read_row(b'{"body": ""}', Fields("bodi"), "news.jsonl:7")
    Traceback (most recent call last):
    cleaner.errors.RecordError: news.jsonl:7: no field 'bodi' (did you mean 'body'?); \
name the field that holds the text with --field
    """
    return fields.record(read_object(line, where), where)


def read_object(line: bytes, where: str = "<row>") -> dict[str, Any]:
    """Read one row as it is.

    >>> read_object(b"[1]", "news.jsonl:7")
    Traceback (most recent call last):
    cleaner.errors.RecordError: news.jsonl:7: a list, not an object; write each row as {…} on a line of its own
    """
    row = _parse(line, where)
    if not isinstance(row, dict):
        raise RecordError("wrong_type", f"{type_of(row)}, not an object; write each row as {{…}} on a line of its own", where)
    return row


def write_row(
    verdict: Verdict, audit: Mapping[str, Any], fields: Fields | str = _FIELDS, text: str | None = None
) -> bytes:
    """Return the row of a verdict with its line break; `audit` is what `render.audit` says of it.

    `text` takes the place of the verdict's, such as the same in another format.

    >>> from cleaner.model import Document
    >>> record = read_row(b'{"cleaner": 0, "text": "a", "n": 12345678901234567890123}')
    >>> write_row(Verdict(Document(record), record.body), {"status": "unchanged"})
    b'{"cleaner":{"status":"unchanged"},"text":"a","n":12345678901234567890123}\\n'
    """
    fields = Fields(fields) if isinstance(fields, str) else fields
    row = fields.put(verdict.document.record.meta, verdict.text if text is None else text)
    row[AUDIT_FIELD] = audit
    return dump(row)


def text_in(verdict: Verdict, options: Options) -> str:
    """Return what is left of a document in the format that the options ask for: the article of a page may be told as markdown.

    >>> from cleaner.model import Document
    >>> text_in(Verdict(Document(Record("نص")), "نص"), Options(format="markdown"))
    'نص'
    """
    if options.format != "markdown" or verdict.document.record.media != "html":
        return verdict.text
    from cleaner.markdown import write_markdown

    return write_markdown(verdict, links=options.links)


def read_audit(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what a row of any format says of its cleaning: the object `cleaner`; None where it says nothing.

    In JSONL it is an object, in tables of text a string of JSON, in Parquet the columns of `cleaner.columns`.

    >>> read_audit({"cleaner": '{"status":"unchanged"}'}), read_audit({"text": "نص"})
    ({'status': 'unchanged'}, None)
    """
    told = row.get(AUDIT_FIELD)
    if "cleaner_status" in row:
        from cleaner.columns import as_audit

        return as_audit(row)
    if isinstance(told, str):
        try:
            told = orjson.loads(told)
        except orjson.JSONDecodeError:
            return None
    return told if isinstance(told, Mapping) else None


def dump(row: Mapping[str, Any]) -> bytes:
    """Return an object as a line of JSON, whatever can be said in it."""
    return plain.dump(row, orjson.OPT_APPEND_NEWLINE)


def _parse(line: bytes, where: str) -> Any:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        pass  # lone surrogates are JSON; for the rest the other reader has the better message
    else:
        if _holds_all(row, _names(line)):
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


def _names(line: bytes) -> int:
    r"""Count what may be names of fields: quotation marks, with or without white space between them and a colon. In a string there
    may be more, behind a backslash. Colons are few, and found in a tenth of the time.

    >>> _names(b'{"id": 1, "text" : "a: b"}'), _names(rb'{"text": "\": "}')
    (2, 2)
    """
    if native is not None:
        return cast(int, native.names(line))
    pieces = line.split(b":")
    del pieces[-1]
    return len([1 for piece in pieces if piece.endswith(b'"') or (piece.endswith(_BLANKS) and piece.rstrip(b" \t\r\n").endswith(b'"'))])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _TwiceError(f"the field {twice!r} is given twice")
    return found


def _holds_all(row: Any, names: int) -> bool:
    """Tell whether nothing was lost in reading a row: it has as many fields as are written down, and no number got rounded."""
    if type(row) is dict and _PLAIN.issuperset(map(type, row.values())):  # so are most
        return len(row) == names
    count, open_values = 0, [row] if isinstance(row, (dict, list)) else []
    while open_values:
        value: Any = open_values.pop()
        if isinstance(value, dict):
            count += len(value)
            value = value.values()
        for one in value:
            if isinstance(one, (dict, list)):
                open_values.append(one)
            elif isinstance(one, float) and not -_LONG < one < _LONG:
                return False
    return count == names


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"the number {digits} is out of range")
    return number
