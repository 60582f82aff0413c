"""Which line of the head is the headline, as far as looks can tell.

Comes in: looks, and the lines that are gone or named as a fact. Goes out: the number of a line. A
menu that is left above it is skipped: a run of short lines, where a headline stands alone.
"""

from __future__ import annotations

from collections.abc import Collection

from cleaner.looks import Looks

_MENU_LINES = 5
_MENU_WORDS = 3


def find(looks: Looks, taken: Collection[int], again: Collection[int] = ()) -> int | None:
    """Return the headline's line: one printed `again` further down, else the first like one below a menu."""
    first, last = looks.body(taken)
    alive = [n for n in sorted(looks.words) if n not in taken]
    alive = [n for n in alive if n < first] if first <= last else alive[:-1]
    likely = [n for n in alive if looks.titled(n)] or [n for n in alive[:1] if looks.count(n) == 2]
    start = _below_menu(looks, alive)
    below = [n for n in likely if n >= start] or likely
    return next((n for n in likely if n in again), below[0] if below else None)


def _below_menu(looks: Looks, alive: list[int]) -> int:
    """Return the number of the line under the last run of short lines that is as long as a menu."""
    start = run = 0
    for number in alive:
        run = run + 1 if looks.count(number) <= _MENU_WORDS else 0
        if run >= _MENU_LINES:
            start = number + 1
    return start
