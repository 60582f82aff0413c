"""Spark with two workers: the rows of the plain loop, in order, also when a worker is killed; schemas as promised."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from plain import Fragile, by_id, looped, need, of_columns, rows, table

need("pyspark")

from pyspark.sql import DataFrame, SparkSession  # noqa: E402
from pyspark.sql.pandas.types import from_arrow_schema  # noqa: E402
from pyspark.sql.types import StructType  # noqa: E402

from cleaner.adapters.arrow import Kernel  # noqa: E402
from cleaner.adapters.ddl import spark_ddl  # noqa: E402
from cleaner.adapters.spark import clean_frame  # noqa: E402
from cleaner.columns import AUDIT_SCHEMA  # noqa: E402


@pytest.fixture(scope="module")
def spark(_seen_by_workers: None) -> Iterator[SparkSession]:
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("tests").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.driver.bindAddress", "127.0.0.1")
    builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.sql.execution.arrow.maxRecordsPerBatch", "50")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def frame_of(spark: SparkSession, kind: str, folder: Path, parts: int = 6) -> DataFrame:
    """Write rows as files of Parquet and read them, as jobs do."""
    import pyarrow.parquet as pq

    whole = table(kind)
    folder.mkdir()
    for part in range(parts):
        start = part * whole.num_rows // parts
        pq.write_table(whole.slice(start, (part + 1) * whole.num_rows // parts - start), folder / f"{part}.parquet")
    return spark.read.parquet(str(folder))


def test_two_workers_make_what_one_loop_makes(spark: SparkSession, tmp_path: Path) -> None:
    frame = clean_frame(frame_of(spark, "texts", tmp_path / "in"))
    assert spark.sparkContext.master == "local-cluster[2,1,1024]"
    assert of_columns(by_id(row.asDict(recursive=True) for row in frame.collect())) == looped()


def test_what_is_written_is_what_the_kernel_promises(spark: SparkSession, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    clean_frame(frame_of(spark, "texts", tmp_path / "in")).write.parquet(str(tmp_path / "out"))
    written = pq.read_table(tmp_path / "out")
    assert of_columns(by_id(written.to_pylist())) == looped()
    assert spark.read.parquet(str(tmp_path / "out")).schema == from_arrow_schema(Kernel().output_schema(table().schema))


def test_a_worker_that_is_killed_loses_and_doubles_nothing(spark: SparkSession, tmp_path: Path) -> None:
    frame = clean_frame(frame_of(spark, "texts", tmp_path / "in"), Fragile(tmp_path / "killed"))
    found = [row.asDict(recursive=True) for row in frame.collect()]
    assert (tmp_path / "killed").exists()
    assert len(found) == len(rows())
    assert of_columns(by_id(found)) == looped()


def test_pages(spark: SparkSession, tmp_path: Path) -> None:
    frame = clean_frame(frame_of(spark, "pages", tmp_path / "in"))
    assert of_columns(by_id(row.asDict(recursive=True) for row in frame.collect())) == looped("pages")


def test_columns_keep_what_spark_knows_of_them(spark: SparkSession) -> None:
    schema = StructType.fromDDL("text STRING, price DECIMAL(9,2), at TIMESTAMP, m MAP<STRING, INT>, d DATE, t ARRAY<STRING>")
    frame = spark.createDataFrame([("نص", None, None, {"a": 1}, None, ["b"])], schema)
    cleaned = clean_frame(frame)
    assert cleaned.schema[: len(schema)] == schema
    assert cleaned.drop("text").collect()[0]["m"] == {"a": 1}
    assert clean_frame(cleaned).schema == cleaned.schema


def test_the_ddl_is_the_schema(spark: SparkSession) -> None:
    assert StructType.fromDDL(spark_ddl(AUDIT_SCHEMA)) == from_arrow_schema(AUDIT_SCHEMA)
