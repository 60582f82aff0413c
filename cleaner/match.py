"""Rules become look-ups: which rule says something of which line, found in one pass.

Comes in: a `Rulebook`. Goes out: a `Matcher`, whose `read` yields a `Hit` for every rule that fits a
line. The text is folded, not the patterns: a phrase without slots is one look-up of the line's key;
a pattern with slots is a regular expression, tried only on lines that open (or, for a suffix, close)
with one of its words; what may stand inside a paragraph names needles, of which one must be there.
Regular expressions are compiled when first tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from typing import Any, cast

from cleaner.arabic import LETTERS, thin, words
from cleaner.catalogue import Catalogue
from cleaner.compiled import native
from cleaner.hits import Hit, Saying, make_hits
from cleaner.looks import Looks
from cleaner.lookup import NUMBER, Edge, forms
from cleaner.model import Document
from cleaner.outlets import OUTLETS
from cleaner.patterns import Pattern
from cleaner.prose import CLOSING, is_paragraph
from cleaner.rules import Rule, Rulebook
from cleaner.scan import RowScan, Scan
from cleaner.slots import LATIN
from cleaner.spelled import spell_heads, spell_needles, spell_tails
from cleaner.tables import Edges, collect, edge_words, edge_words_of
from cleaner.trial import LINE_LIMIT, look_up, read_told, read_tried, try_all
from cleaner.weights import Pieces, Weights

_WORD = re.compile(r"\w+")
_SIGNS = re.compile(r"\W*")
_SIGNS_AROUND = 20
"""Signs that a suffix may have behind and between its last two words: twelve, six, and one before them."""
_LONGEST_NUMBER = 16
_UNSCANNED = 400
"""Paragraphs: compiling the scan takes as long as reading so many without it."""


class Matcher:
    """All rules of a rulebook, ready to be looked up. Holds no state between documents.

    Short lines are looked up by their key. Whether anything is worth trying on paragraphs, one scan of
    them says, if the matcher is `scanned`: for the first words of patterns at the start of lines, the
    last words of suffixes at their end, and needles anywhere. That takes a moment to compile, and pays
    where many documents are read; the hits are the same.
    """

    def __init__(
        self, source: Rulebook | Catalogue, only: Callable[[Rule], bool] = lambda rule: True, *, scanned: bool = False
    ) -> None:
        catalogue = source if isinstance(source, Catalogue) else Catalogue.of(source)
        self._rules = [rule for rule in catalogue.book.rules if only(rule)]
        chosen = {rule.id for rule in self._rules}
        self._scanned = scanned
        self._read = 0
        self.exact: dict[str, list[tuple[Rule, int]]] = {}
        self.long_exact: dict[str, set[str]] = {}
        self.keyed: dict[str, list[Pattern]] = {}
        self.openers = Edges()
        self.inners: dict[str, list[Pattern]] = {}
        self.closers = Edges()
        self.needled: dict[str, list[Pattern]] = {}
        for one in catalogue.exact:
            if one.rule.id in chosen:
                self.exact.setdefault(one.key, []).append((one.rule, one.member))
                if one.first:
                    self.long_exact.setdefault(one.first, set()).add(one.second)
        for pattern in catalogue.patterns:
            if pattern.rule.id in chosen:
                self._add(pattern)

    def _add(self, pattern: Pattern) -> None:
        if pattern.rule.needles:
            self.needled.setdefault(pattern.rule.id, []).append(pattern)
        elif pattern.tails:
            self.closers.add(pattern.tails, pattern)
        elif pattern.heads:
            self.openers.add(pattern.heads, pattern)
        elif pattern.key:
            self.keyed.setdefault(pattern.key, []).append(pattern)
        else:
            for word in sorted(pattern.inner):
                self.inners.setdefault(word, []).append(pattern)

    @cached_property
    def _all_needled(self) -> list[int]:
        return list(range(len(self.needled)))

    @cached_property
    def _needled(self) -> list[tuple[Rule, list[Pattern]]]:
        return [(patterns[0].rule, patterns) for patterns in self.needled.values()]

    @cached_property
    def _openings(self) -> list[tuple[str, ...] | None]:
        """With what a paragraph opens that each rule with needles may fit."""
        return [_openings(patterns) for _, patterns in self._needled]

    @cached_property
    def _in_prose(self) -> RowScan:
        """Whatever may be worth trying on paragraphs, but for suffixes: never misses, may find too much."""
        heads = {edge for pattern in self.openers.patterns() if pattern.long for edge in pattern.heads}
        heads |= {Edge(frozenset({first}), frozenset(seconds)) for first, seconds in self.long_exact.items()}
        needled = [pattern for patterns in self.needled.values() for pattern in patterns if pattern.long]
        needles = {needle for pattern in needled if not pattern.opens for needle in pattern.rule.needles}
        glued = {edge for pattern in needled for edge in pattern.opens}
        return RowScan("|".join([spell_needles(needles), spell_heads(heads, glued)]))

    @cached_property
    def _at_end(self) -> tuple[int, RowScan]:
        """The words that close a suffix, for the ends of paragraphs read backwards; where such an end starts."""
        edges = {edge for pattern in self.closers.patterns() for edge in pattern.tails}
        widest = max((_longest(edge.words) + _longest(edge.beside or ("",)) for edge in edges), default=0)
        return -widest - _SIGNS_AROUND - 1, RowScan(spell_tails(edges))

    @cached_property
    def _in_phrase(self) -> Scan:
        """The needles of each rule that has some, for folded lines."""
        return Scan("|".join(map(re.escape, rule.needles)) for rule, _ in self._needled)

    @cached_property
    def _reader(self) -> Any:
        """The look-ups, compiled; None where the package is not."""
        if native is None:
            return None
        needles = [(needle, place) for place, (rule, _) in enumerate(self._needled) for needle in rule.needles]
        return native.Reader(
            LETTERS, CLOSING, self.exact, self.long_exact, self.keyed, self.inners, self.openers.compiled(), self.closers.compiled(), needles, self._openings, [patterns for _, patterns in self._needled], OUTLETS, self.weights.bits
        )

    @cached_property
    def weights(self) -> Weights:
        """What each rule may say of the end of a long line."""
        return Weights(self._rules)

    @property
    def tells_pieces(self) -> bool:
        """Whether `pieces` tells anything."""
        return self._reader is not None

    def pieces(self, tail: str, end: int) -> Pieces | None:
        """Return the parts of a folded end of a line that may be lines up to an offset; None where there is none."""
        return cast("Pieces | None", self._reader.pieces(tail, end))

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_reader"}

    def look(self, document: Document) -> Looks:
        """Return the looks of a document, with what is worth trying on its lines where that is told in one go."""
        return Looks.told(document, self._reader.read(document.text, True), self._reader) if self._reader else Looks(document)

    def look_for_more(self, document: Document) -> Looks | None:
        """Return the looks of a document, or None where no rule or stage may have a say, and all is sound Arabic."""
        if not self._reader:
            return Looks(document)
        told = self._reader.read(document.text, False)
        return None if told is None else Looks.told(document, told, self._reader)

    def look_for_facts(self, document: Document, gone: dict[int, str], whole: bool = False) -> Looks | None:
        """Return the looks of a document as far as they tell facts, of which some lines are gone; None, unless asked for the `whole`, where
        the first words alone may tell one: no rule has a say, a paragraph opens the text and one closes it, and no line between has a
        sign of a credit or is printed twice.
        """
        if not self._reader:
            return Looks(document)
        told = self._reader.read(document.text, whole, gone)
        return None if told is None else Looks.told(document, told, self._reader)

    def read_phrases(self, looks: Looks, numbers: Iterable[int], told: dict[str, list[Saying]] | None = None) -> list[Hit]:
        """Return the hits of all rules on some lines that are no paragraphs; `told` holds what lines of the document said already."""
        asked = [number for number in numbers if looks.is_phrase(number)]
        needled = self._with_needle("\n".join(map(looks.row, asked))) if asked and not self._reader else []
        hits: list[Hit] = []
        told = {} if told is None else told  # lists of times stand twice on many pages
        for number in asked:
            row = looks.row(number)
            said = told.get(row)
            if said is None:
                said = self._read_short(row) if self._reader else self._read_phrase(row, looks.keys[number], looks.words[number], needled)
                told[row] = said
            hits += make_hits(number, said)
        return hits

    def _read_short(self, row: str) -> list[Saying]:
        """Read a line that is no paragraph as the compiled part tells."""
        told = self._reader.phrase(row)
        return read_told(row, told[0], told[1], self.exact) if told else []

    def _read_phrase(self, row: str, key: str, found: list[str], needled: list[int]) -> list[Saying]:
        said = look_up(self.exact, key, row) if key in self.exact else []
        tried = self._at_edges(*edge_words_of(found))
        if key in self.keyed:
            tried.update((id(pattern), pattern) for pattern in self.keyed[key])
        if not self.inners.keys().isdisjoint(found):
            tried.update((id(pattern), pattern) for word in found for pattern in self.inners.get(word, ()))
        if tried:
            count = len(found)
            said += try_all([p for p in tried.values() if p.most >= count], row)
        return said + self._try_needled(needled, row) if needled else said

    def read_row(self, row: str) -> list[Hit]:
        """Return the hits of all rules on a folded line that stands alone."""
        return make_hits(0, self._read_row(row))

    def try_row(self, row: str, patterns: Iterable[Pattern], exact: bool) -> Iterator[Hit]:
        """Yield the hits of what is worth trying on a folded line that stands alone, pattern by pattern."""
        for one in look_up(self.exact, "".join(words(row)), row) if exact else ():
            yield Hit(0, *one)
        for pattern in patterns:
            for one in try_all((pattern,), row):
                yield Hit(0, *one)

    def _read_row(self, row: str) -> list[Saying]:
        if is_paragraph(row):
            return self._read_long(row)
        found = _WORD.findall(row)
        if not found:
            return []
        return self._read_short(row) if self._reader else self._read_phrase(row, "".join(found), found, self._with_needle(row))

    def read(self, looks: Looks, passed: Collection[int] = ()) -> list[Hit]:
        """Return the hits of all rules on all lines but some that are passed over, in no particular order."""
        if looks.tried is not None and looks.teller is self._reader:
            return read_tried(looks, [one for one in looks.tried if one[0] not in passed] if passed else looks.tried, self.exact)
        hits = self.read_phrases(looks, [number for number in looks.keys if number not in passed])
        for number in self._worth(looks) if self._scans(looks) else looks.prose:
            if number not in passed:
                hits += make_hits(number, self._read_long(looks.row(number)))
        return hits

    def read_lines(self, looks: Looks, numbers: Collection[int]) -> list[Hit]:
        """Return the hits of all rules on some lines."""
        hits = self.read_phrases(looks, numbers)
        for number in filter(looks.is_prose, numbers):
            hits += make_hits(number, self._read_long(looks.row(number)))
        return hits

    def _scans(self, looks: Looks) -> bool:
        """Tell whether to scan first: not before so many paragraphs are read that compiling the scan pays."""
        if self._read < _UNSCANNED:
            self._read += len(looks.prose)
            return False
        return self._scanned and bool(looks.prose)

    def _read_long(self, row: str) -> list[Saying]:
        if self._reader:
            told = self._reader.paragraph(row)
            return read_told(row, told[0], told[1], self.exact) if told else []
        edges = edge_words(row)
        if not edges:
            return []
        said = try_all([pattern for pattern in self._at_edges(*edges).values() if pattern.long], row)
        said += self._try_needled([place for place in self._with_needle(row) if _opens(row, self._openings[place])], row)
        return said + self._look_up_long(row) if edges.first in self.long_exact else said

    def _worth(self, looks: Looks) -> list[int]:
        """Return the paragraphs on which something is worth trying."""
        prose = looks.prose
        thinned = thin("\n".join([looks.document.rows[number] for number in prose]))
        worth = self._in_prose.rows(thinned)
        window, at_end = self._at_end
        closing = at_end.rows("\n".join([row[:window:-1] for row in thinned.split("\n")]))
        return [prose[place] for place in (sorted({*worth, *closing}) if closing else worth)]

    def _look_up_long(self, row: str) -> list[Saying]:
        if len(row) <= LINE_LIMIT and (key := "".join(words(row))) in self.exact:
            return look_up(self.exact, key, row)
        return []

    def _at_edges(self, first: str, second: str, before: str, last: str) -> dict[int, Pattern]:
        """Return the patterns that open with the first words of a line, or close with its last, by their number."""
        tried: dict[int, Pattern] = {}
        counted = first[0].isdigit()
        if table := self.openers.get(NUMBER if counted else first):
            collect(table, tried, forms(second), counted and second[:1].isdigit())
        if first[0].isascii() and (table := self.openers.get(LATIN)):
            collect(table, tried, forms(second))
        if table := self.closers.get(NUMBER if last[-1].isdigit() else last):
            collect(table, tried, forms(before, back=True), last[-1].isdigit() and before[-1:].isdigit())
        return tried

    def _with_needle(self, folded: str) -> list[int]:
        """Return the places of the rules of which a needle may stand in folded text."""
        return self._in_phrase(folded) if self._scanned and self._read >= _UNSCANNED else self._all_needled

    def _try_needled(self, places: Iterable[int], row: str) -> list[Saying]:
        said: list[Saying] = []
        for place in places:
            rule, patterns = self._needled[place]
            if any(needle in row for needle in rule.needles):
                said += try_all(patterns, row)
        return said


def _openings(patterns: Iterable[Pattern]) -> tuple[str, ...] | None:
    """Return with what paragraphs open that some patterns may fit, up to a space; None where that may be anything."""
    long = [pattern for pattern in patterns if pattern.long]
    if not all(pattern.opens for pattern in long):
        return None
    return tuple(sorted({word.partition(" ")[0] for pattern in long for edge in pattern.opens for word in edge.words}))


def _opens(row: str, openings: tuple[str, ...] | None) -> bool:
    """Tell whether a folded paragraph opens with one of some texts, signs before it aside."""
    if openings is None:
        return True
    found = _SIGNS.match(row)
    start = found.end() if found else 0
    first = row[start : start + 1]
    return row.startswith(openings, start) or (first.isdigit() and NUMBER in openings) or (first.isascii() and LATIN in openings)


def _longest(words: Iterable[str]) -> int:
    return max(_LONGEST_NUMBER if word == NUMBER else len(word) for word in words)
