"""Facts: which lines and parts of lines say something about the article.

Comes in: a `Verdict` and the `Matcher`. Goes out: `Page`, the original document with the hits of
every rule of a fact that stands where its rule applies, those found without a label included.
`metadata` reads the values. Lines removed as other people's stories tell nothing; lines removed as a
re-publisher's wrapper do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from cleaner.arabic import fold_with_offsets
from cleaner.compiled import native
from cleaner.heuristics import captions, headline, openings, unlabelled
from cleaner.heuristics.content import in_zone
from cleaner.hits import Hit
from cleaner.looks import Looks, Tried
from cleaner.match import Matcher
from cleaner.model import EITHER, Decision, Document, Span, Verdict
from cleaner.patterns import WHOLE

_TELLING = EITHER | {"syndication", "duplicate", "read_more", "residue"}
"""What may be removed and still tell a fact: a wrapper names its source, a second date is a date."""
_LEADING = frozenset(("dateline", "byline", "agency"))
"""Kinds that stand in front of a paragraph: before a headline, the same words are part of it."""
_OPEN_SLOTS = frozenset("title name place site phrase section".split())
_NOTHING = "\u200b"
_SPACE = " \t\r\n\xa0\u200e\u200f"
_MARGINS = _SPACE + _NOTHING
_MARGIN = frozenset(_MARGINS)


class Group(NamedTuple):
    """A slot of a hit: its name, and its span in the document's text."""

    name: str
    span: Span


class Page:
    """A document as the metadata reads it: what stands where, what went, what tells a fact.

    Its looks are those of the text without indentation and without what was removed beside a fact;
    offsets are the document's.
    """

    looks: Looks
    """Not there where it is soon told that nothing tells a fact: so it is with most articles."""

    def __init__(self, verdict: Verdict, matcher: Matcher) -> None:
        self.document = verdict.document
        self.removed = verdict.removed
        self.gone = dict(self._lines_gone()) if self.removed else {}
        self.headline: int | None = None
        """The line of the headline as far as rules tell."""
        self.title: int | None = None
        """The same where bylines and captions without a label are known."""
        self.hits: list[Hit] = []
        self._offsets: dict[int, Sequence[int]] = {}
        self._groups: dict[int, list[Group]] = {}
        text = _bared(self.document, self._parts() if self.removed else [])
        document = self.document if text == self.document.text else self.document.become(text)
        looks = matcher.look_for_facts(document, self.gone)
        if looks is None and openings.may_stand(text):
            looks = matcher.look_for_facts(document, self.gone, whole=True)
        if looks is not None:
            self.looks = looks
            self.hits = sorted(self._read(matcher), key=lambda hit: (hit.line, hit.start))

    def _is_bare(self) -> bool:
        """Tell the same as the compiled part does (`Matcher.look_for_facts`) where rules were tried in vain."""
        looks, gone = self.looks, self.gone
        if looks.bits is None or looks.any_alike is not False or 0 in gone or not looks.is_prose(0):
            return False
        last = next(number for number in reversed(looks.prose) if number not in gone)
        if any(number > last and number not in gone for number in looks.phrases()):
            return False
        return not captions.may_stand(looks, gone) and not openings.may_stand(looks.document.text)

    def text(self, span: Span) -> str:
        """Return what is printed in a span."""
        return self.document.text[span.start : span.end]

    def groups(self, hit: Hit) -> list[Group]:
        """Return the slots of a hit in the order of the text: each field asks for those of every hit."""
        found = self._groups.get(id(hit))
        if found is None:
            found = [Group(name, self.span(hit.line, start, end)) for name, start, end in sorted(hit.groups, key=_start)]
            self._groups[id(hit)] = found
        return found

    def span(self, line: int, start: int, end: int) -> Span:
        """Return a part of a folded line as a span of the text, without white space around it."""
        offsets = self._offsets.get(line)
        if offsets is None:
            offsets = self._offsets[line] = fold_with_offsets(self.looks.document.rows[line])[1]
        base = self.document.starts[line]
        return self.trim(Span(base + offsets[start], base + offsets[end]))

    def trim(self, span: Span, signs: str = _SPACE) -> Span:
        """Return a span without the given signs at its ends."""
        text = self.text(span)
        left = len(text) - len(text.lstrip(signs))
        return Span(span.start + left, max(span.start + left, span.end - (len(text) - len(text.rstrip(signs)))))

    def kinds(self, *kinds: str) -> list[Hit]:
        """Return the hits of some kinds, in the order of the text."""
        return [hit for hit in self.hits if hit.rule.kind in kinds]

    @cached_property
    def again(self) -> frozenset[int]:
        """The lines that stand a second time further down, not right under themselves, where that printing was removed."""
        looks = self.looks
        twice = sorted(n for n, kind in self.gone.items() if kind == "duplicate")
        lowest = {looks.keys[n]: n for n in twice if n in looks.keys}
        if not lowest:
            return frozenset()
        found = [n for n, key in looks.keys.items() if n not in self.gone and lowest.get(key, n) > n]
        return frozenset(n for n in found if any(not looks.blank(m) for m in range(n + 1, lowest[looks.keys[n]])))

    def _lines_gone(self) -> Iterator[tuple[int, str]]:
        """Yield the lines that were removed, and as what; a dropped fact is read as if it stood there still."""
        document = self.document
        for decision in self.removed:
            if decision.kind in EITHER:
                continue
            end = decision.span.end
            number = bisect_left(document.starts, decision.span.start)
            while document.starts[number] < end and document.line_end(number) <= end:
                yield number, decision.kind
                number += 1

    def _read(self, matcher: Matcher) -> list[Hit]:
        found = _widest(self._standing(matcher)) if self.looks.tried != [] else []
        if not found and self._is_bare():
            return []
        named = {hit.line for hit in found if hit.rule.where in WHOLE}
        self.headline = headline.find(self.looks, self.gone, named, self.again)
        bare = unlabelled.read(self.looks, found, self.gone, self.headline)
        if bare and any(hit.rule.where in WHOLE for hit in bare):  # a line that is a fact is no headline
            self.title = headline.find(self.looks, self.gone, {*named, *(hit.line for hit in bare if hit.rule.where in WHOLE)}, self.again)
        else:
            self.title = self.headline
        return [*found, *bare] if bare else found

    def _standing(self, matcher: Matcher) -> Iterator[Hit]:
        """Yield the hits of rules of facts that stand in their zone."""
        gone = frozenset(self.gone)
        silent = {number for number, kind in self.gone.items() if kind not in _TELLING}
        if self.looks.tried:
            self.looks.tried = list(self._worth_trying(self.looks.tried, gone))
        for hit in matcher.read(self.looks, silent):
            if self._stands(hit, gone):
                yield hit

    def _worth_trying(self, tried: list[Tried], gone: frozenset[int]) -> Iterator[Tried]:
        """Yield what is worth trying on lines where its rule applies: headlines open with a place as datelines do."""
        for number, patterns, exact in tried:
            stands: dict[str, bool] = {}
            for pattern in patterns:
                if pattern.rule.id not in stands:
                    stands[pattern.rule.id] = self._stands(Hit(number, pattern.rule, 0, 0, -1, ()), gone)
            kept = [pattern for pattern in patterns if stands[pattern.rule.id]]
            if kept or exact:
                yield number, kept, exact

    def _stands(self, hit: Hit, gone: frozenset[int]) -> bool:
        """Tell whether a hit is that of a fact, and stands where its rule applies."""
        rule = hit.rule
        if rule.kind not in EITHER or rule.act == "keep" or (rule.site and not rule.applies_at(self.document.record.host)):
            return False
        leading = rule.where == "prefix" and rule.kind in _LEADING and not self.looks.is_prose(hit.line)
        return not leading and (rule.zone == "any" or in_zone(self.looks, hit, gone - {hit.line}))

    def _parts(self) -> list[Decision]:
        """Return the removed parts of lines that tell no fact: without them, what they stood beside shows."""
        return [d for d in self.removed if d.kind not in EITHER and self.document.line_at(d.span.start) not in self.gone]


def _start(group: tuple[str, int, int]) -> int:
    return group[1]


def _bared(document: Document, parts: Iterable[Decision]) -> str:
    """Put a character that folding drops for white space at line ends and for some removed parts.

    >>> from cleaner.model import Record
    >>> part = Decision(Span(6, 11), "share.glued", "share", "")
    >>> _bared(Document(Record("  نص. شارك")), [part]).replace(_NOTHING, "0")
    '00نص.00000'
    """
    parts = list(parts)
    if not parts and not _has_margins(document):
        return document.text
    rows = list(document.rows) if parts else document.rows
    for part in parts:
        end = min(part.span.end, len(document.text))
        for number in range(document.line_at(part.span.start), document.line_at(end - 1) + 1):
            first = max(0, part.span.start - document.starts[number])
            last = min(len(rows[number]), end - document.starts[number])
            rows[number] = rows[number][:first] + _NOTHING * (last - first) + rows[number][last:]
    return "\n".join([_without_margins(row) if _has_margin(row) else row for row in rows])


def _has_margins(document: Document) -> bool:
    if native is not None:
        return bool(native.edged(document.text, _MARGINS))
    return any(map(_has_margin, document.rows))


def _has_margin(row: str) -> bool:
    return bool(row) and (row[0] in _MARGIN or row[-1] in _MARGIN)


def _without_margins(row: str) -> str:
    inner = row.strip(_SPACE + _NOTHING)
    if not inner or len(inner) == len(row):
        return row
    left = row.find(inner)
    return _NOTHING * left + inner + _NOTHING * (len(row) - left - len(inner))


def _widest(hits: Iterable[Hit]) -> list[Hit]:
    """Keep of hits that overlap the widest, then the one that leaves least to open slots."""
    chosen: list[Hit] = []
    for _, group in groupby(sorted(hits, key=lambda hit: hit.line), key=lambda hit: hit.line):
        ranked = sorted(group, key=lambda hit: (hit.start - hit.end, _open(hit), -len(hit.groups), hit.rule.id))
        kept: list[Hit] = []
        for hit in ranked:
            if all(hit.end <= other.start or other.end <= hit.start for other in kept):
                kept.append(hit)
        chosen += kept
    return chosen


def _open(hit: Hit) -> int:
    """Return how many letters slots of anything took: what lists and words name is surer."""
    return sum(end - start for name, start, end in hit.groups if name in _OPEN_SLOTS)
