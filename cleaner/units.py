"""Units of a run: what one process takes at a time, and what comes of it.

Comes in: pairs of input and target. Goes out: `Unit` after `Unit`, each some parts of inputs, of which any process
makes what is to be written. Which parts make a unit hangs on the inputs and the settings alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from heapq import nlargest
from time import perf_counter

from cleaner.apart import Apart, judge, unfinished
from cleaner.choice import ALL, Choice, Chosen, Positions
from cleaner.engine import Cleaner
from cleaner.errors import CleanerError
from cleaner.model import Note, Record, Status, Verdict
from cleaner.options import Rejected
from cleaner.quarantine import Case, fate_of, row_of
from cleaner.rows import text_in
from cleaner.sinks import Row, Target, finish_of, sink_of
from cleaner.sinks.targets import Pair
from cleaner.sources import Fault, Found, Given, Payload, Settings, Skipped, source_of
from cleaner.streams import pack
from cleaner.tally import LEFT_OUT, QUARANTINE, Tally

_log = logging.getLogger("cleaner")
SLOWEST = 10
"""Documents that are told because they took longest."""
_MOST = 256
"""Parts of a unit: small files are taken many at a time, but no more than may be written at a time."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an input (None: an input that holds nothing), its `first` or `last`; `ends` says the same of the target.

    `taken` are the positions of the records that are cleaned (None: all); the others are passed over.
    """

    given: Given
    target: Target
    payload: Payload | Fault | None
    first: bool
    last: bool
    ends: bool
    taken: Positions = None

    def __len__(self) -> int:
        """How many bytes are read."""
        raw = self.payload.raw if isinstance(self.payload, Fault) else self.payload
        return len(raw or b"")


@dataclass(frozen=True, slots=True)
class Unit:
    """Parts that are read, written and counted together."""

    number: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, order=True)
class Slow:
    """How many seconds a document took; its position, counted within a part, and its id."""

    seconds: float
    position: int
    id: str | None = field(compare=False)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a part: what to write (None: no file), how many positions it had, what is held back, what took longest."""

    data: bytes | None
    length: int
    cases: tuple[Case, ...]
    tally: Tally
    slow: tuple[Slow, ...] = ()


def cut(pairs: Sequence[Pair], settings: Settings, choice: Choice = ALL) -> Iterator[Unit]:
    """Cut inputs into units, with what is chosen of each."""
    parts: list[Part] = []
    size = number = 0
    for part in _parts(pairs, settings, choice):
        parts.append(part)
        size += len(part)
        if size >= settings.unit or len(parts) == _MOST:
            yield Unit(number, tuple(parts))
            parts, size, number = [], 0, number + 1
    if parts:
        yield Unit(number, tuple(parts))


def _parts(pairs: Sequence[Pair], settings: Settings, choice: Choice) -> Iterator[Part]:
    choosing = choice.start([given for given, _ in pairs], settings)
    for index, (given, target) in enumerate(pairs):
        shared = index + 1 < len(pairs) and pairs[index + 1][1] is target
        first = True
        for (payload, taken), is_last in _with_last(choosing(given, source_of(given.form).divide(given, settings))):
            yield Part(given, target, payload, first, is_last, is_last and (choosing.done or not shared), taken)
            first = False
        if choosing.done:
            return


def _with_last(chosen: Iterable[Chosen]) -> Iterator[tuple[Chosen | tuple[None, None], bool]]:
    """Yield payloads and whether each is the last; None where there is none at all."""
    held: Chosen | None = None
    for one in chosen:
        if held is not None:
            yield held, False
        held = one
    yield held or (None, None), True


@dataclass(frozen=True)
class Cleaning:
    """What a process has to know to make something of units.

    `seconds` is what one document may take; `only_changed` leaves out documents of which nothing was removed; `lenient`
    holds back a document over which the program itself fails, instead of ending the run.
    """

    cleaner: Cleaner
    settings: Settings
    mode: Rejected = "keep"
    seconds: float | None = None
    only_changed: bool = False
    lenient: bool = False

    def __call__(self, unit: Unit) -> tuple[Done, ...]:
        """Clean a unit."""
        return tuple(self._part(part, self._apart or partial(judge, self.cleaner)) for part in unit.parts)

    def carefully(self, unit: Unit) -> tuple[Done, ...]:
        """Clean a unit that took a process down: each document in a process of its own."""
        with Apart(self.cleaner, self.seconds) as ask:
            return tuple(self._part(part, ask) for part in unit.parts)

    def give_up(self, unit: Unit) -> tuple[Done, ...]:
        """Hold back all of a unit that can't even be read without ending the process."""
        return tuple(self._part(_crashed(part), partial(judge, self.cleaner)) for part in unit.parts)

    def close(self) -> None:
        """End the process that cleans for this one, where there is one."""
        if self._apart:
            self._apart.stop()

    @cached_property
    def _apart(self) -> Apart | None:
        return None if self.seconds is None else Apart(self.cleaner, self.seconds)

    def _part(self, part: Part, ask: Callable[[Record], Verdict]) -> Done:
        cases: list[Case] = []
        slow: list[Slow] = []
        tally = Tally()
        length = 0

        def rows() -> Iterator[Row]:
            nonlocal length
            for length, found in enumerate(_read(part, self.settings), 1):
                if isinstance(found, Fault):
                    tally.add_fault(found.reason, QUARANTINE)
                    cases.append(Case(length, found))
                elif isinstance(found, Skipped):
                    tally.skipped[found.what] += 1
                elif found is not None:
                    began = perf_counter()
                    verdict = self._judged(found, ask)
                    slow.append(Slow(perf_counter() - began, length, found.id))
                    held = fate_of(verdict, self.mode)
                    if not held and self.only_changed and verdict.status is not Status.CLEANED:
                        held = LEFT_OUT
                    tally.add(verdict, held)
                    if not held:
                        yield Row(found, verdict, self._text(verdict))
                    elif held == QUARANTINE:
                        cases.append(Case(length, row_of(part.given, verdict)))

        sink = sink_of(part.target.form)
        data: bytes | None = sink.encode(rows(), part.target, self.settings)
        if part.target.alone and not tally.written:
            data = None
        elif data and not finish_of(part.target.form) and not getattr(sink, "PACKS", False):
            data = pack(data, part.target.packing)
        return Done(data, length, tuple(cases), tally, tuple(nlargest(SLOWEST, slow)))

    def _judged(self, record: Record, ask: Callable[[Record], Verdict]) -> Verdict:
        try:
            return ask(record)
        except CleanerError:
            raise
        except Exception as error:
            if not self.lenient:
                raise
            _log.exception("%s", record.id)
            return unfinished(record, Note("crash", f"The program failed over it: {type(error).__name__}: {error}"))

    def _text(self, verdict: Verdict) -> str:
        return verdict.document.text if self.settings.task == "annotate" else text_in(verdict, self.settings.options)


def _read(part: Part, settings: Settings) -> Iterator[Found]:
    if part.payload is None:
        return iter(())
    if isinstance(part.payload, Fault):
        return iter((part.payload,))
    found = source_of(part.given.form).read(part.given, part.payload, settings)
    if part.taken is None:
        return found
    return (one if place in part.taken else None for place, one in enumerate(found, 1))


def _crashed(part: Part) -> Part:
    if part.payload is None or isinstance(part.payload, Fault):
        return part
    fault = Fault("crash", "Ended the process that read it: not cleaned.", part.payload)
    return replace(part, payload=fault)
