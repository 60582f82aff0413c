"""Hits: which rule fits which line, from where to where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from cleaner.rules import Rule

Groups = tuple[tuple[str, int, int], ...]
Saying = tuple[Rule, int, int, int, Groups]
"""A hit without the number of its line: what the line says, wherever it stands."""


class Hit(NamedTuple):
    """A rule fits a line: from `start` to `end` of the folded line; `member` counts those of a block."""

    line: int
    rule: Rule
    start: int
    end: int
    member: int = -1
    groups: Groups = ()


def make_hits(number: int, said: Iterable[Saying]) -> list[Hit]:
    """Return what a line says as hits; made by name they take twice as long, and a page of chrome has dozens."""
    return [tuple.__new__(Hit, (number, *one)) for one in said]


def moved(hit: Hit, number: int) -> Hit:
    """Return the hit on the same line under another number."""
    return tuple.__new__(Hit, (number, *hit[1:]))


class Hits(NamedTuple):
    """The hits of rules that act on a document, how to read what some lines tell, and which facts are dropped."""

    acting: list[Hit]
    read_facts: Callable[[Collection[int]], list[Hit]]
    dropped: frozenset[str] = frozenset()
