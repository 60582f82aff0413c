"""Schemas of Arrow as Spark writes them, for pipelines that name the columns before any row is there."""

from __future__ import annotations

import pyarrow as pa

from cleaner.errors import OptionError

_NAMES = {
    "bool": "BOOLEAN", "int8": "TINYINT", "int16": "SMALLINT", "int32": "INT", "int64": "BIGINT", "float": "FLOAT",
    "double": "DOUBLE", "string": "STRING", "large_string": "STRING", "string_view": "STRING", "binary": "BINARY",
    "large_binary": "BINARY", "date32[day]": "DATE", "timestamp[us]": "TIMESTAMP_NTZ", "null": "VOID",
}  # fmt: skip


def spark_ddl(schema: pa.Schema) -> str:
    """Return a schema as Spark's DDL.

    >>> spark_ddl(pa.schema([("n", pa.int64()), ("where", pa.list_(pa.struct([("end", pa.string())])))]))
    '`n` BIGINT, `where` ARRAY<STRUCT<`end`: STRING>>'
    """
    return ", ".join(f"{_quoted(field.name)} {_written(field.type)}" for field in schema)


def _written(kind: pa.DataType) -> str:
    if pa.types.is_struct(kind):
        parts = (f"{_quoted(kind.field(at).name)}: {_written(kind.field(at).type)}" for at in range(kind.num_fields))
        return f"STRUCT<{', '.join(parts)}>"
    if pa.types.is_map(kind):
        return f"MAP<{_written(kind.key_type)}, {_written(kind.item_type)}>"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"ARRAY<{_written(kind.value_type)}>"
    if pa.types.is_decimal128(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    if pa.types.is_timestamp(kind) and kind.tz:
        return "TIMESTAMP"
    if str(kind) not in _NAMES:
        raise OptionError(f"Spark has no type for {kind}; cast the column first")
    return _NAMES[str(kind)]


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
