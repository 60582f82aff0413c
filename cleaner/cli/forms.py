"""The forms of inputs and results, by the names that `--from` and `--to` take."""

from __future__ import annotations

from typing import Literal, get_args

from cleaner.errors import OptionError
from cleaner.sinks import ToForm
from cleaner.sources import Form

_EARLIER: dict[str, Form] = {"rows": "jsonl"}


def form_of(name: str) -> Form:
    """Return the form that `--from` names.

    >>> form_of("rows")
    'jsonl'
    >>> form_of("pdf")
    Traceback (most recent call last):
    cleaner.errors.OptionError: --from: 'pdf' is not one of text, html, jsonl, csv, tsv, parquet, warc, wet
    """
    for form in get_args(Form):
        if form == _EARLIER.get(name, name):
            found: Form = form
            return found
    raise OptionError(f"--from: {name!r} is not one of {', '.join(get_args(Form))}")


def to_form_of(name: str) -> ToForm | Literal[""]:
    """Return the form that `--to` names; none where it was not given.

    >>> to_form_of("jsonl"), to_form_of("")
    ('jsonl', '')
    """
    for form in get_args(ToForm):
        if form == name:
            found: ToForm = form
            return found
    if name:
        raise OptionError(f"--to: {name!r} is not one of {', '.join(get_args(ToForm))}")
    return ""


_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def size_of(text: str, flag: str) -> int:
    """Return a number of bytes.

    >>> size_of("16MB", "--max-document"), size_of("500k", "--max-document"), size_of("100", "--max-document")
    (16777216, 512000, 100)
    """
    digits = text.strip().upper().removesuffix("B")
    unit = digits[-1:] if digits[-1:] in _UNITS else ""
    number = digits.removesuffix(unit).strip()
    if not (number.isascii() and number.isdigit() and int(number)):
        raise OptionError(f"{flag}: {text!r} is not a size; give a number of bytes, such as 500KB, 16MB or 1GB")
    return int(number) * _UNITS[unit]
