"""Throughput of the engines on one dump, beside the bare kernel, and what 100 TB would take.

Usage: python benchmarks/engines.py [--megabytes N] [--pages N] [--engines NAME,…] [--out DIR]. Writes `engines.md`.
The dump is made of the development dumps where they stand beside the project, else of the fixtures' rows, shuffled, repeated up to
its size, and written as Parquet (for datatrove as JSONL) in parts. Every run is a process of its own. Seconds are those of the job: reading,
cleaning, writing; starting the engine is left out. Core-seconds are of all its processes (Linux tells them), with the start of the
engine and of every worker, whose patterns compile at its first documents; warm is what the last three quarters of the dump add.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.adapters.arrow import Kernel
from cleaner.parse.encoding import decode
from speed import DATA, ROOT, compose, read_dump
from tables import write_table

PART = 4 << 20
"""Bytes of texts in a part of the dump."""
DUMPS = ("bbc-sky", "clean-hespress-jazeera", "almayadeen", "clean-khaleej", "ahdath", "clean-jawhara")
RUNS = [("kernel", 1), ("kernel", 2), ("ray", 1), ("ray", 2), ("spark", 1), ("spark", 2), ("datatrove", 1), ("datatrove", 2), ("datasets", 1), ("datasets", 2)]


def texts() -> list[str]:
    """Return the texts that the dump repeats."""
    known = [text for name in DUMPS for text in read_dump(DATA, name, 10**6)]
    return known or compose(2000, chrome=True)


def pages() -> list[str]:
    """Return the pages that the dump repeats."""
    folder = ROOT.parent / "shared" / "data" / "html" / "arabic" / "pages"
    paths = sorted((folder if folder.is_dir() else ROOT / "fixtures" / "html").glob("*.html"))
    return [decode(path.read_bytes())[0] for path in paths]


def write_dump(folder: Path, found: list[str], size: int, field: str) -> int:
    """Write a dump of about so many bytes; return how many there are."""
    rng, total, part, rows, held = random.Random(7), 0, 0, [], 0
    for name in ("parquet", "jsonl"):
        (folder / name).mkdir(parents=True)
    while total < size:
        text = rng.choice(found)
        length = len(text.encode("utf-8", "replace"))
        rows.append({"id": f"{total:012}", "url": None, field: text})
        total, held = total + length, held + length
        if held >= min(PART, size // 16) or total >= size:
            schema = pa.schema([("id", pa.string()), ("url", pa.string()), (field, pa.string())])
            pq.write_table(pa.Table.from_pylist(rows, schema), folder / "parquet" / f"{part:05}.parquet")
            lines = [json.dumps({**row, "text": row[field]}, ensure_ascii=False) for row in rows]
            (folder / "jsonl" / f"{part:05}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
            part, rows, held = part + 1, [], 0
    return total


def run_kernel(dump: Path, out: Path, workers: int) -> None:
    """Run the kernel and nothing else, over files dealt out to processes."""
    from multiprocessing import get_context

    parts = sorted((dump / "parquet").iterdir())
    if workers == 1:
        return clean_files(parts, out)
    with get_context("spawn").Pool(workers) as pool:
        pool.starmap(clean_files, [(parts[one::workers], out) for one in range(workers)])
    return None


def clean_files(parts: list[Path], out: Path) -> None:
    kernel = Kernel()
    out.mkdir(exist_ok=True)
    for part in parts:
        source = pq.ParquetFile(part)
        with pq.ParquetWriter(out / part.name, kernel.output_schema(source.schema_arrow)) as target:
            for batch in kernel.clean_batches(source.iter_batches(1024)):
                target.write_batch(batch)


def run_ray(dump: Path, out: Path, workers: int) -> Callable[[], object]:
    import ray

    from cleaner.adapters.ray import clean_dataset

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False, logging_level="ERROR", object_store_memory=500 << 20)
    ray.data.DataContext.get_current().enable_progress_bars = False
    return lambda: clean_dataset(ray.data.read_parquet(str(dump / "parquet"))).write_parquet(str(out))


def run_spark(dump: Path, out: Path, workers: int) -> Callable[[], object]:
    from pyspark.sql import SparkSession

    from cleaner.adapters.spark import clean_frame

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(f"local[{workers}]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "1024")
    spark = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").getOrCreate()
    return lambda: clean_frame(spark.read.parquet(str(dump / "parquet"))).write.parquet(str(out))


def run_datatrove(dump: Path, out: Path, workers: int) -> Callable[[], object]:
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from cleaner.adapters.datatrove import CleanNews

    pages = "html" in pq.read_schema(next((dump / "parquet").iterdir())).names
    steps = [JsonlReader(str(dump / "jsonl")), CleanNews(pages=pages), JsonlWriter(str(out), compression=None)]
    return LocalPipelineExecutor(steps, tasks=2 * workers, workers=workers, logging_dir=str(out) + "-logs").run


def run_datasets(dump: Path, out: Path, workers: int) -> Callable[[], object]:
    import datasets

    from cleaner.adapters.datasets import clean_dataset

    datasets.disable_progress_bars()
    files = sorted(str(path) for path in (dump / "parquet").iterdir())
    given = datasets.load_dataset("parquet", data_files=files, split="train", cache_dir=str(out) + "-cache")
    return lambda: clean_dataset(given, num_proc=workers if workers > 1 else None).to_parquet(str(out))


def run_one(engine: str, dump: Path, out: Path, workers: int) -> None:
    """Run one engine in this process; print the seconds of its job, and the core-seconds of all its processes."""
    if engine == "kernel":
        started = time.perf_counter()
        run_kernel(dump, out, workers)
    else:
        job = globals()[f"run_{engine}"](dump, out, workers)
        started = time.perf_counter()
        job()
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "cores": core_seconds()}), flush=True)
    os._exit(0)  # the processes of the engine end with this one; some would rather talk first


def core_seconds() -> float:
    """Return the core-seconds of this process and of all below it, the ended ones included."""
    stats, used = {}, 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            words = path.read_text().rpartition(")")[2].split()
            stats[int(path.parent.name)] = (int(words[1]), sum(map(int, words[11:15])))
    below = [os.getpid()]
    while below:
        process = below.pop()
        used += stats.get(process, (0, 0))[1]
        below += [one for one, (parent, _) in stats.items() if parent == process]
    return used / os.sysconf("SC_CLK_TCK")


def measure(engine: str, dump: Path, workers: int) -> dict[str, float]:
    """Run an engine in a process group of its own, and end what it leaves behind."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [sys.executable, __file__, "--run", engine, "--dump", str(dump), "--workers", str(workers), "--out", folder + "/out"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        line = next((line for line in iter(process.stdout.readline, "") if line.startswith('{"seconds"')), "") if process.stdout else ""
        if not line:
            raise SystemExit(f"{engine} failed:\n{process.communicate()[1][-3000:]}")
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        found: dict[str, float] = json.loads(line)
        return found


def steady(dump: Path) -> tuple[float, float]:
    """Return what the first quarter costs the kernel in core-seconds, and a million bytes of what comes behind it."""
    kernel, first, rest, size = Kernel(), 0.0, 0.0, 0
    parts = sorted((dump / "parquet").iterdir())
    for number, part in enumerate(parts):
        for batch in pq.ParquetFile(part).iter_batches(1024):
            started = time.process_time()
            kernel.clean_batch(batch)
            spent = time.process_time() - started
            if number < len(parts) // 4:
                first += spent
                continue
            rest += spent
            size += sum(len(text.encode()) for text in batch.column(2).to_pylist())
        if rest > 60:
            break
    return first, rest / size * 1e6


def first_quarter(dump: Path) -> tuple[Path, int]:
    """Return a dump of the first quarter of the parts of another, and its size."""
    quarter = dump.with_name(dump.name + "-quarter")
    for name in ("parquet", "jsonl"):
        (quarter / name).mkdir(parents=True)
        parts = sorted((dump / name).iterdir())
        for part in parts[: max(1, len(parts) // 4)]:
            (quarter / name / part.name).symlink_to(part)
    columns = [pq.read_table(part).column(2) for part in (quarter / "parquet").iterdir()]
    return quarter, sum(len(text.encode()) for column in columns for text in column.to_pylist())


def table_of(dump: Path, size: int, runs: list[tuple[str, int]]) -> Iterator[str]:
    """Yield the rows of the table, measured one after the other: the whole dump, and what its last three quarters add."""
    yield "| engine | workers | MB/s | MB/s, warm | core-seconds a GB, warm | over the kernel |"
    yield "|---|---|---|---|---|---|"
    quarter, quarter_size = first_quarter(dump)
    bare = 0.0
    for engine, workers in runs:
        start, whole = measure(engine, quarter, workers), measure(engine, dump, workers)
        rest = size - quarter_size
        cores = (whole["cores"] - start["cores"]) / rest * 1e9
        bare = bare or cores
        speeds = f"{size / whole['seconds'] / 1e6:.2f} | {rest / (whole['seconds'] - start['seconds']) / 1e6:.2f}"
        row = f"| {engine} | {workers} | {speeds} | {cores:,.0f} | {cores / bare - 1:+.0%} |"
        print(row, file=sys.stderr, flush=True)
        yield row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--pages", type=int, help="megabytes of pages; left out: as many as of texts")
    parser.add_argument("--engines", default="kernel,ray,spark,datatrove,datasets")
    parser.add_argument("--counts", default="1,2", help="of workers; the kernel with one is always measured")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--dump", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--workers", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.run:
        return run_one(chosen.run, chosen.dump, chosen.out, chosen.workers)
    counts = chosen.counts.split(",")
    runs = [run for run in RUNS if run == RUNS[0] or (run[0] in chosen.engines.split(",") and str(run[1]) in counts)]
    lines = [f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start, {shutil.disk_usage('.').free >> 30} GB free.", ""]
    with tempfile.TemporaryDirectory() as folder:
        for field, found, megabytes in (("text", texts(), chosen.megabytes), ("html", pages(), chosen.pages or chosen.megabytes)):
            dump = Path(folder) / field
            size = write_dump(dump, found, megabytes * 10**6, field)
            first, cost = steady(dump)
            lines += [f"{field}: {size / 1e6:,.0f} MB.", "", *table_of(dump, size, runs if field == "text" else [("kernel", 1)]), ""]
            lines += [f"Warm: {1 / cost:.2f} MB a core-second; the first quarter takes {first:.1f} core-seconds. 100 TB: {cost * 1e8 / 86400:,.0f} core-days.", ""]
    write_table(chosen.out / "engines.md", lines)
    return None


if __name__ == "__main__":
    main()
