"""A service that runs: `cleaner serve` in a process of its own, on a real socket."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
CODE = "import sys; from cleaner.cli import main; sys.exit(main())"


class Served:
    """One running service."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process, self.port = process, port
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)

    def clean(self, content: bytes | str, media_type: str = "application/json", query: str = "", **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/clean{query}", content=content, headers={"Content-Type": media_type, **named})

    def rows(self, content: bytes, **given: Any) -> list[dict[str, Any]]:
        answer = self.clean(content, "application/x-ndjson", **given)
        assert answer.status_code == 200
        return [json.loads(line) for line in answer.content.split(b"\n") if line]

    def metric(self, name: str) -> float:
        """Return the sum of a metric over its labels."""
        return sum(float(value) for value in re.findall(rf"(?m)^{name}(?:{{.*}})? (\S+)$", self.client.get("/metrics").text))

    @property
    def workers(self) -> list[int]:
        """The ids of the worker processes."""
        return [int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()]

    def halt(self) -> list[int]:
        """Let all workers stand still: what is sent to them now is in work until something happens."""
        workers = self.workers
        for worker in workers:
            os.kill(worker, signal.SIGSTOP)
        return workers

    def wait_for(self, true: Any) -> None:
        """Wait until something is so."""
        end = time.monotonic() + 20
        while not true():
            assert time.monotonic() < end, "waited for nothing"
            time.sleep(0.02)

    def refuses(self) -> bool:
        """Tell whether nobody listens any more."""
        with socket.socket() as opened:
            return opened.connect_ex(("127.0.0.1", self.port)) != 0

    def connect(self, head: str) -> socket.socket:
        """Open a connection and send the head of a request to clean; `head` holds its headers."""
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        opened.sendall(f"POST /clean HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n".encode())
        return opened


@contextmanager
def serving(*arguments: str, cwd: Path | None = None) -> Iterator[Served]:
    """Run `cleaner serve` with these arguments on a free port; it is stopped at the end, if it still runs."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-c", CODE, "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=cwd) as process:
        assert process.stderr is not None
        said = []
        try:
            for line in process.stderr:
                said.append(line)
                if found := re.search(r"listening on http://\S+:(\d+)", line):
                    break
            else:
                raise AssertionError("".join(said))
            served = Served(process, int(found[1]))
            with served.client:
                yield served
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
