"""Content: lines, parts of lines and blocks that a rule names, where they stand in its zone."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from cleaner.arabic import fold_with_offsets, may_cut
from cleaner.hits import Hit, Hits
from cleaner.looks import Looks
from cleaner.model import Decision, Outcome
from cleaner.patterns import WHOLE
from cleaner.rules import Rule
from cleaner.starts import whole_line

_POINTS = frozenset("-–•*●▪")
_NUMBERED = re.compile(r"\d{1,2}\s?[.)\-–]\s")
_WORK = re.compile(r"\(?\d{1,2}(?:\)|[.-] )\s?[^\W\d]")
"""A numbered point of words: a work in a list of sources, a note; degrees and prices are no such points."""
_SENTENCE = 4
"""Words from which a line with a colon is a sentence; fewer are the label of a form or a row of buttons."""
_LISTS = frozenset({"navigation", "widget"})
_BEFORE_PROSE = frozenset({"byline", "dateline", "agency", "source"})


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return what the rules say: those without a zone first, so that zones see what they leave."""
    votes: list[Decision] = []
    taken = frozenset(gone)
    anywhere, zoned = _Named([], [], []), _Named([], [], [])
    for hit in hits.acting:
        if hit.line in taken:
            continue
        where, named = hit.rule.where, anywhere if hit.rule.zone == "any" else zoned
        if where == "block":
            named.blocks.append(hit)
        elif where == "line":
            named.lines.append(hit)
        elif where != "anchor":
            named.parts.append(hit)
    if any(anywhere):
        taken = _name(looks, anywhere, taken, votes)
    if any(zoned):
        left = ([hit for hit in found if hit.line not in taken] for found in zoned)
        _name(looks, _Named(*left), taken, votes)
    return votes


class _Named(NamedTuple):
    """Hits by what they name."""

    lines: list[Hit]
    blocks: list[Hit]
    parts: list[Hit]


def _name(looks: Looks, named: _Named, taken: frozenset[int], votes: list[Decision]) -> frozenset[int]:
    """Add votes on what hits name, wherever they stand in their zones; return the lines that are taken then."""
    for group, find_votes in ((named.lines, _whole_lines), (named.blocks, _blocks)):
        if group and (fresh := list(find_votes(looks, group, taken))):
            votes += fresh
            taken |= lines_of(looks, fresh)
    if named.parts and (glued := [hit for hit in named.parts if hit.line not in taken]):
        fresh = list(parts(looks, glued, taken))
        votes += fresh
        taken |= lines_of(looks, fresh)
    return taken


def lines_of(looks: Looks, votes: Iterable[Decision]) -> frozenset[int]:
    """Return the numbers of the lines that votes take whole."""
    starts, done = looks.document.starts, Outcome.DONE
    found = [whole_line(starts, vote.span.start, vote.span.end) for vote in votes if vote.outcome is done]
    return frozenset([number for number in found if number is not None])


def whole(looks: Looks, number: int, rule: Rule) -> Decision:
    """Return a vote of a rule on a whole line."""
    return looks.vote(number, rule.id, rule.kind, rule.why, rule.confidence)


def in_zone(looks: Looks, hit: Hit, gone: Collection[int]) -> bool:
    """Tell whether a hit stands where its rule applies; a part of a line may stand in the edge paragraph."""
    zone = hit.rule.zone
    if zone == "any":
        return True
    first, last = looks.body(gone)
    if first > last:
        return True
    part = hit.rule.where not in WHOLE
    head = hit.line < first or (part and hit.line == first)
    tail = hit.line > last or (part and hit.line == last)
    return {"head": head, "tail": tail, "edges": head or tail}[zone]


def _whole_lines(looks: Looks, hits: list[Hit], gone: Collection[int]) -> Iterator[Decision]:
    found: dict[int, Rule] = {}
    for hit in hits:
        rule = hit.rule
        if in_zone(looks, hit, gone):
            known = found.get(hit.line)
            if known is None or (-rule.confidence, rule.id) < (-known.confidence, known.id):
                found[hit.line] = rule
    numbers = sorted(found)
    points = _points(looks, numbers, {*found, *gone}) if numbers else set()
    for number in numbers:
        if found[number].zone != "any" and _is_item(looks, number, found, gone, points):
            points.add(number)
        if number not in points and not (found[number].kind == "widget" and _announces(looks, number)):
            yield whole(looks, number, found[number])


def _blocks(looks: Looks, hits: list[Hit], gone: Collection[int]) -> Iterator[Decision]:
    for found in sorted(enough(hits), key=lambda found: found[0].rule.id):
        rule = found[0].rule
        members: dict[int, set[int]] = {}
        for hit in found:
            members.setdefault(hit.line, set()).add(hit.member)
        for run in _runs(looks, rule, members, gone):
            solid = {member for number in run for member in members[number] if member < len(rule.members)}
            if rule.kind in _LISTS and is_announced(looks, run[0]):
                continue
            if len(solid) >= rule.need and in_zone(looks, Hit(run[0], rule, 0, 0), gone):
                yield from (whole(looks, n, rule) for n in looks.seen(run[0], run[-1] + 1) if n not in gone)


def enough(hits: list[Hit]) -> Iterator[list[Hit]]:
    """Yield the hits of each block of which they name members enough; of most a date or a number is named alone."""
    named: dict[str, list[Hit]] = {}
    for hit in hits:
        named.setdefault(hit.rule.id, []).append(hit)
    for found in named.values():
        rule = found[0].rule
        if len(found) >= rule.need and len({hit.member for hit in found if hit.member < len(rule.members)}) >= rule.need:
            yield found


def _above(looks: Looks, number: int) -> int:
    """Return the line above on which a reader sees something, or -1."""
    return next((n for n in range(number - 1, -1, -1) if not looks.blank(n)), -1)


def is_announced(looks: Looks, number: int) -> bool:
    """Tell whether the line above ends in a colon, below the first paragraph: what follows is a list of the article."""
    above = _above(looks, number)
    return above >= 0 and bool(looks.prose) and above >= looks.prose[0] and looks.row(above).rstrip().endswith(":")


def _points(looks: Looks, numbers: list[int], named: Collection[int]) -> set[int]:
    """Return the lines that are points of a list of the article: among points that no rule names, below a line with a colon."""
    points: set[int] = set()
    read = 0
    for number in numbers:
        sign = _point(looks, number) if number >= read else ""
        if not sign or not looks.prose or number < looks.prose[0]:
            continue
        above, read = number, number
        while above >= 0 and (looks.blank(above) or _point(looks, above) == sign):
            above -= 1
        while read < len(looks) and (looks.blank(read) or _point(looks, read) == sign):
            read += 1
        if above < looks.prose[0] or above in named or not looks.row(above).rstrip().endswith(":"):
            continue
        run = [n for n in range(above + 1, read) if not looks.blank(n)]
        points |= {*run} if any(n not in named for n in run) else set()
    return points


def _is_item(looks: Looks, number: int, found: Collection[int], gone: Collection[int], items: Collection[int]) -> bool:
    """Tell whether a word stands in a list that a sentence with a colon opens: names of networks in their order, fields of a form."""
    above = _above(looks, number)
    if above in items:
        return not looks.row(above).rstrip().endswith(":")
    if above in found or above in gone or not is_announced(looks, number):
        return False
    return len(looks.row(above).split()) >= _SENTENCE


def _point(looks: Looks, number: int) -> str:
    """Return the sign with which a line opens as a point does: a dash, a bullet, a number."""
    row = looks.row(number).lstrip()
    if row[:1] in _POINTS:
        return row[:1]
    return "1" if _NUMBERED.match(row) else ""


def _announces(looks: Looks, number: int) -> bool:
    """Tell whether a heading below the first paragraph stands over numbered works, or ends in a colon over prices."""
    if not looks.prose or number < looks.prose[0]:
        return False
    below = next((n for n in range(number + 1, len(looks)) if not looks.blank(n)), number)
    if below == number:
        return False
    if _WORK.match(looks.row(below).lstrip()):
        return True
    return looks.row(number).rstrip().endswith(":") and any(letter.isdigit() or letter == ":" for letter in looks.row(below))


def _runs(looks: Looks, rule: Rule, members: dict[int, set[int]], gone: Collection[int]) -> Iterator[list[int]]:
    """Yield runs of member lines with nothing between them that a reader would miss."""
    run: list[int] = []
    for number in sorted(members):
        if run and number > run[-1] + 1 and _is_parted(looks, run[-1], number, gone):
            yield run
            run = []
        if run or min(members[number]) < len(rule.members):
            run.append(number)
    if run:
        yield run


def _is_parted(looks: Looks, above: int, below: int, gone: Collection[int]) -> bool:
    """Tell whether a paragraph, or a line with words that is not gone, stands between two lines."""
    if bisect_right(looks.prose, above) < bisect_left(looks.prose, below):
        return True
    return any(n in looks.keys and n not in gone for n in looks.seen(above + 1, below))


def parts(looks: Looks, hits: list[Hit], gone: Collection[int]) -> Iterator[Decision]:
    """Yield votes on parts of lines that stand in their zone."""
    found = [hit for hit in hits if _is_part(looks, hit) and in_zone(looks, hit, gone)]
    by_line = sorted(found, key=lambda hit: (hit.line, hit.start, -hit.end, hit.rule.id))
    for number, group in groupby(by_line, key=lambda hit: hit.line):
        row = looks.document.row(number)
        _, offsets = fold_with_offsets(row)
        end = 0
        for hit in group:
            if hit.end > end:
                yield _part(looks, hit if hit.start >= end else hit._replace(start=end), row, offsets)
                end = hit.end


def _is_part(looks: Looks, hit: Hit) -> bool:
    """Tell whether a hit is a part of a line; what opens a headline as a dateline would belongs to it."""
    if hit.rule.where == "prefix" and hit.rule.kind in _BEFORE_PROSE:
        return looks.is_prose(hit.line)
    return hit.rule.where not in WHOLE


def _part(looks: Looks, hit: Hit, row: str, offsets: Sequence[int]) -> Decision:
    vote = whole(looks, hit.line, hit.rule)
    start, end = _trim(row, offsets[hit.start], offsets[hit.end])
    if not row[:start].strip() and not row[end:].strip():
        return vote
    base = looks.document.starts[hit.line]
    vote = vote.at(base + start, base + end)
    split = hit.start and offsets[hit.start] == offsets[hit.start - 1]
    return vote if may_cut(row, start) and may_cut(row, end) and not split else vote.become(Outcome.REFUSED)


def _trim(row: str, start: int, end: int) -> tuple[int, int]:
    """Take the white space on one side of a part along, so that what is left stays apart as it was."""
    while end > start and row[end - 1].isspace():
        end -= 1
    while start < end and row[start].isspace():
        start += 1
    if row[:start].strip():
        while start and row[start - 1].isspace():
            start -= 1
    else:
        while end < len(row) and row[end].isspace():
            end += 1
    return start, end
