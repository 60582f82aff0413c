"""Which fields of a row hold what: names from the options, nested ones too, and the record that a row is.

Comes in: a row of any format, as a mapping. Goes out: a `Record` whose `meta` is the row, and the row with another
text. A name with dots (`data.body`) is that of a field in an object in a field, where no field is called all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from cleaner.errors import RecordError
from cleaner.model import Record
from cleaner.options import Options

TEXT_FIELD, HTML_FIELD, URL_FIELD, ID_FIELD = "text", "html", "url", "id"


@dataclass(frozen=True, slots=True)
class Fields:
    """The names of the fields that are read; `html` is empty where pages are read only of rows without a text."""

    text: str = TEXT_FIELD
    html: str = ""
    url: str = URL_FIELD
    id: str = ID_FIELD

    @classmethod
    def of(cls, options: Options) -> Fields:
        """Return the fields that options name."""
        return cls(options.field, options.html_field, options.url_field or URL_FIELD, options.id_field or ID_FIELD)

    def record(self, row: Mapping[str, Any], where: str = "<row>") -> Record:
        """Return the record that a row is; `where` names it in errors.

        >>> record = Fields("data.body", id="data.n").record({"url": "https://example.com/1", "data": {"body": "نص", "n": 7}})
        >>> record.body, record.url, record.id
        ('نص', 'https://example.com/1', '7')
        >>> Fields("bodi").record({"body": ""}, "news.jsonl:7")
        Traceback (most recent call last):
        cleaner.errors.RecordError: news.jsonl:7: no field 'bodi' (did you mean 'body'?); \
name the field that holds the text with --field
        """
        name, media = self.choose(row, where)
        body = look_up(row, name)
        return Record(body, id=_word(look_up(row, self.id)), url=_text(look_up(row, self.url)), media=media, meta=row)

    def choose(self, row: Mapping[str, Any], where: str = "<row>") -> tuple[str, Literal["text", "html"]]:
        """Return the field to clean, and what it holds."""
        if self.html and isinstance(look_up(row, self.html), str):
            return self.html, "html"
        if isinstance(look_up(row, self.text), str):
            return self.text, "text"
        if not self.html and self.text == TEXT_FIELD and isinstance(row.get(HTML_FIELD), str):
            return HTML_FIELD, "html"
        raise no_field(row, self.html or self.text, self.text if self.html else "", where)

    def put(self, row: Mapping[str, Any], text: str) -> dict[str, Any]:
        """Return a row with another text.

        >>> Fields("data.body").put({"data": {"n": 1, "body": "نص طويل"}}, "نص")
        {'data': {'n': 1, 'body': 'نص'}}
        """
        name = self.text
        if name in row or "." not in name:
            return {**row, name: text}
        return _put(row, name.split("."), text)


def look_up(row: Mapping[str, Any], name: str) -> Any:
    """Return what a field holds, or None.

    >>> look_up({"a.b": 1, "a": {"b": 2, "c": 3}}, "a.b"), look_up({"a": {"c": 3}}, "a.c"), look_up({"a": 1}, "a.c")
    (1, 3, None)
    """
    if "." not in name or name in row:
        return row.get(name)
    value: Any = row
    for part in name.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def no_field(row: Mapping[str, Any], name: str, other: str, where: str) -> RecordError:
    """Say why a row holds nothing to clean; `other` is a field that would have done too."""
    flag, noun = ("--html-field", "page") if other else ("--field", "text")
    found = look_up(row, name)
    if found is not None or name in row:
        remedy = f"leave the row out, or name the field that holds the {noun} with {flag}"
        return RecordError("wrong_type", f"field {name!r} is {type_of(found)}, not a string; {remedy}", where)
    names = list(_names(row))
    near = get_close_matches(name, names, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(row) or 'none'}"
    also = f" and no text in {other!r}" if other else ""
    remedy = f"name the field that holds the {noun} with {flag}"
    return RecordError("no_field", f"no field {name!r}{also} ({hint}); {remedy}", where)


def type_of(value: object) -> str:
    """Say what a value is, in the words of JSON.

    >>> type_of([1]), type_of(b"")
    ('a list', 'bytes')
    """
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null", bytes: "bytes"}
    return names.get(type(value), "a number" if isinstance(value, (int, float)) else type(value).__name__)


def _names(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of fields, and of those one level down."""
    for name, value in row.items():
        yield name
        if isinstance(value, Mapping):
            yield from (f"{name}.{inner}" for inner in value)


def _put(row: Mapping[str, Any], path: list[str], text: str) -> dict[str, Any]:
    first, *rest = path
    inner = row.get(first)
    return {**row, first: _put(inner if isinstance(inner, Mapping) else {}, rest, text) if rest else text}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _word(value: object) -> str | None:
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else None
