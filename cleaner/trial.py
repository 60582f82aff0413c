"""Patterns are tried on a line: what of those that may fit it does fit, and where.

Comes in: patterns, a folded line. Goes out: what they say of it, for each the rule, from where to where, which member of
a block it is, and its slots.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cleaner.arabic import LETTERS, words
from cleaner.hits import Groups, Hit, Saying, make_hits
from cleaner.looks import Looks, Tried
from cleaner.patterns import SUFFIX_WINDOW, WHOLE, Pattern
from cleaner.rules import Rule
from cleaner.tables import closings

Exact = dict[str, list[tuple[Rule, int]]]
"""The rules that name a line of this key, with the place of each in its block."""
_QUOTES = "«“\"‘"
LINE_LIMIT = 2000
_ENDED = re.compile(r"[.؟?!…»”\"\])]")
"""What a suffix that is set apart from the sentence has before it."""


class Places(NamedTuple):
    """Where near the end of a line a suffix may begin: `apart` behind the end of a sentence, or with a `strong` sign (None:
    anywhere). To look everywhere takes ten times as long.
    """

    apart: Sequence[int]
    strong: Sequence[int] | None


_NOWHERE = Places((), ())


def read_tried(looks: Looks, tried: list[Tried], exact: Exact) -> list[Hit]:
    """Return the hits on the lines that are worth trying."""
    hits: list[Hit] = []
    told: dict[str, list[Saying]] = {}  # lists of times stand twice on many pages
    for number, patterns, known in tried:
        row = looks.row(number)
        said = told.get(row)
        if said is None:
            said = told[row] = read_told(row, patterns, known, exact)
        hits += make_hits(number, said)
    return hits


def read_told(row: str, patterns: list[Pattern], known: bool, exact: Exact) -> list[Saying]:
    """Return what is worth trying on a line says; its letters are those of a phrase if they are `known`."""
    said = look_up(exact, "".join(words(row)), row) if known else []
    return said + try_all(patterns, row) if patterns else said


def look_up(exact: Exact, key: str, row: str) -> list[Saying]:
    """Return what the rules say that name a line of this key; what is quoted is none."""
    if row.lstrip()[0] in _QUOTES:
        return []
    return [(rule, 0, len(row), member, ()) for rule, member in exact[key]]


def try_all(patterns: Iterable[Pattern], row: str) -> list[Saying]:
    """Return what patterns say of a folded line."""
    said: list[Saying] = []
    closed: list[str] | None = None
    places: Places | None = None
    size = len(row)
    told: dict[str, Groups | None] = {}  # dozens of rules name a line of a number alone
    for pattern in patterns:
        rule = pattern.rule
        if rule.where not in WHOLE:
            if rule.where == "suffix" and places is None:
                places = _places(row)
            said += _parts(pattern, row, places or _NOWHERE)
            continue
        if pattern.text in told and not rule.regex:
            groups = told[pattern.text]
        else:
            ended = True
            if pattern.ends is not None and LETTERS is None:  # else the compiled part has looked at the last word
                if closed is None:
                    closed = closings(row)
                ended = not pattern.ends.isdisjoint(closed)
            groups = told[pattern.text] = _fit(pattern, row) if ended else None
        if groups is not None:
            said.append((rule, 0, size, pattern.member, groups))
    return said


def _parts(pattern: Pattern, row: str, places: Places) -> list[Saying]:
    """Return what a pattern says of parts of a line."""
    if not pattern.may_fit(row):
        return []
    rule = pattern.rule
    if rule.where == "prefix":
        found = pattern.compiled.match(row)
    elif rule.where == "suffix":
        compiled = pattern.compiled  # first: it tells how wide a match is
        start = max(0, len(row) - min(SUFFIX_WINDOW, pattern.widest))
        begins = places.apart if pattern.apart else places.strong if pattern.opens_strongly else None
        if begins is None:
            found = compiled.search(row, start)
        else:
            found = None
            for place in begins:
                if place >= start and (found := compiled.match(row, place)):
                    break
    else:
        compiled = pattern.compiled
        return [(rule, *one.span(), -1, _groups(pattern, one)) for one in compiled.finditer(row, _start(pattern, row))]
    return [(rule, *found.span("cut"), -1, _groups(pattern, found))] if found else []


def _start(pattern: Pattern, row: str) -> int:
    """Return where the first match of a compiled pattern may start: so far before what all of them hold as they may hold it."""
    held = pattern.held
    if not held.texts:
        return 0
    end = len(row) - held.behind
    near = [place for text in held.texts if (place := row.find(text, 0, end)) >= 0] if end > 0 else []
    return max(0, min(near) - held.ahead) if near else len(row)


def _places(row: str) -> Places:
    """Return where suffixes may begin.

    >>> _places("قال المزيد. المزيد").apart
    [11, 12]
    """
    if LETTERS is not None:
        return Places(*LETTERS.places(row, SUFFIX_WINDOW))
    return Places(_apart(row), None)


def _apart(row: str) -> list[int]:
    """Return where something may stand behind the end of a sentence, near the end of a line."""
    ends = [end.end() for end in _ENDED.finditer(row, max(0, len(row) - SUFFIX_WINDOW - 2))]
    return sorted({*ends, *(end + 1 for end in ends if row[end : end + 1].isspace())})


def _fit(pattern: Pattern, row: str) -> Groups | None:
    """Return the slots of a whole line that fits a pattern, or None."""
    if len(row) > LINE_LIMIT or pattern.literal not in row or (pattern.ready is None and not pattern.may_fit(row)):
        return None
    found = (pattern.ready or pattern.compiled).fullmatch(row)
    return _groups(pattern, found) if found else None


def _groups(pattern: Pattern, found: re.Match[str]) -> Groups:
    """Return the slots of a match, and where they stand."""
    if not pattern.slots:
        return ()
    spans = found.regs
    return tuple([(name, *spans[group]) for name, group in pattern.slots if spans[group][0] >= 0])
