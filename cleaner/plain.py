"""Values of typed formats in the words of JSON, and in those of a cell of CSV.

| value                   | JSON                           | cell                       |
|-------------------------|--------------------------------|----------------------------|
| null                    | null                           | empty                      |
| true, false, numbers    | the same; NaN and ∞ are null   | the same; NaN and ∞ empty  |
| string                  | string                         | the string                 |
| list, struct            | list, object                   | JSON                       |
| map                     | list of pairs                  | JSON                       |
| date, time, timestamp   | ISO 8601                       | ISO 8601                   |
| decimal                 | string, all digits             | all digits                 |
| duration                | seconds                        | seconds                    |
| bytes                   | base64                         | base64                     |
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson

_SURROGATE = re.compile("[\ud800-\udfff]")


def dump(row: Any, option: int = 0) -> bytes:
    r"""Return a value as JSON, whatever is in it; of the options of orjson a line break behind it may be asked for.

    >>> from decimal import Decimal
    >>> dump({"when": date(2024, 4, 3), "price": Decimal("1.50"), "raw": b"\xff", "part": math.nan}).decode()
    '{"when":"2024-04-03","price":"1.50","raw":"/w==","part":null}'
    >>> dump(["أ\ud800", 10**30])
    b'["\\u0623\\ud800",1000000000000000000000000000000]'
    """
    try:
        return orjson.dumps(row, default=as_json, option=option)
    except (TypeError, orjson.JSONEncodeError):  # long integers and lone surrogates, which JSON can say and orjson can't
        return _dump(row) + (b"\n" if option & orjson.OPT_APPEND_NEWLINE else b"")


def cell(value: Any) -> str:
    """Return a value as the cell of a table of text; what can't be said in UTF-8 becomes the sign for it.

    >>> cell(None), cell(True), cell(1.0), cell([1, "نص"]), cell(date(2024, 4, 3))
    ('', 'true', '1.0', '[1,"نص"]', '2024-04-03')
    """
    if isinstance(value, str):
        return encodable(value)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    told = dump(value).decode()
    return told if isinstance(value, (list, tuple, Mapping)) or not told.startswith('"') else told[1:-1]


def encodable(text: str) -> str:
    r"""Return a text without lone surrogates: each becomes the sign for what can't be read.

    >>> encodable("أ\ud800")
    'أ\ufffd'
    """
    try:
        text.encode()  # a hundred times as fast as looking for them
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def as_json(value: Any) -> Any:
    """Return what stands for a value that JSON has no word for."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(value).decode()
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value)


def _dump(row: Any) -> bytes:
    try:
        told = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=as_json, allow_nan=False)
        return told.encode()
    except UnicodeEncodeError:
        return json.dumps(row, separators=(",", ":"), default=as_json).encode()
    except ValueError:
        return _dump(_finite(row))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: _finite(one) for name, one in value.items()}
    return [_finite(one) for one in value] if isinstance(value, (list, tuple)) else value
