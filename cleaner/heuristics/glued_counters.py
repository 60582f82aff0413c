"""Glued counters: a count of views or comments that runs on from the author's name or from the year.

Only above the article, on lines of few words: a given name opens the line (perhaps behind "by"), letters
and digits touch; or a year of four digits has more digits behind it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from cleaner.arabic import fold_with_offsets
from cleaner.heuristics.vocabulary import phrases
from cleaner.hits import Hits
from cleaner.looks import Looks
from cleaner.model import Decision

_WORDS = 9
_NAME_WORDS = 5
_ENDS = re.compile(r"\w\d{1,6}(?: \d+)*(?: \w{4,6}){0,2}\W{0,3}$")
_NAME = re.compile(r"\W{0,3}(?:(?:بقلم|كتب|كتبت|بواسطه|by)\W{1,3})?(?P<given>[^\W\d_]{2,20})(?: [^\W\d_]{1,20}){1,3}(?P<count>\d{1,6})\W{0,3}")
_YEAR = re.compile(r".{0,40}[^\W\d]\W{1,3}(?:\d{1,2}\W{1,3})?(?:19|20)\d\d(?P<count>\d{1,6}(?: \d{1,6})?(?: \d{1,2})?(?: (?:دقيقه|دقايق|تعليق|مشاهده)(?: واحده)?)?)\W{0,3}")


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on the digits."""
    ends = [number for number in looks.words if number not in gone and _ENDS.search(looks.document.rows[number])]
    first, _ = looks.body(gone) if ends else (0, 0)
    return [vote for number in ends if number < first for vote in _counted(looks, number)]


def _counted(looks: Looks, number: int) -> Iterator[Decision]:
    if looks.count(number) > _WORDS:
        return
    row = looks.row(number)
    found = _YEAR.fullmatch(row)
    if found is None and looks.count(number) <= _NAME_WORDS:
        found = _NAME.fullmatch(row)
        if found and found["given"] not in phrases("bylines", "given"):
            return
    if found:
        _, offsets = fold_with_offsets(looks.document.rows[number])
        base = looks.document.starts[number]
        reason = "A count of views or comments, glued to the name or the date above the article."
        vote = looks.vote(number, "glued.counter", "counter", reason, 0.6)
        yield vote.at(base + offsets[found.start("count")], base + offsets[found.end("count")])
