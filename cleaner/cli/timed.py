"""A cleaner in a process of its own, which is ended when one document takes too long.

Comes in: pages and records. Goes out: verdicts; one that took too long, or took the process down with
it, is `rejected` with a note that says so. Only dumps of the open web need this: the answer depends on
the machine, and every verdict is sent from one process to the other.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

from cleaner.engine import Cleaner
from cleaner.model import Document, Metadata, Note, Record, Status, Verdict
from cleaner.parse.encoding import decode

Item = bytes | Record
"""What is cleaned: the bytes of a page, or a record."""
UNFINISHED = frozenset(("timeout", "crash"))
"""The codes of notes on what was not cleaned to its end."""


def judge(cleaner: Cleaner, item: Item) -> Verdict:
    """Return the verdict on a page or a record."""
    if isinstance(item, bytes) or item.media == "html":
        return cleaner.html(item)
    return cleaner(item)


class Timed(AbstractContextManager["Timed"]):
    """Judges like `judge`, in at most so many seconds a document."""

    def __init__(self, cleaner: Cleaner, seconds: float) -> None:
        self._cleaner, self._seconds = cleaner, seconds
        self._process: Any = None
        self._pipe: Connection
        _ = cleaner("نص").metadata, cleaner.html("").status  # what is compiled when first needed takes no document's time

    def __call__(self, item: Item) -> Verdict:
        if self._process is None:
            self._start()
        try:
            self._pipe.send(item)
            if not self._pipe.poll(self._seconds):
                self._stop()
                return _unfinished(item, Note("timeout", f"Took more than {self._seconds:g} seconds: not cleaned."))
            answer = self._pipe.recv()
        except (EOFError, ConnectionError):
            self._stop()
            return _unfinished(item, Note("crash", "Ended the process that cleaned it: not cleaned."))
        if isinstance(answer, Exception):
            raise answer
        verdict: Verdict = answer
        return verdict

    def _start(self) -> None:
        self._pipe, other = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_work, args=(self._cleaner, other, judge), daemon=True)
        self._process.start()
        other.close()

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._pipe.close()
            self._process = None

    def __exit__(self, *_: object) -> None:
        self._stop()


@dataclass(frozen=True, slots=True)
class _Told:
    """Metadata that is read already: unlike the rules that read it, it is small to send."""

    facts: Metadata

    def __call__(self, verdict: Verdict) -> Metadata:
        return self.facts


def _work(cleaner: Cleaner, pipe: Connection, judge: Callable[[Cleaner, Item], Verdict]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process ends this one
    while True:
        try:
            item = pipe.recv()
        except (EOFError, ConnectionError):
            return
        try:
            verdict = judge(cleaner, item)
            pipe.send(replace(verdict, read_metadata=_Told(verdict.metadata)))
        except Exception as error:
            pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))


def _unfinished(item: Item, note: Note) -> Verdict:
    record = Record(decode(item)[0], media="html") if isinstance(item, bytes) else item
    return Verdict(Document(record), record.body, status=Status.REJECTED, notes=(note,))
