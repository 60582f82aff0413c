"""Which line of the head is the headline, as far as looks can tell.

Comes in: looks, and the lines that are gone or named as a fact. Goes out: the number of a line. A
menu that is left above it is skipped: a run of short lines, where a headline stands alone.
"""

from __future__ import annotations

from collections.abc import Collection

from cleaner.heuristics.topic import Topic
from cleaner.looks import Looks

_MENU_LINES = 5
_MENU_WORDS = 3
_HEADLINE_WORDS = 5
_DISTINCT = 0.7
"""A row of a menu says the same words again; a headline seldom does."""
_TOLD = 2
_SHARE = 0.4


def find(looks: Looks, gone: Collection[int], facts: Collection[int] = (), again: Collection[int] = ()) -> int | None:
    """Return the headline's line: one printed `again` further down, else the first that speaks of the topic, else
    the first like one; below a menu if it is short.
    """
    taken = {*gone, *facts} if facts else gone
    first, last = looks.body(taken)
    if first == 0 <= last:  # so most texts begin
        return None
    head = [n for n in sorted(looks.words) if n < first or first > last]
    alive = [n for n in head if n not in taken]
    alive = alive if first <= last else alive[:-1]
    likely = [n for n in alive if looks.titled(n)] or [n for n in alive[:1] if looks.count(n) == 2]
    start = _below_menu(looks, head, facts)
    sure = [n for n in likely if n in again or n >= start or _is_long(looks, n)] or likely[:1]
    if len(sure) < 2 or any(n in again for n in sure):
        return next((n for n in sure if n in again), sure[0] if sure else None)
    topic = Topic(looks, [n for n in looks.prose if n not in gone])
    return next((n for n in sure if topic.told(looks.words[n]) >= _TOLD and topic.share(looks.words[n]) >= _SHARE), sure[0])


def _is_long(looks: Looks, number: int) -> bool:
    found = looks.words[number]
    return len(found) >= _HEADLINE_WORDS and len(set(found)) >= _DISTINCT * len(found)


def _below_menu(looks: Looks, head: list[int], facts: Collection[int]) -> int:
    """Return the number of the line under the last run of short lines that is as long as a menu."""
    start = run = 0
    for number in head:
        run = run + 1 if looks.count(number) <= _MENU_WORDS and number not in facts else 0
        if run >= _MENU_LINES:
            start = number + 1
    return start
