"""A step for Hugging Face datasets: `map` with the kernel, over a dataset on disk or one that streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from cleaner import __version__
from cleaner.adapters.arrow import Kernel
from cleaner.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Dataset, IterableDataset

    Data = TypeVar("Data", Dataset, IterableDataset)


def clean_dataset(dataset: Data, kernel: Kernel | None = None, **arguments: Any) -> Data:
    """Return the dataset cleaned; the arguments are those of `map`: `num_proc`, `batch_size` …

    Its cache knows the rules: with other rules, options or another version nothing old is taken from it.
    """
    from datasets import Features

    kernel = kernel or Kernel()
    if dataset.features is None:
        raise InputError("the dataset does not say what columns it has; stream it with features=, or call _resolve_features()")
    told = Features.from_arrow_schema(kernel.output_schema(dataset.features.arrow_schema))
    passed = {name: kind for name, kind in dataset.features.items() if name in told and name != kernel.text}
    passed = {name: kind for name, kind in passed.items() if not name.startswith("cleaner_")}
    made = {"kernel": kernel, "made_by": f"{__version__}+{kernel.rules}"}
    arguments = {"batched": True, "features": Features({**told, **passed}), "fn_kwargs": made, **arguments}
    return dataset.with_format("arrow").map(_clean, **arguments).with_format(None)


def _clean(table: pa.Table, kernel: Kernel, made_by: str) -> pa.Table:
    """Clean a batch; what cleans it goes into the fingerprint of the result with the arguments."""
    return kernel.clean_table(table)
