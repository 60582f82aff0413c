"""Patterns are tried on a line: what of those that may fit it does fit, and where.

Comes in: patterns, a folded line. Goes out: what they say of it, for each the rule, from where to where, which member of
a block it is, and its slots.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cleaner.patterns import SUFFIX_WINDOW, WHOLE, Pattern
from cleaner.rules import Rule
from cleaner.tables import closings

Groups = tuple[tuple[str, int, int], ...]
Saying = tuple[Rule, int, int, int, Groups]
"""A hit without the number of its line: what the line says, wherever it stands."""
LINE_LIMIT = 2000
_ENDED = re.compile(r"[.؟?!…»”\"\])]")
"""What a suffix that is set apart from the sentence has before it."""


def try_all(patterns: Iterable[Pattern], row: str) -> list[Saying]:
    """Return what patterns say of a folded line."""
    said: list[Saying] = []
    closed = places = None
    size = len(row)
    told: dict[str, Groups | None] = {}  # dozens of rules name a line of a number alone
    for pattern in patterns:
        rule = pattern.rule
        if rule.where not in WHOLE:
            if pattern.apart and places is None:
                places = _places(row)
            said += _parts(pattern, row, places or ())
            continue
        if pattern.text in told and not rule.regex:
            groups = told[pattern.text]
        else:
            if pattern.ends is not None and closed is None:
                closed = closings(row)
            ended = pattern.ends is None or not pattern.ends.isdisjoint(closed or ())
            groups = told[pattern.text] = _fit(pattern, row) if ended else None
        if groups is not None:
            said.append((rule, 0, size, pattern.member, groups))
    return said


def _parts(pattern: Pattern, row: str, places: Sequence[int]) -> list[Saying]:
    """Return what a pattern says of parts of a line; what stands apart starts at one of some places."""
    if not pattern.may_fit(row):
        return []
    rule = pattern.rule
    if rule.where == "prefix":
        found = pattern.compiled.match(row)
    elif rule.where == "suffix":
        compiled = pattern.compiled  # first: it tells how wide a match is
        start = max(0, len(row) - min(SUFFIX_WINDOW, pattern.widest))
        tried = (compiled.match(row, place) for place in places if place >= start)
        found = next(filter(None, tried), None) if pattern.apart else compiled.search(row, start)
    else:
        return [(rule, *one.span(), -1, _groups(pattern, one)) for one in pattern.compiled.finditer(row)]
    return [(rule, *found.span("cut"), -1, _groups(pattern, found))] if found else []


def _places(row: str) -> list[int]:
    """Return where something may stand behind the end of a sentence, near the end of a line: looking everywhere takes ten times as long.

    >>> _places("قال المزيد. المزيد")
    [11, 12]
    """
    ends = [end.end() for end in _ENDED.finditer(row, max(0, len(row) - SUFFIX_WINDOW - 2))]
    return sorted({*ends, *(end + 1 for end in ends if row[end : end + 1].isspace())})


def _fit(pattern: Pattern, row: str) -> Groups | None:
    """Return the slots of a whole line that fits a pattern, or None."""
    found = pattern.compiled.fullmatch(row) if len(row) <= LINE_LIMIT and pattern.may_fit(row) else None
    return _groups(pattern, found) if found else None


def _groups(pattern: Pattern, found: re.Match[str]) -> Groups:
    """Return the slots of a match, and where they stand."""
    spans = found.regs
    return tuple([(name, *spans[group]) for name, group in pattern.slots if spans[group][0] >= 0])
