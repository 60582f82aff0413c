"""Rules become look-ups: which rule says something of which line, found in one pass.

Comes in: a `Rulebook`. Goes out: a `Matcher`, whose `read` yields a `Hit` for every rule that fits a
line. The text is folded, not the patterns: a phrase without slots is one look-up of the line's key;
a pattern with slots is a regular expression, tried only on lines that open (or, for a suffix, close)
with one of its words; what may stand inside a paragraph names needles, of which one must be there.
Regular expressions are compiled when first tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cleaner.arabic import UNUSUAL, any_spelling, fold, thin, words
from cleaner.scan import Scan
from cleaner.looks import Looks
from cleaner.errors import PackError
from cleaner.rules import Fault, Rule, Rulebook

_WEEKDAYS = "السبت الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعه monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche".split()
MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "يناير جانفي كانون_الثاني ينار january jan janvier",
            "فبراير فيفري شباط february feb fevrier",
            "مارس اذار march mar mars",
            "ابريل افريل نيسان april apr avril",
            "مايو ماي ايار may mai",
            "يونيو يونيه جوان حزيران june jun juin",
            "يوليو يوليه جويليه تموز يوليوز july jul juillet",
            "اغسطس اوت اب غشت august aug aout",
            "سبتمبر ايلول شتنبر september sep sept septembre",
            "اكتوبر تشرين_الاول october oct octobre",
            "نوفمبر تشرين_الثاني نونبر november nov novembre",
            "ديسمبر كانون_الاول دجنبر december dec decembre",
        ),
        1,
    )
    for name in names.replace("_", "\x00").split()
    for name in [name.replace("\x00", " ")]
}
"""The Gregorian months, folded: Egyptian, Levantine, Maghrebi, Tunisian, English and French names."""
HIJRI = "محرم صفر|ربيع الاول|ربيع الاخر|ربيع الثاني|جمادي الاولي|جمادي الاخره|جمادي الثانيه|رجب|شعبان|رمضان|شوال|ذو القعده|ذي القعده|ذو الحجه|ذي الحجه".replace("محرم ", "محرم|").split("|")


def _either(names: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name))) + ")"


_DAY = _either(_WEEKDAYS)
_MONTH = _either([*MONTHS, *HIJRI])
_ERA = r"(?:\s?(?:م|ه|ميلاديه?|هجريه?)(?!\w))?"
_ISO = r"\d{4}-\d{2}-\d{2}(?:[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:z|[+\-]\d{2}:?\d{2})?)?"
_NUMERIC = r"\d{1,4}\s?[/\-.]\s?\d{1,2}\s?[/\-.]\s?\d{2,4}" + _ERA
_NAMED = rf"\d{{1,2}}(?:er|st|nd|rd|th)?[\s\-/،,]{{0,3}}(?:من )?{_MONTH}(?!\w)(?:\s?/\s?{_MONTH}(?!\w))?(?:[\s\-/،,.]{{0,3}}(?:سنه |عام )?\d{{4}})?" + _ERA
_ENGLISH = rf"{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?"
TIME = (
    r"\d{1,2}\s?[:.]\s?\d{2}(?:\s?[:.]\s?\d{2})?(?:\s?(?:صباحا|مساء|ظهرا|عصرا|ليلا|فجرا|صباح|ص|م|am|pm|a\.m\.|p\.m\.)(?!\w))?"
    r"(?:\s?(?:gmt|ت\.?\s?م|بتوقيت \w{3,12}(?: \w{3,12})?))?"
)
DATE = rf"(?:{_DAY}\W{{0,4}})?(?:{_ISO}|{_NUMERIC}|{_NAMED}|{_ENGLISH})(?:\W{{1,4}}{_DAY}(?!\w))?"
_LETTERS = r"[^\W\d_]"
_DOMAIN = r"[a-z0-9\-]{2,40}(?:\.[a-z0-9\-]{2,40}){0,2}\.(?:com|net|org|info|news|tv|me|co|io|ly|ma|tn|dz|eg|sd|ae|sa|qa|kw|om|bh|ye|iq|sy|lb|jo|ps|mr|uk|fr)(?:\.[a-z]{2})?"
_SLOTS = {
    "title": r"\S.{2,300}",
    "phrase": r"\S.{0,60}",
    "name": rf"(?:[ادم]{{1,2}}[.٫/]\s?){{0,2}}{_LETTERS}{{2,20}}\.?(?:[ \-.'’]{{1,2}}{_LETTERS}{{1,20}}){{0,4}}",
    "place": rf"{_LETTERS}{{2,20}}(?:[ /،,\-]{{1,3}}{_LETTERS}{{1,20}}){{0,3}}",
    "section": r"[^\W_]{2,20}(?:[ \-]{1,3}[^\W_]{1,20}){0,4}",
    "site": r"[\w«“\"][\w.\-«»“”\"]{0,30}(?: [\w.\-«»“”\"]{1,30}){0,5}",
    "number": r"\d[\d.,٫٬]{0,15}",
    "time": TIME,
    "date": DATE,
    "weekday": _DAY,
    "url": rf"(?:(?:https?\s?:\s?//\s?|www\.)\S{{3,}}|{_DOMAIN}(?:/\S*)?)",
    "email": r"(?:[\w.+\-]{1,64}@[\w\-]{1,64}(?:\.[\w\-]{1,24}){1,4}|\[email\W{0,2}protected\])",
    "handle": r"@\w{2,30}",
}
_OPEN = {"title", "phrase", "name", "place", "section", "site", "email", "handle"}
_FIRST = {
    "number": {"0"}, "time": {"0"}, "weekday": set(_WEEKDAYS), "url": {"http", "https", "www"},
    "date": {"0", *_WEEKDAYS, *(month for month in MONTHS if month.isascii())},
}  # fmt: skip
_STRONG = r"(?:[:|/\\\-–—=»«←→<>…•*؛]|\.{2,})"
_STRONG_SIGNS = frozenset(":|/\\-–—=»«←→<>…•*؛")
_GAP = r"\W{0,6}"
_TOKEN = re.compile(r"\{([a-z_]+)(\??)\}|(\w+)|(\s+)|(.)")
_SIGNS = " .,:;!?،؛؟…-–—|•*·»«\"'“”()[]{}/\\"
_QUOTES = "«“\"‘"
_LINE_LIMIT = 2000
_WORD = re.compile(r"\w+")
_END = 200
_WHOLE = ("line", "anchor", "block")
_GAPS = "[^ء-غف-يA-Za-z0-9\n]"
"""A sign between two words, for the scan: kept small, since it stands in every phrase."""
_LONG_SLOT = re.compile(r"\{(?:title|phrase|site|url)\??\}|\.[*+{]")
_MANY = 200
"""More edge phrases of one pattern than this are cut to one word: the scan has to stay small."""
Phrase = tuple[str, ...]
_DECOR = r"[^\w«“\"‘]{0,12}"
_AFTER_SENTENCE = r"(?:(?<=[.؟?!…»”\"\])])|(?<=[.؟?!…»”\"\])]\s))\s*"
_SUFFIX_WINDOW = 400
_LONG_PHRASE = 7
"""Phrases of so many words may stand on a line that counts as long: signs between words can add spaces."""


class Hit(NamedTuple):
    """A rule fits a line: from `start` to `end` of the folded line; `member` counts those of a block."""

    line: int
    rule: Rule
    start: int
    end: int
    member: int = -1
    groups: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Hits:
    """The hits of rules that act on a document, and how to read those that only tell facts about it."""

    acting: list[Hit]
    read_facts: Callable[[], list[Hit]]

    @cached_property
    def facts(self) -> list[Hit]:
        """Read when asked for: most documents have no list whose end a fact would mark."""
        return self.read_facts()


class Pattern:
    """One pattern of one rule, and the words that say where it is worth trying."""

    __slots__ = ("rule", "member", "source", "inner", "heads", "tails", "long", "_parts", "_compiled")

    _parts: tuple[list[Token], Lists] | None

    def __init__(self, rule: Rule, source: str, lists: Lists, member: int = -1) -> None:
        self.rule = rule
        self.member = member
        self._compiled: re.Pattern[str] | None = None
        self.long = rule.where not in _WHOLE or bool(_LONG_SLOT.search(source)) or len(source.split()) >= _LONG_PHRASE
        if source == rule.regex:
            self.source = _anchored(rule, source, True, True)
            self._parts = None
            self.inner, self.heads, self.tails = set(), set(), set()
            return
        tokens = [token for token in _TOKEN.findall(fold(source))]
        length = 2 if self.long else 1
        self.heads = _edge_phrases(tokens, lists, length) if rule.where != "suffix" else set()
        self.tails = _edge_phrases(tokens, lists, length, last=True) if rule.where == "suffix" else set()
        self.inner = _inner_words(tokens, lists)
        self.source = ""
        self._parts = tokens, lists

    @property
    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            source = self.source
            if self._parts:
                tokens, lists = self._parts
                source = _anchored(self.rule, _regex(tokens, lists), _signs(tokens[0]), _signs(tokens[-1]))
            self._compiled = re.compile(source)
        return self._compiled

    def __getstate__(self) -> tuple[object, ...]:
        return (self.rule, self.member, self.source, self.inner, self.heads, self.tails, self.long, self._parts)

    def __setstate__(self, state: tuple[object, ...]) -> None:
        self.rule, self.member, self.source, self.inner, self.heads, self.tails, self.long, self._parts = state  # type: ignore[assignment]
        self._compiled = None


@dataclass(frozen=True)
class WordList:
    """The phrases of a slot, folded, and the regular expression for any of them, the longest first."""

    phrases: frozenset[Phrase]
    regex: str

    @classmethod
    def of(cls, listed: Iterable[str]) -> WordList:
        """Fold a list of a pack."""
        phrases = frozenset(tuple(words(fold(phrase))) for phrase in listed)
        spelled = {_GAP.join(map(re.escape, phrase)) for phrase in phrases}
        return cls(phrases, "|".join(sorted(spelled, key=lambda phrase: (-len(phrase), phrase))))


Lists = dict[str, WordList]
Token = tuple[str, str, str, str, str]


def _signs(token: Token) -> bool:
    return bool(token[4])


def _edge_phrases(tokens: list[Token], lists: Lists, length: int, last: bool = False) -> set[Phrase]:
    """Return what every match begins (or ends) with: up to `length` words, folded, `0` for any digits.

    Empty where a match may begin (or end) with anything.
    """
    found: set[Phrase] = {()}
    for slot, optional, word, _, _ in reversed(tokens) if last else tokens:
        if word:
            options = {(word,)}
        elif slot in lists:
            options = {phrase[-length:] if last else phrase[:length] for phrase in lists[slot].phrases}
        elif slot in _FIRST and not last:
            options = {(first,) for first in _FIRST[slot]}
        elif slot == "number":
            options = {("0",)}
        elif slot:
            break
        else:
            continue
        if len(found) * len(options) > _MANY and () not in found:
            break
        longer = {_join(phrase, option, length, last) for phrase in found for option in options}
        found = longer | found if optional else longer
        if all(len(phrase) == length or "0" in phrase for phrase in found):
            break
        if slot in _FIRST:
            break
    return found if () not in found else set()


def _join(phrase: Phrase, option: Phrase, length: int, last: bool) -> Phrase:
    """Put a phrase and what stands beside it together; digits at the edge stand for themselves alone."""
    if "0" in phrase:
        return phrase
    joined = (option + phrase)[-length:] if last else (phrase + option)[:length]
    edge = joined[-1][-1] if last else joined[0][0]
    return ("0",) if edge.isdigit() else joined


def _inner_words(tokens: list[Token], lists: Lists) -> set[str]:
    """Return words of which one stands in every match, for a pattern that begins with an open slot."""
    for slot, optional, word, _, _ in tokens:
        if word and len(word) > 1:
            return {word}
        if slot in lists and not optional:
            return {phrase[0] for phrase in lists[slot].phrases}
    return set()


def _spell_out(phrase: tuple[str, ...]) -> str:
    """Return a regular expression for the words of a folded phrase in any spelling; `0` is any digit."""
    return f"{_GAPS}+".join(r"\p{Nd}" if word == "0" else any_spelling(word) for word in phrase)


def _is_exact(source: str) -> bool:
    return "{" not in source and not set(source) & (_STRONG_SIGNS - set("-–—…"))


def _index(table: dict[str, list[Pattern]], found: Iterable[str], pattern: Pattern) -> None:
    for word in sorted(found):
        table.setdefault(word, []).append(pattern)


def _regex(tokens: list[Token], lists: Lists) -> str:
    pieces: list[str] = []
    before = ""  # what stands before: "", "word", "slot", "sign"
    spaced = False
    for number, (slot, optional, word, space, sign) in enumerate(tokens):
        if space:
            spaced = True
            continue
        if sign:
            piece, kind = _sign(sign), "sign"
        elif word:
            piece, kind = re.escape(word), "word"
        elif slot in lists:
            piece, kind = f"(?P<{slot}_{number}>{lists[slot].regex})", "word"
        else:
            piece, kind = f"(?P<{slot}_{number}>{_SLOTS[slot]})", "slot"
        gap = _between(before, kind, spaced, slot)
        if optional:
            piece = f"(?:{gap}{piece})?" if before else f"(?:{piece}{_GAP})?"
        else:
            piece = gap + piece
        pieces.append(piece)
        before = kind if not optional or before else ""
        spaced = False
    return "".join(pieces)


def _between(before: str, kind: str, spaced: bool, slot: str) -> str:
    if not before or "sign" in (before, kind):
        return ""
    if before == kind == "word" or not spaced:
        return _GAP
    return r"(?!\w)" + _GAP if before == "word" else r"\W{1,6}" if slot not in _FIRST else _GAP


def _sign(sign: str) -> str:
    if sign in _STRONG_SIGNS:
        return rf"\W{{0,6}}{_STRONG}\W{{0,6}}"
    return rf"\s{{0,3}}{re.escape(sign)}\s{{0,3}}" if sign in "()[]{}@#&%+" else _GAP


def _anchored(rule: Rule, source: str, signs_first: bool, signs_last: bool) -> str:
    if rule.where in ("line", "anchor", "block"):
        return rf"{_DECOR}(?:{source})\W{{0,40}}"
    if rule.where == "prefix":
        return rf"\s*(?P<cut>{_DECOR}(?:{source})" + (r")\s*" if signs_last else rf"\W{{0,4}}{_STRONG}\W{{0,4}})")
    if rule.where == "suffix":
        return ("" if signs_first else _AFTER_SENTENCE) + rf"(?P<cut>{source}\W{{0,12}})\Z"
    return source if rule.regex == source else rf"(?<!\w){source}"


class Matcher:
    """All rules of a rulebook, ready to be looked up. Holds no state between documents.

    Short lines are looked up by their key. Whether anything else is worth trying, one scan of the
    document says: for the first words of patterns at the start of lines, the last words of suffixes at
    their end, and needles anywhere.
    """

    def __init__(self, book: Rulebook, only: Callable[[Rule], bool] | None = None) -> None:
        lists = {name: WordList.of(listed) for name, listed in book.words.items()}
        self.exact: dict[str, list[tuple[Rule, int]]] = {}
        self.long_exact: set[str] = set()
        self.openers: dict[str, list[Pattern]] = {}
        self.inners: dict[str, list[Pattern]] = {}
        self.closers: dict[str, list[Pattern]] = {}
        self.needled: list[Pattern] = []
        self._heads: set[Phrase] = set()
        for rule in book.rules if only is None else filter(only, book.rules):
            sources = rule.members + rule.optional if rule.where == "block" else rule.patterns
            for number, source in enumerate(sources):
                self._add(rule, source, lists, number if rule.where == "block" else -1)
            if rule.regex:
                self._add(rule, rule.regex, lists, -1)

    def _add(self, rule: Rule, source: str, lists: Lists, member: int) -> None:
        if source != rule.regex and rule.where in _WHOLE and _is_exact(source):
            found = words(fold(source))
            self.exact.setdefault("".join(found), []).append((rule, member))
            if len(found) >= _LONG_PHRASE:
                self.long_exact.add(found[0])
                self._heads.add(tuple(found[:2]))
            return
        pattern = Pattern(rule, source, lists, member)
        if rule.needles:
            self.needled.append(pattern)
        elif rule.where == "suffix" and pattern.tails:
            _index(self.closers, {phrase[-1] for phrase in pattern.tails}, pattern)
        elif rule.where != "suffix" and pattern.heads:
            _index(self.openers, {phrase[0] for phrase in pattern.heads}, pattern)
            self._heads |= pattern.heads if pattern.long else set()
        elif rule.where in _WHOLE and pattern.inner:
            _index(self.inners, pattern.inner, pattern)
        else:
            what = f"rule {rule.id}: {source!r} has no word to look it up by"
            raise PackError([Fault(rule.pack, rule.line, what, "add needles, or a word that every match holds")])

    @cached_property
    def _in_prose(self) -> Scan:
        """Whatever may be worth trying on paragraphs: never misses, may find too much."""
        tails = {phrase for patterns in self.closers.values() for p in patterns for phrase in p.tails}
        needles = {any_spelling(needle) for p in self.needled if p.long for needle in p.rule.needles}
        parts = [UNUSUAL, *sorted(needles)]
        if heads := "|".join(map(_spell_out, sorted(self._heads))):
            parts.append(f"(?m:^){_GAPS}*(?:{heads})(?:{_GAPS}|(?m:$))")
        if ends := "|".join(map(_spell_out, sorted(tails))):
            parts.append(f"{_GAPS}(?:{ends}){_GAPS}*(?m:$)")
        return Scan("|".join(parts))

    @cached_property
    def _in_phrase(self) -> Scan:
        """The needles, for folded lines."""
        return Scan("|".join(sorted({re.escape(needle) for p in self.needled for needle in p.rule.needles})) or r"\n")

    def read(self, looks: Looks) -> list[Hit]:
        """Return the hits of all rules on all lines, in no particular order."""
        hits: list[Hit] = []
        free = self.inners.keys().isdisjoint
        for number, key in looks.keys.items():
            if key in self.exact:
                hits += self._look_up(number, key, looks)
            found = looks.words[number]
            if not free(found):
                tried = {id(pattern): pattern for word in found for pattern in self.inners.get(word, ())}
                hits += self._try(tried.values(), number, looks.row(number))
            hits += self._read_line(number, found, looks)
        rows = looks.document.rows
        if looks.prose and self._in_prose(thin("\n".join([rows[number] for number in looks.prose]))):
            for number in looks.prose:
                if self._in_prose(thin(rows[number])):
                    row = looks.row(number)
                    hits += self._read_line(number, _WORD.findall(row[:_END]) + _WORD.findall(row[-_END:]), looks)
                    hits += self._look_up_long(number, row, looks)
        return hits

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

    def _read_line(self, number: int, found: list[str], looks: Looks) -> Iterator[Hit]:
        """Try what opens with the first word of a line, closes with its last, or has a needle in it."""
        if not found:
            return
        first, last = found[0], found[-1]
        if patterns := self.openers.get("0" if first[0].isdigit() else first):
            yield from self._try(patterns, number, looks.row(number))
        if patterns := self.closers.get("0" if last[-1].isdigit() else last):
            yield from self._try(patterns, number, looks.row(number))
        if self.needled and self._in_phrase(row := looks.row(number)):
            for pattern in self.needled:
                if any(needle in row for needle in pattern.rule.needles):
                    yield from self._try((pattern,), number, row)

    def _try(self, patterns: Iterable[Pattern], number: int, row: str) -> Iterator[Hit]:
        for pattern in patterns:
            rule = pattern.rule
            if rule.where in ("line", "anchor", "block"):
                found = pattern.compiled.fullmatch(row) if len(row) <= _LINE_LIMIT else None
                if found:
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




def _groups(found: re.Match[str]) -> tuple[tuple[str, int, int], ...]:
    return tuple(
        (name.rpartition("_")[0], *found.span(name))
        for name in found.re.groupindex
        if name != "cut" and found[name] is not None
    )
