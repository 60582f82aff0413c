"""Columns of parts that were read from different inputs, or told their types by their values, as columns of one table.

Comes in: schemas. Goes out: one for all, and the columns of a batch in it. A column is of the type that all of its types
can become without loss; where there is none, its values are strings of JSON, and so are values that no type of Arrow can
hold together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from cleaner.columns import AUDIT_SCHEMA, build
from cleaner.plain import dump

IS_JSON = {b"cleaner": b"json"}
"""What the metadata of a field says whose strings are JSON, as long as parts are put together."""


class ClashError(Exception):
    """A column whose values did not fit the type that was to be that of all."""

    def __init__(self, name: str) -> None:
        self.name = name


def column_of(name: str, values: list[Any]) -> tuple[pa.Field, pa.Array]:
    """Return a column of values from Python.

    >>> column_of("n", [1, None])[0], column_of("n", [1, "a"])[1].to_pylist()
    (pyarrow.Field<n: int64>, ['1', '"a"'])
    """
    try:
        column = build(values, None)
        if not _has_empty(column.type):
            return pa.field(name, column.type), column
    except (pa.ArrowException, OverflowError, TypeError, ValueError):
        pass
    return pa.field(name, pa.string(), metadata=IS_JSON), as_json(values)


def as_json(values: Iterable[Any]) -> pa.Array:
    """Return values as strings of JSON; null stays null."""
    return pa.array([None if value is None else dump(value).decode() for value in values], pa.string())


def unify(schemas: Sequence[pa.Schema], forced: frozenset[str] = frozenset()) -> pa.Schema:
    """Return the schema of all: columns in the order in which they came first, what is said of the cleaning last.

    >>> unify([pa.schema([("a", pa.int64())]), pa.schema([("b", pa.bool_()), ("a", pa.float64())])]).types
    [DataType(double), DataType(bool)]
    """
    names = list(dict.fromkeys(name for schema in schemas for name in schema.names))
    last = [name for name in AUDIT_SCHEMA.names if name in names]
    fields = [_merged([s.field(name) for s in schemas if name in s.names], len(schemas), name in forced) for name in names if name not in last]
    metadata: dict[bytes, bytes] = {}
    for schema in schemas:
        metadata = {**(schema.metadata or {}), **metadata}
    return pa.schema([*fields, *(AUDIT_SCHEMA.field(name) for name in last)], metadata or None)


def _merged(fields: list[pa.Field], there: int, forced: bool) -> pa.Field:
    first = fields[0]
    nullable = len(fields) < there or any(field.nullable for field in fields)
    if forced or any(field.metadata == IS_JSON for field in fields):
        return pa.field(first.name, pa.string(), True, IS_JSON)
    kinds = [field.type for field in fields]
    if any(kind != kinds[0] for kind in kinds):
        kinds = [kind.value_type if pa.types.is_dictionary(kind) else kind for kind in kinds]
    try:
        together = pa.unify_schemas([pa.schema([("_", kind)]) for kind in kinds], promote_options="permissive")
    except pa.ArrowException:
        return pa.field(first.name, pa.string(), True, IS_JSON)
    return pa.field(first.name, together.field(0).type, nullable, first.metadata)


def fit(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return a batch in a schema that holds its own; raise `ClashError` where a value does not fit."""
    return pa.RecordBatch.from_arrays([_fitted(batch, field) for field in schema], schema=schema)


def _fitted(batch: pa.RecordBatch, field: pa.Field) -> pa.Array:
    if field.name not in batch.schema.names:
        return pa.nulls(batch.num_rows, field.type)
    own, column = batch.schema.field(field.name), batch.column(field.name)
    if field.metadata == IS_JSON != own.metadata:
        return as_json(column.to_pylist())
    if own.type == field.type:
        return column
    try:
        return column.cast(field.type)
    except pa.ArrowException:
        raise ClashError(field.name) from None


def _has_empty(kind: pa.DataType) -> bool:
    """Tell whether a struct without fields is in a type; Parquet has none."""
    inner = [kind.field(number).type for number in range(kind.num_fields)]
    return (pa.types.is_struct(kind) and not inner) or any(map(_has_empty, inner))
