"""Patterns are tried on a line: what of those that may fit it does fit, and where.

Comes in: patterns, a folded line. Goes out: what they say of it, for each the rule, from where to where, which member of
a block it is, and its slots.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaner.patterns import SUFFIX_WINDOW, WHOLE, Pattern
from cleaner.rules import Rule
from cleaner.tables import closings

Groups = tuple[tuple[str, int, int], ...]
Saying = tuple[Rule, int, int, int, Groups]
"""A hit without the number of its line: what the line says, wherever it stands."""
LINE_LIMIT = 2000
_WORD = re.compile(r"\w+")
_ENDED = re.compile(r"[.؟?!…»”\"\])]")
"""What a suffix that is set apart from the sentence has before it."""


def try_all(patterns: Iterable[Pattern], row: str) -> list[Saying]:
    """Return what patterns say of a folded line."""
    said: list[Saying] = []
    closed = None
    size = len(row)
    told: dict[str, Groups | None] = {}  # dozens of rules name a line of a number alone
    for pattern in patterns:
        rule = pattern.rule
        if rule.where not in WHOLE:
            said += _parts(pattern, row)
            continue
        if pattern.ends is not None:
            closed = closings(row) if closed is None else closed
            if pattern.ends.isdisjoint(closed):
                continue
        if rule.regex or pattern.text not in told:
            told[pattern.text] = _fit(pattern, row)
        groups = told[pattern.text]
        if groups is not None:
            said.append((rule, 0, size, pattern.member, groups))
    return said


def _parts(pattern: Pattern, row: str) -> list[Saying]:
    """Return what a pattern says of parts of a line."""
    if not pattern.may_fit(row):
        return []
    rule = pattern.rule
    if rule.where == "prefix":
        found = pattern.compiled.match(row)
    elif rule.where == "suffix":
        if pattern.apart and not _goes_on(row):
            return []
        compiled = pattern.compiled  # first: it tells how wide a match is
        found = compiled.search(row, max(0, len(row) - min(SUFFIX_WINDOW, pattern.widest)))
    else:
        return [(rule, *one.span(), -1, _groups(one)) for one in pattern.compiled.finditer(row)]
    return [(rule, *found.span("cut"), -1, _groups(found))] if found else []


def _goes_on(row: str) -> bool:
    """Tell whether a word follows the end of a sentence."""
    end = _ENDED.search(row)
    return end is not None and _WORD.search(row, end.end()) is not None


def _fit(pattern: Pattern, row: str) -> Groups | None:
    """Return the slots of a whole line that fits a pattern, or None."""
    found = pattern.compiled.fullmatch(row) if len(row) <= LINE_LIMIT and pattern.may_fit(row) else None
    return _groups(found) if found else None


def _groups(found: re.Match[str]) -> Groups:
    return tuple(
        [(name.rpartition("_")[0], *found.span(name)) for name in found.re.groupindex if name != "cut" and found[name] is not None]
    )
