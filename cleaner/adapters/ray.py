"""A step for Ray Data: `map_batches` with the kernel; Ray places the tasks and repeats those that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.adapters.arrow import Kernel

if TYPE_CHECKING:
    from ray.data import Dataset


def clean_dataset(dataset: Dataset, kernel: Kernel | None = None, **arguments: Any) -> Dataset:
    """Return the dataset cleaned; the arguments are those of `map_batches`: `batch_size`, `concurrency`, `num_cpus` …

    It is a lazy dataset like any other. Tasks, not actors: each worker process compiles the cleaner when it cleans its
    first batch, and keeps it. Sizes are Ray's default of 1,024 rows a batch.
    """
    arguments = {"batch_size": 1024, "zero_copy_batch": True, **arguments}
    return dataset.map_batches((kernel or Kernel()).clean_table, batch_format="pyarrow", **arguments)
