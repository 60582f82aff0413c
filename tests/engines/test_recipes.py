"""polars and DuckDB, which need no adapter: what the pages in docs/ say gives the plain loop's rows."""

from __future__ import annotations

from pathlib import Path

from plain import looped, need, of_columns, table

need("polars", "duckdb")

import duckdb  # noqa: E402
import polars as pl  # noqa: E402
import pyarrow as pa  # noqa: E402

from cleaner.adapters.arrow import Kernel  # noqa: E402


def test_polars() -> None:
    kernel, frame = Kernel(), pl.from_arrow(table())
    assert of_columns(pl.from_arrow(kernel.clean_table(frame.to_arrow())).to_dicts()) == looped()


def test_polars_lazily() -> None:
    kernel, frame = Kernel(), pl.from_arrow(table())
    schema = pl.from_arrow(kernel.output_schema(frame.to_arrow().schema).empty_table()).schema
    lazy = frame.lazy().map_batches(lambda part: pl.from_arrow(kernel.clean_table(part.to_arrow())), schema=schema)
    assert of_columns(lazy.collect(engine="streaming").to_dicts()) == looped()


def test_duckdb(tmp_path: Path) -> None:
    kernel, source, target = Kernel(), duckdb.connect(), duckdb.connect()  # a connection reads one result at a time
    source.register("given", table())
    rows = source.sql("SELECT * FROM given").to_arrow_reader(100)
    target.register("cleaned", pa.RecordBatchReader.from_batches(kernel.output_schema(rows.schema), kernel.clean_batches(rows)))
    target.sql(f"COPY (SELECT * FROM cleaned) TO '{tmp_path / 'out.parquet'}'")
    found = target.sql(f"SELECT * FROM '{tmp_path / 'out.parquet'}'").to_arrow_table()
    assert of_columns(found.to_pylist()) == looped()
