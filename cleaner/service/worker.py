"""The process that cleans: jobs on standard input, a row for each of their documents on standard output.

Its cleaner comes ready from the front, so that a worker that takes another's place has the same rules. Cleaners
with other options are compiled when a request asks for them; a few stay. It opens no connection: an attempt,
by whatever library, ends in an error.
"""

from __future__ import annotations

import os
import pickle
import re
import select
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, BinaryIO, Literal, cast

from cleaner import __version__
from cleaner.engine import Cleaner
from cleaner.errors import RecordError
from cleaner.fields import Fields
from cleaner.model import Record, Verdict
from cleaner.options import Options
from cleaner.parse.encoding import decode
from cleaner.render import audit
from cleaner.rows import dump, read_object, text_in, write_row
from cleaner.service.frames import Item, Job, pack_answer, read
from cleaner.service.problems import CODES, Code, Problem

_COMPILED = 8
"""Cleaners with options of requests that stay compiled; one takes 0.1 seconds and 3 MB."""
_CONNECTING = frozenset(("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"))
_DONE = object()
_FLAG = re.compile(r"with --(html-)?field$")
_BOM = b"\xef\xbb\xbf"


class Workshop:
    """Cleans items with a cleaner and its relatives, which have the same rules and other options.

    >>> workshop = Workshop(Cleaner())
    >>> told, row = workshop.answer(Item("row", '{"id": 7, "text": "أعلنت الوزارة اليوم بدء العمل في المرحلة الثانية.\\\\nشاركها"}'.encode()), Options())
    >>> told["status"], told["removed"], row.decode()[:16]
    ('cleaned', {'share': 6}, '{"id":7,"text":"')
    """

    def __init__(self, cleaner: Cleaner) -> None:
        self._cleaner = cleaner
        self._compiled = lru_cache(maxsize=_COMPILED)(cleaner.become)

    def cleaner(self, options: Options) -> Cleaner:
        """Return the cleaner of some options; how rows are told does not make it another one."""
        base = self._cleaner.options
        needed = replace(options, audit=base.audit, format=base.format, links=base.links)
        return self._cleaner if needed == base else self._compiled(needed)

    def exercises(self) -> Iterator[None]:
        """Clean the examples of all rules, one at a step.

        Patterns are compiled when they are first needed, in up to 0.2 seconds: documents should not wait for that.
        All take 8 seconds. Of the first 400 articles with much chrome the slowest hundredth then takes 45 ms instead of 500.
        """
        for rule in self._cleaner.rulebook.rules:
            form: Literal["text", "html"] = "html" if rule.where == "markup" else "text"
            for example in rule.remove:
                self.answer(Item(form, example.encode()), self._cleaner.options)
                yield

    def answer(self, item: Item, options: Options) -> tuple[dict[str, Any], bytes]:
        """Return what became of a document, for the front, and its row, for the client."""
        start = time.perf_counter()
        found: dict[str, Any] = {}
        try:
            cleaner = self.cleaner(options)
            verdict = _judge(cleaner, item, options, found)
            row = _write(cleaner, verdict, options)
        except Problem as problem:
            known = {"id": found["id"]} if "id" in found else {}
            return {**known, "code": problem.code, "detail": problem.detail}, b""
        except Exception as error:  # one document must not end the others; the front counts it, the log shows it
            traceback.print_exc()
            return {"code": "internal", "detail": f"{type(error).__name__}; the log of the service has more"}, b""
        return {
            "status": str(verdict.status),
            "media": verdict.document.record.media,
            "removed": _removed(verdict),
            "seconds": time.perf_counter() - start,
        }, row


def _judge(cleaner: Cleaner, item: Item, options: Options, found: dict[str, Any]) -> Verdict:
    """Return the verdict on an item; what a row is goes into `found` as soon as it is known."""
    if item.form == "row":
        record = _read_row(item.data, options, found)
        return cleaner.record(record)
    meta = {name: value for name, value in (("id", item.id), ("url", item.url)) if value is not None}
    if item.form == "text":
        return cleaner(Record(_decode(item.data, item.charset), id=item.id, url=item.url, meta=meta))
    text, notes = decode(item.data, item.charset)
    return cleaner.record(Record(text, id=item.id, url=item.url, media="html", meta=meta, notes=notes))


def _read_row(line: bytes, options: Options, found: dict[str, Any]) -> Record:
    try:
        found.update(read_object(line.removeprefix(_BOM), "body"))
        return Fields.of(options).record(found, "body")
    except RecordError as error:
        if error.reason not in CODES:
            raise
        detail = _FLAG.sub(r"\g<0>, where the service is started", str(error))
        raise Problem(cast(Code, error.reason), detail) from None


def _decode(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset or "utf-8")
    except UnicodeDecodeError as error:
        remedy = "say the encoding that it is in, as in: Content-Type: text/plain; charset=windows-1256"
        what = f"body: byte {error.start} is not {charset or 'UTF-8'}; {remedy}"
        raise Problem("encoding" if charset else "not_utf8", what) from None


def _write(cleaner: Cleaner, verdict: Verdict, options: Options) -> bytes:
    told = audit(verdict, version=__version__, rules=cleaner.rulebook.digest, level=options.audit)
    return write_row(verdict, told, Fields.of(options), text_in(verdict, options))


def _removed(verdict: Verdict) -> dict[str, int]:
    went: Counter[str] = Counter()
    for removal in verdict.removed:
        went[removal.kind] += removal.span.end - removal.span.start
    return dict(went)


def work(workshop: Workshop, jobs: BinaryIO, answers: BinaryIO) -> None:
    """Do job after job, until the front has no more; as long as there is none, exercise."""
    exercises = workshop.exercises()
    while True:
        while _is_quiet(jobs) and next(exercises, _DONE) is not _DONE:
            pass
        data = read(jobs)
        if data is None:
            return
        job: Job = pickle.loads(data)
        for item in job.items:
            told, row = workshop.answer(item, job.options)
            answers.write(pack_answer(dump(told), row))
            answers.flush()


def _is_quiet(jobs: BinaryIO) -> bool:
    """Tell whether no job has come; where nobody can tell (pipes of Windows), one may have."""
    try:
        return not select.select([jobs], [], [], 0)[0]
    except OSError:
        return False


def _refuse(event: str, _: object) -> None:
    if event in _CONNECTING:
        raise PermissionError(f"{event}: a worker opens no connection")


def main() -> None:
    """Run a worker. It ends when its standard input does: signals to the whole group are for the front."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    sys.addaudithook(_refuse)
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints, prints to the log
    data = read(jobs)
    if data is None:
        return
    workshop = Workshop(pickle.loads(data))
    answers.write(pack_answer(b"{}", b""))
    answers.flush()
    try:
        work(workshop, jobs, answers)
    except BrokenPipeError:
        os._exit(0)  # the front has gone, and nothing more can be flushed


if __name__ == "__main__":
    main()
