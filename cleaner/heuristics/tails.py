"""Tails: lines of their own that a scraper glued to the end of a long line, one behind the other.

Comes in: looks, and the matcher. Goes out: hits on parts of lines, which `content` turns into votes. A
quarter of dumps prints a whole article as one line, and what stood under it as its last words. Walk
inward from the end while what stands there is a whole line to some rule; keep what was walked only
where a sentence ended before it. Only lines of 60 words, or a document's only paragraph, are read so.
The compiled part tells which parts may be lines, and what to try on them; without it all are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from cleaner.arabic import fold
from cleaner.hits import Hit
from cleaner.looks import Looks
from cleaner.match import Matcher
from cleaner.patterns import WHOLE, Pattern
from cleaner.rules import Rule
from cleaner.weights import ALONE, NOT_GLUED, Piece, Pieces

_LONG_SPACES = 60
_WINDOW = 900
_PHRASE_WORDS = 12
_PIECE_WORDS = 30
_PIECES_TOGETHER = 3
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"(?:[.؟!…][»”\"\)\]\s]{0,4}|[»”\)]\s*|(?<=\w)\"\s+)(?=[^\s\d.؟!…»”\"\)\]«“\(])")
_CLOSES = re.compile("[.؟!…»”)\"]")
"""The first character of every match of `_SENTENCE_END`; looking for it first is four times as fast."""
_NEAR = 300
_INSIDE = re.compile(r"[.؟!…]\s*\w")
_OPEN_SLOTS = frozenset({"title", "phrase", "name", "section", "site"})
_TITLED = frozenset({"related", "tags", "navigation", "read_more", "ticker"})
_STOPS = (".", "؟", "!", "»", "”", "\"", "…")


class Phrase(NamedTuple):
    """A run of the tail that is a line to a rule; `sure` when it needs no company, `bordered` where a sentence ended before it."""

    start: int
    rule: Rule
    sure: bool
    bordered: bool = False


Step = Callable[[int], Phrase | None]
"""Finds the phrase with which a tail ends at an offset."""


def read(looks: Looks, matcher: Matcher) -> list[Hit]:
    """Return hits on what stands glued to the ends of long lines."""
    hits: list[Hit] = []
    if looks.tails == {} or (len(looks.prose) != 1 and not are_long(looks)):
        return hits
    for number, spaces in zip(looks.prose, looks.spaces, strict=True):
        if (spaces >= _LONG_SPACES or len(looks.prose) == 1) and (looks.tails is None or number in looks.tails):
            tail = fold(looks.document.rows[number][-_WINDOW:])
            if phrases := _peel(len(tail), _step(tail, looks.tails[number] if looks.tails else None, matcher)):
                shift = len(looks.row(number)) - len(tail)
                ends = [*(phrase.start for phrase in phrases[1:]), len(tail)]
                for phrase, end in zip(phrases, ends, strict=True):
                    hits.append(Hit(number, matcher.weights.as_suffix(phrase.rule), phrase.start + shift, end + shift))
    return hits


def _step(tail: str, told: Pieces | None, matcher: Matcher) -> Step:
    """Return what walks over a tail, of whose end something may be told."""
    return _Told(tail, told, matcher).step if matcher.tells_pieces else _Spelled(tail, matcher).step


def are_long(looks: Looks) -> bool:
    """Tell whether a paragraph is so long that something may be glued to it, though it is not the only one."""
    return max(looks.spaces, default=0) >= _LONG_SPACES


def _peel(end: int, step: Step) -> list[Phrase]:
    """Walk inward over phrases; return those after the innermost end of a sentence that was reached."""
    walked: list[Phrase] = []
    kept = 0
    while phrase := step(end):
        walked.append(phrase)
        end = phrase.start
        if phrase.bordered:
            kept = len(walked)
    return walked[:kept][::-1] if any(phrase.sure for phrase in walked[:kept]) else []


class _Told:
    """Steps on what the compiled part tells: which pieces of a tail a rule may take for a line, and what to try on them."""

    def __init__(self, tail: str, first: Pieces | None, matcher: Matcher) -> None:
        self._tail, self._first, self._matcher = tail, first, matcher

    def step(self, end: int) -> Phrase | None:
        """Return the phrase with which the tail ends at an offset."""
        pieces = (self._first if end == len(self._tail) else None) or self._matcher.pieces(self._tail, end)
        if pieces is None:
            return None
        sentences, runs = pieces
        phrase: Phrase | None = None
        for piece in sentences:
            if phrase := self._as_line(piece, end):
                break
        if phrase is not None and phrase.sure:
            return phrase
        found: Phrase | None = None
        for piece in runs:  # the longest first
            run = self._as_line(piece, end)
            if run is not None and run.sure:
                return run
            found = found or run
        return found or phrase

    def _as_line(self, piece: Piece, end: int) -> Phrase | None:
        start, patterns, exact, bordered = piece
        row = self._tail[start:end].strip()
        hits: Iterable[Hit] = self._matcher.try_row(row, sorted(patterns, key=_rank), exact)
        return _phrase(start, row, sorted(hits, key=_rank) if exact else hits, bordered)


class _Spelled:
    """Steps on what the tail spells: the meaning of those that the compiled part tells."""

    def __init__(self, tail: str, matcher: Matcher) -> None:
        self._tail, self._matcher = tail, matcher
        self._words = _last_words(tail)
        self._starts = _starts(tail, self._words[0][0] if self._words else 0)

    def step(self, end: int) -> Phrase | None:
        """Return the phrase with which the tail ends at an offset; offsets come from the end on."""
        tail, first = self._tail, end == len(self._tail)
        if not self._words or not (self._starts or first):
            return None
        inner = [start for start in self._starts if start < end]
        phrase: Phrase | None = None
        for start in inner[-_PIECES_TOGETHER:]:
            if phrase := self._as_line(start, end):
                break
        if phrase is None or not phrase.sure:
            phrase = self._run(end) or phrase
        if phrase is None:
            return None
        if first:
            self._starts, self._words = _starts(tail, 0), [found.span() for found in _WORD.finditer(tail)]
        words = self._words
        while words and words[-1][0] >= phrase.start:
            words.pop()
        bordered = bool(words) and any(words[-1][1] <= start <= phrase.start for start in self._starts)
        return phrase._replace(bordered=bordered)

    def _run(self, end: int) -> Phrase | None:
        """Read the last words of the tail as a line, the longest run that surely is one.

        Patterns with slots are tried only where no sentence ends: most articles end in a full stop.
        """
        tail, matcher = self._tail, self._matcher
        key = ""
        found: Phrase | None = None
        open_end = not tail[:end].rstrip().endswith(_STOPS)
        for start, stop in self._words[: -_PHRASE_WORDS - 1 : -1]:
            key = tail[start:stop] + key
            if key in matcher.exact or (open_end and tail[start:stop] in matcher.openers):
                phrase = self._as_line(start, end)
                if phrase and (phrase.sure or not (found and found.sure)):
                    found = phrase
        return found

    def _as_line(self, start: int, end: int) -> Phrase | None:
        row = self._tail[start:end].strip()
        if not row or row.count(" ") >= _PIECE_WORDS:
            return None
        return _phrase(start, row, sorted(self._matcher.read_row(row), key=_rank), False)


def _starts(tail: str, near: int) -> list[int]:
    """Return where something may start behind the end of a sentence, from the start of a word on."""
    starts: list[int] = []
    end = 0
    for sign in _CLOSES.finditer(tail, near):
        if sign.start() >= end and (found := _SENTENCE_END.match(tail, sign.start())):
            end = found.end()
            starts.append(end)
    return starts


def _last_words(tail: str) -> list[tuple[int, int]]:
    """Return the spans of the last words of a tail, all that the first step looks at: longer pieces are none."""
    near = max(0, len(tail) - _NEAR)
    words = [found.span() for found in _WORD.finditer(tail, near)]
    enough = len(words) > _PHRASE_WORDS + 1 and tail.count(" ", words[1][0]) >= _PIECE_WORDS
    return words[1:] if enough else [found.span() for found in _WORD.finditer(tail)]


def _rank(one: Hit | Pattern) -> tuple[bool, bool, bool, str]:
    """Order what rules say of a part: first that it is no line, then what needs no company."""
    rule = one.rule
    return (rule.act != "keep", rule.where == "block", rule.zone != "any", rule.id)


def _phrase(start: int, row: str, hits: Iterable[Hit], bordered: bool) -> Phrase | None:
    """Return what the first of ranked hits makes of a part of a tail; where a rule keeps it, or names another zone, it is no line."""
    for hit in hits:
        rule = hit.rule
        if rule.act == "keep":
            return None
        if rule.where in WHOLE and _fits(hit, row):
            several = rule.kind in ALONE or len(_WORD.findall(row)) > 1
            return Phrase(start, rule, several and rule.where != "block" and rule.zone == "any", bordered)
    return None


def _fits(hit: Hit, row: str) -> bool:
    """Tell whether a hit holds inside prose too: what ends as a sentence does is no title."""
    if hit.rule.kind in NOT_GLUED or hit.rule.zone == "head" or hit.rule.site:
        return False
    if not hit.rule.regex and not any(name in _OPEN_SLOTS for name, _, _ in hit.groups):
        return True
    is_title = hit.rule.kind in _TITLED or hit.rule.zone != "any"
    return not _INSIDE.search(row) and not (is_title and row.endswith("."))
