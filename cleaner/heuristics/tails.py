"""Tails: lines of their own that a scraper glued to the end of a long line, one behind the other.

Comes in: looks, and the matcher. Goes out: hits on parts of lines, which `content` turns into votes. A
quarter of dumps prints a whole article as one line, and what stood under it as its last words. Walk
inward from the end while what stands there is a whole line to some rule; keep what was walked only
where a sentence ended before it. Only lines of 60 words, or a document's only paragraph, are read so.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from cleaner.arabic import fold
from cleaner.looks import Looks
from cleaner.match import Hit, Matcher
from cleaner.patterns import WHOLE
from cleaner.rules import Rule

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
_NOT_GLUED = frozenset({"masthead"})
"""Names after a title of office: in a line of prose the same words tell of a man's office."""
_ALONE = frozenset({"share", "comment"})
"""Kinds of which one word says enough: شاركها is a button, المزيد and لبنان may be a writer's last word."""
_STOPS = (".", "؟", "!", "»", "”", "\"", "…")


class Phrase(NamedTuple):
    """A run of the tail that is a line to a rule; `sure` when it needs no company."""

    start: int
    end: int
    rule: Rule
    sure: bool


def read(looks: Looks, matcher: Matcher) -> list[Hit]:
    """Return hits on what stands glued to the ends of long lines."""
    hits: list[Hit] = []
    if looks.tails == {} or (len(looks.prose) != 1 and max(looks.spaces, default=0) < _LONG_SPACES):
        return hits
    for number, spaces in zip(looks.prose, looks.spaces, strict=True):
        if (spaces >= _LONG_SPACES or len(looks.prose) == 1) and (looks.tails is None or number in looks.tails):
            tail = fold(looks.document.rows[number][-_WINDOW:])
            if looks.tails and not any(_as_line(tail, start, len(tail), matcher) for start in looks.tails[number]):
                continue
            if phrases := _peel(tail, matcher):
                shift = len(looks.row(number)) - len(tail)
                ends = [*(phrase.start for phrase in phrases[1:]), len(tail)]
                for phrase, end in zip(phrases, ends, strict=True):
                    part = replace(phrase.rule, where="suffix", zone="any")
                    hits.append(Hit(number, part, phrase.start + shift, end + shift))
    return hits


def _peel(tail: str, matcher: Matcher) -> list[Phrase]:
    """Walk inward over phrases; return those after the innermost end of a sentence that was reached."""
    words = _last_words(tail)
    starts = _starts(tail, words[0][0] if words else 0)
    walked: list[Phrase] = []
    kept: list[Phrase] = []
    while words and (starts or not walked):
        end = walked[-1].start if walked else len(tail)
        inner = [start for start in starts if start < end]
        phrase = _piece(tail, inner, end, matcher)
        if phrase is None or not phrase.sure:
            phrase = _words(tail, words, end, matcher) or phrase
        if phrase is None:
            break
        if not walked:
            starts, words = _starts(tail, 0), [found.span() for found in _WORD.finditer(tail)]
        walked.append(phrase)
        while words and words[-1][0] >= phrase.start:
            words.pop()
        if words and any(words[-1][1] <= start <= phrase.start for start in starts):
            kept = list(walked)
    return kept[::-1] if any(phrase.sure for phrase in kept) else []


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


def _piece(tail: str, starts: list[int], end: int, matcher: Matcher) -> Phrase | None:
    """Read what stands between the end of a sentence and the end of the tail as a line."""
    for start in starts[-_PIECES_TOGETHER:]:
        if phrase := _as_line(tail, start, end, matcher):
            return phrase
    return None


def _words(tail: str, words: list[tuple[int, int]], end: int, matcher: Matcher) -> Phrase | None:
    """Read the last words of the tail as a line, the longest run that surely is one.

    Patterns with slots are tried only where no sentence ends: most articles end in a full stop.
    """
    key = ""
    found: Phrase | None = None
    open_end = not tail[:end].rstrip().endswith(_STOPS)
    for start, stop in words[: -_PHRASE_WORDS - 1 : -1]:
        key = tail[start:stop] + key
        if key in matcher.exact or (open_end and tail[start:stop] in matcher.openers):
            phrase = _as_line(tail, start, end, matcher)
            if phrase and (phrase.sure or not (found and found.sure)):
                found = phrase
    return found


def _as_line(tail: str, start: int, end: int, matcher: Matcher) -> Phrase | None:
    """Read a part of the tail as a line: where a rule keeps it, or names another zone, it is none."""
    row = tail[start:end].strip()
    if not row or row.count(" ") >= _PIECE_WORDS:
        return None
    hits = matcher.read_row(row)
    if any(hit.rule.act == "keep" for hit in hits):
        return None
    whole = [hit for hit in hits if hit.rule.where in WHOLE and _fits(hit, row)]
    if not whole:
        return None
    rule = min(whole, key=lambda hit: (hit.rule.where == "block", hit.rule.zone != "any", hit.rule.id)).rule
    several = rule.kind in _ALONE or len(_WORD.findall(row)) > 1
    return Phrase(start, end, rule, several and rule.where != "block" and rule.zone == "any")


def _fits(hit: Hit, row: str) -> bool:
    """Tell whether a hit holds inside prose too: what ends as a sentence does is no title."""
    if hit.rule.kind in _NOT_GLUED or hit.rule.zone == "head" or hit.rule.site:
        return False
    if not hit.rule.regex and not any(name in _OPEN_SLOTS for name, _, _ in hit.groups):
        return True
    is_title = hit.rule.kind in _TITLED or hit.rule.zone != "any"
    return not _INSIDE.search(row) and not (is_title and row.endswith("."))
