"""Ray Data on a cluster of two nodes: the rows of the plain loop, in order, also when a worker is killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from plain import VICTIM, Fragile, by_id, looped, need, of_columns, pages, rows, table

need("ray")

import ray  # noqa: E402
from ray.cluster_utils import Cluster  # noqa: E402
from ray.data import DataContext  # noqa: E402

from cleaner.adapters.arrow import Kernel  # noqa: E402
from cleaner.adapters.ray import clean_dataset  # noqa: E402

_NODE = {"num_cpus": 1, "object_store_memory": 100 << 20}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    made = Cluster(initialize_head=True, head_node_args={**_NODE, "include_dashboard": False})
    made.add_node(**_NODE)
    ray.init(address=made.address, log_to_driver=False, logging_level="ERROR")
    context = DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    yield made
    ray.shutdown()
    made.shutdown()


def where(batch: Any) -> Any:
    """Add the node that a batch was cleaned on."""
    return batch.append_column("node", [[ray.get_runtime_context().get_node_id()] * batch.num_rows])


def test_two_nodes_make_what_one_loop_makes(cluster: Cluster) -> None:
    dataset = clean_dataset(ray.data.from_arrow(table()).repartition(16), batch_size=20)
    found = dataset.map_batches(where, batch_format="pyarrow").take_all()
    assert of_columns(found) == looped()
    assert len({row["node"] for row in found}) == 2


def test_the_schema_is_the_kernels(cluster: Cluster) -> None:
    result = clean_dataset(ray.data.from_arrow(table()))
    assert result.materialize().schema().base_schema.equals(Kernel().output_schema(table().schema))


def test_a_worker_that_is_killed_loses_and_doubles_nothing(cluster: Cluster, tmp_path: Path) -> None:
    fragile = Fragile(tmp_path / "killed")
    found = clean_dataset(ray.data.from_arrow(table()).repartition(8), fragile, batch_size=20).take_all()
    assert (tmp_path / "killed").exists()
    assert VICTIM in {row["id"] for row in found}
    assert len(found) == len(rows())
    assert of_columns(by_id(found)) == looped()


def test_pages(cluster: Cluster) -> None:
    found = clean_dataset(ray.data.from_arrow(table("pages")), batch_size=10).take_all()
    assert len(found) == len(pages())
    assert of_columns(by_id(found)) == looped("pages")
