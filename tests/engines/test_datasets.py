"""Hugging Face datasets in two processes, streaming, killed and run again; its cache knows the rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from plain import Fragile, looped, need, of_columns, rows, table

need("datasets")

import datasets  # noqa: E402
from datasets import Dataset, Value, load_dataset  # noqa: E402

from cleaner.adapters import datasets as adapter  # noqa: E402
from cleaner.adapters.arrow import Kernel  # noqa: E402
from cleaner.adapters.datasets import clean_dataset  # noqa: E402


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """The rows as a dataset on disk, with a cache of its own."""
    import pyarrow.parquet as pq

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    datasets.disable_progress_bars()
    pq.write_table(table(), tmp_path / "news.parquet")
    return load_dataset("parquet", data_files=str(tmp_path / "news.parquet"), split="train", cache_dir=str(tmp_path / "cache"))


@pytest.mark.parametrize("workers", [None, 2])
def test_processes_make_what_one_loop_makes(given: Dataset, workers: int | None) -> None:
    cleaned = clean_dataset(given, num_proc=workers, batch_size=50)
    assert of_columns(cleaned) == looped()
    assert cleaned.features["n"] == given.features["n"]
    assert cleaned.features["cleaner_version"] == Value("string")


def test_a_stream(given: Dataset) -> None:
    assert of_columns(clean_dataset(given.to_iterable_dataset(num_shards=3))) == looped()


def test_a_process_that_is_killed_and_the_run_repeated_loses_and_doubles_nothing(given: Dataset, tmp_path: Path) -> None:
    fragile = Fragile(tmp_path / "killed")
    with pytest.raises(RuntimeError, match="abruptly died"):
        clean_dataset(given, fragile, num_proc=2, batch_size=50)
    cleaned = clean_dataset(given, fragile, num_proc=2, batch_size=50)
    assert (tmp_path / "killed").exists()
    assert len(cleaned) == len(rows())
    assert of_columns(cleaned) == looped()


def test_pages() -> None:
    assert of_columns(clean_dataset(Dataset(table("pages")))) == looped("pages")


def test_the_cache_knows_what_cleaned(given: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    first = clean_dataset(given)._fingerprint
    assert clean_dataset(given)._fingerprint == first
    assert clean_dataset(given, Kernel(options={"keep": ["share"]}))._fingerprint != first
    monkeypatch.setattr(adapter, "__version__", "9.9")
    assert clean_dataset(given)._fingerprint != first
