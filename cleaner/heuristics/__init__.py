"""The stages, in order: each sees the lines that the ones before it left.

A stage is a function of a document's looks, the hits of the rules and the lines already gone; it
returns decisions and changes nothing. With content before anchors, adding a rule could restore text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

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
from cleaner.looks import Looks
from cleaner.match import Hits
from cleaner.model import Decision

Stage = Callable[[Looks, Hits, Collection[int]], list[Decision]]

STAGES: tuple[Stage, ...] = (
    anchors.find,
    content.find,
    second.find,
    readers.find,
    echoes.find,
    menus.find,
    surroundings.find,
    clocks.find,
    cards.find,
    tickers.find,
    teasers.find,
    about.find,
    titles.find,
    repeats.find,
    unlabelled.find,
    glued_counters.find,
    edges.find,
)
