"""Dumps through the command, beside plain loops that only parse and write the same rows: per format, in one run.

Usage: python benchmarks/dump_speed.py [--megabytes N] [--rounds N] [--formats NAME,…] [--out DIR]. Writes `dumps.md`. The rows
are composed of the lines of the fixtures, articles with what stood around them, no two alike. A plain loop reads a row,
takes its text out, puts it in again with an object beside it, and writes the row: with orjson, csv, pyarrow, fastwarc,
and isal for gzip, the fastest that there are. Both are processes of their own that are timed from start to end, in turns;
the best round counts, and rules are compiled within it. What cores worked is told too: that hangs less on what else runs
there. Memory is what all processes of a run held together, asked ten times a second.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from speed import compose
from tables import write_table

ROOT = Path(__file__).parent.parent
AUDIT = {"version": "0", "rules": "0", "status": "unchanged", "notes": [], "removed": [], "metadata": {}}
"""What a plain loop writes beside a text."""
Loop = Callable[[Path, Path], None]


def rows(megabytes: int) -> Iterator[dict[str, Any]]:
    """Yield rows of about so many bytes of text: paragraphs, and behind every other article some of what stood around it."""
    rng = random.Random(11)
    lines = [line for text in compose(400, chrome=True) for line in text.split("\n") if line]
    prose = [line for line in lines if line.count(" ") > 17]
    short = [line for line in lines if line.count(" ") <= 17]
    size = number = 0
    while size < megabytes << 20:
        text = "\n".join([*rng.sample(prose, 12), *(rng.sample(short, 4) if number % 2 else ())])
        yield {"id": str(number), "url": f"https://example.com/{number}", "n": number, "tags": ["اقتصاد", "نقل"], "text": text}
        size += len(text.encode())
        number += 1


def plain_jsonl(source: Path, target: Path) -> None:
    with open(source, "rb") as file, open(target, "wb") as out:
        for line in file:
            row = orjson.loads(line)
            row["cleaner"] = AUDIT
            out.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


def plain_gz(source: Path, target: Path) -> None:
    from isal import igzip

    with igzip.open(source, "rb") as file, igzip.open(target, "wb", compresslevel=2) as out:
        for line in file:
            row = orjson.loads(line)
            row["cleaner"] = AUDIT
            out.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


def plain_zst(source: Path, target: Path) -> None:
    import zstandard

    with open(source, "rb") as raw, open(target, "wb") as packed, zstandard.ZstdCompressor().stream_writer(packed) as out:
        for line in io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True), 1 << 20):
            row = orjson.loads(line)
            row["cleaner"] = AUDIT
            out.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


def plain_csv(source: Path, target: Path) -> None:
    csv.field_size_limit(2**31 - 1)
    with open(source, newline="", encoding="utf-8") as file, open(target, "w", newline="", encoding="utf-8") as out:
        reader, writer = csv.reader(file), csv.writer(out)
        writer.writerow([*next(reader), "cleaner"])
        for row in reader:
            writer.writerow([*row, orjson.dumps(AUDIT).decode()])


def plain_parquet(source: Path, target: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(source) as table:
        schema = table.schema_arrow.append(pa.field("cleaner_status", pa.string()))
        with pq.ParquetWriter(target, schema, compression="zstd") as out:
            for batch in table.iter_batches(1024):
                columns = dict(zip(batch.schema.names, batch.columns, strict=True))
                columns["text"] = pa.array(columns["text"].to_pylist(), pa.string())
                columns["cleaner_status"] = pa.array(["unchanged"] * batch.num_rows)
                out.write_batch(pa.RecordBatch.from_arrays(list(columns.values()), schema=schema))


def plain_warc(source: Path, target: Path) -> None:
    """Read pages, and write them as WET."""
    from fastwarc.stream_io import GzipWriter
    from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

    with open(target, "wb") as file, GzipWriter(file) as out:
        for record in ArchiveIterator(str(source), record_types=WarcRecordType.response, auto_decode="all"):
            text = record.reader.read().decode()
            made = WarcRecord()
            made.init_headers(record_type=WarcRecordType.conversion)
            made.headers["WARC-Target-URI"] = record.headers["WARC-Target-URI"]
            made.set_bytes_content(text.encode())
            made.write(out)


LOOPS: dict[str, tuple[str, Loop]] = {
    "JSONL": ("jsonl", plain_jsonl),
    "JSONL, gzip": ("jsonl.gz", plain_gz),
    "JSONL, zstd": ("jsonl.zst", plain_zst),
    "CSV": ("csv", plain_csv),
    "Parquet": ("parquet", plain_parquet),
    "WARC to WET, gzip": ("warc.gz", plain_warc),
}


def write(end: str, path: Path, megabytes: int) -> int:
    """Write a dump; return how many bytes of rows are in it, unpacked."""
    if end == "warc.gz":
        return _write_pages(path, megabytes)
    if end == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.Table.from_pylist(list(rows(megabytes)))
        pq.write_table(table, path, row_group_size=1000, compression="zstd")
        return int(table.nbytes)
    if end == "csv":
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(next(rows(1)).keys())
        writer.writerows([*list(row.values())[:3], orjson.dumps(row["tags"]).decode(), row["text"]] for row in rows(megabytes))
        data = out.getvalue().encode()
    else:
        data = b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows(megabytes))
    from cleaner.streams import pack, packing_of

    path.write_bytes(pack(data, packing_of(path.name)))
    return len(data)


def _write_pages(path: Path, megabytes: int) -> int:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    chrome = "<nav>" + "<a href='/x'>الرئيسية</a>" * 200 + "</nav><script>" + "var x = 1;" * 500 + "</script>"
    size = 0
    with open(path, "wb") as file:
        writer = WARCWriter(file, gzip=True)
        for row in rows(megabytes // 3 or 1):
            paragraphs = "".join(f"<p>{line}</p>" for line in row["text"].split("\n"))
            page = f"<html><body>{chrome}<article>{paragraphs}</article></body></html>".encode()
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(row["url"], "response", io.BytesIO(page), http_headers=headers))
            size += len(page)
    return size


def run(command: list[str]) -> tuple[float, float, int]:
    """Return the seconds that a process took, those of cores, and the most bytes that it and those that it started held."""
    start, before = time.perf_counter(), _worked()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)})
    most = 0
    while process.poll() is None:
        most = max(most, _held(process.pid))
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    spent = time.perf_counter() - start
    if process.returncode:
        raise SystemExit((process.stderr.read() if process.stderr else b"").decode())
    if process.stderr:
        process.stderr.close()
    return spent, _worked() - before, most


def _worked() -> float:
    """Return the seconds that cores worked for processes which this one started and which have ended."""
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def _held(pid: int) -> int:
    """Return what a process and its children hold; pages that they share count once."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        own = next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:")) << 10
    except (OSError, StopIteration):
        return 0
    return own + sum(_held(int(child)) for child in children)


def measure(name: str, folder: Path, given: argparse.Namespace) -> str:
    """Return a row of the table."""
    end, _ = LOOPS[name]
    source = folder / f"in.{end}"
    megabytes = write(end, source, given.megabytes) / 1e6
    target = str(folder / f"out.{'wet.gz' if end == 'warc.gz' else end}")
    ours = [sys.executable, "-c", "import sys; from cleaner.cli import main; sys.exit(main())", "clean", str(source), "-o", target, "--workers"]
    commands = {
        "plain": [sys.executable, __file__, "--plain", name, str(source), target + ".plain"],
        "1": [*ours, "1"],
        "2": [*ours, "2"],
    }
    best: dict[str, float] = {}
    work: dict[str, float] = {}
    held: dict[str, int] = {}
    for _ in range(given.rounds):
        for who, command in commands.items():
            spent, worked, most = run(command)
            best[who] = min(best.get(who, spent), spent)
            work[who] = min(work.get(who, worked), worked)
            held[who] = max(held.get(who, 0), most)
    rates = {who: megabytes / spent for who, spent in best.items()}
    shares = " | ".join(f"{rates[who] / rates['plain']:.2f}" for who in ("1", "2"))
    speeds = " | ".join(f"{rates[who]:.1f}" for who in commands)
    worked = f"{work['plain']:.1f} | {work['1']:.1f} | {work['2']:.1f}"
    return f"| {name} | {megabytes:.0f} | {speeds} | {shares} | {rates['2'] / rates['1']:.2f} | {worked} | {held['2'] / 1e6:.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--megabytes", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--formats", default=",".join(name.replace(", ", " ") for name in LOOPS), help="names between commas")
    parser.add_argument("--out", type=Path, default=Path("build/bench"))
    parser.add_argument("--plain", nargs=3, metavar=("NAME", "IN", "OUT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.plain:
        name, source, target = given.plain
        LOOPS[name][1](Path(source), Path(target))
        return
    wanted = given.formats.split(",")
    lines = [
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, dumps of {given.megabytes} MB of text\n",
        "| format | MB of rows | plain loop, MB/s | 1 process | 2 | 1 ÷ plain | 2 ÷ plain | 2 ÷ 1 | core-seconds: plain | 1 | 2 | memory of 2, MB |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for name in LOOPS:
            if name.replace(", ", " ") in wanted:
                lines.append(measure(name, Path(folder), given))
                print(lines[-1], flush=True)
                for path in Path(folder).iterdir():
                    path.unlink()
    write_table(given.out / "dumps.md", lines)


if __name__ == "__main__":
    main()
