"""The worker processes: each does one job at a time; one that dies or takes too long is replaced.

Comes in: the documents of a request and its options. Goes out: an answer for each, in their order, also where
cleaning it failed. What is answered is out of reach of whatever happens to later documents: a worker answers
document by document, and only the one it was at is in doubt.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import orjson

from cleaner.engine import Cleaner
from cleaner.errors import CleanerError
from cleaner.options import Options
from cleaner.service.frames import Item, Job, pack, read_answer
from cleaner.service.limits import Limits
from cleaner.service.problems import Code, Problem

COMMAND = (sys.executable, "-P", "-m", "cleaner.service.worker")
_START, _END = 60.0, 2.0
_PAUSE = 1.0
"""Seconds between two attempts to start a worker."""


class Answer(NamedTuple):
    """What the front knows of one document: what became of it, and its row, or else the problem with it."""

    told: dict[str, Any]
    row: bytes
    problem: Problem | None = None


class _LostError(Exception):
    """A worker has ended before it answered."""


class _Worker:
    """One process and its pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._jobs, self._answers = process, process.stdin, process.stdout

    @classmethod
    async def start(cls, command: Sequence[str], cleaner: bytes) -> _Worker:
        """Start a process and give it its cleaner; it is ready to work, or `_LostError` is raised."""
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        pipe = asyncio.subprocess.PIPE
        try:
            worker = cls(await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, env=environment))
        except OSError as error:
            raise _LostError(str(error)) from None
        try:
            await worker.send(cleaner)
            await worker.answer(_START)
        except (_LostError, TimeoutError):
            await worker.kill()
            raise _LostError from None
        except BaseException:
            await worker.kill()
            raise
        return worker

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    async def send(self, data: bytes) -> None:
        self._jobs.write(pack(data))
        try:
            await self._jobs.drain()
        except ConnectionError:
            raise _LostError from None

    async def answer(self, seconds: float) -> tuple[bytes, bytes]:
        try:
            async with asyncio.timeout(seconds):
                return await read_answer(self._answers)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise _LostError from None

    async def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        """Let the process end by itself; it is idle."""
        with suppress(ConnectionError):
            self._jobs.close()
        try:
            await asyncio.wait_for(self._process.wait(), _END)
        except TimeoutError:
            await self.kill()


class Pool:
    """Workers, and the jobs that wait for them, first come, first served.

    `lost` is called with the reason whenever a worker had to be replaced: "crash" or "timeout".
    """

    def __init__(
        self, cleaner: Cleaner, limits: Limits, lost: Callable[[str], None] = lambda why: None, command: Sequence[str] = COMMAND
    ) -> None:
        self._cleaner, self._limits, self._lost, self._command = pickle.dumps(cleaner), limits, lost, command
        self._jobs: asyncio.Queue[tuple[Job, asyncio.Future[list[Answer]]]] = asyncio.Queue()
        self._workers: list[_Worker | None] = [None] * limits.workers
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def alive(self) -> int:
        """How many workers are there."""
        return sum(worker is not None and worker.is_alive for worker in self._workers)

    async def start(self) -> None:
        """Start all workers; the first that can't start is an error."""
        started = await asyncio.gather(*(self._new() for _ in self._workers), return_exceptions=True)
        self._workers = [one if isinstance(one, _Worker) else None for one in started]
        if None in self._workers:
            await self.stop()
            raise CleanerError("a worker process can't be started; what it said stands above")
        self._tasks = [asyncio.create_task(self._run(place)) for place in range(len(self._workers))]

    async def stop(self) -> None:
        """End all workers; jobs that still wait are dropped."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(worker.stop() for worker in self._workers if worker))
        self._workers = []

    def submit(self, items: list[Item], options: Options) -> asyncio.Future[list[Answer]]:
        """Queue documents for the next worker; a future that is cancelled before its turn costs nothing."""
        answers: asyncio.Future[list[Answer]] = asyncio.get_running_loop().create_future()
        self._jobs.put_nowait((Job(options, items), answers))
        return answers

    async def _new(self) -> _Worker:
        return await _Worker.start(self._command, self._cleaner)

    async def _run(self, place: int) -> None:
        while True:
            job, answers = await self._jobs.get()
            if answers.cancelled():
                continue
            found = await self._do(place, job)
            if not answers.cancelled():
                answers.set_result(found)
            with suppress(_LostError):  # whose turn is next finds a worker
                await self._ready(place)

    async def _do(self, place: int, job: Job) -> list[Answer]:
        """Do a job to its end, with as many workers as that takes.

        A document whose worker died gets a second one: the death may have had nothing to do with it.
        """
        waiting = deque(job.items)
        found: list[Answer] = []
        is_suspect = False
        while waiting:
            try:
                worker = await self._ready(place)
                await worker.send(pickle.dumps(Job(job.options, list(waiting))))
                while waiting:
                    found.append(_read(*await worker.answer(self._limits.timeout)))
                    waiting.popleft()
                    is_suspect = False
            except TimeoutError:
                found.append(_failed("timeout", f"not cleaned in {self._limits.timeout:g} seconds (--timeout); leave it out, or cut it up"))
                waiting.popleft()
                is_suspect = False
                await self._drop(place, "timeout")
            except _LostError:
                if is_suspect:
                    found.append(_failed("crash", "two processes died of it, one after the other; leave it out, and report it"))
                    waiting.popleft()
                is_suspect = not is_suspect
                await self._drop(place, "crash")
        return found

    async def _ready(self, place: int) -> _Worker:
        """Return the worker of a place, a new one if it has none that lives."""
        worker = self._workers[place]
        if worker is not None and not worker.is_alive:
            await self._drop(place, "crash")
            worker = None
        if worker is None:
            try:
                worker = self._workers[place] = await self._new()
            except _LostError:
                await asyncio.sleep(_PAUSE)
                raise
        return worker

    async def _drop(self, place: int, why: str) -> None:
        worker, self._workers[place] = self._workers[place], None
        if worker is not None:
            self._lost(why)
            await worker.kill()


def _read(told: bytes, row: bytes) -> Answer:
    found: dict[str, Any] = orjson.loads(told)
    return Answer(found, row, Problem(found["code"], found["detail"]) if "code" in found else None)


def _failed(code: Code, detail: str) -> Answer:
    return Answer({"code": code}, b"", Problem(code, f"document: {detail}"))
