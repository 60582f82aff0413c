"""Patterns of rules, and the words that say where each is worth trying.

Comes in: the text of one pattern, with slots and word lists. Goes out: `Pattern`, a regular expression
over folded lines, compiled when first tried, and the words that every match begins or ends with.
"""

from __future__ import annotations

import math
import re
from typing import cast

from cleaner import codes
from cleaner.arabic import fold
from cleaner.borders import OWN_SIGNS, STRONG_SIGNS, Beside, Ends, find_beside, find_ends
from cleaner.lookup import GAP, Edge, Lists, Token, find_heads, find_tails
from cleaner.openings import Near, held_near, holds, most_spaces, opens_with
from cleaner.rules import Rule
from cleaner.slots import FIRST, HELD, SLOT_REGEXES

_STRONG = r"(?:[:|/\\\-–—=»«←→<>…•*؛]|\.{2,60})"
_STRONG_NEEDS = (*sorted(STRONG_SIGNS), "..")
_TOKEN = re.compile(r"\{([a-z_]+)([?+*]?)\}|(\w+)|(\s+)|(.)")
WHOLE = ("line", "anchor", "block")
_LONG_SLOT = re.compile(r"\{(?:title|phrase|site|url)\??\}|[+*]\}|\.[*+{]")
_SPACE = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\.| (?![?+*{])")
"""A space of a regular expression, or what may hold one that has to stay as it is: a class, an escape."""
_DECOR = r"[^\w«“\"‘]{0,40}"
_AFTER_SENTENCE = r"(?:(?<=[.؟?!…»”\"\])])|(?<=[.؟?!…»”\"\])]\s))\s*"
_NO_CLOSING = r"(?![؟?!»”\"\])]|\.(?!\.))"
"""What closes the last sentence is not cut with a suffix that begins with a sign of its own."""
_SEPARATOR = rf"\W{{0,4}}(?!«){_STRONG}[^\w«“\"‘(\[]{{0,4}}"
"""What stands between a prefix and the sentence; a quotation mark behind it opens the sentence."""
_REPEATS = 20
_PATIENCE = 2000
"""Lines that are looked at without compiling a pattern: one tried oftener had better be compiled, in 10 to 50 ms."""
_KEPT_PATIENCE = 8
"""The same where it is in the cache: read from there in a tenth of a millisecond."""
SUFFIX_WINDOW = 400
"""Characters at the end of a line in which a suffix stands."""
_SLOT_WORDS = {"name": 7, "place": 4, "section": 5, "date": 6, "time": 5}
_MOST_WORDS = {"number": 9, "time": 10, "date": 16, "weekday": 1, "name": 7, "place": 4, "section": 5, "handle": 1}
"""Words of a slot at most, a run of digits behind a sign being one."""
WIDEST = {"title": 301, "phrase": 61, "name": 117, "place": 89, "section": 112, "site": 196, "number": 16, "time": 51, "date": 84, "weekday": 9, "email": 229, "handle": 31}
"""Characters of a slot at most; the tests ask its expression."""
NARROWEST = {"title": 3, "phrase": 1, "name": 2, "place": 2, "section": 2, "site": 1, "number": 1, "time": 4, "date": 3, "weekday": 5, "url": 5, "email": 5, "handle": 3}
"""And at least."""
_AROUND, _BESIDE = 80, 72
"""Characters that a whole line may have around what a pattern names, and beside each token of it."""
LONG_PHRASE = 7
"""Phrases of so many words may stand on a line that counts as long: signs between words can add spaces."""


class Pattern:
    """One pattern of one rule, and the words that say where it is worth trying.

    A pattern has `heads` or `tails`; or `inner` words, one of which stands in every match; or a `key`, if it
    has no slot and fits only lines of the same letters. One of a rule with needles may say with what it `opens`
    though the next word is glued to it. Every match holds the `literal`, and a line that is one has not more than
    `most` words; a suffix that stands `apart` follows the end of a sentence. A line that fits closes with one of the words
    `ends`, where they are known.
    """

    __slots__ = ("rule", "member", "text", "lists", "inner", "heads", "tails", "opens", "long", "key", "literal", "most", "apart", "ends", "needs", "widest", "slots", "held", "_refused", "ready")

    def __init__(self, rule: Rule, text: str, lists: Lists, member: int = -1) -> None:
        self.rule, self.text, self.lists, self.member = rule, text, lists, member
        self.inner: frozenset[str] = frozenset()
        self.opens: list[Edge] = []
        self.heads: list[Edge] = []
        self.tails: list[Edge] = []
        self.key = self.literal = ""
        self.most = math.inf
        self.apart = False
        self.ends: frozenset[str] | None = None
        self.long = rule.where not in WHOLE
        self.needs: object = None
        self.widest = 0
        self.slots: tuple[tuple[str, int], ...] = ()
        self.held = Near()
        self._refused = 0
        self.ready: re.Pattern[str] | None = None

    @classmethod
    def of(cls, rule: Rule, source: str, lists: Lists, member: int = -1) -> Pattern:
        """Read the text of a pattern, or the regular expression of a rule."""
        whole = rule.where in WHOLE
        if source == rule.regex:
            long = not whole or most_spaces(_any_spaces(source)) >= LONG_PHRASE
            pattern = cls(rule, source, lists, member)
            pattern.long = long
            pattern.opens = [Edge(found, None)] if whole and (found := opens_with(source)) else []
            return pattern
        long = not whole or bool(_LONG_SLOT.search(source)) or len(source.split()) >= LONG_PHRASE
        pattern = cls(rule, fold(source), lists, member)
        tokens: list[Token] = _TOKEN.findall(pattern.text)
        pattern.long = long or _most_words(tokens, lists) >= LONG_PHRASE
        pattern.literal = _longest_word(tokens)
        pattern.most = _word_limit(tokens, lists) if whole else math.inf
        pattern.apart = rule.where == "suffix" and not _signs(tokens[0])
        if rule.where == "suffix":
            pattern.tails = find_tails(tokens, lists)
        elif whole and not pattern.long and "{" not in source:
            pattern.key = "".join(word for _, _, word, _, _ in tokens)
        else:
            pattern.heads = find_heads(tokens, lists, whole)
            tails = find_tails(tokens, lists) if whole else []
            pattern.ends = frozenset().union(*(edge.words for edge in tails)) if tails else None
            pattern.inner = _inner_words(tokens, lists) if not pattern.heads else frozenset()
            if rule.needles and whole:
                pattern.opens = pattern.heads
        return pattern

    @property
    def compiled(self) -> re.Pattern[str]:
        """The regular expression, compiled when first tried."""
        if self.ready is None:
            self._take(codes.expression(self._key(), self.text, self._source))
        return cast("re.Pattern[str]", self.ready)

    def _take(self, found: codes.Expression | None) -> None:
        if found is not None:
            self.widest = found.widest  # first: other threads ask for them once they see the other
            self.slots = tuple([(name.rpartition("_")[0], group) for name, group in found.pattern.groupindex.items() if name != "cut"])
            if self.rule.where == "inside" and self.text == self.rule.regex:
                self.held = held_near(self.text)
            self.ready = found.pattern

    def find_needs(self) -> tuple[int, int, bool, tuple[Beside, ...], int, Ends, frozenset[str]]:
        """Return what a line that fits has: how long it may be (0: any length), in how many characters at its end (0: all)
        words of some kinds stand, whether a word follows the end of a sentence, the words and signs, one of each kind,
        how long it is at least, the signs at its edges, and the words that close it (none: any).

        The compiled part asks, and keeps what it makes of them in `needs`.
        """
        needs: set[Beside] = set()
        widest, narrowest, ends = 0.0, 0, Ends()
        where = self.rule.where
        if self.text != self.rule.regex:
            tokens: list[Token] = _TOKEN.findall(self.text)
            widest = _length_limit(tokens, self.lists) if where in WHOLE else 0
            narrowest = _least_length(tokens, self.lists)
            ends = find_ends(tokens, where)
            needs.update(find_beside(tokens, where, self.lists))
            if where == "prefix" and not _signs(tokens[-1]):
                needs.add(Beside(_STRONG_NEEDS))  # of the separator
            named = {need.words for need in needs}
            for slot, many, word, _, sign in tokens:
                if word and (word,) not in named:
                    needs.add(Beside((word,)))
                elif sign in STRONG_SIGNS:
                    needs.add(Beside(_STRONG_NEEDS))
                elif sign and sign in OWN_SIGNS:
                    needs.add(Beside((sign,)))
                elif slot and many in ("", "+"):
                    needs.add(Beside(self.lists[slot].telling if slot in self.lists else HELD.get(slot, ())))
        else:
            needs.update(map(Beside, holds(self.text)))
        listed = sorted((need for need in needs if need.words), key=lambda need: (len(need.words), -len(need.words[0]), need))
        window = SUFFIX_WINDOW if where == "suffix" else 0
        return (int(widest) if widest < math.inf else 0, window, self.apart, tuple(listed), narrowest, ends, self.ends or frozenset())

    def may_fit(self, row: str) -> bool:
        """Tell whether a line may fit: it holds the longest word, and a word of every list that must be there.

        The lists are looked up before the expression is compiled, which takes as long as reading a hundred lines,
        and before it is read from the cache, which takes as long as reading some.
        """
        if self.literal not in row:
            return False
        if self.ready is None and self._refused == _KEPT_PATIENCE:
            self._take(codes.find(self._key()))
        if self.ready is None and self._refused < _PATIENCE and self.text != self.rule.regex:
            for slot, many, _, _, _ in _TOKEN.findall(self.text):
                if slot in self.lists and many in ("", "+") and not any(map(row.__contains__, self.lists[slot].first)):
                    self._refused += 1
                    return False
        return True

    @property
    def opens_strongly(self) -> bool:
        """Whether each match begins with a strong sign, or with signs before one."""
        return self.text[:1] in STRONG_SIGNS and self.text != self.rule.regex

    def _key(self) -> bytes:
        """Return what names all that the expression is made of."""
        if self.text == self.rule.regex:
            return codes.key_of(self.rule.where, "regex", self.text)
        slots = {slot for slot, _, _, _, _ in _TOKEN.findall(self.text) if slot in self.lists}
        return codes.key_of(self.rule.where, "phrase", self.text, *(self.lists.digest(slot) for slot in sorted(slots)))

    def _source(self) -> str:
        if self.text == self.rule.regex:
            return _anchored(self.rule, _any_spaces(self.text), True, True)
        tokens: list[Token] = _TOKEN.findall(self.text)
        return _anchored(self.rule, _regex(tokens, self.lists), _signs(tokens[0]), _signs(tokens[-1]))

    def __getstate__(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__[:-6])

    def __setstate__(self, state: tuple[object, ...]) -> None:
        for name, value in zip(self.__slots__, (*state, None, 0, (), Near(), 0, None), strict=True):
            setattr(self, name, value)


def _signs(token: Token) -> bool:
    return bool(token[4])


def _most_words(tokens: list[Token], lists: Lists) -> int:
    """Count the words of the longest line that a pattern fits."""
    return sum(
        bool(word) or (lists[slot].most if slot in lists else _SLOT_WORDS.get(slot, 1) if slot else 0)
        for slot, _, word, _, _ in tokens
    )


def _longest_word(tokens: list[Token]) -> str:
    """Return a word that every match holds; empty where only slots do."""
    return max((word for _, _, word, _, _ in tokens), key=len)


def _word_limit(tokens: list[Token], lists: Lists) -> float:
    """Return how many words a line that fits may have: words may be glued in it, but none stands between them."""
    limit = 0.0
    for slot, many, word, _, _ in tokens:
        if slot in lists:
            limit += lists[slot].most * (_REPEATS + 1 if many in ("+", "*") else 1)
        else:
            limit += _MOST_WORDS.get(slot, math.inf) if slot else bool(word)
    return limit


def _length_limit(tokens: list[Token], lists: Lists) -> float:
    """Return how many characters a whole line that fits may have."""
    limit = float(_AROUND)
    for slot, many, word, _, _ in tokens:
        if slot in lists:
            limit += lists[slot].widest * (_REPEATS + 1 if many in ("+", "*") else 1)
        elif slot:
            limit += WIDEST.get(slot, math.inf)
        limit += len(word) + _BESIDE
    return limit


def _least_length(tokens: list[Token], lists: Lists) -> int:
    """Return how many characters a line that fits has at least."""
    return sum(
        len(word) or (sign in STRONG_SIGNS or sign in OWN_SIGNS if sign else lists[slot].narrowest if slot in lists else NARROWEST.get(slot, 0))
        for slot, many, word, _, sign in tokens
        if many in ("", "+")
    )


def _inner_words(tokens: list[Token], lists: Lists) -> frozenset[str]:
    """Return words of which one stands in every match, for a pattern that begins with an open slot."""
    for slot, many, word, _, _ in tokens:
        if word and len(word) > 1:
            return frozenset({word})
        if slot in lists and many in ("", "+"):
            return lists[slot].first
    return frozenset()


def is_exact(source: str) -> bool:
    return "{" not in source and not set(source) & (STRONG_SIGNS - set("-–—…"))


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
            piece, kind = f"(?P<{slot}_{number}>{SLOT_REGEXES[slot]})", "slot"
        if many in ("+", "*"):
            piece += f"(?:{GAP}(?:{lists[slot].regex})){{0,{_REPEATS}}}"
        optional = many in ("?", "*")
        gap = _between(before, kind, spaced, slot)
        whole = f"{gap}{piece}" if before or not optional else f"{piece}{GAP}"
        pieces.append(f"(?:{whole})?" if optional else whole)
        before = kind if not optional or before else ""
        spaced = False
    return "".join(pieces)


def _between(before: str, kind: str, spaced: bool, slot: str) -> str:
    if not before or "sign" in (before, kind):
        return ""
    if before == kind == "word" or not spaced:
        return GAP
    return r"(?!\w)" + GAP if before == "word" else r"\W{1,6}" if slot not in FIRST else GAP


def _sign(sign: str) -> str:
    if sign in STRONG_SIGNS:
        return rf"\W{{0,6}}{_STRONG}\W{{0,6}}"
    return rf"\s{{0,3}}{re.escape(sign)}\s{{0,3}}" if sign in OWN_SIGNS else GAP


def _anchored(rule: Rule, source: str, signs_first: bool, signs_last: bool) -> str:
    if rule.where in ("line", "anchor", "block"):
        return rf"{_DECOR}(?:{source})\W{{0,40}}"
    if rule.where == "prefix":
        bare = source.removesuffix(_STRONG + GAP)
        ends = ")" if bare == source and signs_last else _SEPARATOR + ")"
        return rf"\s*(?P<cut>{_DECOR}(?:{bare}){ends}\s*"
    if rule.where == "suffix":
        return (_NO_CLOSING if signs_first else _AFTER_SENTENCE) + rf"(?P<cut>{source}\W{{0,12}})\Z"
    return source if source == _any_spaces(rule.regex) else rf"(?<!\w){source}"


def _any_spaces(regex: str) -> str:
    """Let each space of a regular expression stand for several: pages print two where one is meant."""
    return _SPACE.sub(lambda found: " {1,3}" if found[0] == " " else found[0], regex)
