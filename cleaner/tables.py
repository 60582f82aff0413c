"""Patterns by the words at their edges: which are worth trying on a line that opens or closes so.

Comes in: patterns with their `Edge`s. Goes out: `Edges`, to look a word up in, and `collect`, which asks for
the word beside it; `edge_words`, the words at the edges of a line; `closings`, what a whole line may close with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from cleaner.lookup import NUMBER, Edge, forms
from cleaner.patterns import Pattern

_WORD = re.compile(r"\w+")
_TWO_WORDS = re.compile(r"\W*(\w+)\W+(\w+)")
NEAR = 200
"""Characters at either end of a long line in which its edges are looked for."""
_LAST_WORD = re.compile(r"\W*(\w+)")
"""Of a line read backwards."""
Beside = dict[frozenset[str] | None, list[Pattern]]
"""Patterns by what the word beside the one at the edge may be; None: anything."""


class Table(NamedTuple):
    """The patterns of one word at the edge: those that ask for nothing beside it, all that the others ask for, and they."""

    free: list[Pattern]
    near: frozenset[str]
    beside: list[tuple[frozenset[str], list[Pattern]]]

    @classmethod
    def of(cls, tables: Iterable[Beside]) -> Table:
        """Put the tables of several sets of words together."""
        together: Beside = {}
        for one in tables:
            for beside, patterns in one.items():
                together.setdefault(beside, []).extend(patterns)
        free = together.pop(None, [])
        listed = [(beside, patterns) for beside, patterns in together.items() if beside is not None]
        return cls(free, frozenset().union(*(beside for beside, _ in listed)), listed)


class Edges:
    """Patterns by the word at their edge; put together for a word when it is first asked for."""

    def __init__(self) -> None:
        self._sets: dict[frozenset[str], Beside] = {}
        self._words: dict[str, list[Beside]] = {}
        self._together: dict[str, Table] = {}

    def add(self, edges: Iterable[Edge], pattern: Pattern) -> None:
        """Add a pattern that has these edges."""
        for edge in edges:
            table = self._sets.get(edge.words)
            if table is None:
                table = self._sets[edge.words] = {}
                for word in edge.words:
                    self._words.setdefault(word, []).append(table)
            table.setdefault(edge.beside, []).append(pattern)

    def get(self, word: str) -> Table | None:
        """Return the patterns that have a word at their edge, or None."""
        table = self._together.get(word)
        if table is None and word in self._words:
            table = self._together[word] = Table.of(self._words[word])
        return table

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def compiled(self) -> tuple[dict[str, list[Beside]], Callable[[str], Table | None]]:
        """Return the words, and what tells the patterns of one: what the compiled part asks."""
        return self._words, self.get

    def patterns(self) -> list[Pattern]:
        """Return all patterns, each once."""
        return list({id(p): p for table in self._sets.values() for ps in table.values() for p in ps}.values())


def collect(table: Table, tried: dict[int, Pattern], near: list[str], anything: bool = False) -> None:
    """Add the patterns that fit the word beside the one at the edge of a line, of which all forms are given."""
    for pattern in table.free:
        tried[id(pattern)] = pattern
    if not anything and table.near.isdisjoint(near):
        return
    for beside, patterns in table.beside:
        if anything or not beside.isdisjoint(near):
            for pattern in patterns:
                tried[id(pattern)] = pattern


class EdgeWords(NamedTuple):
    """The first two words of a line and its last two; of a line of one word, that and nothing beside it.

    Behind a number the second is the first letters of the line: they may be glued to it.
    """

    first: str
    second: str
    before: str
    last: str


def edge_words_of(found: Sequence[str]) -> EdgeWords:
    """Return the words at the edges of a line that has these.

    >>> edge_words_of(["5مشاهدات", "اليوم"])
    EdgeWords(first='5مشاهدات', second='مشاهدات', before='5مشاهدات', last='اليوم')
    """
    first, several = found[0], len(found) > 1
    second = _counted(found) if first[0].isdigit() else found[1] if several else ""
    return EdgeWords(first, second, found[-2] if several else "", found[-1])


def _counted(found: Iterable[str]) -> str:
    return next(filter(None, (word.lstrip("0123456789") for word in found)), "")


def edge_words(row: str) -> EdgeWords | None:
    """Return the words at the edges of a long line; None where it has no word near them."""
    head = _TWO_WORDS.match(row, 0, NEAR)
    tail = _TWO_WORDS.match(row[: -NEAR - 1 : -1])
    if head is None or tail is None or head[1][0].isdigit():
        found = _WORD.findall(row[:NEAR]) + _WORD.findall(row[-NEAR:])
        return edge_words_of(found) if found else None
    return EdgeWords(head[1], head[2], tail[2][::-1], tail[1][::-1])


def closings(row: str) -> list[str]:
    """Return by what the last word of a line may be found among those that close patterns: others may be glued to it.

    >>> closings("قال رويترز."), closings("12")
    (['رويترز', 'ويترز', 'يترز', 'ترز', 'رز', 'ز'], ['12', '2', '0'])
    """
    last = _LAST_WORD.match(row[::-1])
    if last is None:
        return []
    word = last[1][::-1]
    return [*forms(word, back=True), *([NUMBER] if word[-1].isdigit() else [])]
