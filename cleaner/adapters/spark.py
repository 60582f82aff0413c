"""A step for Spark: `mapInArrow` with the kernel; the schema of the result is known before the first row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from cleaner.adapters.arrow import Kernel

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_KINDS = {"string": pa.string(), "binary": pa.binary(), "void": pa.null()}
"""What may hold texts and pages; of other columns the kernel only needs to know that they are no texts."""


def clean_frame(frame: DataFrame, kernel: Kernel | None = None, **arguments: Any) -> DataFrame:
    """Return the frame cleaned; the arguments are those of `mapInArrow`.

    Columns that pass through keep the types and metadata that Spark gave them. Rows of a partition stay together and in
    order; `spark.sql.execution.arrow.maxRecordsPerBatch` says how many go to the kernel at a time.
    """
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructType

    kernel = kernel or Kernel()
    columns = [(field.name, _KINDS.get(field.dataType.typeName(), pa.bool_()), field.nullable) for field in frame.schema.fields]
    told = from_arrow_schema(kernel.output_schema(pa.schema([pa.field(*column) for column in columns])))
    given = {field.name: field for field in frame.schema.fields if field.name != kernel.text}
    passed = {name for name in given if not name.startswith("cleaner_")}
    schema = StructType([given[field.name] if field.name in passed else field for field in told.fields])
    return frame.mapInArrow(kernel.clean_batches, schema, **arguments)
