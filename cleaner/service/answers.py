"""How a body becomes an answer: one document, or the rows of a stream while it is still coming.

Comes in: what a client sends. Goes out: pieces of the answer, in the order of the documents. Of a stream little is
held at a time: a batch is cleaned while the next is read, and reading waits for a client that does not read.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import NamedTuple

from cleaner.options import Options
from cleaner.rows import dump
from cleaner.service.bodies import GoneError, Kind, Lines, Receive, chunks, read_whole, too_large
from cleaner.service.frames import Item
from cleaner.service.limits import Limits
from cleaner.service.pool import Answer, Pool
from cleaner.service.problems import Problem
from cleaner.service.tallies import Tallies

_BATCH_ROWS, _BATCH_BYTES = 16, 1 << 15
"""At 6 ms an article with much chrome, a request of one document waits 0.1 seconds for a batch at most."""
_AHEAD = 2
"""Batches of one stream for each worker: one in work, one that waits; other requests get in between."""


class Asked(NamedTuple):
    """What a request asks for, and of whom."""

    pool: Pool
    tallies: Tallies
    limits: Limits
    kind: Kind
    options: Options
    about: dict[str, str]


async def answer_one(asked: Asked, receive: Receive, length: str | None) -> bytes:
    """Return the row of a body that is one document; raises the problem with it."""
    data = await read_whole(receive, asked.kind, asked.limits, length)
    form = asked.kind.form
    assert form != "rows"
    item = Item(form, data, asked.about.get("id"), asked.about.get("url"), asked.kind.charset)
    (answer,) = await asked.pool.submit([item], asked.options)
    if answer.problem is not None:
        raise answer.problem  # counted where problems are told
    asked.tallies.count_answer(answer)
    return answer.row


class _Part(NamedTuple):
    """A batch of a stream, or what ended it early."""

    lines: list[int]
    answers: asyncio.Future[list[Answer]] | None
    end: Exception | None = None


async def answer_stream(asked: Asked, receive: Receive) -> AsyncGenerator[bytes]:
    """Yield the rows of a stream, batch after batch; a row that can't be answered has an object `error` in its place.

    A problem with the stream itself is raised when nothing was yielded before, and else its last row.
    """
    parts: asyncio.Queue[_Part | None] = asyncio.Queue(_AHEAD * asked.limits.workers)
    reading = asyncio.create_task(_read(asked, receive, parts))
    is_first = True
    try:
        while (part := await parts.get()) is not None:
            if isinstance(part.end, Problem) and not is_first:
                asked.tallies.count_problem(part.end.code)
                yield dump({"error": part.end.told(part.lines[0])})
            elif part.end is not None:
                raise part.end
            elif part.answers is not None:
                yield b"".join(_tell(asked, *one) for one in zip(part.lines, await part.answers, strict=True))
            is_first = False
    finally:
        reading.cancel()
        while not parts.empty():
            left = parts.get_nowait()
            if left is not None and left.answers is not None:
                left.answers.cancel()


def _tell(asked: Asked, line: int, answer: Answer) -> bytes:
    asked.tallies.count_answer(answer)
    if answer.problem is None:
        return answer.row
    known = {"id": answer.told["id"]} if "id" in answer.told else {}
    return dump({**known, "error": answer.problem.told(line)})


class _Batch:
    """Rows that go to a worker together."""

    def __init__(self, asked: Asked, parts: asyncio.Queue[_Part | None]) -> None:
        self._asked, self._parts = asked, parts
        self._items: list[Item] = []
        self._lines: list[int] = []
        self._size = 0
        self.line = 0

    async def add(self, line: bytes | None) -> None:
        """Take a line in; an empty one is no row, None is one over the limit."""
        self.line += 1
        if line is None:
            await self.send()
            answers: asyncio.Future[list[Answer]] = asyncio.get_running_loop().create_future()
            answers.set_result([Answer({}, b"", too_large("row", self._asked.limits))])
            await self._parts.put(_Part([self.line], answers))
        elif line.strip():
            self._items.append(Item("row", line))
            self._lines.append(self.line)
            self._size += len(line)
            if len(self._items) == _BATCH_ROWS or self._size >= _BATCH_BYTES:
                await self.send()

    async def send(self) -> None:
        """Give what there is to the workers, when there is room for it."""
        if self._items:
            part = _Part(self._lines, self._asked.pool.submit(self._items, self._asked.options))
            self._items, self._lines, self._size = [], [], 0
            await self._parts.put(part)


async def _read(asked: Asked, receive: Receive, parts: asyncio.Queue[_Part | None]) -> None:
    """Read a stream to its end. What has arrived is sent on: a client may wait for the answer before it goes on."""
    lines, batch = Lines(asked.limits.max_body), _Batch(asked, parts)
    try:
        async for piece in chunks(receive, asked.kind, asked.limits.idle):
            for line in lines.split(piece):
                await batch.add(line)
            await batch.send()
        rest = lines.rest()
        if rest != b"":
            await batch.add(rest)
            await batch.send()
    except (GoneError, Problem) as end:
        await batch.send()
        await parts.put(_Part([batch.line + 1], None, end))
    await parts.put(None)
