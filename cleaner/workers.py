"""Processes that work side by side; what they make comes out in the order of what went in.

Comes in: tasks and a job, which is sent to each process once. At most a few tasks more than there are processes are
on their way, so that what is held does not grow. When a process dies, the tasks that were on their way are
done again, one at a time and carefully: nobody can tell which of them it was.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextvars import ContextVar
from typing import Any, Generic, Protocol, TypeVar

from cleaner.apart import obey, processes

Task = TypeVar("Task")
Result = TypeVar("Result")
TaskIn = TypeVar("TaskIn", contravariant=True)
ResultOut = TypeVar("ResultOut", covariant=True)
_AHEAD = 2
"""Tasks on their way beside those that are worked on: as many as keep processes from waiting."""
_ATTEMPTS = 2
"""A process may be ended by something else than its task."""


class Job(Protocol[TaskIn, ResultOut]):
    """What is done with a task; `carefully` when it may have ended a process, `give_up` when it did again."""

    def __call__(self, task: TaskIn, /) -> ResultOut: ...

    def carefully(self, task: TaskIn, /) -> ResultOut: ...

    def give_up(self, task: TaskIn, /) -> ResultOut: ...


_job: ContextVar[Any] = ContextVar("job")
"""Set once in each process when it starts."""


def _start(job: Any, parent: int) -> None:
    obey(parent)
    _job.set(job)


def _do(task: Any) -> Any:
    return _job.get()(task)


def _do_carefully(task: Any) -> Any:
    return _job.get().carefully(task)


def in_order(tasks: Iterable[Task], job: Job[Task, Result], workers: int) -> Generator[tuple[Task, Result], None, None]:
    """Yield each task with its result."""
    pool = _Pool(job, workers)
    waiting: deque[tuple[Task, Future[Result]]] = deque()
    try:
        for task in tasks:
            waiting.append((task, pool.submit(task)))
            if len(waiting) >= workers + _AHEAD:
                yield waiting[0][0], pool.result(waiting)
        while waiting:
            yield waiting[0][0], pool.result(waiting)
    except BaseException:
        pool.kill()
        raise
    finally:
        pool.stop()


class _Pool(Generic[Task, Result]):
    def __init__(self, job: Job[Task, Result], workers: int) -> None:
        self._job, self._workers = job, workers
        self._pool = self._made(workers)

    def _made(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(workers, mp_context=processes(), initializer=_start, initargs=(self._job, os.getpid()))

    def submit(self, task: Task) -> Future[Result]:
        try:
            return self._pool.submit(_do, task)
        except BrokenProcessPool as error:
            failed: Future[Result] = Future()
            failed.set_exception(error)
            return failed

    def result(self, waiting: deque[tuple[Task, Future[Result]]]) -> Result:
        """Return the result of the first that waits, and let it go."""
        try:
            found = waiting[0][1].result()
        except BrokenProcessPool:
            self._mend(waiting)
            found = waiting[0][1].result()
        waiting.popleft()
        return found

    def _mend(self, waiting: deque[tuple[Task, Future[Result]]]) -> None:
        """Do again what was lost with a process, and go on with new ones."""
        self._pool.shutdown()
        for place, (task, future) in enumerate(waiting):
            if isinstance(future.exception(), BrokenProcessPool):
                again: Future[Result] = Future()
                self._settle(again, task)
                waiting[place] = task, again
        self._pool = self._made(self._workers)

    def _settle(self, future: Future[Result], task: Task) -> None:
        for _ in range(_ATTEMPTS):
            try:
                with self._made(1) as pool:
                    future.set_result(pool.submit(_do_carefully, task).result())
                return
            except BrokenProcessPool:
                continue
            except Exception as error:
                future.set_exception(error)
                return
        future.set_result(self._job.give_up(task))

    def kill(self) -> None:
        """End the processes in the middle of what they do; Python has a word for it from 3.14 on."""
        for process in list((getattr(self._pool, "_processes", None) or {}).values()):
            process.kill()
        # One that was handing over its answer leaves a part of it: who reads that waits for the rest as long as anybody might write it.
        if (answers := getattr(self._pool, "_result_queue", None)) is not None:
            answers._writer.close()

    def stop(self) -> None:
        """Wait until the processes have ended."""
        self._pool.shutdown(cancel_futures=True)


