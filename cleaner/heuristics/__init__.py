"""The stages, in order: each sees the lines that the ones before it left.

A stage is a function of a document's looks, the hits of the rules and the lines already gone; it
returns decisions and changes nothing. With content before anchors, adding a rule could restore text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import reduce
from operator import or_
from typing import NamedTuple

from cleaner.heuristics import (
    about,
    anchors,
    cards,
    clocks,
    content,
    echoes,
    edges,
    glued_counters,
    menus,
    readers,
    repeats,
    second,
    surroundings,
    teasers,
    tickers,
    titles,
    unlabelled,
)
from cleaner.hits import Hits
from cleaner.looks import Looks
from cleaner.model import Decision

Find = Callable[[Looks, Hits, Collection[int]], list[Decision]]

EDGES, ECHOES, REPEATS, CLOCKS, TICKERS, TEASERS, TITLES, _, _, ABOUT, MENUS, COUNTERS, SURROUNDED = (1 << place for place in range(13))
"""What of the looks of lines stirs a stage: the bits of `Looks.stirred`, as compiled/stir.h sets them."""
HITS, GONE, DROPPED, ALWAYS, LABELS, COMMENTS, BUTTONS = (1 << place for place in range(16, 23))
"""Rules said something; lines are gone; kinds of facts are dropped; a stage that nobody taught `stir` about asks for
`ALWAYS`; a rule named the label of a list, what belongs to comments, or a button under a headline."""
NAMED = {"comment": COMMENTS, **dict.fromkeys(cards.BUTTONS, BUTTONS)}
"""What stirs stages of the kinds of rules."""


class Stage(NamedTuple):
    """One stage, and what may stir it: with none of it, it says nothing."""

    find: Find
    asks: int


STAGES: tuple[Stage, ...] = (
    Stage(anchors.find, LABELS),
    Stage(content.find, HITS),
    Stage(second.find, LABELS),
    Stage(readers.find, COMMENTS),
    Stage(echoes.find, ECHOES),
    Stage(menus.find, MENUS),
    Stage(surroundings.find, SURROUNDED),
    Stage(clocks.find, CLOCKS),
    Stage(cards.find, BUTTONS),
    Stage(tickers.find, TICKERS | LABELS),
    Stage(teasers.find, TEASERS),
    Stage(about.find, ABOUT),
    Stage(titles.find, TITLES),
    Stage(repeats.find, REPEATS),
    Stage(unlabelled.find, DROPPED),
    Stage(glued_counters.find, COUNTERS),
    Stage(edges.find, EDGES),
)
STIRRING = reduce(or_, (stage.asks for stage in STAGES))
"""What stirs any stage."""
