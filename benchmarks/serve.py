"""The service under load: wrk at one connection, at one for each worker, and at many; and a stream.

Usage: python benchmarks/serve.py [--seconds N] [--workers N] [--out DIR]. Needs wrk and curl. Writes `serve.md`: for each
kind of document the answers a second and how long half of them and 99 of 100 took, and what processors did for one answer, in
the front and in the workers: that figure holds on a busy machine too. Beside it stands what a process that cleans does in
a second without any service around it. Documents are those of the development data where they are
beside the project, else of the fixtures. Every figure is of a closed loop: a client waits for its answer, and then
asks again; what a client waits for at many connections is mostly the others.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from cleaner import Cleaner
from cleaner.service.frames import Item
from cleaner.service.worker import Workshop
from speed import DATA, ROOT, compose, read_dump
from tables import write_table

PAGES = DATA.parent / "html" / "arabic"
MOST = 400
MANY = 32
SETTLE = 120
"""Seconds that idle workers have at most to compile what they may need."""
LUA = """
local requests, at = {}, 0
for number = 1, COUNT do
  local file = io.open(string.format("FOLDER/%d", number), "rb")
  local body = file:read("*a")
  file:close()
  requests[number] = wrk.format("POST", "/clean", {["Content-Type"] = "TYPE"}, body)
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary, latency)
  local faults = summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect
  io.write(string.format('FOUND {"answers": %d, "micros": %d, "p50": %d, "p99": %d, "most": %d, "faults": %d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max, faults))
end
"""


class Load(NamedTuple):
    """Documents of one kind, as they are sent."""

    name: str
    media_type: str
    bodies: list[bytes]


def loads() -> Iterator[Load]:
    """Yield what is sent."""
    for name in ("bbc-sky", "almayadeen"):
        texts = read_dump(DATA, name, MOST) or compose(MOST, name == "almayadeen")
        yield Load(f"texts, {name}", "application/json", [json.dumps({"text": text}, ensure_ascii=False).encode() for text in texts])
    pages = sorted((PAGES / "pages").glob("*")) or sorted((ROOT / "fixtures" / "html").glob("*.html"))
    yield Load("pages", "text/html", [page.read_bytes() for page in pages])


@contextmanager
def serving(workers: int) -> Iterator[tuple[str, int]]:
    """Run the service; yield its address and the id of its process."""
    command = [sys.executable, "-c", "import sys; from cleaner.cli import main; sys.exit(main())", "serve", "--port", "0", "--workers", str(workers)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        try:
            assert process.stderr is not None
            found = re.search(r"http://\S+?:\d+", process.stderr.readline())
            assert found is not None
            settle(process.pid)
            yield found[0], process.pid
        finally:
            process.terminate()


def worked(front: int) -> tuple[float, float]:
    """Return the seconds that processors did for the front and for its workers."""
    children = Path(f"/proc/{front}/task/{front}/children").read_text().split()
    ticks = [sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13])) for pid in (front, *children)]
    return ticks[0] / os.sysconf("SC_CLK_TCK"), sum(ticks[1:]) / os.sysconf("SC_CLK_TCK")


def settle(front: int) -> None:
    """Wait until the workers have nothing left to do."""
    end, before = time.monotonic() + SETTLE, -1.0
    while before < (now := worked(front)[1]) and time.monotonic() < end:
        before = now
        time.sleep(3)


def press(address: str, load: Load, connections: int, seconds: int) -> dict[str, Any]:
    """Return what wrk says of some seconds."""
    with tempfile.TemporaryDirectory() as folder:
        for number, body in enumerate(load.bodies, 1):
            Path(folder, str(number)).write_bytes(body)
        script = Path(folder, "press.lua")
        script.write_text(LUA.replace("COUNT", str(len(load.bodies))).replace("FOLDER", folder).replace("TYPE", load.media_type))
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "-s", str(script), address]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, Any] = json.loads(said.partition("FOUND ")[2])
    return found


def bare(load: Load, seconds: int) -> float:
    """Return how many documents one process answers in a second without a service."""
    workshop = Workshop(Cleaner())
    options = workshop.cleaner(Cleaner().options).options
    items = [Item("html" if load.media_type == "text/html" else "row", body) for body in load.bodies]
    for item in items:
        workshop.answer(item, options)
    done, start = 0, time.perf_counter()
    while time.perf_counter() < start + seconds:
        workshop.answer(items[done % len(items)], options)
        done += 1
    return done / (time.perf_counter() - start)


def stream(address: str, load: Load) -> float:
    """Return the rows a second of a stream of all documents."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"\n".join(load.bodies * 3))
        file.flush()
        command = ["curl", "-sf", "-X", "POST", f"{address}/clean", "-H", "Content-Type: application/x-ndjson", "-T", file.name]
        start = time.perf_counter()
        rows = subprocess.run(command, capture_output=True, check=True).stdout.count(b"\n")
        took = time.perf_counter() - start
    assert rows == 3 * len(load.bodies), rows
    return rows / took


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench")
    given = parser.parse_args()
    for tool in ("wrk", "curl"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is not installed; install it, for example with: apt-get install {tool}")
    lines = [
        "| documents | KB | connections | answers/s | p50, ms | p99, ms | slowest, ms | faults | front, ms | workers, ms |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    notes = []
    kinds = list(loads())
    for load in kinds:
        notes.append(f"{load.name}: one process without a service {bare(load, given.seconds):,.0f}/s")
    with serving(given.workers) as (address, front):
        for place, load in enumerate(kinds):
            press(address, load, given.workers, given.seconds)  # what patterns are left compile
            size = sum(map(len, load.bodies)) / len(load.bodies) / 1000
            for connections in (1, given.workers, MANY):
                before = worked(front)
                found = press(address, load, connections, given.seconds)
                cost = " | ".join(f"{(new - old) * 1000 / found['answers']:.2f}" for old, new in zip(before, worked(front), strict=True))
                times = " | ".join(f"{found[name] / 1000:.1f}" for name in ("p50", "p99", "most"))
                rate = found["answers"] * 1e6 / found["micros"]
                lines.append(f"| {load.name} | {size:.1f} | {connections} | {rate:,.0f} | {times} | {found['faults']} | {cost} |")
                print(lines[-1], flush=True)
            if load.media_type == "application/json":
                notes[place] += f", a stream {stream(address, load):,.0f}/s"
    busy = f"{os.getloadavg()[1]:.1f} processes wanted them"
    told = f"{given.workers} workers, {os.cpu_count()} processors, which wrk shares; {busy}."
    write_table(given.out / "serve.md", [told, "", *lines, "", *(f"- {note}" for note in notes)])


if __name__ == "__main__":
    main()
