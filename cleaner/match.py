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
from typing import NamedTuple

from cleaner.arabic import UNUSUAL, any_spelling, fold, thin, words
from cleaner.errors import PackError
from cleaner.looks import Looks
from cleaner.patterns import LONG_PHRASE, WHOLE, Lists, Pattern, Phrase, WordList, is_exact, spell_heads, spell_tails
from cleaner.rules import Fault, Rule, Rulebook
from cleaner.scan import Scan
from cleaner.slots import LATIN

_QUOTES = "«“\"‘"
_LINE_LIMIT = 2000
_WORD = re.compile(r"\w+")
_END = 200
_SUFFIX_WINDOW = 400
_CLOSE = 100
"""Characters at the end of a paragraph that hold the last two words and the signs after them."""
_WRITTEN = 10_000
"""Characters of a rule's patterns that are looked for instead of its needles."""


class Hit(NamedTuple):
    """A rule fits a line: from `start` to `end` of the folded line; `member` counts those of a block."""

    line: int
    rule: Rule
    start: int
    end: int
    member: int = -1
    groups: tuple[tuple[str, int, int], ...] = ()


class Hits(NamedTuple):
    """The hits of rules that act on a document, how to read what some lines tell, and which facts are dropped."""

    acting: list[Hit]
    read_facts: Callable[[Collection[int]], list[Hit]]
    dropped: frozenset[str] = frozenset()


class _Seconds:
    """The patterns that open with one word, by the letters of the second: what follows may be glued to it."""

    __slots__ = ("_any", "_by_letters", "_digit")

    def __init__(self, opening: Iterable[tuple[str, Pattern]]) -> None:
        self._any: list[Pattern] = []
        self._digit: list[Pattern] = []
        self._by_letters: dict[str, list[tuple[str, Pattern]]] = {}
        for word, pattern in opening:
            if word == "0":
                self._digit.append(pattern)
            elif not word and not pattern.counted:
                self._any.append(pattern)
            for second in pattern.counted if not word else (word,):
                self._by_letters.setdefault(second[:3], []).append((second, pattern))

    def collect(self, second: str, tried: dict[int, Pattern]) -> None:
        """Add the patterns that fit the second word of a line, which is empty if there is none."""
        for pattern in self._any:
            tried[id(pattern)] = pattern
        for letters in dict.fromkeys((second[:1], second[:2], second[:3])) if second else ():
            for word, pattern in self._by_letters.get(letters, ()):
                if second.startswith(word):
                    tried[id(pattern)] = pattern
        if self._digit and second[:1].isdigit():
            tried.update((id(pattern), pattern) for pattern in self._digit)


class Matcher:
    """All rules of a rulebook, ready to be looked up. Holds no state between documents.

    Short lines are looked up by their key. Whether anything is worth trying on paragraphs, one scan of
    them says, if the matcher is `scanned`: for the first words of patterns at the start of lines, the
    last words of suffixes at their end, and needles anywhere. That takes a moment to compile, and pays
    where many documents are read; the hits are the same.
    """

    def __init__(
        self, book: Rulebook, only: Callable[[Rule], bool] | None = None, *, scanned: bool = False
    ) -> None:
        self._scanned = scanned
        lists = {name: WordList.of(listed) for name, listed in book.words.items()}
        self.exact: dict[str, list[tuple[Rule, int]]] = {}
        self.long_exact: set[str] = set()
        self.openers: dict[str, list[tuple[str, Pattern]]] = {}
        self.inners: dict[str, list[Pattern]] = {}
        self.closers: dict[str, list[tuple[str, Pattern]]] = {}
        self.needled: dict[Rule, list[Pattern]] = {}
        self._long_heads: set[Phrase] = set()
        for rule in book.rules if only is None else filter(only, book.rules):
            if rule.where == "markup":
                continue
            sources = rule.members + rule.optional if rule.where == "block" else rule.patterns
            for number, source in enumerate(sources):
                self._add(rule, source, lists, number if rule.where == "block" else -1)
            if rule.regex:
                self._add(rule, rule.regex, lists, -1)

    def _add(self, rule: Rule, source: str, lists: Lists, member: int) -> None:
        if source != rule.regex and rule.where in WHOLE and is_exact(source):
            found = words(fold(source))
            self.exact.setdefault("".join(found), []).append((rule, member))
            if len(found) >= LONG_PHRASE:
                self.long_exact.add(found[0])
                self._long_heads.add((found[0], found[1]))
            return
        pattern = Pattern(rule, source, lists, member)
        if rule.needles:
            self.needled.setdefault(rule, []).append(pattern)
        elif rule.where == "suffix" and pattern.tails:
            for phrase in sorted(pattern.tails):
                self.closers.setdefault(phrase[-1], []).append((phrase[0] if len(phrase) > 1 else "", pattern))
        elif rule.where != "suffix" and pattern.heads:
            for phrase in sorted(pattern.heads):
                self.openers.setdefault(phrase[0], []).append((phrase[1] if len(phrase) > 1 else "", pattern))
        elif rule.where in WHOLE and pattern.inner:
            _index(self.inners, pattern.inner, pattern)
        else:
            what = f"rule {rule.id}: {source!r} has no word to look it up by"
            raise PackError([Fault(rule.pack, rule.line, what, "add needles, or a word that every match holds")])

    @cached_property
    def _openings(self) -> dict[str, _Seconds]:
        return {word: _Seconds(opening) for word, opening in self.openers.items()}

    @cached_property
    def _all_needled(self) -> list[int]:
        return list(range(len(self.needled)))

    @cached_property
    def _needled(self) -> list[tuple[Rule, list[Pattern]]]:
        return list(self.needled.items())

    @cached_property
    def _in_prose(self) -> Scan:
        """Whatever may be worth trying on paragraphs: never misses, may find too much.

        Words that open or close a line and needles are enough to look for, unless an article uses them
        every day: patterns that begin so are written out.
        """
        opening = {id(pattern): pattern for row in self.openers.values() for _, pattern in row if pattern.long}
        heads = {head for pattern in opening.values() if not pattern.everyday for head in pattern.heads}
        written: set[str] = set()
        needles: set[str] = set()
        for pattern in filter(lambda pattern: pattern.everyday, opening.values()):
            written.add(pattern.rough)
            heads |= set() if pattern.rough else pattern.heads
        for rule, patterns in self.needled.items():
            long = {pattern.rough for pattern in patterns if pattern.long}
            if all(long) and sum(map(len, long)) <= _WRITTEN:
                written |= long
            elif long:
                needles.update(rule.needles)
        spelled = map(any_spelling, sorted(needles))
        return Scan(["|".join([UNUSUAL, *spelled, spell_heads(heads | self._long_heads), *sorted(filter(None, written))])])

    @cached_property
    def _at_end(self) -> Scan:
        """The words that close a suffix, for the ends of paragraphs read backwards."""
        return Scan([spell_tails({phrase for row in self.closers.values() for _, p in row for phrase in p.tails})])

    @cached_property
    def _in_phrase(self) -> Scan:
        """The needles of each rule that has some, for folded lines."""
        return Scan("|".join(map(re.escape, rule.needles)) for rule in self.needled)

    def read_phrases(self, looks: Looks, numbers: Iterable[int]) -> list[Hit]:
        """Return the hits of all rules on some lines that are no paragraphs."""
        hits: list[Hit] = []
        keys, exact, free, row_of = looks.keys, self.exact, self.inners.keys().isdisjoint, looks.row
        numbers = [number for number in numbers if number in keys]
        needled = self._with_needle("\n".join(map(row_of, numbers)))
        for number in numbers:
            key, found = keys[number], looks.words[number]
            if key in exact:
                hits += self._look_up(number, key, looks)
            tried = self._at_edges(found)
            if not free(found):
                tried.update((id(pattern), pattern) for word in found for pattern in self.inners.get(word, ()))
            if tried:
                hits += self._try(tried.values(), number, row_of(number))
            if needled:
                hits += self._try_needled(needled, number, row_of(number))
        return hits

    def read(self, looks: Looks) -> list[Hit]:
        """Return the hits of all rules on all lines, in no particular order."""
        hits = self.read_phrases(looks, looks.keys)
        for number in self._worth(looks) if self._scanned else looks.prose:
            row = looks.row(number)
            if found := _WORD.findall(row[:_END]) + _WORD.findall(row[-_END:]):
                tried = [pattern for pattern in self._at_edges(found).values() if pattern.long]
                hits += self._try(tried, number, row)
                hits += self._try_needled(self._with_needle(row), number, row)
                hits += self._look_up_long(number, row, looks)
        return hits

    def may_fit(self, row: str) -> bool:
        """Tell whether something is worth trying on a folded line: a look before `read`."""
        found = _WORD.findall(row)
        if not found or "".join(found) in self.exact or not self.inners.keys().isdisjoint(found):
            return bool(found)
        return bool(self._at_edges(found) or self._with_needle(row))

    def _worth(self, looks: Looks) -> list[int]:
        """Return the paragraphs on which something is worth trying."""
        if not looks.prose:
            return []
        rows = looks.document.rows
        thinned = thin("\n".join([rows[number] for number in looks.prose]))
        thin_rows = thinned.split("\n")
        worth: set[int] = set()
        if self._in_prose(thinned):
            worth.update(place for place, row in enumerate(thin_rows) if self._in_prose(row))
        if self._at_end("\n".join([row[-_CLOSE:] for row in thin_rows])[::-1]):
            worth.update(place for place, row in enumerate(thin_rows) if self._at_end(row[-_CLOSE:][::-1]))
        return [looks.prose[place] for place in sorted(worth)]

    def _look_up(self, number: int, key: str, looks: Looks) -> Iterator[Hit]:
        row = looks.row(number)
        if row.lstrip()[0] not in _QUOTES:
            yield from (Hit(number, rule, 0, len(row), member) for rule, member in self.exact[key])

    def _look_up_long(self, number: int, row: str, looks: Looks) -> Iterator[Hit]:
        found = _WORD.search(row)
        if found and found[0] in self.long_exact and len(row) <= _LINE_LIMIT:
            key = "".join(words(row))
            if key in self.exact:
                yield from self._look_up(number, key, looks)

    def _at_edges(self, found: list[str]) -> dict[int, Pattern]:
        """Return the patterns that open with the first words of a line, or close with its last, by their number."""
        first, last = found[0], found[-1]
        tried: dict[int, Pattern] = {}
        if first[0].isdigit():
            if opening := self._openings.get("0"):
                opening.collect(_counted(found), tried)
        elif opening := self._openings.get(first):
            opening.collect(found[1] if len(found) > 1 else "", tried)
        if first[0].isascii() and (opening := self._openings.get(LATIN)):
            opening.collect(found[1] if len(found) > 1 else "", tried)
        if closing := self.closers.get("0" if last[-1].isdigit() else last):
            second = found[-2] if len(found) > 1 else ""
            tried.update((id(pattern), pattern) for word, pattern in closing if second.endswith(word))
        return tried

    def _with_needle(self, folded: str) -> list[int]:
        """Return the places of the rules of which a needle may stand in folded text."""
        return self._in_phrase(folded) if self._scanned else self._all_needled

    def _try_needled(self, places: Iterable[int], number: int, row: str) -> Iterator[Hit]:
        for place in places:
            rule, patterns = self._needled[place]
            if any(needle in row for needle in rule.needles):
                yield from self._try(patterns, number, row)

    def _try(self, patterns: Iterable[Pattern], number: int, row: str) -> Iterator[Hit]:
        for pattern in patterns:
            rule = pattern.rule
            if rule.where in WHOLE:
                if len(row) <= _LINE_LIMIT and (found := pattern.compiled.fullmatch(row)):
                    yield Hit(number, rule, 0, len(row), pattern.member, _groups(found))
            elif rule.where == "prefix":
                if found := pattern.compiled.match(row):
                    yield Hit(number, rule, *found.span("cut"), -1, _groups(found))
            elif rule.where == "suffix":
                if found := pattern.compiled.search(row, max(0, len(row) - _SUFFIX_WINDOW)):
                    yield Hit(number, rule, *found.span("cut"), -1, _groups(found))
            else:
                for found in pattern.compiled.finditer(row):
                    yield Hit(number, rule, *found.span(), -1, _groups(found))


def _counted(found: Iterable[str]) -> str:
    """Return the first letters of a line that begins with a number: they may be glued to it."""
    return next(filter(None, (word.lstrip("0123456789") for word in found)), "")


def _groups(found: re.Match[str]) -> tuple[tuple[str, int, int], ...]:
    return tuple(
        (name.rpartition("_")[0], *found.span(name))
        for name in found.re.groupindex
        if name != "cut" and found[name] is not None
    )


def _index(table: dict[str, list[Pattern]], found: Iterable[str], pattern: Pattern) -> None:
    for word in sorted(found):
        table.setdefault(word, []).append(pattern)
