"""Clocks: a list of other stories above the article, each headline under its clock time or behind it.

Four times and more stand on lines of their own, a line under each, or open lines; the times fall, as in lists of the
latest news, and none of the headlines speaks of the article. In a live blog what stands under the
times is the article, and speaks of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from cleaner.heuristics.topic import Topic
from cleaner.hits import Hits
from cleaner.looks import Looks
from cleaner.model import Decision

_FEWEST = 4
_TITLE_WORDS = 4
_MOSTLY = 0.75
_BEHIND = re.compile(r"\W*([01]?\d|2[0-3])[:.]([0-5]\d)(?!\d|:)\W*(?=\w{2})")
_LEAD = " \xa0-–•*·|\u200f\u200e"
_TIME = re.compile(r"\W*([01]?\d|2[0-3])[:.]([0-5]\d)\W*")


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on headlines under clock times, above the article."""
    if inline := _inline(looks, gone):
        return [_vote(looks, number) for number in inline]
    times = {number: clock for number, key in looks.keys.items() if len(key) in (3, 4) and key.isdigit() and (clock := _clock(looks, number))}
    if len(times) < _FEWEST:
        return []
    pairs = list(_pairs(looks, times, gone))
    if len(pairs) < _FEWEST or not _fall([times[time] for time, _ in pairs]):
        return []
    end = pairs[-1][1]
    prose = [number for number in looks.prose if number > end and number not in gone]
    if len(prose) < 2:
        return []
    topic = Topic(looks, prose)
    if not all(topic.is_foreign(looks.row(title).split()) for _, title in pairs):
        return []
    return [_vote(looks, number) for pair in pairs for number in pair if number not in gone]


def _inline(looks: Looks, gone: Collection[int]) -> list[int]:
    """Return the first run of lines that open with falling times and speak of other stories, above the article."""
    if sum(looks.document.rows[number].lstrip(_LEAD)[:1].isdigit() for number in looks.words) < _FEWEST:
        return []
    first, _ = looks.body(gone)
    run: list[tuple[int, tuple[int, int]]] = []
    for number in looks.words:
        found = _BEHIND.match(looks.row(number)) if number < first and number not in gone and looks.count(number) > _TITLE_WORDS else None
        if found:
            run.append((number, (int(found[1]), int(found[2]))))
        elif len(run) >= _FEWEST:
            break
        elif number not in gone:
            run = []
    if len(run) < _FEWEST or not _fall([time for _, time in run]):
        return []
    topic = Topic(looks, (number for number in looks.prose if number not in gone))
    foreign = [number for number, _ in run if topic.is_foreign(looks.words[number])]
    return [number for number, _ in run] if len(foreign) >= _MOSTLY * len(run) else []


def _clock(looks: Looks, number: int) -> tuple[int, int] | None:
    found = _TIME.fullmatch(looks.row(number))
    return (int(found[1]), int(found[2])) if found else None


def _pairs(looks: Looks, times: Collection[int], gone: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield the first run of times, each with the line under it."""
    below = None
    for time in sorted(times):
        if below is not None and time != below:
            return
        title = _next(looks, time)
        if title in times or title in gone or title >= len(looks) or looks.ends_sentence(title):
            return
        yield time, title
        below = _next(looks, title)


def _next(looks: Looks, number: int) -> int:
    return next((n for n in range(number + 1, len(looks)) if not looks.blank(n)), len(looks))


def _fall(times: list[tuple[int, int]]) -> bool:
    """Tell whether times fall, but for midnight."""
    rises = sum(after > before for before, after in pairwise(times))
    return rises <= 1


def _vote(looks: Looks, number: int) -> Decision:
    reason = "Headlines of other stories, each under its clock time."
    return looks.vote(number, "clocks.headlines", "ticker", reason, 0.7)
