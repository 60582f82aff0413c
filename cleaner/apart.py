"""A cleaner in a process of its own, which is ended when one document takes too long.

Comes in: records. Goes out: verdicts; one that took too long, or took the process down with it twice, is
`rejected` with a note that says so. Only dumps of the open web need this: the answer depends on the
machine, and every verdict is sent from one process to the other.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cleaner.engine import Cleaner
from cleaner.model import Document, Known, Note, Record, Status, Verdict

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext

UNFINISHED = frozenset(("timeout", "crash", "not_annotated"))
"""The codes of notes on what was not cleaned to its end."""
_LOOK = 0.5
"""Seconds between two looks whether the process that this one works for is still there."""


def judge(cleaner: Cleaner, record: Record) -> Verdict:
    """Return the verdict on a record."""
    return cleaner.record(record)


def processes() -> BaseContext:
    """Return how processes are made: copies of this one, which share its rules in memory, unless it has other threads."""
    import multiprocessing

    copies = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    return multiprocessing.get_context("fork" if copies else "spawn")


def obey(parent: int) -> None:
    """Leave it to the process that started this one when to end, also where that is killed, or was before this one began."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def portable(verdict: Verdict) -> Verdict:
    """Return a verdict that is small to send: its metadata is read, and the rules that read it stay here."""
    return replace(verdict, read_metadata=Known(verdict.metadata))


_CRASH = Note("crash", "Ended the process that cleaned it: not cleaned.")


def unfinished(record: Record, note: Note = _CRASH) -> Verdict:
    """Return the verdict on what was not cleaned to its end."""
    return Verdict(Document(record), record.body, status=Status.REJECTED, notes=(*record.notes, note))


class Apart(AbstractContextManager["Apart"]):
    """Judges like `judge`, in at most so many seconds a document; without a number, in as many as it takes."""

    def __init__(self, cleaner: Cleaner, seconds: float | None = None) -> None:
        self._cleaner, self._seconds = cleaner, seconds
        self._process: Any = None
        self._pipe: Connection
        _ = cleaner("نص").metadata, cleaner.html("").status  # what is compiled when first needed takes no document's time

    def __call__(self, record: Record) -> Verdict:
        return self._ask(record) or self._ask(record) or unfinished(record)

    def _ask(self, record: Record) -> Verdict | None:
        """Return the verdict; None where the process ended over it, which may have had reasons of its own."""
        if self._process is None:
            self._start()
        try:
            self._pipe.send(record)
            if not self._pipe.poll(self._seconds):
                self.stop()
                return unfinished(record, Note("timeout", f"Took more than {self._seconds:g} seconds: not cleaned."))
            answer = self._pipe.recv()
        except (EOFError, ConnectionError):
            self.stop()
            return None
        if isinstance(answer, Exception):
            raise answer
        verdict: Verdict = answer
        return verdict

    def _start(self) -> None:
        context: Any = processes()
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_work, args=(self._cleaner, other, judge, os.getpid()), daemon=True)
        self._process.start()
        other.close()

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._pipe.close()
            self._process = None

    def __exit__(self, *_: object) -> None:
        self.stop()


def _work(cleaner: Cleaner, pipe: Connection, judge: Callable[[Cleaner, Record], Verdict], parent: int) -> None:
    obey(parent)
    while True:
        try:
            record = pipe.recv()
        except (EOFError, ConnectionError):
            return
        try:
            pipe.send(portable(judge(cleaner, record)))
        except Exception as error:
            pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))
