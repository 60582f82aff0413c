"""Which records of its inputs a run takes: all, the first of them, or some at random.

Comes in: the parts in which inputs divide, in their order. Goes out: the same parts, each with the positions that are
taken (None: all). Which they are hangs on inputs, settings and seed alone. A part is read once more for it, by the
process that divides: to be counted, records have to be told from what is none.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from cleaner.errors import OptionError
from cleaner.model import Record
from cleaner.sources import Fault, Given, Payload, Settings, forget, source_of
from cleaner.streams import STDIN

Positions = frozenset[int] | None
Chosen = tuple[Payload | Fault, Positions]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for: at most `limit` records from the start on, or `sample` at random by `seed`; nothing: all.

    >>> Choice(limit=3, sample=2)
    Traceback (most recent call last):
    cleaner.errors.OptionError: --limit and --sample: the first records or some at random; give one of the two
    """

    limit: int | None = None
    sample: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.limit is not None and self.sample is not None:
            raise OptionError("--limit and --sample: the first records or some at random; give one of the two")
        for name, number in (("limit", self.limit), ("sample", self.sample)):
            if number is not None and number < 1:
                raise OptionError(f"--{name} {number}: take at least one record")

    def check(self, givens: Iterable[Given]) -> None:
        """Raise where inputs can't be chosen from."""
        if self.sample is not None and any(given.path == STDIN for given in givens):
            raise OptionError("--sample reads inputs twice, standard input comes once; give a file, or --limit")

    def start(self, givens: Sequence[Given], settings: Settings) -> Choosing:
        """Return what chooses among the parts of these inputs."""
        if self.limit is not None:
            return _First(self.limit, settings)
        return Choosing() if self.sample is None else _Some(self.sample, self.seed, givens, settings)


ALL = Choice()


class Choosing:
    """Chooses all; called with each input and its parts, in their order."""

    done = False
    """Whether nothing more will be taken."""

    def __call__(self, given: Given, payloads: Iterable[Payload | Fault]) -> Iterator[Chosen]:
        return ((payload, None) for payload in payloads)


class _First(Choosing):
    def __init__(self, number: int, settings: Settings) -> None:
        self._left, self._settings = number, settings

    def __call__(self, given: Given, payloads: Iterable[Payload | Fault]) -> Iterator[Chosen]:
        for payload in payloads:
            records = _records(given, payload, self._settings, self._left)
            self._left -= len(records)
            self.done = not self._left
            yield payload, frozenset(records)
            if self.done:
                return


class _Some(Choosing):
    def __init__(self, number: int, seed: int, givens: Sequence[Given], settings: Settings) -> None:
        self._settings = settings
        sizes = [size for given in givens for size in _sizes(given, settings)]
        self._ends = list(accumulate(sizes))
        total = self._ends[-1] if self._ends else 0
        self._taken = sorted(random.Random(seed).sample(range(total), min(number, total)))
        self._part = 0

    def __call__(self, given: Given, payloads: Iterable[Payload | Fault]) -> Iterator[Chosen]:
        for payload in payloads:
            end = self._ends[self._part]
            start = self._ends[self._part - 1] if self._part else 0
            self._part += 1
            mine = self._taken[bisect_left(self._taken, start) : bisect_left(self._taken, end)]
            if not mine:
                forget(payload)
                continue
            records = _records(given, payload, self._settings)
            yield payload, frozenset(records[number - start] for number in mine)


def _records(given: Given, payload: Payload | Fault, settings: Settings, most: int | None = None) -> list[int]:
    """Return the positions at which records stand, readable or not."""
    if isinstance(payload, Fault):
        return [1]
    found = []
    for position, record in enumerate(source_of(given.form).read(given, payload, settings), 1):
        if isinstance(record, Record | Fault):
            found.append(position)
        if isinstance(record, Fault):
            forget(record)
        if len(found) == most:
            break
    return found


def _sizes(given: Given, settings: Settings) -> Iterator[int]:
    for payload in source_of(given.form).divide(given, settings):
        yield len(_records(given, payload, settings))
        forget(payload)
