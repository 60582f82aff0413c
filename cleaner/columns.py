"""What a row says of its cleaning, as typed columns of Arrow: the same in Parquet dumps and in every engine.

Comes in: for each row the object `cleaner` that rows of JSONL carry (`render.audit`), or why there is none.
Goes out: arrays of a schema that is known before the first row. `as_audit` leads back. Needs the extra
`arrow`; whoever imports this module has it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, get_type_hints

from cleaner.model import Metadata, Value

try:
    import pyarrow as pa
except ImportError:
    raise ImportError("columns need pyarrow: pip install 'arabic-news-cleaner[arrow]'") from None

_NOTE = pa.struct([("code", pa.string()), ("detail", pa.string())])
_REMOVAL = pa.struct(
    [
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("kind", pa.string()),
        ("rule", pa.string()),
        ("reason", pa.string()),
        ("confidence", pa.float64()),
        ("path", pa.string()),
        ("selector", pa.string()),
        ("text", pa.string()),
    ]
)
_VALUE = pa.struct(
    [("value", pa.string()), ("printed", pa.string()), ("span", pa.list_(pa.int64())), ("where", pa.string())]
)
_ONE = Value | None
_METADATA = pa.struct(
    [
        (one.name, _VALUE if get_type_hints(Metadata)[one.name] == _ONE else pa.list_(_VALUE))
        for one in fields(Metadata)
    ]
)
AUDIT_SCHEMA = pa.schema(
    [
        ("cleaner_status", pa.string()),
        ("cleaner_notes", pa.list_(_NOTE)),
        ("cleaner_removed", pa.list_(_REMOVAL)),
        ("cleaner_metadata", _METADATA),
        ("cleaner_version", pa.string()),
        ("cleaner_error", pa.string()),
    ]
)
"""The columns, in their order. All may be null: a row without a text has nothing but a version, a row that could not
be cleaned nothing but that and its error. `cleaner_version` is the package's and a plus and the hash of the rules."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def audit_arrays(rows: Sequence[Mapping[str, Any] | str | None], *, version: str, rules: str) -> list[pa.Array]:
    """Return the columns of `AUDIT_SCHEMA` for rows: the audit of each, the error that it met, or None.

    >>> from cleaner import clean
    >>> from cleaner.render import audit
    >>> told = audit(clean("أعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من المشروع.\\nاترك تعليقاً"), version="1", rules="0f")
    >>> columns = audit_arrays([told, None, "not_utf8"], version="1", rules="0f")
    >>> [column.to_pylist() for column in (columns[0], *columns[4:])]
    [['cleaned', None, None], ['1+0f', '1+0f', '1+0f'], [None, None, 'not_utf8']]
    >>> columns[2].to_pylist()[0][0]["kind"]
    'comment'
    """
    audits = [{} if row is None or isinstance(row, str) else row for row in rows]
    columns: dict[str, list[Any]] = {
        "cleaner_status": [row.get("status") for row in audits],
        "cleaner_notes": [row.get("notes") for row in audits],
        "cleaner_removed": [row.get("removed") for row in audits],
        "cleaner_metadata": [row.get("metadata") for row in audits],
        "cleaner_version": [f"{version}+{rules}"] * len(rows),
        "cleaner_error": [row if isinstance(row, str) else None for row in rows],
    }
    return [build(columns[field.name], field.type) for field in AUDIT_SCHEMA]


def build(values: list[Any], kind: pa.DataType | None) -> pa.Array:
    """Return an array; Arrow holds no lone surrogates, so each becomes the sign for what can't be read.

    >>> build(["أ\\ud800", None], pa.string()).to_pylist()
    ['أ\\ufffd', None]
    """
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array(_encodable(values), kind)


def as_audit(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the object `cleaner` of a row that has the columns; None where the row was not cleaned.

    >>> as_audit({"cleaner_status": "unchanged", "cleaner_notes": [], "cleaner_removed": [], "cleaner_version": "1+0f",
    ...     "cleaner_metadata": {"agency": {"value": "قنا", "printed": "قنا", "span": None, "where": "meta"}, "title": None}})
    ... # doctest: +NORMALIZE_WHITESPACE
    {'version': '1', 'rules': '0f', 'status': 'unchanged', 'notes': [], 'removed': [],
     'metadata': {'agency': {'value': 'قنا', 'printed': 'قنا', 'span': None, 'where': 'meta'}}}
    """
    if row["cleaner_status"] is None:
        return None
    version, _, rules = row["cleaner_version"].rpartition("+")
    told = {"version": version, "rules": rules, "status": row["cleaner_status"], "notes": row["cleaner_notes"]}
    if row["cleaner_removed"] is not None:
        told["removed"] = [_said(removal) for removal in row["cleaner_removed"]]
    told["metadata"] = _said(row["cleaner_metadata"])
    return told


def _said(struct: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a struct that say something."""
    return {name: value for name, value in struct.items() if value is not None}


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {name: _encodable(one) for name, one in value.items()}
    return [_encodable(one) for one in value] if isinstance(value, list) else value
