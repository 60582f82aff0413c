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
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cleaner.arabic import UNUSUAL, any_spelling, fold, thin, words
from cleaner.errors import PackError
from cleaner.looks import Looks
from cleaner.rules import Fault, Rule, Rulebook
from cleaner.scan import Scan

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
_TOKEN = re.compile(r"\{([a-z_]+)([?+*]?)\}|(\w+)|(\s+)|(.)")
_SIGNS = " .,:;!?،؛؟…-–—|•*·»«\"'“”()[]{}/\\"
_QUOTES = "«“\"‘"
_LINE_LIMIT = 2000
_WORD = re.compile(r"\w+")
_END = 200
_WHOLE = ("line", "anchor", "block")
_GAPS = "[^ء-غف-يA-Za-z0-9\n]"
"""A sign between two words, for the scan: kept small, since it stands in every phrase."""
_LONG_SLOT = re.compile(r"\{(?:title|phrase|site|url)\??\}|[+*]\}|\.[*+{]")
_DIGITS = r"\p{Nd}[\p{Nd}.,٬٫]*"
_MANY = 60
"""More edge phrases of one pattern than this are cut to one word: the scan has to stay small."""
Phrase = tuple[str, ...]
_DECOR = r"[^\w«“\"‘]{0,12}"
_AFTER_SENTENCE = r"(?:(?<=[.؟?!…»”\"\])])|(?<=[.؟?!…»”\"\])]\s))\s*"
_SUFFIX_WINDOW = 400
_REPEATS = 20
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


class Hits(NamedTuple):
    """The hits of rules that act on a document, and how to read what some lines tell about it."""

    acting: list[Hit]
    read_facts: Callable[[Collection[int]], list[Hit]]


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
        tokens: list[Token] = _TOKEN.findall(fold(source))
        self.heads = _edge_phrases(tokens, lists) if rule.where != "suffix" else set()
        self.tails = _edge_phrases(tokens, lists, last=True) if rule.where == "suffix" else set()
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


def _edge_phrases(tokens: list[Token], lists: Lists, last: bool = False) -> set[Phrase]:
    """Return what every match begins (or ends) with: one word or two, folded, `0` for any digits.

    Empty where a match may begin (or end) with anything.
    """
    found: set[Phrase] = {()}
    closed: set[Phrase] = set()
    for slot, many, word, _, _ in reversed(tokens) if last else tokens:
        if word:
            options: set[Phrase] = {(word,)}
        elif slot in lists:
            options = {phrase[-2:] if last else phrase[:2] for phrase in lists[slot].phrases}
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
        longer = {_join(phrase, option, last) for phrase in found for option in options}
        if many in ("+", "*"):
            closed |= longer
        found = longer | found if many == "?" else found if many == "*" else longer
        if many == "+" or slot in _FIRST or all(len(phrase) == 2 or (phrase == ("0",) and not last) for phrase in found):
            break
    return found | closed if () not in found else set()


def _join(phrase: Phrase, option: Phrase, last: bool) -> Phrase:
    """Put a phrase and what stands beside it together, two words at most; digits are `0` at the edge.

    A number that opens a line may be glued to the word after it, so nothing is said of that.
    """
    if phrase == ("0",) and not last:
        return phrase
    joined = (option + phrase)[-2:] if last else (phrase + option)[:2]
    edge = -1 if last else 0
    if joined[edge][edge].isdigit():
        return (*joined[:-1], "0") if last else ("0",)
    return joined


def _inner_words(tokens: list[Token], lists: Lists) -> set[str]:
    """Return words of which one stands in every match, for a pattern that begins with an open slot."""
    for slot, many, word, _, _ in tokens:
        if word and len(word) > 1:
            return {word}
        if slot in lists and many in ("", "+"):
            return {phrase[0] for phrase in lists[slot].phrases}
    return set()


def _spell_out(phrase: Phrase, *, after: bool) -> str:
    """Return a regular expression for the words of a folded phrase in any spelling, and the sign after or
    before them; `0` is any digit, whatever stands beside it.
    """
    spelled = f"{_GAPS}+".join(_DIGITS if word == "0" else any_spelling(word) for word in phrase)
    if after:
        return spelled if phrase[-1] == "0" else f"{spelled}(?:{_GAPS}|(?m:$))"
    return spelled if phrase[0] == "0" else f"(?:{_GAPS}|(?m:^)){spelled}"


def _is_exact(source: str) -> bool:
    return "{" not in source and not set(source) & (_STRONG_SIGNS - set("-–—…"))


def _index(table: dict[str, list[Pattern]], found: Iterable[str], pattern: Pattern) -> None:
    for word in sorted(found):
        table.setdefault(word, []).append(pattern)


def _regex(tokens: list[Token], lists: Lists) -> str:
    pieces: list[str] = []
    before = ""  # what stands before: "", "word", "slot", "sign"
    spaced = False
    for number, (slot, many, word, space, sign) in enumerate(tokens):
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
        if many in ("+", "*"):
            piece += f"(?:{_GAP}(?:{lists[slot].regex})){{0,{_REPEATS}}}"
        optional = many in ("?", "*")
        gap = _between(before, kind, spaced, slot)
        whole = f"{gap}{piece}" if before or not optional else f"{piece}{_GAP}"
        pieces.append(f"(?:{whole})?" if optional else whole)
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
            self.needled.setdefault(rule, []).append(pattern)
        elif rule.where == "suffix" and pattern.tails:
            for phrase in sorted(pattern.tails):
                self.closers.setdefault(phrase[-1], []).append((phrase[0] if len(phrase) > 1 else "", pattern))
        elif rule.where != "suffix" and pattern.heads:
            for phrase in sorted(pattern.heads):
                self.openers.setdefault(phrase[0], []).append((phrase[1] if len(phrase) > 1 else "", pattern))
            self._heads |= pattern.heads if pattern.long else set()
        elif rule.where in _WHOLE and pattern.inner:
            _index(self.inners, pattern.inner, pattern)
        else:
            what = f"rule {rule.id}: {source!r} has no word to look it up by"
            raise PackError([Fault(rule.pack, rule.line, what, "add needles, or a word that every match holds")])

    @cached_property
    def _needled(self) -> list[list[Pattern]]:
        return list(self.needled.values())

    @cached_property
    def _in_prose(self) -> Scan:
        """Whatever may be worth trying on paragraphs: never misses, may find too much."""
        tails = {phrase for patterns in self.closers.values() for _, p in patterns for phrase in p.tails}
        long = (rule for rule, patterns in self.needled.items() if any(pattern.long for pattern in patterns))
        needles = {any_spelling(needle) for rule in long for needle in rule.needles}
        parts = [UNUSUAL, *sorted(needles)]
        if heads := "|".join(_spell_out(head, after=True) for head in sorted(self._heads)):
            parts.append(f"(?m:^){_GAPS}*(?:{heads})")
        if ends := "|".join(_spell_out(tail, after=False) for tail in sorted(tails)):
            parts.append(f"(?:{ends}){_GAPS}*(?m:$)")
        return Scan(["|".join(parts)])

    @cached_property
    def _in_phrase(self) -> Scan:
        """The needles of each rule that has some, for folded lines."""
        return Scan("|".join(map(re.escape, rule.needles)) for rule in self.needled)

    def read_phrases(self, looks: Looks, numbers: Iterable[int]) -> list[Hit]:
        """Return the hits of all rules on some lines that are no paragraphs."""
        hits: list[Hit] = []
        free = self.inners.keys().isdisjoint
        for number in numbers:
            if (key := looks.keys.get(number)) is None:
                continue
            if key in self.exact:
                hits += self._look_up(number, key, looks)
            found = looks.words[number]
            if not free(found):
                tried = {id(pattern): pattern for word in found for pattern in self.inners.get(word, ())}
                hits += self._try(tried.values(), number, looks.row(number))
            hits += self._read_line(number, found, looks)
        return hits

    def read(self, looks: Looks) -> list[Hit]:
        """Return the hits of all rules on all lines, in no particular order."""
        hits = self.read_phrases(looks, looks.keys)
        rows = looks.document.rows
        worth = looks.prose
        if worth and self._scanned:
            some = self._in_prose(thin("\n".join([rows[number] for number in worth])))
            worth = [number for number in worth if self._in_prose(thin(rows[number]))] if some else []
        for number in worth:
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
        if opening := self.openers.get("0" if first[0].isdigit() else first):
            second = found[1] if len(found) > 1 else ""
            digit = second[:1].isdigit()
            tried = {id(pattern): pattern for word, pattern in opening if second.startswith(word) or (digit and word == "0")}
            yield from self._try(tried.values(), number, looks.row(number))
        if closing := self.closers.get("0" if last[-1].isdigit() else last):
            second = found[-2] if len(found) > 1 else ""
            tried = {id(pattern): pattern for word, pattern in closing if second.endswith(word)}
            yield from self._try(tried.values(), number, looks.row(number))
        row = looks.row(number)
        for place in self._in_phrase(row) if self._scanned else self._with_needles(row):
            yield from self._try(self._needled[place], number, row)

    def _with_needles(self, row: str) -> list[int]:
        return [place for place, rule in enumerate(self.needled) if any(needle in row for needle in rule.needles)]

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
