"""Two dumps of the same documents, side by side: which differ, in which lines, and by which rule where the dump tells.

Comes in: two streams of records. Goes out: `Compared` after `Compared`, a document each, of which little is held at
a time. Documents are paired by their ids, else their URLs, else in their order, so that a dump from which some were
left out can be compared with that which holds them all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, zip_longest
from typing import Any, Literal

from cleaner.model import Record
from cleaner.rows import read_audit

WINDOW = 10_000
"""Documents of one dump that wait for their like in the other."""
_MOST_LINES = 2_000
"""Lines that two documents may have between what they begin and end with alike: comparing grows with the square."""

Sign = Literal["-", "+", "~"]


@dataclass(frozen=True, slots=True)
class Change:
    """A line that went (-), came (+) or lost a part (~), which stands between ⟦ and ⟧; `rules` took it, where that is known."""

    sign: Sign
    line: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """One document in both dumps, or in one of them (the other is None)."""

    name: str
    before: Record | None
    after: Record | None

    @property
    def same(self) -> bool:
        """Whether both texts are equal."""
        return self.before is not None and self.after is not None and self.before.body == self.after.body

    def changes(self) -> Iterator[Change]:
        r"""Yield the lines that differ; what stands in one dump alone has none.

        >>> record = Record("نص\nشاركها.\nنهاية"), Record("نص\nنهاية")
        >>> list(Compared("1", *record).changes())
        [Change(sign='-', line='شاركها.', rules=())]
        """
        if self.before is None or self.after is None or self.same:
            return iter(())
        spans = _spans(self.before, self.after)
        return _compare(self.before.body, self.after.body) if spans is None else _told(self.before.body, spans)


def compare(before: Iterable[Record], after: Iterable[Record]) -> Iterator[Compared]:
    """Pair the documents of two dumps.

    >>> full = [Record("a", id="1"), Record("b", id="2"), Record("c", id="3")]
    >>> [(one.name, one.same, one.after is None) for one in compare(full, [full[0], full[2]])]
    [('1', True, False), ('3', True, False), ('2', False, True)]
    """
    waiting: tuple[_Waiting, _Waiting] = (_Waiting(), _Waiting())
    for number, pair in enumerate(zip_longest(before, after), 1):
        for side, record in enumerate(pair):
            if record is None:
                continue
            key = record.id or record.url or f"#{number}"
            like = waiting[1 - side].take(key)
            if like is None:
                waiting[side].put(key, record)
            else:
                yield Compared(key, like, record) if side else Compared(key, record, like)
        for side in (0, 1):
            for key, record in waiting[side].overdue(WINDOW):
                yield Compared(key, None, record) if side else Compared(key, record, None)
    for side in (0, 1):
        for key, record in waiting[side].overdue(0):
            yield Compared(key, None, record) if side else Compared(key, record, None)


class _Waiting:
    """Documents whose like has not come yet, the longest waiting first."""

    def __init__(self) -> None:
        self._records: dict[str, deque[Record]] = {}
        self._number = 0

    def put(self, key: str, record: Record) -> None:
        self._records.setdefault(key, deque()).append(record)
        self._number += 1

    def take(self, key: str) -> Record | None:
        found = self._records.get(key)
        if not found:
            return None
        self._number -= 1
        record = found.popleft()
        if not found:
            del self._records[key]
        return record

    def overdue(self, most: int) -> Iterator[tuple[str, Record]]:
        while self._number > most:
            key = next(iter(self._records))
            record = self.take(key)
            assert record is not None
            yield key, record


def _spans(before: Record, after: Record) -> list[Mapping[str, Any]] | None:
    """Return what the dump says it removed, where that leads from one text to the other."""
    told = read_audit(after.meta)
    removed = told.get("removed") if told else None
    if not isinstance(removed, list) or not removed:
        return None
    kept, end = [], 0
    for span in removed:
        start, stop = (span.get("start"), span.get("end")) if isinstance(span, Mapping) else (None, None)
        if not (isinstance(start, int) and isinstance(stop, int) and end <= start < stop <= len(before.body)):
            return None
        kept.append(before.body[end:start])
        end = stop
    return removed if "".join(kept) + before.body[end:] == after.body else None


def _told(text: str, spans: list[Mapping[str, Any]]) -> Iterator[Change]:
    """Yield the lines that spans touch."""
    at = start = 0
    for line in text.split("\n"):
        end = start + len(line)
        while at < len(spans) and spans[at]["end"] <= start:
            at += 1
        within = []
        for number in range(at, len(spans)):
            if spans[number]["start"] >= end:
                break
            within.append(spans[number])
        if within and line.strip():
            yield _cut(line, start, within)
        start = end + 1


def _cut(line: str, start: int, spans: list[Mapping[str, Any]]) -> Change:
    rules = tuple(dict.fromkeys(str(span.get("rule", "")) for span in spans))
    pieces, end = [], 0
    for span in spans:
        first, last = max(0, span["start"] - start), min(len(line), span["end"] - start)
        pieces += [line[end:first], "⟦", line[first:last], "⟧"]
        end = last
    kept = "".join(pieces[::4]) + line[end:]
    if not kept.strip():
        return Change("-", line, rules)
    return Change("~", "".join(pieces) + line[end:], rules)


def _compare(before: str, after: str) -> Iterator[Change]:
    """Compare line by line, without blank ones."""
    old, new = ([line for line in text.split("\n") if line.strip()] for text in (before, after))
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    old, new = old[first : len(old) - last], new[first : len(new) - last]
    if max(len(old), len(new)) > _MOST_LINES:
        yield from chain((Change("-", line) for line in old), (Change("+", line) for line in new))
        return
    for what, start, end, other, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            yield from (Change("-", line) for line in old[start:end])
            yield from (Change("+", line) for line in new[other:stop])
