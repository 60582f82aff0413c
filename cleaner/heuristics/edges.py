"""Edges: what is left over beside removed lines: lone signs, and numbers that counted what went.

A line without a letter or digit separates nothing once its neighbours are prose: it is residue
wherever it stands, unless it closes a sentence that was broken into lines.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from cleaner.hits import Hits
from cleaner.looks import COUNTER, LATIN, Looks
from cleaner.model import Decision
from cleaner.slots import DATE, TIME

_DATE = re.compile(rf"\W{{0,4}}{DATE}\W{{0,4}}(?:{TIME})?\W{{0,4}}")
_CLOSES = frozenset(".،؟!»”\")…؛")
_ADDRESS = re.compile(r"[a-z0-9]+(?:[ \-]+[a-z0-9]+)+")
"""The words of an address: no capital, no sign but hyphens."""
_FILE = re.compile(r"(?=(?:\D{0,20}\d){8})(?=[^a-z]{0,40}[a-z])[a-z0-9]+(?:[_\-][a-z0-9]+)*")
"""Eight digits and a small letter without a space: what cameras, networks and servers call an image."""
_ADDRESS_WORDS = 4
_LONGEST_COUNTER = 6
_ICON_LETTERS = 2


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on lone signs and left-over counters."""
    votes = list(_signs(looks, gone))
    if looks.having(LATIN | COUNTER):
        votes += [*_addresses(looks, gone), *_counters(looks, gone)]
    return votes


def _signs(looks: Looks, gone: Collection[int]) -> Iterator[Decision]:
    for number in looks.signs():
        if number in gone or _closes(looks, number):
            continue
        yield looks.vote(number, "residue.sign", "residue", "A line of signs alone: a separator or a left-over.", 0.9)


def _closes(looks: Looks, number: int) -> bool:
    """Tell whether signs end the sentence of the line right above them."""
    if not number or looks.blank(number - 1) or looks.ends_sentence(number - 1):
        return False
    return _CLOSES.issuperset(looks.row(number).strip())


def _addresses(looks: Looks, gone: Collection[int]) -> Iterator[Decision]:
    """Yield votes on names of files above the article, and on the words of an address above an Arabic headline."""
    latin = [number for number in looks.having(LATIN) if number not in gone and looks.document.rows[number].isascii()]
    if not latin:
        return
    first, _ = looks.body(gone)
    arabic = max((n for n in looks.words if n < first and looks.titled(n) and not looks.row(n).isascii()), default=-1)
    for number in latin:
        raw = looks.document.rows[number].strip() if number < first else ""
        if _FILE.fullmatch(raw):
            yield looks.vote(number, "residue.file_name", "residue", "The name of an image without its ending.", 0.8)
            continue
        if not _ADDRESS.fullmatch(raw) or looks.count(number) < _ADDRESS_WORDS:
            continue
        if number < arabic:
            yield looks.vote(number, "residue.address_words", "residue", "The words of the page's address.", 0.6)


def _counters(looks: Looks, gone: Collection[int]) -> Iterator[Decision]:
    left = {n for n in looks.having(COUNTER) if n not in gone and _is_counter(looks.keys[n])}
    if not left:
        return
    first, last = looks.body(gone)
    found = sorted(n for n in left if first <= last and not first <= n <= last)
    headline = min((n for n in looks.words if looks.titled(n)), default=first)
    around = [-1, -1]
    for number in found:
        if number > around[1]:  # those of a run have the same beside them
            around = [*_around(looks, number, left)]
        # a year or a score may be the headline itself
        if any(near in gone for near in around) or (headline < number < first and any(_is_date(looks, near) for near in around)):
            yield looks.vote(number, "edge.counter", "counter", "A bare number or letter beside removed lines.", 0.7)


def _is_date(looks: Looks, number: int) -> bool:
    return number in looks.words and bool(_DATE.fullmatch(looks.row(number)))


def _is_counter(key: str) -> bool:
    """Tell whether a line is a bare number, or the letter that stands for a network: f, t, in."""
    return (key.isdigit() and len(key) <= _LONGEST_COUNTER) or (len(key) <= _ICON_LETTERS and key.isascii() and key.isalpha())


def _around(looks: Looks, number: int, left: Collection[int]) -> Iterator[int]:
    """Yield the next line above and below that is neither blank nor such a number itself."""
    for step in (-1, 1):
        near = number + step
        while 0 <= near < len(looks) and (near in left or looks.blank(near)):
            near += step
        yield near
