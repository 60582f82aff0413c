"""Edges: what is left over beside removed lines: lone signs, and numbers that counted what went.

A line without a letter or digit separates nothing once its neighbours are prose: it is residue
wherever it stands, unless it closes a sentence that was broken into lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cleaner.looks import Looks
from cleaner.match import Hits
from cleaner.model import Decision

_CLOSES = frozenset(".،؟!»”\")…؛")
_LONGEST_COUNTER = 6


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on lone signs and left-over counters."""
    return [*_signs(looks, gone), *(_counters(looks, gone) if gone else ())]


def _signs(looks: Looks, gone: Collection[int]) -> Iterator[Decision]:
    for number in looks.wordless:
        if number in gone or looks.blank(number) or _closes(looks, number):
            continue
        span = looks.document.line_span(number)
        yield Decision(span, "residue.sign", "residue", "A line of signs alone: a separator or a left-over.", 0.9)


def _closes(looks: Looks, number: int) -> bool:
    """Tell whether signs end the sentence of the line right above them."""
    if not number or not set(looks.row(number).strip()) <= _CLOSES:
        return False
    return not looks.blank(number - 1) and not looks.ends_sentence(number - 1)


def _counters(looks: Looks, gone: Collection[int]) -> Iterator[Decision]:
    first, last = looks.body(gone)
    for number, key in looks.keys.items():
        if number in gone or not key.isdigit() or len(key) > _LONGEST_COUNTER or first <= number <= last:
            continue
        if _beside(looks, number, gone):
            span = looks.document.line_span(number)
            yield Decision(span, "edge.counter", "counter", "A bare number beside removed lines.", 0.7)


def _beside(looks: Looks, number: int, gone: Collection[int]) -> bool:
    for step in (-1, 1):
        near = number + step
        while 0 <= near < len(looks) and looks.blank(near):
            near += step
        if near in gone:
            return True
    return False
