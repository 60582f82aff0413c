"""Echoes: a list of short lines that is printed two times and more, above the article or below it.

A page prints its tags for wide and for narrow screens, a slider its topics again for every turn; scrapers
take them all. Not a line of such a list stands there once alone, so that it is no verse with a refrain. Or names stand
there twice in a row, the text of a picture and the word under it: teams of a box of matches, writers of a masthead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import pairwise

from cleaner.hits import Hits
from cleaner.looks import Looks
from cleaner.model import Decision

_FEWEST = 6
_DIFFERENT = 3
_LONGEST = 5
_PAIRS = 4
_PAIRED = 4


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on lists that are printed again."""
    keys = looks.keys
    if len(keys) < _FEWEST or len(set(keys.values())) > len(keys) - _DIFFERENT:
        return []
    first, last = looks.body(gone)
    if first > last:
        return []
    head, tail = ([number for number in looks.seen(*edges) if number not in gone] for edges in ((0, first), (last + 1, len(looks))))
    may = [lines for lines in (head, tail) if _may_echo(looks, lines)]
    found = {number: _vote(looks, number) for lines in may for run in _runs(looks, lines) for number in run}
    return [*found.values(), *(_paired(looks, number) for lines in may for number in _doubled(looks, lines) if number not in found)]


def _may_echo(looks: Looks, lines: list[int]) -> bool:
    """Tell whether several lines are printed again, if not in which order."""
    return len(lines) >= _FEWEST and sum(count > 1 for count in Counter(map(looks.keys.get, lines)).values()) >= _DIFFERENT


def _runs(looks: Looks, lines: list[int]) -> Iterator[list[int]]:
    """Yield the longest runs of short lines of which each is printed again among them."""
    run: list[int] = []
    for number in [*lines, -1]:
        if number in looks.words and looks.count(number) <= _LONGEST and not looks.ends_sentence(number):
            run.append(number)
            continue
        yield from _echoing(looks, run)
        run = []


def _echoing(looks: Looks, run: list[int]) -> Iterator[list[int]]:
    while len(run) >= _FEWEST:
        counts = Counter(looks.keys[number] for number in run)
        if min(counts.values()) > 1:
            if len(counts) >= _DIFFERENT:
                yield run
            return
        alone = [place for place, number in enumerate(run) if counts[looks.keys[number]] == 1]
        pieces = [run[above + 1 : below] for above, below in zip([-1, *alone], [*alone, len(run)], strict=True)]
        run = max(pieces, key=len)


def _doubled(looks: Looks, lines: list[int]) -> list[int]:
    """Return the lines from the first to the last of several names that stand twice in a row, all of them short."""
    keys = looks.keys
    pairs = [place for place, (one, two) in enumerate(pairwise(lines)) if one in keys and keys[one] == keys.get(two) and not keys[one].isdigit()]
    if len({keys[lines[place]] for place in pairs}) < _PAIRS:
        return []
    run = lines[pairs[0] : pairs[-1] + 2]
    return run if all(looks.is_wordless(number) or looks.count(number) <= _PAIRED for number in run) else []


def _vote(looks: Looks, number: int) -> Decision:
    reason = "One of a list that is printed again, every line of it."
    return looks.vote(number, "echoes.list", "tags", reason, 0.7)


def _paired(looks: Looks, number: int) -> Decision:
    reason = "Among names that stand twice in a row: a box of matches, or pictures with the names under them."
    return looks.vote(number, "echoes.pairs", "widget", reason, 0.7)
