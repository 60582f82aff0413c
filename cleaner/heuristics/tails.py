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
from cleaner.model import Document, Record
from cleaner.rules import Rule

_LONG_SPACES = 60
_WINDOW = 900
_PHRASE_WORDS = 12
_PIECE_WORDS = 30
_PIECES_TOGETHER = 3
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"(?:[.؟?!…»”\")\]](?![.؟?!…»”\")\]])|(?<=\w)\s+[|•](?=\s))\s*(?=[^\s\d])")
_ALONE = frozenset({"share", "comment"})
"""Kinds of which one word says enough: شاركها is a button, المزيد and لبنان may be a writer's last word."""
_LINES = ("line", "anchor")


class Phrase(NamedTuple):
    """A run of the tail that is a line to a rule; `sure` when it needs no company."""

    start: int
    end: int
    rule: Rule
    sure: bool


def read(looks: Looks, matcher: Matcher) -> list[Hit]:
    """Return hits on what stands glued to the ends of long lines."""
    hits: list[Hit] = []
    for number, spaces in zip(looks.prose, looks.spaces, strict=True):
        if spaces >= _LONG_SPACES or len(looks.prose) == 1:
            tail = fold(looks.document.rows[number][-_WINDOW:])
            if phrases := _peel(tail, matcher):
                shift = len(looks.row(number)) - len(tail)
                ends = [*(phrase.start for phrase in phrases[1:]), len(tail)]
                for phrase, end in zip(phrases, ends, strict=True):
                    part = replace(phrase.rule, where="suffix", zone="any")
                    hits.append(Hit(number, part, phrase.start + shift, end + shift))
    return hits


def _peel(tail: str, matcher: Matcher) -> list[Phrase]:
    """Walk inward over phrases; return those after the innermost end of a sentence that was reached."""
    starts = [found.end() for found in _SENTENCE_END.finditer(tail)]
    words = [found.span() for found in _WORD.finditer(tail)]
    walked: list[Phrase] = []
    kept: list[Phrase] = []
    while words and starts:
        end = walked[-1].start if walked else len(tail)
        phrase = _piece(tail, [start for start in starts if start < end], end, matcher) or _exact(tail, words, end, matcher)
        if phrase is None:
            break
        walked.append(phrase)
        while words and words[-1][0] >= phrase.start:
            words.pop()
        if words and any(words[-1][1] <= start <= phrase.start for start in starts):
            kept = list(walked)
    return kept[::-1] if any(phrase.sure for phrase in kept) else []


def _piece(tail: str, starts: list[int], end: int, matcher: Matcher) -> Phrase | None:
    """Read what stands between the end of a sentence and the end of the tail as a line."""
    for start in starts[-_PIECES_TOGETHER:]:
        row = tail[start:end].strip()
        if not row or row.count(" ") >= _PIECE_WORDS:
            continue
        piece = Looks(Document(Record(row)))
        if rule := _rule(matcher.read(piece)):
            return Phrase(start, end, rule, _sure(rule, row))
    return None


def _exact(tail: str, words: list[tuple[int, int]], end: int, matcher: Matcher) -> Phrase | None:
    """Look up the last words of the tail as a phrase: the longest that is one."""
    key, found = "", None
    for start, stop in words[: -_PHRASE_WORDS - 1 : -1]:
        key = tail[start:stop] + key
        if key in matcher.exact and (rule := _rule([Hit(0, rule, 0, 0) for rule, _ in matcher.exact[key]])):
            found = Phrase(start, end, rule, _sure(rule, tail[start:end]))
    return found


def _rule(hits: list[Hit]) -> Rule | None:
    """Choose a rule that takes a line whole; where a rule keeps the line there is none."""
    if any(hit.rule.act == "keep" for hit in hits):
        return None
    whole = [hit.rule for hit in hits if hit.rule.where in (*_LINES, "block") and not hit.rule.site and hit.rule.zone != "head"]
    return min(whole, key=lambda rule: (rule.where == "block", rule.zone != "any", -rule.confidence, rule.id), default=None)


def _sure(rule: Rule, phrase: str) -> bool:
    return rule.where in _LINES and (rule.kind in _ALONE or len(_WORD.findall(phrase)) > 1)
